package tails

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Resample is one bootstrap replicate of a nested design: seeds drawn with replacement, and within each chosen seed its
// draws (rows) drawn with replacement. A row holds all coordinates, so they stay together, as they share a minibatch.
type Resample struct {
	Seeds []int   // which seed stands at each place
	Rows  [][]int // Rows[k][i] is a row of seed Seeds[k]
}

// Bootstrap returns the percentile interval of a statistic, whose value is that of the data as they are, under resampling of
// seeds (outer level) and of draws within seeds (inner level, rows jointly for all coordinates), and in words what was
// resampled.
//
// rows[s] is the number of draws of seed s. stat is called once with the identity and b times with replicates, always
// from one goroutine. With a single seed the outer level cannot be resampled: the interval then describes draws only,
// and kind says so. With few seeds (fewer than about five) percentile intervals over seeds are too short; kind carries
// the number. Efron and Tibshirani (1993), chapters 8 and 13.
func Bootstrap(rows []int, b int, level float64, src rand.Source, stat func(Resample) (float64, error)) (out stats.Interval, kind string, err error) {
	if len(rows) == 0 || slices.Min(rows) < 2 || b < 20 || !(level > 0 && level < 1) {
		return out, "", fmt.Errorf("tails: bootstrap of %d seeds with rows %v, %d replicates, level %g: needs a seed, 2 rows in each, 20 replicates and a level in (0, 1)", len(rows), rows, b, level)
	}
	kind = fmt.Sprintf("bootstrap percentile over %d seeds and draws within", len(rows))
	if len(rows) == 1 {
		kind = "bootstrap percentile over draws of one seed"
	}
	r := rand.New(src)
	res := Resample{Seeds: make([]int, len(rows)), Rows: make([][]int, len(rows))}
	for s, n := range rows {
		res.Seeds[s] = s
		res.Rows[s] = make([]int, n)
		for i := range res.Rows[s] {
			res.Rows[s][i] = i
		}
	}
	if out.Value, err = stat(res); err != nil {
		return out, "", err
	}
	values := make([]float64, b)
	for k := range values {
		for place := range res.Seeds {
			s := r.IntN(len(rows))
			res.Seeds[place] = s
			res.Rows[place] = slices.Grow(res.Rows[place][:0], rows[s])[:rows[s]]
			for i := range res.Rows[place] {
				res.Rows[place][i] = r.IntN(rows[s])
			}
		}
		if values[k], err = stat(res); err != nil {
			return out, "", fmt.Errorf("bootstrap replicate %d of %d: %w", k+1, b, err)
		}
		if math.IsNaN(values[k]) {
			return out, "", fmt.Errorf("tails: bootstrap replicate %d of %d: the statistic is NaN", k+1, b)
		}
	}
	slices.Sort(values)
	out.Lo = stats.Quantile(values, (1-level)/2)
	out.Hi = stats.Quantile(values, (1+level)/2)
	return out, kind, nil
}
