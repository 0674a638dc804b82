package figure

import (
	"fmt"
	"math"
)

// A Cell is one panel of small multiples.
type Cell struct {
	Name  string // panel name in the CSV
	Strip string // one or two short lines above it
	Spec  SurvivalSpec
}

// Grid is the geometry of small multiples, in mm: the upper left corner and width of the whole block with its axis
// labels, the number of columns, and the height of a cell's data area.
type Grid struct {
	X, Y, Width float64
	Columns     int
	CellHeight  float64
}

const (
	gridLeft   = 11.0 // numbers and label of the y axis
	gridGap    = 3.6
	gridStrip  = 8.4 // two lines above each cell
	gridBottom = 8.0 // numbers and label of the x axis
)

// Rows is the number of rows for n cells.
func (g Grid) Rows(n int) int { return (n + g.Columns - 1) / g.Columns }

// Height is the height in mm of the block for n cells.
func (g Grid) Height(n int) float64 {
	return float64(g.Rows(n))*(g.CellHeight+gridStrip) + gridBottom
}

// Multiples places one survival panel per cell, row by row, on common axes: numbers stand at the left column and under
// the lowest cell of each column only, and one label serves all. The draws of all cells should be in comparable units
// (see MedianAbs).
func Multiples(g Grid, xLabel string, cells []Cell) ([]Place, error) {
	if len(cells) == 0 || g.Columns < 1 {
		return nil, fmt.Errorf("figure: small multiples of %d cells in %d columns", len(cells), g.Columns)
	}
	xmin, xmax, ymin := math.Inf(1), 0.0, math.Inf(1)
	for _, c := range cells {
		abs, err := absSorted("cell "+c.Name, c.Spec.Draws)
		if err != nil {
			return nil, err
		}
		n := len(abs)
		xmin = math.Min(xmin, 0.2*median(abs))
		xmax = math.Max(xmax, 1.5*abs[n-1])
		ymin = math.Min(ymin, 0.3/float64(n))
	}
	w := (g.Width - gridLeft - float64(g.Columns-1)*gridGap - 1) / float64(g.Columns)
	var places []Place
	for i, c := range cells {
		col, row := i%g.Columns, i/g.Columns
		c.Spec.Small, c.Spec.XMin, c.Spec.XMax, c.Spec.YMin = true, xmin, xmax, ymin
		p, err := Survival(c.Spec)
		if err != nil {
			return nil, fmt.Errorf("cell %s: %w", c.Name, err)
		}
		p.Strip = c.Strip
		p.X.Label, p.Y.Label = "", ""
		p.X.MaxTicks, p.Y.MaxTicks = 3, 4
		p.X.NoLabels, p.Y.NoLabels = i+g.Columns < len(cells), col > 0
		places = append(places, Place{
			Name: c.Name, Part: p, W: w, H: g.CellHeight,
			X: g.X + gridLeft + float64(col)*(w+gridGap),
			Y: g.Y + gridStrip + float64(row)*(g.CellHeight+gridStrip),
		})
	}
	rows := g.Rows(len(cells))
	h := float64(rows)*(g.CellHeight+gridStrip) - gridStrip
	full := math.Min(float64(len(cells)), float64(g.Columns))*(w+gridGap) - gridGap
	return append(places,
		Place{X: g.X, Y: g.Y + gridStrip, W: 3, H: h, Part: Label{Text: "*P*(|*U*| ≥ |*u*|)", Vertical: true}},
		Place{X: g.X + gridLeft, Y: g.Y + g.Height(len(cells)) - 3.2, W: full, H: 3, Part: Label{Text: xLabel}},
	), nil
}
