package figure

import (
	"fmt"

	"gonum.org/v1/plot/vg"
)

// leftMM is the room in mm that the numbers and the label of the y axis need.
func (p *Panel) leftMM() (float64, error) {
	_, y, err := p.axes()
	if err != nil {
		return 0, err
	}
	fnt := textStyle(textSize, ink, 0, 0).Font
	widest := vg.Length(0)
	for _, t := range y.ticks() {
		if t.Label == "" || y.NoLabels {
			continue
		}
		_, em, err := layout(t.Label, fnt)
		if err != nil {
			return 0, err
		}
		widest = max(widest, vg.Length(em)*fnt.Size)
	}
	w := tickLength + 1.8 + widest + 2
	if y.Label != "" {
		w += 4 + textSize
	}
	return float64(w / vg.Millimeter), nil
}

// SideBySide places panels side by side on a page of the given width, their data areas height mm high, under one legend (none
// when it has no entry). Two and more panels get letters a, b, c. Caption and Alt are left to the caller.
func SideBySide(width, height float64, legend Legend, panels ...*Panel) (f Figure, err error) {
	defer recoverText(&err)
	if len(panels) == 0 {
		return f, fmt.Errorf("figure: a row without a panel")
	}
	const right, gap, bottom = 2.5, 3.0, 9.0
	top := 2.0
	left := make([]float64, len(panels))
	room := width - right - gap*float64(len(panels)-1)
	for i, p := range panels {
		if left[i], err = p.leftMM(); err != nil {
			return f, err
		}
		room -= left[i]
		if p.Strip != "" {
			top = 8
		}
	}
	w := room / float64(len(panels))
	if w < 12 {
		return f, fmt.Errorf("figure: %d panels on %.0f mm leave %.1f mm for each data area; use a wider page or fewer panels", len(panels), width, w)
	}
	if len(legend.Entries) > 0 {
		h := legend.HeightMM(width - left[0] - right)
		f.Places = append(f.Places, Place{X: left[0], Y: 0.5, W: width - left[0] - right, H: h, Part: legend})
		top += h + 1
	}
	if len(panels) > 1 {
		top += 4.5
	}
	x := 0.0
	for i, p := range panels {
		name := string(rune('a' + i))
		if len(panels) > 1 {
			f.Places = append(f.Places, Place{X: x + 0.5, Y: top - 5.5, W: 5, H: 4, Part: Letter(i)})
		}
		f.Places = append(f.Places, Place{Name: name, X: x + left[i], Y: top, W: w, H: height, Part: p})
		x += left[i] + w + gap
	}
	f.Width, f.Height = width, top+height+bottom
	return f, nil
}
