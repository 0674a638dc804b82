package laws

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/report"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Title is the notebook's claim as a sentence.
const Title = "Which law fits stochastic gradient noise?"

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

// Index names the results that the tables are made from, by their ids in the run store.
type Index struct {
	Knobs  Knobs    `json:"knobs"`
	Groups []string `json:"groups"`
}

// Save keeps the index for the cells after the compute cell.
func (i *Index) Save() error { return study.SaveIndex(Notebook, i) }

// Page is the loaded tables with everything that is said about them.
type Page struct {
	Out        string // the folder that Save and Record write to
	Index      Index
	Groups     []Group
	Entries    []*lab.Entry
	Verdicts   []lab.Verdict
	Stamp      figure.Stamp
	Profile    lab.Profile
	KnobTurned bool
}

// Open loads what the compute cell of this notebook left.
func Open() (*Page, error) {
	p, out, err := study.Reopen(Notebook, Load)
	if err != nil {
		return nil, err
	}
	p.Out = out
	return p, nil
}

// Load reads the results of an index and settles the claims.
func Load(s *lab.Store, profile lab.Profile, index Index) (*Page, error) {
	p := &Page{Index: index, Profile: profile, KnobTurned: index.Knobs != Published}
	seed := uint64(0)
	var data []string
	for _, id := range index.Groups {
		var g Group
		e, err := study.Result(s, Study, Notebook, id, &g)
		if err != nil {
			return nil, err
		}
		p.Groups = append(p.Groups, g)
		p.Entries = append(p.Entries, e)
		if !slices.Contains(data, g.Data) {
			data = append(data, g.Data)
		}
		seed = g.Seeds[0]
	}
	if len(p.Groups) == 0 {
		return nil, fmt.Errorf("nb02: no network was judged: nothing to show")
	}
	var err error
	if p.Verdicts, err = Verdicts(p.Groups); err != nil {
		return nil, err
	}
	code, err := study.Code()
	if err != nil {
		return nil, err
	}
	p.Stamp = figure.Stamp{Results: index.Groups, Code: code, Data: data, Seed: seed, Profile: string(profile)}
	return p, nil
}

// Observed are the numbers that are checked against the published ones.
func (p *Page) Observed() map[string]float64 {
	m := map[string]float64{}
	p.observe(func(name string, e Estimate, _ []lab.Number) { m[name] = float64(e.Value) })
	return m
}

// BySeed are the observed numbers of the single seeds.
func (p *Page) BySeed() []map[string]float64 {
	var list []map[string]float64
	p.observe(func(name string, _ Estimate, seeds []lab.Number) {
		for i, v := range seeds {
			for len(list) <= i {
				list = append(list, map[string]float64{})
			}
			list[i][name] = float64(v)
		}
	})
	return list
}

func (p *Page) observe(use func(name string, e Estimate, bySeed []lab.Number)) {
	for _, g := range p.Groups {
		if g.Snapshot != p.Index.Knobs.Snapshot {
			continue
		}
		for _, b := range g.Batches {
			if b.Batch == p.Index.Knobs.Batch {
				where := fmt.Sprintf("%s on %s, %s, B = %d", g.Net, g.Data, g.Snapshot, b.Batch)
				use("mean tail index, "+where, b.Alpha, b.AlphaBySeed)
				use("stable minus Gaussian, "+where, b.C1a, b.C1aBySeed)
			}
		}
	}
}

// Save writes the tables' files.
func (p *Page) Save() error {
	fit, err := p.Table()
	if err != nil {
		return err
	}
	for _, t := range []struct {
		name  string
		table figure.Table
	}{{Name, fit}, {VerdictsName, p.VerdictTable()}, {OverallName, p.OverallTable()}, {Name + "-all", p.AllTable()}} {
		if err := figure.SaveTable(filepath.Join(p.Out, "tables"), t.name, t.table, p.Stamp); err != nil {
			return err
		}
	}
	return nil
}

// Record writes the verdicts, the checks, the settings and the provenance for the report.
func (p *Page) Record(checks []lab.CheckResult) error {
	return report.Save(p.Out, Notebook, report.Record{Title: Title, Profile: p.Profile, Seed: p.Stamp.Seed, Settings: p.Index.Knobs.Settings(),
		Data: p.Stamp.Data, Entries: p.Entries, Criteria: Criteria(), Verdicts: p.Verdicts, Checks: checks})
}

// Checks are what this run observed against what is published for its profile.
func (p *Page) Checks() ([]lab.Check, error) { return study.Checks(p.Profile, Notebook, p.Observed()) }
