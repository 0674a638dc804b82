package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Part is anything that can be placed in a figure. Rows reports the drawn data (nil for text).
type Part interface {
	Draw(draw.Canvas) error
	Rows() []Row
}

// A Panel is a data area with a left and a lower axis. It is placed by its data area: ticks, numbers and axis labels
// are drawn outside of it, so panels placed on a grid align whatever their numbers.
type Panel struct {
	X, Y   Axis
	Layers []Layer
	Strip  string // one or two short lines above the data area, left-aligned
	Grid   bool   // pale lines at the labelled ticks of both axes
}

// Rows reports the rows of all layers in drawing order.
func (p *Panel) Rows() []Row {
	var rows []Row
	for _, l := range p.Layers {
		rows = append(rows, l.Rows()...)
	}
	return rows
}

// axes returns both axes with their ranges filled in.
func (p *Panel) axes() (x, y Axis, err error) {
	var xs, ys []float64
	if !p.X.set() || !p.Y.set() {
		for _, r := range p.Rows() {
			xs, ys = append(xs, r.X, r.XLo, r.XHi), append(ys, r.Y, r.YLo, r.YHi)
		}
	}
	x, y = p.X.fit(xs), p.Y.fit(ys)
	if err := x.check("x"); err != nil {
		return x, y, err
	}
	return x, y, y.check("y")
}

// Draw draws the panel with its data area on c.Rectangle.
func (p *Panel) Draw(c draw.Canvas) error {
	x, y, err := p.axes()
	if err != nil {
		return err
	}
	f := Frame{Canvas: c, x: x, y: y}
	if p.Grid {
		p.drawGrid(f)
	}
	for _, l := range p.Layers {
		l.Draw(f)
	}
	p.drawX(f)
	p.drawY(f)
	if p.Strip != "" {
		Outline{}.Draw(c, p.Strip, textStyle(textSize, ink, draw.XLeft, draw.YBottom), vg.Point{X: c.Min.X, Y: c.Max.Y + 3})
	}
	return nil
}

func (p *Panel) drawGrid(f Frame) {
	sty, c := line(gridGrey, gridWidth), f.Canvas
	for _, t := range f.x.ticks() {
		if at := f.X(t.Value); t.Label != "" && c.ContainsX(at) {
			c.StrokeLine2(sty, at, c.Min.Y, at, c.Max.Y)
		}
	}
	for _, t := range f.y.ticks() {
		if at := f.Y(t.Value); t.Label != "" && c.ContainsY(at) {
			c.StrokeLine2(sty, c.Min.X, at, c.Max.X, at)
		}
	}
}

func tickLen(t Tick) vg.Length {
	if t.Label == "" {
		return tickLength * 0.55
	}
	return tickLength
}

func (p *Panel) drawX(f Frame) {
	c, sty := f.Canvas, line(ink, axisWidth)
	c.StrokeLine2(sty, c.Min.X-axisWidth/2, c.Min.Y, c.Max.X, c.Min.Y)
	num := textStyle(textSize, ink, draw.XCenter, draw.YTop)
	var marks [][2]vg.Point
	for _, t := range f.x.ticks() {
		at := f.X(t.Value)
		if !c.ContainsX(at) {
			continue
		}
		if !t.Bare {
			marks = append(marks, [2]vg.Point{{X: at, Y: c.Min.Y}, {X: at, Y: c.Min.Y - tickLen(t)}})
		}
		if t.Label != "" && !f.x.NoLabels {
			num.Handler.Draw(c, t.Label, num, vg.Point{X: at, Y: c.Min.Y - tickLength - 2.6})
		}
	}
	strokeSegments(c, sty, marks)
	if f.x.Label != "" {
		sty := textStyle(textSize, ink, draw.XCenter, draw.YTop)
		sty.Handler.Draw(c, f.x.Label, sty, vg.Point{X: c.Center().X, Y: c.Min.Y - tickLength - 2.6 - textSize*1.45})
	}
}

func (p *Panel) drawY(f Frame) {
	c, sty := f.Canvas, line(ink, axisWidth)
	c.StrokeLine2(sty, c.Min.X, c.Min.Y-axisWidth/2, c.Min.X, c.Max.Y)
	num := textStyle(textSize, ink, draw.XRight, draw.YCenter)
	widest := vg.Length(0) // of the numbers shown
	var marks [][2]vg.Point
	for _, t := range f.y.ticks() {
		at := f.Y(t.Value)
		if !c.ContainsY(at) {
			continue
		}
		if !t.Bare {
			marks = append(marks, [2]vg.Point{{X: c.Min.X, Y: at}, {X: c.Min.X - tickLen(t), Y: at}})
		}
		if t.Label != "" && !f.y.NoLabels {
			num.Handler.Draw(c, t.Label, num, vg.Point{X: c.Min.X - tickLength - 1.8, Y: at})
			w, _, _ := num.Handler.Box(t.Label, num.Font)
			widest = max(widest, w)
		}
	}
	strokeSegments(c, sty, marks)
	if f.y.Label != "" {
		sty := textStyle(textSize, ink, draw.XCenter, draw.YBottom)
		sty.Rotation = math.Pi / 2
		sty.Handler.Draw(c, f.y.Label, sty, vg.Point{X: c.Min.X - tickLength - 1.8 - widest - 4, Y: c.Center().Y})
	}
}

// A Label is a piece of text placed alone: a shared axis label, a panel letter.
type Label struct {
	Text     string
	Bold     bool
	Vertical bool // reads upwards
	Left     bool // starts at the left edge of its place; otherwise centred in it
}

// Letter returns the bold letter of a panel: a for 0.
func Letter(i int) Label {
	if i < 0 || i > 25 {
		panic(fmt.Sprintf("figure: no panel letter for %d", i))
	}
	return Label{Text: string(rune('a' + i)), Bold: true, Left: true}
}

// Rows returns nil: text is not data.
func (Label) Rows() []Row { return nil }

// Draw sets the text in the middle of its place (or at the left edge).
func (l Label) Draw(c draw.Canvas) error {
	sty := textStyle(textSize, ink, draw.XCenter, draw.YCenter)
	if l.Bold {
		sty = boldStyle(letterSize, draw.XCenter, draw.YCenter)
	}
	at := c.Center()
	if l.Left {
		sty.XAlign, at.X = draw.XLeft, c.Min.X
	}
	if l.Vertical {
		sty.Rotation = math.Pi / 2
	}
	sty.Handler.Draw(c, l.Text, sty, at)
	return nil
}
