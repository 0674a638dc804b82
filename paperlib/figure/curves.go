package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// A Curve is a line of theory with or without the points of a measurement, in one colour.
type Curve struct {
	Label  string // in the legend; empty: no entry of its own
	Look   int    // by Category
	X      []float64
	Theory []float64        // a line, or
	Points []stats.Interval // points with intervals, or
	Band   []stats.Interval // a line in its band
}

// Curves is a panel of curves, with thin horizontal lines of reference.
type Curves struct {
	Strip  string
	X, Y   Axis
	Curves []Curve
	Levels []float64
}

// Cell is the panel under its legend.
func (p Curves) Cell() (c Cell, err error) {
	out := &Panel{X: p.X, Y: p.Y, Strip: p.Strip}
	if err := p.levels(out); err != nil {
		return c, err
	}
	for i, k := range p.Curves {
		look, err := Category(k.Look, k.Label)
		if err != nil {
			return c, err
		}
		if k.Label != "" {
			c.Legend.Entries = append(c.Legend.Entries, Entry{Label: k.Label, Look: look, Points: len(k.Points) > 0, Line: len(k.Theory)+len(k.Band) > 0})
		}
		layers, err := k.layers(look, i)
		if err != nil {
			return c, fmt.Errorf("panel of %s: %w", p.Strip, err)
		}
		out.Layers = append(out.Layers, layers...)
	}
	c.Part = out
	return c, nil
}

// CurveCells are the cells of several panels of curves.
func CurveCells(list ...Curves) (cells []Cell, err error) {
	for _, p := range list {
		c, err := p.Cell()
		if err != nil {
			return nil, err
		}
		cells = append(cells, c)
	}
	return cells, nil
}

// levels draws the lines of reference as far as the curves reach.
func (p Curves) levels(out *Panel) error {
	reference, err := LookOf("reference")
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, c := range p.Curves {
		for _, x := range c.X {
			lo, hi = math.Min(lo, x), math.Max(hi, x)
		}
	}
	for _, v := range p.Levels {
		out.Layers = append(out.Layers, Line{Series: "reference", Style: reference.stroke(), X: []float64{lo, hi}, Y: []float64{v, v}})
	}
	return err
}

// layers are the marks of a curve; i numbers those without a label.
func (c Curve) layers(look Look, i int) (list []Layer, err error) {
	name := c.Label
	if name == "" {
		name = fmt.Sprintf("curve %d", i+1)
	}
	if c.Theory != nil {
		l := Line{Series: name + " (theory)", Style: line(look.Color, 0.8), X: c.X, Y: c.Theory}
		if c.Points == nil && c.Band == nil {
			l.Style.Dashes = look.Dashes
		}
		list = append(list, l)
	}
	at := c.Points
	if c.Band != nil {
		at = c.Band
	}
	if at == nil {
		return list, nil
	}
	if len(at) != len(c.X) {
		return nil, fmt.Errorf("curve %q has %d points at %d places", name, len(at), len(c.X))
	}
	s := Series{Name: name, Look: look, X: c.X}
	for _, e := range at {
		s.Y, s.Lo, s.Hi = append(s.Y, e.Value), append(s.Lo, e.Lo), append(s.Hi, e.Hi)
	}
	if c.Band != nil {
		p, err := LineBand(Axis{}, Axis{}, false, s)
		if err != nil {
			return nil, err
		}
		return append(list, p.Layers...), nil
	}
	return append(list,
		Intervals{Series: name, Style: line(look.Color, vg.Length(0.6)), At: s.X, Lo: s.Lo, Hi: s.Hi},
		Points{Series: name, Look: look, Radius: 1.7, X: s.X, Y: s.Y}), nil
}
