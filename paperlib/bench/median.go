package bench

import (
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Level is the coverage that [Median] asks of its interval.
const Level = 0.95

// A Spread is what repeats gave, as it is stored: their median with a distribution-free interval.
type Spread struct {
	Median float64 `json:"median"`
	Lo     float64 `json:"lo"`
	Hi     float64 `json:"hi"`
	// Coverage is the probability that [Lo, Hi] holds the median of the distribution that the values are drawn from.
	Coverage float64 `json:"coverage"`
	Repeats  int     `json:"repeats"`
}

// Median returns the median of x with its interval of order statistics, [stats.MedianInterval]. It panics on no values.
func Median(x []float64) Spread {
	i, coverage := stats.MedianInterval(slices.Sorted(slices.Values(x)), Level)
	return Spread{i.Value, i.Lo, i.Hi, coverage, len(x)}
}

// scale multiplies the values of a spread.
func (s Spread) scale(f float64) Spread {
	s.Median, s.Lo, s.Hi = s.Median*f, s.Lo*f, s.Hi*f
	return s
}
