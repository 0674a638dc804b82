package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// draw draws the symbol at each point, with about the same ink for every shape. All symbols form one path, which keeps
// the vector files small. Circles are four cubic arcs, since the back-ends treat arcs differently.
func (m Marker) draw(c draw.Canvas, col color.Color, r vg.Length, at ...vg.Point) {
	if m == NoMarker || len(at) == 0 {
		return
	}
	var p vg.Path
	for _, q := range at {
		p = append(p, m.path(q, r)...)
	}
	switch m {
	case Ring:
		c.SetColor(color.White)
		c.Fill(p)
		c.SetLineStyle(line(col, thinWidth))
		c.Stroke(p)
	case Cross:
		c.SetLineStyle(line(col, thinWidth))
		c.Stroke(p)
	default:
		c.SetColor(col)
		c.Fill(p)
	}
}

func (m Marker) path(at vg.Point, r vg.Length) vg.Path {
	switch m {
	case Square:
		return polygonPath(at, r*1.25, 4, math.Pi/4)
	case Diamond:
		return polygonPath(at, r*1.3, 4, 0)
	case Triangle:
		return polygonPath(at, r*1.4, 3, math.Pi/2)
	case Cross:
		d := r * 0.9
		return segments([][2]vg.Point{
			{{X: at.X - d, Y: at.Y - d}, {X: at.X + d, Y: at.Y + d}},
			{{X: at.X - d, Y: at.Y + d}, {X: at.X + d, Y: at.Y - d}},
		})
	}
	return circlePath(at, r)
}

// segments joins separate straight pieces into one path.
func segments(pieces [][2]vg.Point) vg.Path {
	var p vg.Path
	for _, s := range pieces {
		p.Move(s[0])
		p.Line(s[1])
	}
	return p
}

func strokeSegments(c draw.Canvas, sty draw.LineStyle, pieces [][2]vg.Point) {
	if len(pieces) > 0 {
		c.SetLineStyle(sty)
		c.Stroke(segments(pieces))
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
