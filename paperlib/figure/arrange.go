package figure

import (
	"fmt"
	"math"
)

// Figure places everything. In each column of a block the widest numbers and labels set the room at the left of its data
// areas (and a colour bar that at the right); what is left of the width is shared equally. In each row the tallest legend and
// strip set the room above, and numbers and labels that below.
func (s *Sheet) Figure() (f Figure, err error) {
	defer recoverText(&err)
	a := arranger{Figure: Figure{Width: s.Width, Caption: s.Caption, Alt: s.Alt}, y: sheetMargin}
	if s.Width == 0 {
		a.Width = PageWidth
	}
	var grids []*grid
	for _, b := range s.Blocks {
		if len(b.Cells) == 0 {
			continue
		}
		g, err := newGrid(b, a.letters)
		if err != nil {
			return f, err
		}
		a.letters += g.letters()
		grids = append(grids, g)
		if g.left[0] <= namesLeft {
			a.left = math.Max(a.left, g.left[0])
		}
	}
	if len(grids) == 0 {
		return f, fmt.Errorf("figure: a sheet without a panel")
	}
	if a.left == 0 {
		a.left = grids[0].left[0]
	}
	a.legend(s.Legend)
	for _, g := range grids {
		if err := a.block(g); err != nil {
			return f, err
		}
	}
	a.Height = a.y - rowGap + sheetMargin
	return a.Figure, nil
}

// arranger is a figure being put together.
type arranger struct {
	Figure
	y       float64 // where the next thing begins
	left    float64 // where data areas begin
	letters int
}

func (a *arranger) place(name string, x, y, w, h float64, p Part) {
	a.Places = append(a.Places, Place{Name: name, X: x, Y: y, W: w, H: h, Part: p})
}

// legend sets a legend over the whole width.
func (a *arranger) legend(l Legend) {
	if len(l.Entries) == 0 {
		return
	}
	x := sheetMargin + a.left
	w := a.Width - x - sheetMargin
	h := l.HeightMM(w)
	a.place("", x, a.y, w, h, l)
	a.y += h + belowLegend
}

func (a *arranger) block(g *grid) error {
	own := g.left[0] // what the numbers there need
	if own <= namesLeft {
		g.left[0] = a.left
	}
	w := a.Width - sheetMargin - sheetRight - columnGap*float64(g.Columns-1)
	for c := range g.Columns {
		w -= g.left[c] + g.right[c]
	}
	if w /= float64(g.Columns); w < 12 {
		return fmt.Errorf("figure: %d panels on %.0f mm leave %.1f mm for each data area; use a wider page or fewer panels", g.Columns, a.Width, w)
	}
	a.legend(g.Legend)
	var e extent
	for from := 0; from < len(g.Cells); from += g.Columns {
		if err := a.row(g, from, w, &e); err != nil {
			return err
		}
	}
	x := g.x(0, w)
	if g.YLabel != "" {
		a.place("", x-own, e.top, sharedLabel, e.base-e.top, Label{Text: g.YLabel, Vertical: true})
	}
	if g.XLabel != "" {
		a.place("", x, e.low, g.x(g.Columns-1, w)+w-x, sharedLabel, Label{Text: g.XLabel})
		e.low += sharedLabel
	}
	a.y = e.low + rowGap
	return nil
}

// extent is how far a block reaches down the page: the top of its first data area, the base of its last one, and the end of
// what hangs below.
type extent struct{ top, base, low float64 }

// row places the cells from one on, and sets a.y to where the next row of the block begins: below the cells that have
// another beneath them.
func (a *arranger) row(g *grid, from int, w float64, e *extent) error {
	cells := g.Cells[from:min(from+g.Columns, len(g.Cells))]
	legends, lines := 0.0, 0
	for i, c := range cells {
		if len(c.Legend.Entries) > 0 {
			legends = math.Max(legends, c.Legend.HeightMM(g.legendWidth(i, c, w))+belowLegend)
		}
		lines = max(lines, g.rooms[from+i].lines)
		if a.bears(g, from+i) {
			lines = max(lines, 1)
		}
	}
	head := bareHead
	if lines > 0 {
		head = stripMM(lines) - firstLine + letterHalf
	}
	top := a.y + legends + head
	if from == 0 {
		e.top = top
	}
	next := 0.0
	for i, c := range cells {
		x := g.x(i, w)
		if len(c.Legend.Entries) > 0 {
			width := g.legendWidth(i, c, w)
			h := c.Legend.HeightMM(width)
			a.place("", x-g.left[i]+letterLeft, a.y+legends-belowLegend-h, width, h, c.Legend)
		}
		if c.Part == nil {
			continue
		}
		h := g.Height
		if p, ok := c.Part.(interface{ HeightMM(w float64) float64 }); ok {
			h = p.HeightMM(w)
		}
		if a.bears(g, from+i) {
			a.place("", x-g.left[i], top-stripMM(lines)+firstLine-letterHalf, letterLeft, 2*letterHalf, Letter(g.first+i+from))
		}
		if err := a.cell(g.name(from+i), c, x, top, w, h); err != nil {
			return err
		}
		end := top + h + g.rooms[from+i].bottom
		e.base, e.low = math.Max(e.base, top+h), math.Max(e.low, end)
		if from+i+g.Columns < len(g.Cells) {
			next = math.Max(next, end)
		}
	}
	a.y = next + rowGap
	return nil
}

// bears reports whether a cell bears a letter: a panel that is alone in its figure needs none.
func (a *arranger) bears(g *grid, i int) bool { return a.letters > 1 && g.lettered(i) }

// cell places a part with what stands around it.
func (a *arranger) cell(name string, c Cell, x, y, w, h float64) error {
	if _, ok := c.Part.(*Panel); !ok && c.Strip != "" {
		lines := stripMM(len(Outline{}.Lines(c.Strip)))
		a.place("", x, y-lines, w, lines-stripMM(1)+2*firstLine, Label{Text: c.Strip, Left: true})
	}
	a.place(name, x, y, w, h, c.Part)
	if c.bar != nil {
		a.place("", x+w+barGap, y, barWidth, h, c.bar)
	}
	if c.Inset == nil {
		return nil
	}
	return a.inset(name, c.Inset, x, y, w, h)
}
