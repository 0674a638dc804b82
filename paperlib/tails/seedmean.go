package tails

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// SeedMean estimates a mean over seeds of means over draws.
//
// The unit of inference is the seed: [SeedMean.Interval] is Student's t over the means of the seeds. It is never narrower than
// what the draws within the seeds say, since few seeds may agree by chance. A bootstrap over the seeds themselves is too short
// (of three seeds that differ it covers .75 to .80 for .95; a test measures this interval).
type SeedMean struct {
	BySeed []stats.Number `json:"by_seed"` // mean over the draws of each
	// Within is the standard error of the mean over seeds from the draws alone, sqrt(sum of s^2/n)/S: that of a bootstrap of
	// the draws within the seeds.
	Within stats.Number `json:"within"`
}

// NewSeedMean makes the estimate of rows, rows[s][i] being what draw i of seed s adds to the mean of its seed. The error is a
// seed with fewer than two draws or a mean that is not finite.
func NewSeedMean(rows [][]float64) (SeedMean, error) {
	m := SeedMean{Within: stats.Number(math.NaN())}
	variance := 0.0
	for s, v := range rows {
		if len(v) < 2 {
			return m, fmt.Errorf("tails: seed %d of %d has %d draws: an interval needs two", s+1, len(rows), len(v))
		}
		mean, sd := stats.MeanDeviation(v)
		if math.IsNaN(mean) || math.IsInf(mean, 0) {
			return m, fmt.Errorf("tails: the mean of seed %d of %d is %g", s+1, len(rows), mean)
		}
		m.BySeed = append(m.BySeed, stats.Number(mean))
		variance += sd * sd / float64(len(v))
	}
	if len(rows) > 0 {
		m.Within = stats.Number(math.Sqrt(variance) / float64(len(rows)))
	}
	return m, nil
}

// Interval is the mean with its interval of a level in (0, 1): the wider of Student's t over the seeds and the normal one of
// Within. Of one seed only the latter is left, which says nothing of other seeds; of none it is unknown.
func (m SeedMean) Interval(level float64) stats.Interval {
	if len(m.BySeed) == 0 {
		return stats.Unknown()
	}
	values := make([]float64, len(m.BySeed))
	for i, v := range m.BySeed {
		values[i] = float64(v)
	}
	out := stats.MeanInterval(values, level)
	half := stats.NormalHalfWidth(level) * float64(m.Within)
	if len(values) == 1 {
		return stats.Interval{Value: out.Value, Lo: out.Value - half, Hi: out.Value + half}
	}
	out.Lo, out.Hi = math.Min(out.Lo, out.Value-half), math.Max(out.Hi, out.Value+half)
	return out
}

// Kind says in words what the interval is.
func (m SeedMean) Kind() string {
	switch len(m.BySeed) {
	case 0:
		return "none"
	case 1:
		return "normal over the draws of one seed"
	}
	return fmt.Sprintf("Student t over %d seeds, never narrower than the draws within", len(m.BySeed))
}
