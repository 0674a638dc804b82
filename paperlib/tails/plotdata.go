package tails

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"gonum.org/v1/gonum/mathext"
)

// SurvivalPoint is one step of an empirical survival function: the share of draws at or beyond X, with a pointwise
// interval for the true probability.
type SurvivalPoint struct {
	X, P, Lo, Hi float64
	Count        int // draws >= X
}

// Side selects which tail EmpiricalSurvival looks at.
type Side int

// Sides of a sample.
const (
	Upper    Side = iota // P(X >= x)
	Lower                // P(-X >= x): the lower tail, turned over
	TwoSided             // P(|X| >= x)
)

// EmpiricalSurvival returns the points (x_(i), share of draws >= x_(i)) in increasing x for log-log axes; values <= 0
// cannot be drawn there and are left out, though they count in n. center is subtracted first.
//
// Lo and Hi are Clopper-Pearson limits: each holds its point with probability at least level whatever the law (of
// continuous draws); the band as a whole is not a joint band. The survival function is taken as P(X >= x), so the last
// point lies at 1/n and can be drawn.
func EmpiricalSurvival(x []float64, center float64, side Side, level float64) ([]SurvivalPoint, error) {
	if err := CheckSample(x); err != nil {
		return nil, err
	}
	if !(level > 0 && level < 1) {
		return nil, fmt.Errorf("tails: confidence level %g is not in (0, 1)", level)
	}
	y := make([]float64, len(x))
	for i, v := range x {
		switch y[i] = v - center; side {
		case Lower:
			y[i] = -y[i]
		case TwoSided:
			y[i] = math.Abs(y[i])
		}
	}
	y = sorted(y)
	n := len(y)
	var out []SurvivalPoint
	for i := 0; i < n; {
		j := i
		for j < n && y[j] == y[i] { // one point per distinct value
			j++
		}
		if y[i] > 0 {
			p := stats.ClopperPearson(n-i, n, level)
			out = append(out, SurvivalPoint{X: y[i], P: p.Value, Lo: p.Lo, Hi: p.Hi, Count: n - i})
		}
		i = j
	}
	return out, nil
}

// QQPoint pairs an order statistic with the law's quantile at its plotting position, and with the pointwise interval
// in which that order statistic lies when the law is true.
type QQPoint struct {
	Theory, Sample, Lo, Hi float64
}

// QQ returns one point per draw in increasing order: plotting position (i - 1/2)/n, interval from the Beta(i, n-i+1)
// law of the i-th uniform order statistic. Fitted parameters make true intervals narrower than these.
func QQ(law Law, x []float64, level float64) ([]QQPoint, error) {
	if err := CheckSample(x); err != nil {
		return nil, err
	}
	if !(level > 0 && level < 1) {
		return nil, fmt.Errorf("tails: confidence level %g is not in (0, 1)", level)
	}
	s := sorted(x)
	n := float64(len(s))
	a := (1 - level) / 2
	out := make([]QQPoint, len(s))
	for i, v := range s {
		k := float64(i + 1)
		out[i] = QQPoint{
			Theory: law.Quantile((k - 0.5) / n), Sample: v,
			Lo: law.Quantile(mathext.InvRegIncBeta(k, n-k+1, a)),
			Hi: law.Quantile(1 - mathext.InvRegIncBeta(n-k+1, k, a)),
		}
	}
	return out, nil
}
