package figure

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"gonum.org/v1/gonum/mathext"
)

// sorted returns a sorted copy of draws, or an error when there are too few or one is not finite.
func sorted(what string, draws []float64) ([]float64, error) {
	if len(draws) < 10 {
		return nil, fmt.Errorf("figure: %s: %d draws are too few to draw a distribution; give at least 10", what, len(draws))
	}
	s := slices.Clone(draws)
	slices.Sort(s)
	if math.IsNaN(s[0]) || math.IsInf(s[0], 0) || math.IsInf(s[len(s)-1], 0) {
		return nil, fmt.Errorf("figure: %s: the draws contain NaN or infinity; find out where they come from (a diverged training?) before drawing them", what)
	}
	return s, nil
}

// absSorted returns |draws| in increasing order.
func absSorted(what string, draws []float64) ([]float64, error) {
	s, err := sorted(what, draws)
	if err != nil {
		return nil, err
	}
	for i, v := range s {
		s[i] = math.Abs(v)
	}
	slices.Sort(s)
	return s, nil
}

// Level is the coverage of every pointwise interval drawn by this package.
const Level = 0.95

// orderInterval bounds F(X_(i)), which follows Beta(i, n+1-i), for i = 1..n.
func orderInterval(i, n int) (lo, hi float64) {
	const a = (1 - Level) / 2
	return mathext.InvRegIncBeta(float64(i), float64(n+1-i), a), mathext.InvRegIncBeta(float64(i), float64(n+1-i), 1-a)
}

// ccdf is an empirical survival function at chosen points: P(|U| >= x) = k/n.
type ccdf struct{ x, p, lo, hi []float64 }

// survivalOf thins the n order statistics of a sorted sample of |U| for drawing: the first `all` ranks from the largest
// draw down, then perDecade ranks per factor ten. What is left out could not be told apart on paper.
func survivalOf(abs []float64, all, perDecade int) ccdf {
	n := len(abs)
	var c ccdf
	last := math.Inf(1)
	for k := 1; k <= n; {
		x := abs[n-k]
		if x < last && x > 0 {
			ge := n - sort.SearchFloat64s(abs, x) // ties: every draw at x counts
			share := stats.ClopperPearson(ge, n, Level)
			c.x, c.p = append(c.x, x), append(c.p, share.Value)
			c.lo, c.hi = append(c.lo, share.Lo), append(c.hi, share.Hi)
			last = x
		}
		next := k + 1
		if k >= all {
			next = max(next, int(math.Round(float64(k)*math.Pow(10, 1/float64(perDecade)))))
		}
		k = next
	}
	slices.Reverse(c.x)
	slices.Reverse(c.p)
	slices.Reverse(c.lo)
	slices.Reverse(c.hi)
	return c
}

// MedianAbs returns the median of |draws|, the robust scale in which draws of different size are drawn together.
func MedianAbs(draws []float64) (float64, error) {
	s, err := absSorted("median of |draws|", draws)
	if err != nil {
		return 0, err
	}
	return stats.Median(s), nil
}

func medianOfAbs(v []float64) float64 {
	a := make([]float64, len(v))
	for i, x := range v {
		a[i] = math.Abs(x)
	}
	slices.Sort(a)
	return stats.Median(a)
}
