package figure

import "gonum.org/v1/plot/vg"

// room is what a part needs around its data area, in mm, and the number of lines of the strip above it.
type room struct {
	left, right, bottom float64
	lines               int
}

func roomOf(c Cell) (r room, err error) {
	strip := c.Strip
	if p, ok := c.Part.(*Panel); ok {
		strip = p.Strip
		if r, err = p.room(); err != nil {
			return r, err
		}
	}
	if strip != "" {
		r.lines = len(Outline{}.Lines(strip))
	}
	if c.bar != nil {
		r.right, err = c.bar.rightMM()
	}
	return r, err
}

// room of a panel: its numbers and labels.
func (p *Panel) room() (r room, err error) {
	x, y, err := p.axes()
	if err != nil {
		return r, err
	}
	left, bottom := tickLength+vg.Length(1), tickLength+vg.Length(1)
	widest, err := y.widest()
	if err != nil {
		return r, err
	}
	if widest > 0 {
		left += 2.8 + widest
	}
	if y.Label != "" {
		left += 4 + textSize
	}
	if !x.NoLabels {
		bottom += 1.6 + textSize
	}
	if x.Label != "" {
		bottom += textSize * 1.45
	}
	return room{left: float64(left / vg.Millimeter), bottom: float64(bottom / vg.Millimeter)}, nil
}

// widest is the width of the widest number on an axis; 0 where none is written.
func (a Axis) widest() (widest vg.Length, err error) {
	if a.NoLabels {
		return 0, nil
	}
	fnt := textStyle(textSize, ink, 0, 0).Font
	for _, t := range a.ticks() {
		_, em, err := layout(t.Label, fnt)
		if err != nil {
			return 0, err
		}
		widest = max(widest, vg.Length(em)*fnt.Size)
	}
	return widest, nil
}

// stripMM is the height of a strip of n lines with the gap below it.
func stripMM(n int) float64 {
	return float64((3 + 0.72*textSize + textSize*1.15*vg.Length(n-1)) / vg.Millimeter)
}

// firstLine is half the height of a line of a strip: its letter is centred on that of the first line.
const firstLine = float64(0.36 * textSize / vg.Millimeter)
