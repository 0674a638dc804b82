package networks

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/report"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Index names the results that the figure and the table are made from, by their ids in the run store.
type Index struct {
	Knobs   Knobs    `json:"knobs"`
	Results []string `json:"results"`
	Absent  []string `json:"absent,omitempty"` // networks of the profile that were left out, and why
}

// Save keeps the index for the cells after the compute cell.
func (i *Index) Save() error { return study.SaveIndex(Notebook, i) }

// Page is the loaded figure with everything that is said about it.
type Page struct {
	Out        string // the folder that Save and Record write to
	Index      Index
	Networks   []*Network
	Entries    []*lab.Entry
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

// Load reads the results of an index.
func Load(s *lab.Store, profile lab.Profile, index Index) (*Page, error) {
	if len(index.Results) == 0 {
		return nil, errors.New("nb04: no network was trained: nothing to show")
	}
	p := &Page{Index: index, Profile: profile, KnobTurned: index.Knobs != Published}
	var data []string
	seen := map[string]*Network{}
	for _, id := range index.Results {
		var r Result
		e, err := study.Result(s, Study, Notebook, id, &r)
		if err != nil {
			return nil, err
		}
		if err := r.Check(); err != nil {
			return nil, err
		}
		p.Entries = append(p.Entries, e)
		if n := seen[r.key()]; n != nil {
			if err := n.add(r); err != nil {
				return nil, err
			}
			continue
		}
		n := &Network{Result: r, Runs: []Run{r.Run}}
		if r.Samples != nil {
			a, err := e.Array("samples")
			if err != nil {
				return nil, err
			}
			n.Images = a.F32
		}
		seen[r.key()] = n
		p.Networks = append(p.Networks, n)
		data = append(data, r.Data)
	}
	code, err := study.Code()
	if err != nil {
		return nil, err
	}
	p.Stamp = figure.Stamp{Results: index.Results, Code: code, Data: unique(data), Seed: p.Networks[0].Seed, Profile: string(profile)}
	return p, nil
}

func unique(list []string) (out []string) {
	seen := map[string]bool{}
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// Observed are the numbers that are checked against the published ones.
func (p *Page) Observed() map[string]float64 {
	m := map[string]float64{}
	for _, r := range p.Networks {
		mean, _, _ := meanRange(r.Reached())
		m[r.key()] = mean
	}
	return m
}

func (r Result) key() string { return fmt.Sprintf("%s of %s on %s", r.Measure, r.Net, r.Data) }

// BySeed are the observed numbers of the single seeds; a network that was trained under fewer seeds is missing from the
// later ones.
func (p *Page) BySeed() (list []map[string]float64) {
	for _, r := range p.Networks {
		for i, v := range r.Reached() {
			if i == len(list) {
				list = append(list, map[string]float64{})
			}
			if !math.IsNaN(v) {
				list[i][r.key()] = v
			}
		}
	}
	return list
}

// Checks are what this run observed against what is published for its profile.
func (p *Page) Checks() ([]lab.Check, error) { return study.Checks(p.Profile, Notebook, p.Observed()) }

// Save writes the figure and the table.
func (p *Page) Save() error {
	f, err := p.Draw()
	if err != nil {
		return err
	}
	if err := figure.Save(filepath.Join(p.Out, "figures"), Name, f, p.Stamp); err != nil {
		return err
	}
	return figure.SaveTable(filepath.Join(p.Out, "tables"), TableName, p.Table(), p.Stamp)
}

// Record writes the checks, the settings and the provenance for the report. There are no verdicts on claims.
func (p *Page) Record(checks []lab.CheckResult) error {
	return report.Save(p.Out, Notebook, report.Record{Title: Title, Profile: p.Profile, Seed: p.Stamp.Seed, Settings: p.Index.Knobs.Settings(),
		Data: p.Stamp.Data, Entries: p.Entries, Checks: checks})
}
