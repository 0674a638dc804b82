package study

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/report"
)

// Page is a loaded notebook: its results with everything that is said about them.
type Page[K comparable, R any] struct {
	*Shown
	Study      *Study[K, R]
	Index      Index[K]
	Results    []Of[R]
	Profile    lab.Profile
	KnobTurned bool   // the knobs are not the published ones
	Out        string // the folder that Save and Record write to
	Stamp      figure.Stamp
}

// Open loads what the compute cell of the notebook left.
func (s *Study[K, R]) Open() (*Page[K, R], error) {
	profile, err := lab.CurrentProfile()
	if err != nil {
		return nil, err
	}
	var index Index[K]
	if err := LoadIndex(s.Number, &index); err != nil {
		return nil, err
	}
	store, err := lab.OpenDefault()
	if err != nil {
		return nil, err
	}
	p, err := s.Load(store, profile, index)
	if err != nil {
		return nil, err
	}
	p.Out, err = lab.OutDir(profile)
	return p, err
}

// Load reads the results of an index and makes what is shown of them.
func (s *Study[K, R]) Load(store *lab.Store, profile lab.Profile, index Index[K]) (*Page[K, R], error) {
	p := &Page[K, R]{Study: s, Index: index, Profile: profile, KnobTurned: index.Knobs != s.Published}
	var err error
	if p.Results, err = s.results(store, index); err != nil {
		return nil, err
	}
	if p.Shown, err = s.show(p.Input()); err != nil {
		return nil, err
	}
	code, err := Code()
	if err != nil {
		return nil, err
	}
	p.Stamp = figure.Stamp{Results: index.Results, Code: code, Data: p.Data, Seed: p.Results[0].Seed, Profile: string(profile)}
	return p, nil
}

// Input is what the page shows.
func (p *Page[K, R]) Input() Input[K, R] { return p.input(p.Results) }

func (p *Page[K, R]) input(results []Of[R]) Input[K, R] {
	s := p.Study
	return Input[K, R]{s.Number, s.Criteria, p.Index.Knobs, p.Profile, results, p.Index.Absent, s.published}
}

func (s *Study[K, R]) show(in Input[K, R]) (*Shown, error) {
	shown, err := s.Show(in)
	if err != nil {
		return nil, fmt.Errorf("notebook %s: %w", s.Number, err)
	}
	for i, f := range shown.Figures {
		shown.Figures[i].Name = s.name("fig", f.Name)
	}
	for i, t := range shown.Tables {
		shown.Tables[i].Name = s.name("table", t.Name)
	}
	return shown, nil
}

// results reads the entries of an index.
func (s *Study[K, R]) results(store *lab.Store, index Index[K]) (list []Of[R], err error) {
	for _, id := range index.Results {
		e := store.Lookup(s.Folder, id)
		if e == nil {
			return nil, fmt.Errorf("notebook %s: result %s is not in the run store: run the compute cell (or scripts/reproduce.sh --only %s)", s.Number, lab.Short(id), s.Number)
		}
		r, err := s.Read(e)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("notebook %s: nothing was computed: nothing to show", s.Number)
	}
	return list, nil
}

// Read reads a result of the study from its entry. One that was computed for other criteria is an error.
func (s *Study[K, R]) Read(e *lab.Entry) (Of[R], error) {
	of := Of[R]{Entry: e}
	b, err := e.Config()
	if err != nil {
		return of, err
	}
	var c struct {
		Seed   uint64
		Inputs struct{ Criteria string }
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return of, fmt.Errorf("the settings of %s: %w", e, err)
	}
	if c.Inputs.Criteria != "" && c.Inputs.Criteria != s.CriteriaDigest() {
		return of, fmt.Errorf("notebook %s: the result %s was computed for other criteria than the present ones: compute it again", s.Number, e)
	}
	of.Seed = c.Seed
	return of, e.Result(&of.Result)
}

// published are the results of the committed figure; none where nothing is published.
func (s *Study[K, R]) published() ([]Of[R], error) {
	var index Index[K]
	if found, err := PublishedIndex(s.Number, &index); err != nil || !found {
		return nil, err
	}
	dir, err := lab.PublishedDir()
	if err != nil {
		return nil, err
	}
	committed, err := lab.Open("", dir) // a fresh reproduction does not take them for its own results
	if err != nil {
		return nil, err
	}
	return s.results(committed, index)
}

// Knobs are those of the results.
func (p *Page[K, R]) Knobs() K { return p.Index.Knobs }

// Turned reports whether the knobs are not the published ones.
func (p *Page[K, R]) Turned() bool { return p.KnobTurned }

// Drawings are the figures, with the names of their files.
func (p *Page[K, R]) Drawings() []Drawing { return p.Figures }

// Figure returns the first figure, which most studies have alone.
func (p *Page[K, R]) Figure() (figure.Figure, error) {
	if len(p.Figures) == 0 {
		return figure.Figure{}, fmt.Errorf("notebook %s has no figure", p.Study.Number)
	}
	return p.Figures[0].Figure, nil
}

// Table returns the table whose files have this name; none is the usual one.
func (p *Page[K, R]) Table(name string) (figure.Table, error) {
	name = p.Study.name("table", name)
	var names []string
	for _, t := range p.Tables {
		if t.Name == name {
			return t.Table, nil
		}
		names = append(names, t.Name)
	}
	return figure.Table{}, fmt.Errorf("notebook %s has no table %q: its tables are %q", p.Study.Number, name, names)
}

// Entries are the results in the run store that the page shows.
func (p *Page[K, R]) Entries() (list []*lab.Entry) {
	for _, r := range p.Results {
		list = append(list, r.Entry)
	}
	return list
}

// Spread are the observed numbers of the single seeds, among them those of further results that the page does not
// show, which were computed to know the spread.
func (p *Page[K, R]) Spread(further ...Of[R]) []map[string]float64 {
	if p.BySeed != nil {
		return p.BySeed
	}
	all := append(p.Results[:len(p.Results):len(p.Results)], further...)
	var list []map[string]float64
	for _, seed := range seedsOf(all) {
		var own []Of[R]
		for _, r := range all {
			if r.Seed == seed {
				own = append(own, r)
			}
		}
		observed := map[string]float64{}
		if one, err := p.Study.Show(p.input(own)); err == nil { // a seed alone may lack an event
			observed = one.Observed
		}
		list = append(list, observed)
	}
	return list
}

// Checks are what this run observed against what is published for its profile.
func (p *Page[K, R]) Checks() ([]lab.Check, error) {
	return Checks(p.Profile, p.Study.Number, p.Observed)
}

// Save writes the figures and the tables.
func (p *Page[K, R]) Save() error {
	for _, f := range p.Figures {
		if err := figure.Save(filepath.Join(p.Out, "figures"), f.Name, f.Figure, p.Stamp); err != nil {
			return err
		}
	}
	for _, t := range p.Tables {
		if err := figure.SaveTable(filepath.Join(p.Out, "tables"), t.Name, t.Table, p.Stamp); err != nil {
			return err
		}
	}
	return nil
}

// Record writes verdicts, checks, settings and provenance for the report.
func (p *Page[K, R]) Record(checks []lab.CheckResult) error {
	return report.Save(p.Out, p.Study.Number, report.Record{Title: p.Study.Title, Profile: p.Profile, Seed: p.Stamp.Seed,
		Settings: Settings(p.Index.Knobs), Data: p.Data, Entries: p.Entries(), Criteria: p.Study.Criteria, Verdicts: p.Verdicts, Checks: checks})
}
