package estimators

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg/draw"

	"github.com/sgnlab/sgnlab/paperlib/figure"
)

// The geometry of figure 3 in mm: three rows of three panels. The legend of a panel stands above it.
const (
	left        = 12.0
	pitch       = 58.5
	panelWidth  = 44.0
	panelHeight = 36.0
	dotsHeight  = 34.0
	abovePanel  = 5.5 // the strip
	belowPanel  = 9.5 // numbers, axis label and space
)

// scene is a figure being put together.
type scene struct {
	figure.Figure
	k       Knobs
	s       summary
	letters int
}

// Draw returns figure 3, 174 mm wide.
func (p *Page) Draw() (figure.Figure, error) {
	c := &scene{Figure: figure.Figure{Width: figure.PageWidth}, k: p.Knobs, s: p.all}
	y := 1.0
	for _, row := range []func(y float64) (float64, error){c.firstRow, c.secondRow, c.thirdRow} {
		var err error
		if y, err = row(y); err != nil {
			return figure.Figure{}, fmt.Errorf("%w", err)
		}
	}
	c.Height = y
	c.Caption, c.Alt = p.caption(), p.alt()
	return c.Figure, nil
}

// panel places a panel with its letter and strip; y is the top of its data area.
func (c *scene) panel(x, y, w, h, letter float64, strip string, p *figure.Panel) {
	p.Strip = strip
	name := string(rune('a' + c.letters))
	c.Places = append(c.Places,
		figure.Place{X: x - letter, Y: y - 5.2, W: 5, H: 4, Part: figure.Letter(c.letters)},
		figure.Place{Name: name, X: x, Y: y, W: w, H: h, Part: p})
	c.letters++
}

// legends places legends side by side and returns the height that they need.
func (c *scene) legends(y float64, at, width []float64, list ...figure.Legend) float64 {
	h := 0.0
	for i, l := range list {
		h = math.Max(h, l.HeightMM(width[i]))
	}
	for i, l := range list {
		own := l.HeightMM(width[i])
		c.Places = append(c.Places, figure.Place{X: at[i], Y: y + h - own, W: width[i], H: own, Part: l})
	}
	return h
}

// styled is a law with its look and its short label.
type styled struct {
	law  Law
	look figure.Look
}

func (c *scene) looks(laws []Law) ([]styled, error) {
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

// short names the law in a legend, in the label language.
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
				v, e := float64(c.Value[i]), 1.96*float64(c.StdErr[i])
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

// reference is the style of theory and nominal values: a thin dark line.
func reference() (draw.LineStyle, error) {
	l, err := figure.LookOf("reference")
	return draw.LineStyle{Color: l.Color, Width: l.Width, Dashes: l.Dashes}, err
}
