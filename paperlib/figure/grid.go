package figure

import (
	"fmt"
	"math"
)

// grid is a block with what its cells need.
type grid struct {
	Block
	first       int // its first letter
	rooms       []room
	left, right []float64 // by column
}

func newGrid(b Block, first int) (*grid, error) {
	g := &grid{Block: b, first: first}
	if g.Columns < 1 || g.Columns > len(b.Cells) {
		g.Columns = len(b.Cells)
	}
	if g.Height == 0 {
		g.Height = PanelHeight
	}
	if last := first + g.letters(); last > 26 {
		return nil, fmt.Errorf("figure: a sheet of %d panels has no letters for them; join some in small multiples, or make two figures", last)
	}
	g.rooms = make([]room, len(b.Cells))
	g.left, g.right = make([]float64, g.Columns), make([]float64, g.Columns)
	for i, c := range b.Cells {
		r, err := roomOf(c)
		if err != nil {
			return nil, fmt.Errorf("panel %q: %w", g.name(i), err)
		}
		if g.lettered(i) {
			r.left = math.Max(r.left, letterLeft)
		}
		if i%g.Columns == 0 && b.YLabel != "" {
			r.left += sharedLabel
		}
		g.rooms[i] = r
		g.left[i%g.Columns] = math.Max(g.left[i%g.Columns], r.left)
		g.right[i%g.Columns] = math.Max(g.right[i%g.Columns], r.right)
	}
	return g, nil
}

func (g *grid) letters() int {
	if g.Small {
		return 1
	}
	return len(g.Cells)
}

// lettered tells the cells with a letter of their own.
func (g *grid) lettered(i int) bool { return i == 0 || !g.Small }

func (g *grid) name(i int) string {
	if g.Small {
		return fmt.Sprintf("%c%d", rune('a'+g.first), i+1)
	}
	return string(rune('a' + g.first + i))
}

// x is the left edge of the data areas of a column when all are w mm wide.
func (g *grid) x(column int, w float64) float64 {
	x := sheetMargin
	for c := range column {
		x += g.left[c] + w + g.right[c] + columnGap
	}
	return x + g.left[column]
}

// legendWidth is the width of the legend of the cell in column i.
func (g *grid) legendWidth(i int, c Cell, w float64) float64 {
	last := min(i+max(c.Across, 1), g.Columns) - 1
	return g.x(last, w) + w + g.right[last] - (g.x(i, w) - g.left[i] + letterLeft)
}
