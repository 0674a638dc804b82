package direction

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// lead turns the share of the heaviest into its lead over all others.
func lead(c simulated.Cell) stats.Interval {
	return c.Share().Map(func(share float64) float64 { return 2*share - 1 })
}

func verdicts(k Knobs, cells simulated.Cells) ([]lab.Verdict, error) {
	type scope struct {
		words, group, series string
		place                int // on the curve
	}
	var list []lab.Verdict
	// Noise scales fall along a curve, from the largest by Euler's scheme to the smallest by the jump-adapted one.
	low, high := Fine[len(Fine)-1], Coarse[0]
	last := len(Coarse) + len(Fine) - 1
	for _, s := range []scope{
		{fmt.Sprintf("equal scales and widths, sigma %g", low), "equal", Axis(0), last},
		{fmt.Sprintf("equal scales and widths, sigma %g", high), "equal", Axis(0), 0},
		{fmt.Sprintf("heavier tail farther from its edge, sigma %g", low), "crossing", Axis(0), last},
		{fmt.Sprintf("heavier tail farther from its edge, sigma %g", high), "crossing", Axis(0), 0},
		{fmt.Sprintf("one heavier coordinate, %d lighter", Counts[len(Counts)-1]), "counts", Count(Counts[len(Counts)-1]), 0},
		{fmt.Sprintf("one heavier coordinate, %d lighter of %g times its scale", Counts[len(Counts)-1], Scales[len(Scales)-1]), "counts", Count(Counts[len(Counts)-1]), len(Scales) - 1},
		{"the heavy jump is a vector", "vector", Axis(0), 0},
	} {
		c, err := cells.At(s.group, s.series, s.place)
		if err != nil {
			return nil, err
		}
		e := lead(c)
		list = append(list, criteria[0].Verdict(s.words, lab.Above(e, 0)).Of(e, "95 %, Clopper-Pearson", fmt.Sprintf("%d of %d exits, %s", c.Events, c.Trials, c.How), ""))
	}
	return append(list, criteria[0].Overall("simulated equations", list, "the largest rate C (sigma/d)^alpha decides, not the smallest alpha")), nil
}

// Axis names the curve of a coordinate.
func Axis(i int) string { return fmt.Sprintf("coordinate %d", i+1) }

func observed(k Knobs, cells simulated.Cells) (map[string]float64, error) {
	m := map[string]float64{}
	for _, c := range cells {
		if c.Trials > 0 {
			m[fmt.Sprintf("share of exits, %s, %s, at %g", c.Group, c.Series, c.X)] = c.Share().Value
		}
	}
	return m, nil
}
