package minimum

import (
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// stationary is the law of the equation near the minimum.
func stationary(k Knobs, alpha float64) (stable.Symmetric, error) {
	g, err := levy.StationaryScale(alpha, Sigma, k.H)
	return stable.Symmetric{Alpha: alpha, Gamma: g}, err
}

// fitted is the scale of a sample by maximum likelihood, with the normal interval of its logarithm.
func fitted(c simulated.Cell) (stats.Interval, error) {
	f, err := stable.FitSymmetric(c.Sample, nil)
	if err != nil {
		return stats.Interval{}, err
	}
	e := math.Exp(stats.Rounded95 * f.StdErr[1]) // the standard error is that of log gamma
	return stats.Interval{Value: f.Law.Gamma, Lo: f.Law.Gamma / e, Hi: f.Law.Gamma * e}, nil
}

// meanAt is the mean of a sample whose law is stable around its mean with scale gamma: the mean of n draws has scale
// gamma n^(1/alpha-1), which gives the interval.
func meanAt(c simulated.Cell, alpha, gamma float64) stats.Interval {
	mean, n := stats.Mean(c.Sample), float64(len(c.Sample))
	q := stable.Symmetric{Alpha: alpha, Gamma: gamma * math.Pow(n, 1/alpha-1)}.Quantile(0.975)
	return stats.Interval{Value: mean, Lo: mean - q, Hi: mean + q}
}

// medianAt is the median with its interval of order statistics.
func medianAt(c simulated.Cell) stats.Interval {
	x := slices.Clone(c.Sample)
	slices.Sort(x)
	n := float64(len(x))
	at := func(p float64) float64 { return x[int(min(max(p, 0), n-1))] }
	e := stats.Rounded95 / 2 * math.Sqrt(n)
	return stats.Interval{Value: at(n / 2), Lo: at(n/2 - e), Hi: at(n/2 + e)}
}

// sgdLaw is the law of the discrete iteration after k steps from From.
func sgdLaw(kn Knobs, eta float64, k int) (delta, gamma float64) {
	a, sum, f := 1-eta*kn.H, 0.0, 1.0
	for range k {
		sum += math.Pow(math.Abs(f), kn.Alpha)
		f *= a
	}
	return From * f, eta * Sigma * math.Pow(sum, 1/kn.Alpha)
}

// chain is the closed form for the four wells.
func chain(k Knobs, sigma float64) (*levy.Wells, error) {
	return levy.NewWells(k.Alpha, sigma, Minima, Saddle)
}
