package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Layer draws one kind of mark in a panel and reports exactly the marks it draws. Layers clip themselves to the
// frame. Implement it to add a new kind of mark.
type Layer interface {
	Draw(Frame)
	Rows() []Row
}

// A Line joins points; a NaN in X or Y breaks it.
type Line struct {
	Series string
	Style  draw.LineStyle
	X, Y   []float64
}

// Draw strokes the line inside the frame.
func (l Line) Draw(f Frame) {
	var piece []vg.Point
	flush := func() {
		f.Canvas.StrokeLines(l.Style, f.Canvas.ClipLinesXY(piece)...)
		piece = nil
	}
	for i := range l.X {
		if math.IsNaN(l.X[i]) || math.IsNaN(l.Y[i]) {
			flush()
			continue
		}
		piece = append(piece, f.Point(l.X[i], l.Y[i]))
	}
	flush()
}

// Rows reports the points joined.
func (l Line) Rows() []Row { return xyRows(l.Series, "line", l.X, l.Y) }

func xyRows(series, mark string, x, y []float64) []Row {
	rows := make([]Row, 0, len(x))
	for i := range x {
		if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			rows = append(rows, xy(series, mark, x[i], y[i]))
		}
	}
	return rows
}

// A Band fills the region between Lo and Hi.
type Band struct {
	Series    string
	Color     color.Color
	X, Lo, Hi []float64
}

// Draw fills the band inside the frame.
func (b Band) Draw(f Frame) {
	pts := make([]vg.Point, 0, 2*len(b.X))
	for i := range b.X {
		pts = append(pts, f.Point(b.X[i], b.Hi[i]))
	}
	for i := len(b.X) - 1; i >= 0; i-- {
		pts = append(pts, f.Point(b.X[i], b.Lo[i]))
	}
	f.Canvas.FillPolygon(b.Color, f.Canvas.ClipPolygonXY(pts))
}

// Rows reports the band's edges.
func (b Band) Rows() []Row {
	rows := make([]Row, len(b.X))
	for i := range b.X {
		rows[i] = xy(b.Series, "band", b.X[i], nan)
		rows[i].YLo, rows[i].YHi = b.Lo[i], b.Hi[i]
	}
	return rows
}

// Points are data symbols.
type Points struct {
	Series string
	Look   Look
	Radius vg.Length // 0 = 1.3 pt
	X, Y   []float64
}

// Draw draws the symbols whose centre lies in the frame.
func (p Points) Draw(f Frame) {
	r := p.Radius
	if r == 0 {
		r = 1.3
	}
	var in []vg.Point
	for i := range p.X {
		if math.IsNaN(p.X[i]) || math.IsNaN(p.Y[i]) {
			continue
		}
		if at := f.Point(p.X[i], p.Y[i]); f.Canvas.Contains(at) {
			in = append(in, at)
		}
	}
	p.Look.Marker.draw(f.Canvas, p.Look.Color, r, in...)
}

// Rows reports the points.
func (p Points) Rows() []Row { return xyRows(p.Series, "point", p.X, p.Y) }

// Bars are the bins of a histogram: Height[i] over [Edge[i], Edge[i+1]], standing on 0.
type Bars struct {
	Series string
	Color  color.Color
	Edge   []float64
	Height []float64
}

// Draw fills the bars as one shape, so that no hairline shows between neighbours.
func (b Bars) Draw(f Frame) {
	pts := []vg.Point{f.Point(b.Edge[0], 0)}
	for i, h := range b.Height {
		pts = append(pts, f.Point(b.Edge[i], h), f.Point(b.Edge[i+1], h))
	}
	pts = append(pts, f.Point(b.Edge[len(b.Height)], 0))
	f.Canvas.FillPolygon(b.Color, f.Canvas.ClipPolygonXY(pts))
}

// Rows reports each bin.
func (b Bars) Rows() []Row {
	rows := make([]Row, len(b.Height))
	for i, h := range b.Height {
		rows[i] = xy(b.Series, "bar", (b.Edge[i]+b.Edge[i+1])/2, h)
		rows[i].XLo, rows[i].XHi = b.Edge[i], b.Edge[i+1]
	}
	return rows
}

// Intervals are bars from Lo to Hi at X (vertical), or at Y from Lo to Hi when Horizontal.
type Intervals struct {
	Series     string
	Style      draw.LineStyle
	At, Lo, Hi []float64
	Horizontal bool
}

// Draw strokes the intervals inside the frame.
func (v Intervals) Draw(f Frame) {
	var in [][2]vg.Point
	for i := range v.At {
		if math.IsNaN(v.At[i]) || math.IsNaN(v.Lo[i]) || math.IsNaN(v.Hi[i]) {
			continue
		}
		a, b := f.Point(v.At[i], v.Lo[i]), f.Point(v.At[i], v.Hi[i])
		if v.Horizontal {
			a, b = f.Point(v.Lo[i], v.At[i]), f.Point(v.Hi[i], v.At[i])
		}
		for _, l := range f.Canvas.ClipLinesXY([]vg.Point{a, b}) {
			in = append(in, [2]vg.Point{l[0], l[len(l)-1]})
		}
	}
	strokeSegments(f.Canvas, v.Style, in)
}

// Rows reports the intervals.
func (v Intervals) Rows() []Row {
	rows := make([]Row, len(v.At))
	for i := range v.At {
		r := xy(v.Series, "interval", v.At[i], nan)
		r.YLo, r.YHi = v.Lo[i], v.Hi[i]
		if v.Horizontal {
			r = xy(v.Series, "interval", nan, v.At[i])
			r.XLo, r.XHi = v.Lo[i], v.Hi[i]
		}
		rows[i] = r
	}
	return rows
}

// Span marks a range of x just above the lower edge of the panel, with a short label: the range a law was fitted on.
type Span struct {
	Series, Label string
	Lo, Hi        float64
}

// Draw strokes a bracket and sets the label above its middle.
func (s Span) Draw(f Frame) {
	c := f.Canvas
	lo, hi := max(f.X(s.Lo), c.Min.X), min(f.X(s.Hi), c.Max.X)
	if hi <= lo {
		return
	}
	y := c.Min.Y + 4
	sty := line(softInk, thinWidth)
	c.StrokeLines(sty, []vg.Point{{X: lo, Y: y}, {X: hi, Y: y}})
	for _, e := range []struct {
		at vg.Length
		in bool
	}{{lo, f.X(s.Lo) >= c.Min.X}, {hi, f.X(s.Hi) <= c.Max.X}} {
		if e.in { // an end outside the panel has no end bar: the range goes on
			c.StrokeLines(sty, []vg.Point{{X: e.at, Y: y - 1.8}, {X: e.at, Y: y + 1.8}})
		}
	}
	Outline{}.Draw(c, s.Label, textStyle(textSize, softInk, draw.XLeft, draw.YBottom), vg.Point{X: lo + 2, Y: y + 3})
}

// Rows reports the range.
func (s Span) Rows() []Row {
	r := xy(s.Series, "range", nan, nan)
	r.XLo, r.XHi = s.Lo, s.Hi
	return []Row{r}
}
