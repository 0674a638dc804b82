package figure

import (
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Note names, inside a panel, the line that ends at X, Y: one look may serve several lines, which a legend could not tell
// apart. It ends at the point, above it or below.
type Note struct {
	Text  string
	X, Y  float64
	Below bool
}

// noteGap keeps the text off the line that it names.
const noteGap = vg.Length(2)

// Draw sets the text.
func (n Note) Draw(f Frame) {
	align, at := text.YAlignment(draw.YBottom), f.Point(n.X, n.Y)
	at.Y += noteGap
	if n.Below {
		align = draw.YTop
		at.Y -= 2 * noteGap
	}
	Outline{}.Draw(f.Canvas, n.Text, textStyle(textSize, softInk, draw.XRight, align), at)
}

// Rows is nil: text is not data.
func (Note) Rows() []Row { return nil }
