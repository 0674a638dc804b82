package bench

import (
	"math"
	"slices"
)

// Level is the coverage that [Median] asks of its interval.
const Level = 0.95

// An Interval is a median with a distribution-free interval.
type Interval struct {
	Median float64 `json:"median"`
	Lo     float64 `json:"lo"`
	Hi     float64 `json:"hi"`
	// Coverage is the probability that [Lo, Hi] holds the median of the distribution that the values are drawn from.
	Coverage float64 `json:"coverage"`
	Repeats  int     `json:"repeats"`
}

// Median returns the median of x and the narrowest symmetric pair of order statistics x_(k), x_(n+1-k) that covers the
// distribution's median with probability >= Level. Of independent draws from one continuous distribution the number
// below its median is binomial (n, 1/2), so the pair covers with probability
//
//	1 - 2 Sum_{i<k} C(n,i) 2^-n
//
// whatever the distribution (Conover, Practical Nonparametric Statistics, section 3.2). Below six values no pair
// reaches 95 %: the extremes are returned, and Coverage says what they cover (0 for one value). It panics on none.
func Median(x []float64) Interval {
	n := len(x)
	if n == 0 {
		panic("bench: the median of no values")
	}
	s := slices.Sorted(slices.Values(x))
	m := s[n/2]
	if n%2 == 0 {
		m = (s[n/2-1] + s[n/2]) / 2
	}
	// below is P(binomial < k): k = 1 leaves out nothing but C(n,0).
	term := math.Pow(0.5, float64(n))
	k, below := 1, term
	for k < (n+1)/2 {
		next := term * float64(n-k+1) / float64(k)
		if 1-2*(below+next) < Level {
			break
		}
		term, below, k = next, below+next, k+1
	}
	return Interval{Median: m, Lo: s[k-1], Hi: s[n-k], Coverage: max(0, 1-2*below), Repeats: n}
}

// scale multiplies the values of an interval.
func (i Interval) scale(f float64) Interval {
	i.Median, i.Lo, i.Hi = i.Median*f, i.Lo*f, i.Hi*f
	return i
}
