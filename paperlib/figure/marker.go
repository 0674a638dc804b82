package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// draw draws the symbol with about the same ink for every shape. Circles are four cubic arcs, since the back-ends
// treat arcs differently.
func (m Marker) draw(c draw.Canvas, col color.Color, at vg.Point, r vg.Length) {
	c.SetColor(col)
	switch m {
	case NoMarker:
	case Disc:
		c.Fill(circlePath(at, r))
	case Ring:
		c.SetColor(color.White)
		c.Fill(circlePath(at, r))
		c.SetLineStyle(line(col, thinWidth))
		c.Stroke(circlePath(at, r))
	case Square:
		c.Fill(polygonPath(at, r*1.25, 4, math.Pi/4))
	case Diamond:
		c.Fill(polygonPath(at, r*1.3, 4, 0))
	case Triangle:
		c.Fill(polygonPath(at, r*1.4, 3, math.Pi/2))
	case Cross:
		d := r * 0.9
		c.StrokeLines(line(col, thinWidth), []vg.Point{{X: at.X - d, Y: at.Y - d}, {X: at.X + d, Y: at.Y + d}},
			[]vg.Point{{X: at.X - d, Y: at.Y + d}, {X: at.X + d, Y: at.Y - d}})
	}
}

func polygonPath(at vg.Point, r vg.Length, n int, start float64) vg.Path {
	var p vg.Path
	for i := range n {
		sin, cos := math.Sincos(start + 2*math.Pi*float64(i)/float64(n))
		q := vg.Point{X: at.X + r*vg.Length(cos), Y: at.Y + r*vg.Length(sin)}
		if i == 0 {
			p.Move(q)
		} else {
			p.Line(q)
		}
	}
	p.Close()
	return p
}

func circlePath(at vg.Point, r vg.Length) vg.Path {
	k := r * 0.5522847498 // control distance of a quarter circle
	q := func(x, y vg.Length) vg.Point { return vg.Point{X: at.X + x, Y: at.Y + y} }
	var p vg.Path
	p.Move(q(r, 0))
	p.CubeTo(q(r, k), q(k, r), q(0, r))
	p.CubeTo(q(-k, r), q(-r, k), q(-r, 0))
	p.CubeTo(q(-r, -k), q(-k, -r), q(0, -r))
	p.CubeTo(q(k, -r), q(r, -k), q(r, 0))
	p.Close()
	return p
}
