package simulated

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/report"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Study is one notebook of simulated equations; K are its knobs.
type Study[K comparable] struct {
	Notebook  string // "10"
	Study     string // folder of its results in the run store
	Title     string // the notebook's claim as a sentence
	Figure    string // file name of the figure
	Tables    string // file name of the table; that of the verdicts is the same with -verdicts
	Version   int    // counts changes of what is simulated from the same settings
	Published K
	Settings  func(k K) map[string]string // the knobs as words
	Check     func(k K) error             // knobs that cannot be simulated
	Criteria  []lab.Criterion
	Verdicts  func(k K, cells Cells) ([]lab.Verdict, error)
	Sheet     func(k K, cells Cells) (*Sheet, error)
	Table     func(k K, cells Cells) (figure.Table, error)
	Observed  func(k K, cells Cells) (map[string]float64, error) // what a reproduction is checked by
}

// Index names the results of a run, by their ids in the run store.
type Index[K comparable] struct {
	Notebook string   `json:"notebook"`
	Knobs    K        `json:"knobs"`
	Results  []string `json:"results"`
}

// Save keeps the index for the cells after the compute cell.
func (i *Index[K]) Save() error { return study.SaveIndex(i.Notebook, i) }

// Page is what a notebook shows: the results of all seeds together, with everything that is said about them.
type Page[K comparable] struct {
	*Study[K]
	Out        string // the folder that Save and Record write to
	Index      Index[K]
	Seeds      []uint64
	Entries    []*lab.Entry
	Cells      Cells
	Verdicts   []lab.Verdict
	Stamp      figure.Stamp
	Profile    lab.Profile
	KnobTurned bool

	bySeed []Cells
}

// Open loads what the compute cell of this notebook left.
func (s *Study[K]) Open() (*Page[K], error) {
	p, out, err := study.Reopen(s.Notebook, s.Load)
	if err != nil {
		return nil, err
	}
	p.Out = out
	return p, nil
}

// Load reads the results of an index, joins the seeds and settles the claims.
func (s *Study[K]) Load(store *lab.Store, profile lab.Profile, index Index[K]) (*Page[K], error) {
	p := &Page[K]{Study: s, Index: index, Profile: profile, KnobTurned: index.Knobs != s.Published}
	var results []Result
	for _, id := range index.Results {
		var r Result
		e, err := study.Result(store, s.Study, s.Notebook, id, &r)
		if err != nil {
			return nil, err
		}
		if r.Criteria != CriteriaDigest(s.Criteria) {
			return nil, fmt.Errorf("%s: the result of %s was computed under other criteria than the present ones: compute it again", s.Study, r.Part)
		}
		results, p.Entries = append(results, r), append(p.Entries, e)
		if !slices.Contains(p.Seeds, r.Seed) {
			p.Seeds = append(p.Seeds, r.Seed)
		}
	}
	if err := p.join(results); err != nil {
		return nil, err
	}
	code, err := study.Code()
	if err != nil {
		return nil, err
	}
	p.Stamp = figure.Stamp{Results: index.Results, Code: code, Data: []string{Data}, Seed: p.Seeds[0], Profile: string(profile)}
	return p, nil
}

func (p *Page[K]) join(results []Result) error {
	if len(results) == 0 {
		return fmt.Errorf("%s: nothing was simulated: nothing to show", p.Study.Study)
	}
	p.Cells = pool(results)
	for _, seed := range p.Seeds {
		var own []Result
		for _, r := range results {
			if r.Seed == seed {
				own = append(own, r)
			}
		}
		p.bySeed = append(p.bySeed, pool(own))
	}
	var err error
	if p.Verdicts, err = p.Study.Verdicts(p.Index.Knobs, p.Cells); err != nil {
		return fmt.Errorf("%s: %w", p.Study.Study, err)
	}
	return nil
}

