package tails

import (
	"errors"
	"fmt"
	"math"
)

// ErrNotTabulated reports a case outside the tabulated nulls; the text around it names the edge and the function that
// simulates instead. Test with errors.Is.
var ErrNotTabulated = errors.New("tails: outside the tabulated null")

// PValue is a p-value that may be a bound. A table of a simulated null ends at a smallest probability and is not
// extrapolated beyond it: there AtMost is true and P is that probability. Using P as it is, in [BenjaminiHochberg] too, is
// conservative.
type PValue struct {
	P      float64
	AtMost bool // the p-value is at most P
}

// String writes "p = 0.034" or "p <= 0.001".
func (p PValue) String() string {
	if p.AtMost {
		return fmt.Sprintf("p <= %.3g", p.P)
	}
	return fmt.Sprintf("p = %.3g", p.P)
}

// lookUp returns the upper-tail probability of a statistic whose quantiles are q at the upper-tail probabilities level
// (descending): the logarithm of the probability is interpolated linearly in the statistic, because tails of these
// statistics are close to exponential. Below the first quantile the answer is 1, above the last it is a bound.
func lookUp(level, q []float64, s float64) PValue {
	if s < q[0] || s <= 0 {
		return PValue{P: 1}
	}
	for k := 1; k < len(q); k++ {
		if s <= q[k] {
			if q[k] == q[k-1] { // s sits on an atom: its probability counts in full
				return PValue{P: level[k-1]}
			}
			w := (s - q[k-1]) / (q[k] - q[k-1])
			return PValue{P: math.Exp((1-w)*math.Log(level[k-1]) + w*math.Log(level[k]))}
		}
	}
	return PValue{P: level[len(level)-1], AtMost: true}
}
