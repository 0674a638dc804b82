package figure

import (
	"errors"
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Place puts a part on the page: X, Y is its upper left corner and W, H its size, in millimetres from the upper left
// corner of the figure. Name is the panel name in the CSV.
type Place struct {
	Name       string
	X, Y, W, H float64
	Part       Part
}

// A Figure is a pure value: drawing it twice gives the same bytes. It has no title inside; Caption and Alt travel
// beside it, as plain text without label markup, and in the metadata of the written files. The caption names the data, the number of draws and the kind of
// every interval; Alt says what is to be seen.
type Figure struct {
	Width, Height float64 // mm
	Places        []Place
	Caption, Alt  string
}

// Check reports what is missing or does not fit: the size, caption and alt text, parts outside the page.
func (f Figure) Check() error {
	switch {
	case !(f.Width > 0 && f.Height > 0):
		return fmt.Errorf("figure: size %v × %v mm is not positive; give Width (ColumnWidth or PageWidth) and Height in mm", f.Width, f.Height)
	case f.Caption == "":
		return errors.New("figure: the caption is empty; a figure names its data, its number of draws and the kind of its intervals")
	case f.Alt == "":
		return errors.New("figure: the alt text is empty; say in a sentence or two what is to be seen, for readers who cannot see it")
	case len(f.Places) == 0:
		return errors.New("figure: nothing is placed in it")
	}
	for _, p := range f.Places {
		if p.Part == nil {
			return fmt.Errorf("figure: place %q holds no part", p.Name)
		}
		if p.X < 0 || p.Y < 0 || !(p.W > 0 && p.H > 0) || p.X+p.W > f.Width+1e-9 || p.Y+p.H > f.Height+1e-9 {
			return fmt.Errorf("figure: place %q (x %.1f, y %.1f, %.1f × %.1f mm) does not lie inside the figure of %.1f × %.1f mm", p.Name, p.X, p.Y, p.W, p.H, f.Width, f.Height)
		}
	}
	return nil
}

// Draw draws all parts in order on the upper left of c, on white.
func (f Figure) Draw(c draw.Canvas) (err error) {
	defer recoverText(&err)
	if err := f.Check(); err != nil {
		return err
	}
	for _, p := range f.Places {
		top := c.Max.Y - mm(p.Y)
		sub := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: c.Min.X + mm(p.X), Y: top - mm(p.H)},
			Max: vg.Point{X: c.Min.X + mm(p.X+p.W), Y: top},
		}}
		if err := p.Part.Draw(sub); err != nil {
			return fmt.Errorf("panel %q: %w", p.Name, err)
		}
	}
	return nil
}

// recoverText turns the panic of a label that cannot be drawn into an error.
func recoverText(err *error) {
	switch r := recover().(type) {
	case nil:
	case *TextError:
		*err = r
	default:
		panic(r)
	}
}

// Rows returns every drawn mark with the name of its panel.
func (f Figure) Rows() []Row {
	var rows []Row
	for _, p := range f.Places {
		for _, r := range p.Part.Rows() {
			r.Panel = p.Name
			rows = append(rows, r)
		}
	}
	return rows
}
