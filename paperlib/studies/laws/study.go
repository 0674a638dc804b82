// Package laws makes table 2, "Which law fits SGN?": for sampled coordinates of every network it compares the
// symmetric stable law with a Gaussian and with laws of as many parameters, by held-out log-likelihood, BIC and
// histogram errors, tests goodness of fit and sum-stability, and settles claims C1a, C1b and C1c at each batch size by the
// criteria of criteria.go, which were written before the run. Planted networks, whose noise is of a known law, are taken the
// same way to their verdicts. Package run captures the noise.
package laws

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Version counts changes of what this package computes from the same draws.
const Version = 2

// Names of the files: the laws and the noise of each network, the verdicts network by network and over all networks, and the
// planted networks.
const (
	Name         = "table02-fit-of-laws"
	NoiseName    = "table02-noise"
	VerdictsName = "table02-verdicts"
	OverallName  = "table02-verdicts-overall"
	PlantedName  = "table02-planted"
)

// Knobs are what a reader turns.
type Knobs struct {
	Snapshot string `json:"snapshot"` // one of Snapshots: which the tables show
	Batch    int    `json:"batch"`    // batch size that they show
}

// Published are the knobs of the committed table.
var Published = Knobs{Snapshot: "trained", Batch: 32}

// Settings are the knobs as words for a report.
func (k Knobs) Settings() map[string]string {
	return map[string]string{"snapshot": k.Snapshot, "batch size": strconv.Itoa(k.Batch)}
}

// Snapshots lists the snapshots in the order of the tables.
func Snapshots() []string { return []string{"initial", "half-way", "trained"} }

//go:embed criteria.go
var criteriaText string

// Study is notebook 02.
var Study = &study.Study[Knobs, Result]{
	Number: "02", Slug: "which-law-fits", Folder: "nb02", Version: Version,
	Title:     "Which law fits stochastic gradient noise?",
	Published: Published,
	Criteria:  criteria,
	Source:    study.Source{File: "paperlib/studies/laws/criteria.go", Text: criteriaText},
	Show:      show,
}

// Result is what a unit computes: one judged network, or the count of one planted case.
type Result struct {
	Group   *Group              `json:"group,omitempty"`
	Planted *study.PlantedCount `json:"planted,omitempty"`
}

func show(in study.Input[Knobs, Result]) (*study.Shown, error) {
	p, err := gather(in)
	if err != nil {
		return nil, err
	}
	fit, err := p.Table()
	if err != nil {
		return nil, err
	}
	out := &study.Shown{Verdicts: p.Verdicts, Data: p.Data,
		Tables: []study.Named{{Name: Name, Table: fit}, {Name: NoiseName, Table: p.NoiseTable()}, {Name: OverallName, Table: p.OverallTable()},
			{Name: PlantedName, Table: p.PlantedTable()}, {Name: VerdictsName, Table: p.VerdictTable()},
			{Name: Name + "-all", Table: p.AllTable()}, {Name: NoiseName + "-all", Table: p.AllNoiseTable()}}}
	out.Observed, out.BySeed = p.observed()
	return out, nil
}

// Page is every judged network with the verdicts on it.
type Page struct {
	Knobs    Knobs
	Groups   []Group // in the order of the cases, then of Snapshots
	Planted  []study.PlantedCount
	Verdicts []lab.Verdict
	Data     []string
}

func gather(in study.Input[Knobs, Result]) (p *Page, err error) {
	p = &Page{Knobs: in.Knobs}
	var cases []string
	for _, r := range in.Results {
		if c := r.Result.Planted; c != nil {
			p.Planted = append(p.Planted, *c)
		}
		g := r.Result.Group
		if g == nil {
			continue
		}
		p.Groups = append(p.Groups, *g)
		if !slices.Contains(p.Data, g.Data) {
			p.Data = append(p.Data, g.Data)
		}
		if !slices.Contains(cases, g.String()) {
			cases = append(cases, g.String())
		}
	}
	slices.SortStableFunc(p.Groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(slices.Index(cases, a.String()), slices.Index(cases, b.String())), cmp.Compare(slices.Index(Snapshots(), a.Snapshot), slices.Index(Snapshots(), b.Snapshot)))
	})
	p.Verdicts, err = Verdicts(p.Groups)
	return p, err
}

// shown are the networks at the snapshot and batch size of the knobs.
func (p *Page) shown(use func(g Group, b BatchSummary)) {
	for _, g := range p.Groups {
		for _, b := range g.Batches {
			if g.Snapshot == p.Knobs.Snapshot && b.Batch == p.Knobs.Batch {
				use(g, b)
			}
		}
	}
}

// observed are the numbers that a reproduction is checked by, of all seeds and of each.
func (p *Page) observed() (all map[string]float64, bySeed []map[string]float64) {
	all = map[string]float64{}
	p.shown(func(g Group, b BatchSummary) {
		where := fmt.Sprintf("%s, %s, B = %d", g, g.Snapshot, b.Batch)
		for name, m := range map[string]tails.SeedMean{"mean tail index, ": b.Alpha, "stable minus Gaussian, ": b.Gain} {
			all[name+where] = m.Interval(study.Level).Value
			for i, v := range m.BySeed { // a result joins its seeds
				for len(bySeed) <= i {
					bySeed = append(bySeed, map[string]float64{})
				}
				bySeed[i][name+where] = float64(v)
			}
		}
	})
	return all, bySeed
}
