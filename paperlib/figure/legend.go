package figure

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// An Entry explains one look: a marker, a line or a band, with its text.
type Entry struct {
	Label  string
	Look   Look
	Points bool        // show the marker
	Line   bool        // show the line
	Band   color.Color // show a filled swatch when not nil
}

// A Legend is a strip of entries, left to right in as many lines as its width needs. It stands outside the panels, so
// it never covers data, and one legend serves all panels of a figure.
type Legend struct{ Entries []Entry }

const (
	legendIcon = vg.Length(17)
	legendGap  = vg.Length(12)
	legendLine = textSize * 1.5
)

// Rows returns nil: a legend shows no data.
func (Legend) Rows() []Row { return nil }

// split breaks the entries into lines not wider than w.
func (l Legend) split(w vg.Length) (lines [][]Entry, widths []vg.Length) {
	var x vg.Length
	for _, e := range l.Entries {
		tw, _, _ := Outline{}.Box(e.Label, textStyle(textSize, ink, 0, 0).Font)
		ew := legendIcon + 3 + tw
		if len(lines) == 0 || x+legendGap+ew > w {
			lines, widths, x = append(lines, nil), append(widths, 0), -legendGap
		}
		x += legendGap + ew
		lines[len(lines)-1] = append(lines[len(lines)-1], e)
		widths[len(widths)-1] = x
	}
	return lines, widths
}

// HeightMM is the height in mm that the legend needs when w mm wide. It panics with *TextError on a label that cannot
// be drawn, as [Outline] does.
func (l Legend) HeightMM(w float64) float64 {
	lines, _ := l.split(mm(w))
	return float64(vg.Length(len(lines)) * legendLine / vg.Millimeter)
}

// Draw sets the entries from the upper left corner of c.
func (l Legend) Draw(c draw.Canvas) error {
	lines, _ := l.split(c.Max.X - c.Min.X)
	sty := textStyle(textSize, ink, draw.XLeft, draw.YCenter)
	for i, entries := range lines {
		x, y := c.Min.X, c.Max.Y-legendLine*(vg.Length(i)+0.5)
		for _, e := range entries {
			e.icon(c, x, y)
			sty.Handler.Draw(c, e.Label, sty, vg.Point{X: x + legendIcon + 3, Y: y})
			tw, _, _ := sty.Handler.Box(e.Label, sty.Font)
			x += legendIcon + 3 + tw + legendGap
		}
	}
	return nil
}

func (e Entry) icon(c draw.Canvas, x, y vg.Length) {
	if e.Band != nil {
		c.FillPolygon(e.Band, []vg.Point{{X: x, Y: y - 3}, {X: x + legendIcon, Y: y - 3}, {X: x + legendIcon, Y: y + 3}, {X: x, Y: y + 3}})
	}
	if e.Line {
		c.StrokeLine2(e.Look.stroke(), x, y, x+legendIcon, y)
	}
	if e.Points {
		e.Look.Marker.draw(c, e.Look.Color, 1.6, vg.Point{X: x + legendIcon/2, Y: y})
	}
}
