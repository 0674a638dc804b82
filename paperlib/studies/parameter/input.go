package parameter

import (
	"errors"
	"fmt"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/figure"
)

// MaxRest is the largest number of small multiples that fit a page with the main panels.
const MaxRest = 25

// A Law answers density, distribution, survival and quantile; the laws of packages tails and stable and of gonum's
// distuv do.
type Law = figure.Law

// A NamedLaw is a law with the family under which it is registered ("gaussian", "laplace", "student_t", "ggd",
// "stable"), in the units of the draws.
type NamedLaw = figure.NamedLaw

// A Curve is the SGN of one coordinate: where it was captured, its draws and the laws fitted to them.
type Curve struct {
	Data, Net, Snapshot string
	Batch               int
	Coordinate          string
	Choice              Choice
	Alpha, AlphaSE      float64   // fitted tail index of the coordinate; the error is NaN at a bound
	Activity            *Activity // of the examples behind the coordinate; nil where it is not known
	Draws               []float64 // centred at the exact mean gradient, in gradient units
	Laws                []NamedLaw
	Published           bool     // computed with the published settings; the caption says so when the main curve was not
	Flags               []string // what a reader must know about this curve, as short clauses
	Seed                uint64
}

// Choice is how the coordinate was chosen: by the rank of its fitted tail index among the live ones of those sampled.
type Choice struct {
	Rank          float64 // 0 the heaviest tail, 1 the lightest
	Among         Kind
	Sampled, Live int
}

// Input is all that the figure shows.
type Input struct {
	Main      Curve   // panels a to c
	Rest      []Curve // panel d; may be empty
	Published *Curve  // drawn in grey behind Main when a reader has turned a knob; nil otherwise
}

// where names a curve in full: "MLP on MNIST, trained, batch size 64, coordinate dense_0/w[3,17]".
func (c Curve) where() string {
	return fmt.Sprintf("%s on %s, %s, batch size %d, coordinate %s", c.Net, c.Data, c.Snapshot, c.Batch, c.Coordinate)
}

func (c Curve) check() error {
	for _, f := range []struct{ what, value string }{{"data set", c.Data}, {"net", c.Net}, {"snapshot", c.Snapshot}, {"coordinate", c.Coordinate}} {
		if f.value == "" {
			return fmt.Errorf("a curve (%s) does not name its %s; a figure always names where its draws come from", c.where(), f.what)
		}
	}
	if c.Batch < 1 {
		return fmt.Errorf("%s: the batch size must be at least 1", c.where())
	}
	return nil
}

// Check reports what the figure cannot be drawn without.
func (in Input) Check() error {
	if len(in.Rest) > MaxRest {
		return fmt.Errorf("%d small multiples do not fit a page; draw at most %d and put the others into a table", len(in.Rest), MaxRest)
	}
	all := append([]Curve{in.Main}, in.Rest...)
	if in.Published != nil {
		all = append(all, *in.Published)
	}
	for _, c := range all {
		if err := c.check(); err != nil {
			return err
		}
	}
	if len(in.Main.Laws) == 0 {
		return errors.New("the main curve has no law; fit at least one before drawing")
	}
	return nil
}

// DataSets lists the data sets shown, each once, in order of appearance: what the stamp names.
func (in Input) DataSets() []string {
	var names []string
	all := append([]Curve{in.Main}, in.Rest...)
	if in.Published != nil {
		all = append(all, *in.Published)
	}
	for _, c := range all {
		if !slices.Contains(names, c.Data) {
			names = append(names, c.Data)
		}
	}
	return names
}

// shown is a curve in the units it is drawn in: draws and laws divided by the median of |U|.
type shown struct {
	Curve
	median float64
}

func (c Curve) scaled() (shown, error) {
	m, err := figure.MedianAbs(c.Draws)
	if err != nil {
		return shown{}, fmt.Errorf("%s: %w", c.where(), err)
	}
	if m == 0 {
		return shown{}, fmt.Errorf("%s: at least half of the %d draws are exactly 0, so there is no scale to draw them in; the coordinate is dead (a pixel or unit that is always 0), choose another", c.where(), len(c.Draws))
	}
	s := shown{Curve: c, median: m}
	s.Draws = make([]float64, len(c.Draws))
	for i, u := range c.Draws {
		s.Draws[i] = u / m
	}
	s.Laws = make([]NamedLaw, len(c.Laws))
	for i, l := range c.Laws {
		l.Law = figure.Scaled(l.Law, m)
		l.FitLo, l.FitHi = l.FitLo/m, l.FitHi/m
		s.Laws[i] = l
	}
	return s, nil
}
