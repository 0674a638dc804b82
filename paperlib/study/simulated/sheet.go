package simulated

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"

	"github.com/sgnlab/sgnlab/paperlib/figure"
)

// Curve is a line of theory or the points of a simulation, in one colour.
type Curve struct {
	Label  string // in the legend; empty: no entry of its own
	Look   int    // by figure.Category
	X      []float64
	Theory []float64         // a line, or
	Points []figure.Estimate // points with intervals
	Band   []figure.Estimate // a step function with its band
}

// Panel is one message: curves, and thin horizontal lines of reference.
type Panel struct {
	Strip  string
	X, Y   figure.Axis
	Curves []Curve
	Levels []float64
	Built  figure.Part // drawn instead of curves
}

// Sheet is the figure of a study: rows of up to three panels, caption and alternative text.
type Sheet struct {
	Rows    [][]Panel
	Caption string
	Alt     string
}

// Geometry in mm.
const (
	left       = 13.0
	pitch      = 58.5
	width      = 43.5
	height     = 36.0
	aboveStrip = 6.5
	below      = 10.5

	legendWidth = 52.0
)

// draw puts the sheet together, 174 mm wide.
func (s *Sheet) draw() (figure.Figure, error) {
	f := figure.Figure{Width: figure.PageWidth, Caption: s.Caption, Alt: s.Alt}
	y, letter := 1.0, 0
	for _, row := range s.Rows {
		room := 0.0 // of the legends
		legends := make([]figure.Legend, len(row))
		for i, p := range row {
			var err error
			if legends[i], err = p.legend(); err != nil {
				return f, err
			}
			if len(legends[i].Entries) > 0 {
				room = math.Max(room, legends[i].HeightMM(legendWidth))
			}
		}
		top := y + room + aboveStrip
		for i, p := range row {
			x := left + pitch*float64(i)
			if n := len(legends[i].Entries); n > 0 {
				h := legends[i].HeightMM(legendWidth)
				f.Places = append(f.Places, figure.Place{X: x - 9, Y: y + room - h, W: legendWidth, H: h, Part: legends[i]})
			}
			f.Places = append(f.Places, figure.Place{X: x - 12.5, Y: top - 5.2, W: 5, H: 4, Part: figure.Letter(letter)})
			part, err := p.build()
			if err != nil {
				return f, fmt.Errorf("panel %s: %w", string(rune('a'+letter)), err)
			}
			f.Places = append(f.Places, figure.Place{Name: string(rune('a' + letter)), X: x, Y: top, W: width, H: height, Part: part})
			letter++
		}
		y = top + height + below
	}
	f.Height = y
	return f, nil
}

func (p Panel) legend() (l figure.Legend, err error) {
	for _, c := range p.Curves {
		if c.Label == "" {
			continue
		}
		look, err := figure.Category(c.Look, c.Label)
		if err != nil {
			return l, err
		}
		l.Entries = append(l.Entries, figure.Entry{Label: c.Label, Look: look, Points: len(c.Points) > 0, Line: len(c.Theory)+len(c.Band) > 0})
	}
	return l, nil
}

func (p Panel) build() (figure.Part, error) {
	if p.Built != nil {
		return p.Built, nil
	}
	out := &figure.Panel{X: p.X, Y: p.Y, Strip: p.Strip}
	reference, err := figure.LookOf("reference")
	if err != nil {
		return nil, err
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, c := range p.Curves {
		for _, x := range c.X {
			lo, hi = math.Min(lo, x), math.Max(hi, x)
		}
	}
	for _, v := range p.Levels {
		line := figure.Line{Series: "reference", X: []float64{lo, hi}, Y: []float64{v, v}}
		line.Style.Color, line.Style.Width = reference.Color, reference.Width
		out.Layers = append(out.Layers, line)
	}
	for i, c := range p.Curves {
		look, err := figure.Category(c.Look, c.Label)
		if err != nil {
			return nil, err
		}
		name := c.Label
		if name == "" {
			name = fmt.Sprintf("curve %d", i+1)
		}
		if c.Theory != nil {
			line := figure.Line{Series: name + " (theory)", X: c.X, Y: c.Theory}
			line.Style.Color, line.Style.Width = look.Color, vg.Length(0.8)
			if c.Points == nil && c.Band == nil {
				line.Style.Dashes = look.Dashes
			}
			out.Layers = append(out.Layers, line)
		}
		at := c.X
		list := c.Points
		if c.Band != nil {
			list = c.Band
		}
		if list == nil {
			continue
		}
		if len(list) != len(at) {
			return nil, fmt.Errorf("curve %q has %d points at %d places", name, len(list), len(at))
		}
		var y, a, b []float64
		for _, e := range list {
			y, a, b = append(y, e.Value), append(a, e.Lo), append(b, e.Hi)
		}
		if c.Band != nil {
			panel, err := figure.LineBand(p.X, p.Y, false, figure.Series{Name: name, Look: look, X: at, Y: y, Lo: a, Hi: b})
			if err != nil {
				return nil, err
			}
			out.Layers = append(out.Layers, panel.Layers...)
			continue
		}
		spread := figure.Intervals{Series: name, At: at, Lo: a, Hi: b}
		spread.Style.Color, spread.Style.Width = look.Color, vg.Length(0.6)
		out.Layers = append(out.Layers, spread, figure.Points{Series: name, Look: look, Radius: 1.7, X: at, Y: y})
	}
	return out, nil
}
