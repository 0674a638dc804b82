package estimators

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg/draw"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// dotsHeight is that of the panels of dots in mm.
const dotsHeight = 34.0

// scene is what figure 3 shows.
type scene struct {
	k Knobs
	s summary
}

// Draw returns figure 3, 174 mm wide: three rows of three panels.
func (p *Page) Draw() (f figure.Figure, err error) {
	c := scene{p.Knobs, p.all}
	curves := figure.Block{Columns: 3}
	for _, row := range []func() ([]figure.Cell, error){c.firstRow, c.secondRow} {
		cells, err := row()
		if err != nil {
			return f, err
		}
		curves.Cells = append(curves.Cells, cells...)
	}
	dots, err := c.thirdRow()
	if err != nil {
		return f, err
	}
	caption, err := p.caption()
	if err != nil {
		return f, err
	}
	return (&figure.Sheet{Blocks: []figure.Block{curves, dots}, Caption: caption, Alt: p.alt()}).Figure()
}

// styled is a law with its look and its short label.
type styled struct {
	law  Law
	look figure.Look
}

func (c scene) looks(laws []Law) ([]styled, error) {
	var list []styled
	traps := 0
	for _, l := range laws {
		var look figure.Look
		var err error
		switch l {
		case Stable, Stable18:
			look, err = figure.LookOf("stable")
		case Scales:
			look, err = figure.LookOf("scale_mixture")
		case Gaussian, Laplace, StudentT:
			look, err = figure.LookOf(string(l))
		default:
			look, err = figure.Category(traps, "")
			traps++
		}
		if err != nil {
			return nil, err
		}
		look.Label = l.short(c.k)
		if l == Stable18 {
			look.Dashes, look.Marker = figureDash(), figure.Ring
		}
		list = append(list, styled{l, look})
	}
	return list, nil
}

// short names the law, or the estimator where curves are those of estimators, in a legend, in the label language.
func (l Law) short(k Knobs) string {
	switch l {
	case Stable:
		return "stable, *α* = " + number(k.Alpha)
	case Stable18:
		return "stable, *α* = 1.8"
	case StudentT:
		return "Student *t*, *ν* = 3"
	case Scales:
		return "lognormal scales"
	case Sorted:
		return "scales, sorted"
	case Zeros:
		return "zeros left out"
	case Guarded:
		return "zeros as 10^{−15}"
	case Chain:
		return "correlated"
	case Shifted:
		return "mean .1 sd"
	case Law(Hill):
		return "Hill"
	case Law(Moment):
		return "moment"
	case Law(Pickands):
		return "Pickands"
	}
	return l.Label(k)
}

func legend(list []styled) figure.Legend {
	var l figure.Legend
	for _, s := range list {
		l.Entries = append(l.Entries, figure.Entry{Label: s.look.Label, Look: s.look, Points: true, Line: true})
	}
	return l
}

// series picks the curves of the laws in order; intervals are 1.96 standard errors on both sides, and of no width where
// there is no standard error (alpha on its bound). What lies beyond the axis from lo to hi is not drawn, and bands end
// there: an estimator without a standard error worth the name would fill the page.
func series(curves []Curve, list []styled, lo, hi float64) ([]figure.Series, error) {
	var out []figure.Series
	for _, s := range list {
		found := false
		for _, c := range curves {
			if c.Name != string(s.law) {
				continue
			}
			found = true
			f := figure.Series{Name: c.Name, Look: s.look}
			for i, x := range c.X {
				v, e := float64(c.Value[i]), stats.Rounded95*float64(c.StdErr[i])
				if math.IsNaN(e) {
					e = 0
				}
				inside := func(y float64) float64 { return math.Min(math.Max(y, lo), hi) }
				f.X, f.Lo, f.Hi = append(f.X, x), append(f.Lo, inside(v-e)), append(f.Hi, inside(v+e))
				if v != inside(v) { // also a tail index of +Inf, where there is none
					v = math.NaN()
				}
				f.Y = append(f.Y, v)
			}
			out = append(out, f)
		}
		if !found {
			return nil, fmt.Errorf("there is no curve of %q: compute the results again", s.law)
		}
	}
	return out, nil
}

// reference is a line of theory or of a nominal value: thin and dark.
func reference(series string, x, y []float64) (figure.Line, error) {
	l, err := figure.LookOf("reference")
	return figure.Line{Series: series, Style: draw.LineStyle{Color: l.Color, Width: l.Width, Dashes: l.Dashes}, X: x, Y: y}, err
}
