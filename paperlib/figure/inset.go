package figure

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot/vg/draw"
)

// inset places the inset of a cell whose data area is at x, y.
func (a *arranger) inset(name string, i *Inset, x, y, w, h float64) error {
	r, err := i.Panel.room()
	if err != nil {
		return fmt.Errorf("inset of panel %q: %w", name, err)
	}
	left, top, iw, ih := i.X*w, (1-i.Y-i.H)*h, i.W*w, i.H*h
	if !(iw > 0 && ih > 0) || left < r.left || top < bareHead || left+iw+bareHead > w || top+ih+r.bottom > h {
		return fmt.Errorf("figure: the inset of panel %q does not lie within its data area of %.0f × %.0f mm: from its lower left corner it takes %.2f to %.2f and %.2f to %.2f, and %.1f mm at its left, %.1f mm below and %.1f mm on the other sides are for numbers",
			name, w, h, i.X, i.X+i.W, i.Y, i.Y+i.H, r.left, r.bottom, bareHead)
	}
	a.place("", x+left-r.left, y+top-bareHead, r.left+iw+bareHead, bareHead+ih+r.bottom, blank{})
	a.place(name+" inset", x+left, y+top, iw, ih, i.Panel)
	return nil
}

// blank hides what lies below an inset.
type blank struct{}

func (blank) Draw(c draw.Canvas) error {
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	return nil
}

// Rows is nil: nothing is drawn.
func (blank) Rows() []Row { return nil }
