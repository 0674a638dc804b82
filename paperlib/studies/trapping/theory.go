package trapping

import (
	"math"

	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// cooling is the closed form for |x_i| < 1 with the given tail indices and one noise scale.
func cooling(alpha []float64, sigma, t0, theta float64) (levy.Cooling, error) {
	s, one := make([]float64, len(alpha)), make([]float64, len(alpha))
	for i := range alpha {
		s[i], one[i] = sigma, 1
	}
	rate, err := levy.NewExitRate(alpha, s, one, one)
	if err != nil {
		return levy.Cooling{}, err
	}
	return levy.NewCooling(alpha, rate, t0, theta)
}

// inTime is the closed form of the curve with alpha theta = p, in the equation's time.
func inTime(k Knobs, p float64) (levy.Cooling, error) {
	return cooling([]float64{k.Alpha}, k.Sigma, k.T0, p/k.Alpha)
}

// inSteps is that of stochastic gradient descent, in steps: the hazard of step k is 2 C (eta_k sigma)^alpha, so that the
// scale is Eta0 SGDAt and cools with theta.
func inSteps(k Knobs, p float64) (levy.Cooling, error) {
	return cooling([]float64{k.Alpha}, Eta0*SGDAt, K0, p/k.Alpha)
}

// survival is the Kaplan-Meier curve of a cell's times.
func survival(c simulated.Cell) (*levy.SurvivalCurve, error) {
	times, err := levy.NewExitTimes(c.Sample, c.Cut)
	if err != nil {
		return nil, err
	}
	return times.KaplanMeier(study.Level)
}

// last is the estimate just before t: at the end of the budget every path left is cut off there.
func last(c *levy.SurvivalCurve, t float64) stats.Interval {
	return stats.Interval(c.At(math.Min(t, c.End)))
}

// pooledMean is the mean exit time that total time over exits estimates when all paths are cut off at t: Int_0^t S/(1-S(t)).
func pooledMean(c levy.Cooling, t float64) (float64, error) {
	end, err := c.Survival(0, t)
	if err != nil {
		return 0, err
	}
	const n = 400
	sum := 0.0
	for i := range n { // midpoints
		s, err := c.Survival(0, t*(float64(i)+0.5)/n)
		if err != nil {
			return 0, err
		}
		sum += s * t / n
	}
	return sum / (1 - end), nil
}

// upTo is total time over exits with all paths cut off at t.
func upTo(c simulated.Cell, t float64) stats.Interval {
	cut := simulated.Cell{}
	for i, v := range c.Sample {
		switch {
		case v > t || c.Cut[i]:
			cut.Total += math.Min(v, t)
			cut.Censored++
		default:
			cut.Total += v
			cut.Events++
		}
	}
	return cut.Mean()
}
