package figure

import (
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/vg"
)

// outlinePath joins glyphs into one path. Quadratic pieces become cubic ones (degree elevation is exact), because the
// PDF back-end writes a quadratic piece as another curve.
func outlinePath(gs []glyph, at func(x, y float64) vg.Point) vg.Path {
	var p vg.Path
	for _, g := range gs {
		pt := func(q fixed.Point26_6) (float64, float64) {
			return g.x + float64(q.X)/g.upm*g.size, g.y - float64(q.Y)/g.upm*g.size
		}
		var cx, cy float64
		open := false
		for _, s := range g.segs {
			ax, ay := pt(s.Args[0])
			switch s.Op {
			case sfnt.SegmentOpMoveTo:
				if open {
					p.Close()
				}
				p.Move(at(ax, ay))
				cx, cy, open = ax, ay, true
			case sfnt.SegmentOpLineTo:
				p.Line(at(ax, ay))
				cx, cy = ax, ay
			case sfnt.SegmentOpQuadTo:
				bx, by := pt(s.Args[1])
				p.CubeTo(at(cx+2*(ax-cx)/3, cy+2*(ay-cy)/3), at(bx+2*(ax-bx)/3, by+2*(ay-by)/3), at(bx, by))
				cx, cy = bx, by
			case sfnt.SegmentOpCubeTo:
				bx, by := pt(s.Args[1])
				dx, dy := pt(s.Args[2])
				p.CubeTo(at(ax, ay), at(bx, by), at(dx, dy))
				cx, cy = dx, dy
			}
		}
		if open {
			p.Close()
		}
	}
	return p
}
