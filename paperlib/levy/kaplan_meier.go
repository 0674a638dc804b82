package levy

import (
	"math"
	"sort"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// SurvivalCurve is the Kaplan-Meier estimate of P(tau > t), a step function that falls at the distinct exit times
// Time[0] < Time[1] < ... and is Survival[j] from Time[j] on. Made by [ExitTimes.KaplanMeier].
type SurvivalCurve struct {
	// Time are the distinct exit times, AtRisk the paths still inside just before, Exits those that left then.
	Time          []float64
	AtRisk, Exits []int
	// Survival is the estimate, StdErr Greenwood's standard error, Lower and Upper the pointwise interval.
	Survival, StdErr, Lower, Upper []float64
	// End is the largest time seen, of an exit or a cut. The data say nothing about later times.
	End float64
}

// KaplanMeier returns the product-limit estimate with pointwise confidence intervals,
//
//	S(t) = prod_{t_j <= t} (1 - d_j/n_j),  V(t) = sum_{t_j <= t} d_j/(n_j (n_j - d_j)),
//	StdErr = S sqrt(V),  interval S^exp(-+ z sqrt(V)/log S),
//
// d_j exits out of n_j paths at risk, z the normal quantile of (1+level)/2. V is Greenwood's; the interval is symmetric in
// log(-log S), stays in (0, 1), and is asymptotic in the number of exits. A path cut off at an exit time counts as at risk
// there. Where the last path at risk leaves, S = 0 and StdErr = 0 while the interval is undefined: it is then given as 0 to
// the upper end before, which is on the safe side. No law is assumed. [ErrNoExits] if no path left, [ErrParameter] for a level
// outside (0, 1). Source: Kaplan and Meier, J. Amer. Statist. Assoc. 53, 1958; Kalbfleisch and Prentice, The Statistical
// Analysis of Failure Time Data, 1980, chapter 1.
func (e *ExitTimes) KaplanMeier(level float64) (*SurvivalCurve, error) {
	if err := checkLevel(level); err != nil {
		return nil, err
	}
	if e.events == 0 {
		return nil, ErrNoExits
	}
	n := len(e.sorted)
	c := &SurvivalCurve{End: e.sorted[n-1].time}
	z := stats.NormalHalfWidth(level)
	s, v, upper := 1.0, 0.0, 1.0
	for i := 0; i < n; {
		t, risk, left := e.sorted[i].time, n-i, 0
		for ; i < n && e.sorted[i].time == t; i++ {
			if !e.sorted[i].censored {
				left++
			}
		}
		if left == 0 {
			continue
		}
		s *= float64(risk-left) / float64(risk)
		var lower, spread float64
		if risk > left {
			v += float64(left) / (float64(risk) * float64(risk-left))
			spread = s * math.Sqrt(v)
			width := math.Exp(-z * math.Sqrt(v) / math.Log(s))
			lower, upper = math.Pow(s, width), math.Pow(s, 1/width)
		}
		c.Time = append(c.Time, t)
		c.AtRisk = append(c.AtRisk, risk)
		c.Exits = append(c.Exits, left)
		c.Survival = append(c.Survival, s)
		c.StdErr = append(c.StdErr, spread)
		c.Lower = append(c.Lower, lower)
		c.Upper = append(c.Upper, upper)
	}
	return c, nil
}

// At returns the estimate and its interval at time t: all 1 before the first exit, all NaN for t < 0 and past End.
func (c *SurvivalCurve) At(t float64) stats.Interval {
	if !(t >= 0 && t <= c.End) {
		return stats.Unknown()
	}
	j := sort.Search(len(c.Time), func(j int) bool { return c.Time[j] > t }) - 1
	if j < 0 {
		return stats.Interval{Value: 1, Lo: 1, Hi: 1}
	}
	return stats.Interval{Value: c.Survival[j], Lo: c.Lower[j], Hi: c.Upper[j]}
}

// Median returns the first time at which the estimate is at or below 1/2, and as its interval the first times at which the
// lower and the upper curve are: those t whose interval for S(t) holds 1/2. A curve that stays above 1/2 gives +Inf, which says
// that the data end first. It has the level of the curve. Source: Brookmeyer and Crowley, Biometrics 38, 1982.
func (c *SurvivalCurve) Median() stats.Interval {
	return stats.Interval{Value: c.first(c.Survival), Lo: c.first(c.Lower), Hi: c.first(c.Upper)}
}

// first returns the first time at which the curve is at most 1/2, up to the rounding of its product.
func (c *SurvivalCurve) first(curve []float64) float64 {
	for j, s := range curve {
		if s <= 0.5*(1+1e-12) {
			return c.Time[j]
		}
	}
	return math.Inf(1)
}
