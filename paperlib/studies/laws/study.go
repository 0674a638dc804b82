// Package laws makes table 2, "Which law fits SGN?": for sampled coordinates of every network it compares the
// symmetric stable law with a Gaussian and with laws of as many parameters, by held-out log-likelihood, BIC and
// histogram errors, tests sum-stability, and settles claims C1a, C1b and C1c at each batch size by the criteria of
// criteria.go, which were written before the run. Package run captures the noise.
package laws

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Version counts changes of what this package computes from the same draws.
const Version = 1

// Names of the files: the table, and the verdicts network by network and over all networks.
const (
	Name         = "table02-fit-of-laws"
	VerdictsName = "table02-verdicts"
	OverallName  = "table02-verdicts-overall"
)

// Knobs are what a reader turns.
type Knobs struct {
	Snapshot string `json:"snapshot"` // "initial" or "trained": which the table shows
	Batch    int    `json:"batch"`    // batch size that the table shows
}

// Published are the knobs of the committed table.
var Published = Knobs{Snapshot: "trained", Batch: 32}

// Settings are the knobs as words for a report.
func (k Knobs) Settings() map[string]string {
	return map[string]string{"snapshot": k.Snapshot, "batch size": strconv.Itoa(k.Batch)}
}

// Study is notebook 02.
var Study = &study.Study[Knobs, Group]{
	Number: "02", Slug: "which-law-fits", Folder: "nb02", Version: Version,
	Title:     "Which law fits stochastic gradient noise?",
	Published: Published,
	Criteria:  Criteria(),
	Show:      show,
}

func show(in study.Input[Knobs, Group]) (*study.Shown, error) {
	p := &Page{Knobs: in.Knobs}
	for _, r := range in.Results {
		p.Groups = append(p.Groups, r.Result)
		if !slices.Contains(p.Data, r.Result.Data) {
			p.Data = append(p.Data, r.Result.Data)
		}
	}
	var err error
	if p.Verdicts, err = Verdicts(p.Groups); err != nil {
		return nil, err
	}
	fit, err := p.Table()
	if err != nil {
		return nil, err
	}
	out := &study.Shown{Verdicts: p.Verdicts, Observed: map[string]float64{}, Data: p.Data,
		Tables: []study.Named{{Name: Name, Table: fit}, {Name: VerdictsName, Table: p.VerdictTable()}, {Name: OverallName, Table: p.OverallTable()}, {Name: Name + "-all", Table: p.AllTable()}}}
	p.observe(func(name string, e stats.Interval, seeds []stats.Number) {
		out.Observed[name] = float64(e.Value)
		for i, v := range seeds { // a result joins its seeds
			for len(out.BySeed) <= i {
				out.BySeed = append(out.BySeed, map[string]float64{})
			}
			out.BySeed[i][name] = float64(v)
		}
	})
	return out, nil
}

// Page is every judged network with the verdicts on it.
type Page struct {
	Knobs    Knobs
	Groups   []Group
	Verdicts []lab.Verdict
	Data     []string
}

func (p *Page) observe(use func(name string, e stats.Interval, bySeed []stats.Number)) {
	for _, g := range p.Groups {
		if g.Snapshot != p.Knobs.Snapshot {
			continue
		}
		for _, b := range g.Batches {
			if b.Batch == p.Knobs.Batch {
				where := fmt.Sprintf("%s on %s, %s, B = %d", g.Net, g.Data, g.Snapshot, b.Batch)
				use("mean tail index, "+where, b.Alpha, b.AlphaBySeed)
				use("stable minus Gaussian, "+where, b.C1a, b.C1aBySeed)
			}
		}
	}
}
