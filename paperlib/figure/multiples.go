package figure

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// A Multiple is one of small multiples of survival functions.
type Multiple struct {
	Strip string // one or two short lines above it
	Spec  SurvivalSpec
}

// Multiples makes small multiples of survival functions in so many columns, on common axes: numbers stand at the left
// column and under the lowest cell of each column only, and one label serves all. The draws of all cells should be in
// comparable units (see MedianAbs).
func Multiples(columns int, height float64, xLabel string, list []Multiple) (b Block, err error) {
	if len(list) == 0 || columns < 1 {
		return b, fmt.Errorf("figure: small multiples of %d cells in %d columns", len(list), columns)
	}
	b = Block{Columns: columns, Height: height, Small: true, XLabel: xLabel, YLabel: "*P*(|*U*| ≥ |*u*|)"}
	xmin, xmax, ymin := math.Inf(1), 0.0, math.Inf(1)
	for i, c := range list {
		abs, err := absSorted(fmt.Sprintf("cell %d", i+1), c.Spec.Draws)
		if err != nil {
			return b, err
		}
		n := len(abs)
		xmin = math.Min(xmin, 0.2*stats.Median(abs))
		xmax = math.Max(xmax, 1.5*abs[n-1])
		ymin = math.Min(ymin, 0.3/float64(n))
	}
	for i, c := range list {
		c.Spec.Small, c.Spec.XMin, c.Spec.XMax, c.Spec.YMin = true, xmin, xmax, ymin
		p, err := Survival(c.Spec)
		if err != nil {
			return b, fmt.Errorf("cell %d: %w", i+1, err)
		}
		p.Strip = c.Strip
		p.X.Label, p.Y.Label = "", ""
		p.X.MaxTicks, p.Y.MaxTicks = 3, 4
		p.X.NoLabels, p.Y.NoLabels = i+columns < len(list), i%columns > 0
		b.Cells = append(b.Cells, Cell{Part: p})
	}
	return b, nil
}
