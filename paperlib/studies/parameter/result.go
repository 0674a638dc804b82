package parameter

import (
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/report"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Notebook is the number of the notebook.
const Notebook = "01"

// Title is the notebook's claim as a sentence.
const Title = "What does the gradient noise of a single parameter look like?"

// Study is the folder of this study's results in the run store.
const Study = "nb01"

// Version counts changes of what a result holds.
const Version = 1

// Knobs are what a reader turns.
type Knobs struct {
	Data     string  `json:"data"`     // datasets.Names()
	Net      string  `json:"net"`      // models.Names(), or the name of a network of your own
	Snapshot string  `json:"snapshot"` // "initial" or "trained"
	Batch    int     `json:"batch"`    // batch size B
	Rank     float64 `json:"rank"`     // which coordinate by its tail index: 0 the heaviest tail, 0.5 the median, 1 the lightest
}

// Published are the knobs of the committed figure.
var Published = Knobs{Data: "digits", Net: "mlp", Snapshot: "trained", Batch: 32, Rank: 0.5}

// Settings are the knobs as words for a report.
func (k Knobs) Settings() map[string]string {
	return map[string]string{"data": k.Data, "net": k.Net, "snapshot": k.Snapshot,
		"batch size": strconv.Itoa(k.Batch), "rank": strconv.FormatFloat(k.Rank, 'g', -1, 64)}
}

// Result is one coordinate's noise with the laws fitted to it; the draws lie beside it as the array draws.
type Result struct {
	Knobs       Knobs       `json:"knobs"`
	Coordinate  string      `json:"coordinate"`
	Laws        []FittedLaw `json:"laws"`
	Alpha       float64     `json:"alpha"` // of the coordinate
	AlphaSE     lab.Number  `json:"alpha_se"`
	MedianAlpha float64     `json:"median_alpha"` // over the live coordinates
	Accuracy    float64     `json:"accuracy"`     // of the network on the test part
	Coordinates int         `json:"coordinates"`
	Live        int         `json:"live"` // coordinates to which a stable law could be fitted
	Flags       []string    `json:"flags,omitempty"`
	Seed        uint64      `json:"seed"`
}

// FittedLaw is a law of one of the families of package tails with its parameters: Gaussian (mu, sigma), Laplace
// (mu, scale), Student t (mu, sigma, nu), generalised Gaussian (mu, scale, shape), stable (alpha, gamma, delta).
type FittedLaw struct {
	Family     tails.Family `json:"family"`
	Parameters []lab.Number `json:"parameters"`
}

// Fitted turns a law of package tails into its stored form.
func Fitted(f tails.Family, law tails.Law) FittedLaw {
	p := func(v ...float64) FittedLaw {
		out := FittedLaw{Family: f}
		for _, x := range v {
			out.Parameters = append(out.Parameters, lab.Number(x))
		}
		return out
	}
	switch l := law.(type) {
	case tails.Gaussian:
		return p(l.Mu, l.Sigma)
	case tails.Laplace:
		return p(l.Mu, l.Scale)
	case tails.StudentT:
		return p(l.Mu, l.Sigma, l.Nu)
	case tails.GGD:
		return p(l.Mu, l.Scale, l.Shape)
	case stable.Symmetric:
		return p(l.Alpha, l.Gamma, l.Delta)
	}
	panic(fmt.Sprintf("nb01: no stored form for a law of type %T", law))
}

// Law is the law of which f is the stored form.
func (f FittedLaw) Law() (tails.Law, error) {
	p := make([]float64, 3)
	for i := range min(3, len(f.Parameters)) {
		p[i] = float64(f.Parameters[i])
	}
	switch f.Family {
	case tails.FamilyGaussian:
		return tails.NewGaussian(p[0], p[1], nil), nil
	case tails.FamilyLaplace:
		return tails.NewLaplace(p[0], p[1], nil), nil
	case tails.FamilyStudentT:
		return tails.NewStudentT(p[0], p[1], p[2], nil), nil
	case tails.FamilyGGD:
		return tails.NewGGD(p[0], p[1], p[2], nil), nil
	case tails.FamilyStable:
		return stable.Symmetric{Alpha: p[0], Gamma: p[1], Delta: p[2]}, nil
	}
	return nil, fmt.Errorf("nb01: a result holds a law of the unknown family %q", f.Family)
}

// Index names the results that the figure is drawn from, by their ids in the run store.
type Index struct {
	Knobs Knobs    `json:"knobs"`
	Main  string   `json:"main"`
	Rest  []string `json:"rest"`
}

// Add appends a result; the first is shown in full, the others as small multiples.
func (i *Index) Add(id string) {
	if i.Main == "" {
		i.Main = id
		return
	}
	i.Rest = append(i.Rest, id)
}

// Save keeps the index for the cells after the compute cell.
func (i *Index) Save() error { return study.SaveIndex(Notebook, i) }

// Page is a loaded figure with everything that is said about it.
type Page struct {
	Out     string // the folder that Save and Record write to
	Index   Index
	Input   Input
	Main    Result
	Entries []*lab.Entry
	Stamp   figure.Stamp
	Profile lab.Profile
	// KnobTurned is true when the knobs are not the published ones.
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

// Load reads the results of an index. When the result is not the published one, the published curve is put behind it.
func Load(s *lab.Store, profile lab.Profile, index Index) (*Page, error) {
	p := &Page{Index: index, Profile: profile, KnobTurned: index.Knobs != Published}
	main, r, err := p.curve(s, index.Main)
	if err != nil {
		return nil, err
	}
	main.Published = profile == lab.Full && !p.KnobTurned
	p.Main, p.Input.Main = r, main
	for _, id := range index.Rest {
		c, _, err := p.curve(s, id)
		if err != nil {
			return nil, err
		}
		p.Input.Rest = append(p.Input.Rest, c)
	}
	var published Index
	found, err := study.PublishedIndex(Notebook, &published)
	if err != nil {
		return nil, err
	}
	if found && published.Main != index.Main {
		dir, err := lab.PublishedDir()
		if err != nil {
			return nil, err
		}
		committed, err := lab.Open("", dir) // a fresh reproduction does not read it as its own result
		if err != nil {
			return nil, err
		}
		c, _, err := p.curve(committed, published.Main)
		if err != nil {
			return nil, err
		}
		c.Published = true
		p.Input.Published = &c
		p.Entries = p.Entries[:len(p.Entries)-1] // it lies behind this run's results and is none of them
	}
	code, err := study.Code()
	if err != nil {
		return nil, err
	}
	p.Stamp = figure.Stamp{Results: append([]string{index.Main}, index.Rest...), Code: code, Data: p.Input.DataSets(), Seed: r.Seed, Profile: string(profile)}
	return p, nil
}

func (p *Page) curve(s *lab.Store, id string) (Curve, Result, error) {
	var r Result
	e, err := study.Result(s, Study, Notebook, id, &r)
	if err != nil {
		return Curve{}, r, err
	}
	a, err := e.Array("draws")
	if err != nil {
		return Curve{}, r, err
	}
	c := Curve{Data: r.Knobs.Data, Net: r.Knobs.Net, Snapshot: r.Knobs.Snapshot, Batch: r.Knobs.Batch,
		Coordinate: r.Coordinate, Draws: a.Float64(), Flags: r.Flags, Seed: r.Seed}
	for _, f := range r.Laws {
		law, err := f.Law()
		if err != nil {
			return c, r, err
		}
		c.Laws = append(c.Laws, NamedLaw{Family: string(f.Family), Law: law})
	}
	p.Entries = append(p.Entries, e)
	return c, r, nil
}

// Observed are the numbers that are checked against the published ones.
func (p *Page) Observed() map[string]float64 { return p.Main.Observed() }

// Observed are the numbers of a result that are checked.
func (r Result) Observed() map[string]float64 {
	return map[string]float64{
		"median tail index of the live coordinates": r.MedianAlpha,
		"test accuracy of the network":              r.Accuracy,
		"live coordinates":                          float64(r.Live),
	}
}

// Checks are what this run observed against what is published for its profile.
func (p *Page) Checks() ([]lab.Check, error) { return study.Checks(p.Profile, Notebook, p.Observed()) }

// Draw is the figure.
func (p *Page) Draw() (figure.Figure, error) { return Draw(p.Input) }

// Save writes the figure's files.
func (p *Page) Save() error {
	f, err := p.Draw()
	if err != nil {
		return err
	}
	return figure.Save(filepath.Join(p.Out, "figures"), Name, f, p.Stamp)
}

// Record writes the checks, the settings and the provenance for the report.
func (p *Page) Record(checks []lab.CheckResult) error {
	return report.Save(p.Out, Notebook, report.Record{Title: Title, Profile: p.Profile, Seed: p.Stamp.Seed, Settings: p.Index.Knobs.Settings(),
		Data: p.Stamp.Data, Entries: p.Entries, Checks: checks})
}
