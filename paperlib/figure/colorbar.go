package figure

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	barGap   = 1.5 // mm between a heat map and its colour bar
	barWidth = 2.4 // mm
)

// colorBar is the scale of a heat map, standing at its right with numbers at its own right.
type colorBar struct {
	axis   Axis
	shades []color.Color
}

// Rows is nil: the values are those of the map.
func (*colorBar) Rows() []Row { return nil }

// rightMM is the room that the bar needs at the right of a data area.
func (b *colorBar) rightMM() (float64, error) {
	widest, err := b.axis.widest()
	w := tickLength + 2.8 + widest
	if b.axis.Label != "" {
		w += 4 + textSize
	}
	return barGap + barWidth + float64(w/vg.Millimeter), err
}

// Draw fills the bar from below and sets ticks, numbers and the label.
func (b *colorBar) Draw(c draw.Canvas) error {
	img := image.NewNRGBA(image.Rect(0, 0, 1, len(b.shades)))
	for i, s := range b.shades {
		img.Set(0, len(b.shades)-1-i, s)
	}
	c.DrawImage(c.Rectangle, img)
	num := textStyle(textSize, ink, draw.XLeft, draw.YCenter)
	widest, err := b.axis.widest()
	if err != nil {
		return err
	}
	var marks [][2]vg.Point
	for _, t := range b.axis.ticks() {
		at := c.Y(b.axis.norm(t.Value))
		if !c.ContainsY(at) {
			continue
		}
		if !t.Bare {
			marks = append(marks, [2]vg.Point{{X: c.Max.X, Y: at}, {X: c.Max.X + tickLen(t), Y: at}})
		}
		if t.Label != "" {
			num.Handler.Draw(c, t.Label, num, vg.Point{X: c.Max.X + tickLength + 1.8, Y: at})
		}
	}
	strokeSegments(c, line(ink, axisWidth), marks)
	if b.axis.Label != "" {
		sty := textStyle(textSize, ink, draw.XCenter, draw.YTop)
		sty.Rotation = math.Pi / 2
		sty.Handler.Draw(c, b.axis.Label, sty, vg.Point{X: c.Max.X + tickLength + 1.8 + widest + 4, Y: c.Center().Y})
	}
	return nil
}
