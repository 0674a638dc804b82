package tails

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// SeedMean estimates the mean over seeds of the means over draws, rows[s][i] being what draw i of seed s adds, and says in
// words what the interval is.
//
// The unit of inference is the seed: the interval is Student's t over the means of the seeds. Each end is moved out to that of
// a percentile bootstrap which resamples the draws within the seeds, b times, where that lies further out: few seeds may
// agree by chance. A bootstrap over the seeds themselves is too short (of three seeds that differ it covers .75 to .80 for
// .95; a test measures this interval). Of one seed only the bootstrap over its draws is left: kind says so, and it says
// nothing of other seeds.
func SeedMean(rows [][]float64, b int, level float64, src rand.Source) (out stats.Interval, kind string, err error) {
	means := make([]float64, len(rows))
	for s, v := range rows {
		if len(v) < 2 {
			return out, "", fmt.Errorf("tails: seed %d of %d has %d draws: an interval needs two", s+1, len(rows), len(v))
		}
		means[s] = stats.SumMean(v)
		if math.IsNaN(means[s]) || math.IsInf(means[s], 0) {
			return out, "", fmt.Errorf("tails: the mean of seed %d of %d is %g", s+1, len(rows), means[s])
		}
	}
	if len(rows) == 0 || b < 20 || !(level > 0 && level < 1) {
		return out, "", fmt.Errorf("tails: an interval over %d seeds, %d replicates, level %g: needs a seed, 20 replicates and a level in (0, 1)", len(rows), b, level)
	}
	r := rand.New(src)
	values := make([]float64, b)
	for k := range values {
		for _, v := range rows {
			sum := 0.0
			for range v {
				sum += v[r.IntN(len(v))]
			}
			values[k] += sum / float64(len(v)) / float64(len(rows))
		}
	}
	slices.Sort(values)
	out = stats.MeanInterval(means, level)
	lo, hi := stats.Quantile(values, (1-level)/2), stats.Quantile(values, (1+level)/2)
	if len(rows) == 1 {
		return stats.Interval{Value: out.Value, Lo: lo, Hi: hi}, "bootstrap percentile over draws of one seed", nil
	}
	out.Lo, out.Hi = math.Min(out.Lo, lo), math.Max(out.Hi, hi)
	return out, fmt.Sprintf("Student t over %d seeds, never narrower than the bootstrap over draws within", len(rows)), nil
}