// Draw returns the figure.
func (p *Page[K]) Draw() (figure.Figure, error) {
	sheet, err := p.Sheet(p.Index.Knobs, p.Cells)
	if err != nil {
		return figure.Figure{}, fmt.Errorf("%s: %w", p.Study.Study, err)
	}
	paths, overflows, censored := p.Cells.Paths()
	sheet.Caption += fmt.Sprintf(" In all %s paths under %d seeds (from %d); %s were censored, %s overflowed. Bars and bands: 95 %% intervals.",
		study.Grouped(paths), len(p.Seeds), p.Seeds[0], study.Grouped(censored), study.Grouped(overflows))
	return sheet.draw()
}

// ResultTable returns simulation beside theory.
func (p *Page[K]) ResultTable() (figure.Table, error) { return p.Table(p.Index.Knobs, p.Cells) }

// VerdictTable returns the verdicts with their criteria.
func (p *Page[K]) VerdictTable() figure.Table {
	t := figure.Table{
		Columns: []figure.Column{
			{Key: "claim", Title: "Claim", Text: true}, {Key: "scope", Title: "Scope", Text: true}, {Key: "statistic", Title: "Statistic", Format: ".3g"},
			{Key: "outcome", Title: "Verdict", Text: true}, {Key: "n", Title: "n", Text: true}, {Key: "note", Title: "Note", Text: true},
		},
		Caption: fmt.Sprintf("Verdicts of notebook %s on simulated equations, with 95 %% intervals.", p.Notebook),
	}
	for _, v := range p.Verdicts {
		t.Rows = append(t.Rows, []any{v.Claim, v.Scope, figure.Estimate{Value: v.Value, Lo: v.Lo, Hi: v.Hi}, string(v.Outcome), v.N, v.Note})
	}
	for _, c := range p.Criteria {
		t.Notes = append(t.Notes, fmt.Sprintf("%s: %s. %s", c.Claim, c.Statistic, c.Text))
	}
	return t
}

// Observe are the numbers that are checked against the published ones.
func (p *Page[K]) observe(cells Cells) map[string]float64 {
	m, err := p.Study.Observed(p.Index.Knobs, cells)
	if err != nil { // a seed alone may lack an event: nothing is observed then
		return map[string]float64{}
	}
	return m
}

// Observed are the numbers that are checked against the published ones.
func (p *Page[K]) Observed() map[string]float64 { return p.observe(p.Cells) }

// BySeed are the observed numbers of the single seeds.
func (p *Page[K]) BySeed() (list []map[string]float64) {
	for _, c := range p.bySeed {
		list = append(list, p.observe(c))
	}
	return list
}

// Checks compares with what is published for this profile.
func (p *Page[K]) Checks() ([]lab.Check, error) {
	return study.Checks(p.Profile, p.Notebook, p.Observed())
}

// Save writes the figure and the tables.
func (p *Page[K]) Save() error {
	f, err := p.Draw()
	if err != nil {
		return err
	}
	if err := figure.Save(filepath.Join(p.Out, "figures"), p.Figure, f, p.Stamp); err != nil {
		return err
	}
	t, err := p.ResultTable()
	if err != nil {
		return err
	}
	for name, one := range map[string]figure.Table{p.Tables: t, p.Tables + "-verdicts": p.VerdictTable()} {
		if err := figure.SaveTable(filepath.Join(p.Out, "tables"), name, one, p.Stamp); err != nil {
			return err
		}
	}
	return nil
}

// Record writes verdicts, checks, settings and provenance for the report.
func (p *Page[K]) Record(checks []lab.CheckResult) error {
	return report.Save(p.Out, p.Notebook, report.Record{Title: p.Title, Profile: p.Profile, Seed: p.Stamp.Seed, Settings: p.Settings(p.Index.Knobs),
		Data: p.Stamp.Data, Entries: p.Entries, Criteria: p.Criteria, Verdicts: p.Verdicts, Checks: checks})
}
