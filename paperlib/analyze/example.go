package analyze

import (
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// keep keeps the draws of the first coordinate with each family of least BIC. Whether the Gaussian is rejected is known
// only when all coordinates are judged, so the choice is made in chosen.
func (a *analysis) keep(c *Coordinate, draws []float64) {
	if !a.o.Examples {
		return
	}
	family := c.leastBIC(tails.Families())
	if _, ok := a.examples[family]; !ok {
		a.examples[family] = Example{c.Index, slices.Clone(draws)}
	}
}

// chosen returns the kept examples, those of the commonest families first.
func (a *analysis) chosen(r *Report) []Example {
	var out []Example
	families := slices.Clone(tails.Families())
	slices.SortStableFunc(families, func(f, g tails.Family) int { return r.Best[g] - r.Best[f] })
	for _, f := range families {
		if e, ok := a.examples[f]; ok && r.Best[f] > 0 {
			out = append(out, e)
		}
	}
	return out
}

// leastBIC returns the family of least BIC among those given; a coordinate that was judged has all of them.
func (c *Coordinate) leastBIC(families []tails.Family) tails.Family {
	best := families[0]
	for _, f := range families[1:] {
		if c.fitOf(f).BIC < c.fitOf(best).BIC {
			best = f
		}
	}
	return best
}
