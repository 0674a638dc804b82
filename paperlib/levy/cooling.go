package levy

import (
	"fmt"
	"math"
)

// Cooling is noise that decays as sigma(t) = sigma_0 (1+t/T0)^-Theta around a minimum whose exit rates at sigma_0 are
// known: the theory of trapping by a decaying learning rate (Pavlyukevich, "Cooling down Levy flights", J. Phys. A 40, 2007).
// Coordinate i then leaves at rate lambda_i (1+t/T0)^(-p_i), p_i = alpha_i Theta, and the path is trapped for ever with
// positive probability exactly when p_i > 1 for every coordinate that can leave. A p_i within 1e-12 of 1 counts as 1, so
// that Theta = 1/alpha means what it says. Conditions: those of [ExitRate], small sigma_0. The clock is the equation's time.
// At sigma_0 = 0.15, alpha = 1.5, T0 = 50, |x| < 1 the simulated survival lies 0 to 0.04 below the theory (step 0.01).
type Cooling struct {
	// Alpha are the tail indices and Rate the exit rates lambda_i at t = 0 per unit of the equation's time.
	Alpha, Rate []float64
	T0, Theta   float64
}

// NewCooling takes the rates at sigma_0 from r, whose tail indices alpha were; t0 > 0 and theta >= 0. Anything else is an
// [ErrParameter], but alpha_i = 2 an [ErrCondition].
func NewCooling(alpha []float64, r ExitRate, t0, theta float64) (Cooling, error) {
	if len(alpha) == 0 || len(alpha) != len(r.Plus) || len(alpha) != len(r.Minus) {
		return Cooling{}, badParameter("%d tail indices for %d and %d rates", len(alpha), len(r.Plus), len(r.Minus))
	}
	if err := firstError(checkPositive("t0", t0), checkNotNegative("theta", theta)); err != nil {
		return Cooling{}, err
	}
	c := Cooling{T0: t0, Theta: theta}
	total := 0.0
	for i, a := range alpha {
		if err := firstError(checkJumps(a), checkNotNegative("rate", r.Plus[i]), checkNotNegative("rate", r.Minus[i])); err != nil {
			return Cooling{}, fmt.Errorf("coordinate %d: %w", i, err)
		}
		c.Alpha = append(c.Alpha, a)
		c.Rate = append(c.Rate, r.Plus[i]+r.Minus[i])
		total += c.Rate[i]
	}
	return c, checkPositive("sum of the rates", total)
}

// exponent returns p_i = alpha_i Theta, 1 where only rounding keeps it from 1.
func (c Cooling) exponent(i int) float64 {
	p := c.Alpha[i] * c.Theta
	if math.Abs(p-1) < 1e-12 {
		return 1
	}
	return p
}

// Survival returns
//
//	P(no exit in (s, t) | inside at s) = exp(-sum_i lambda_i Int_s^t (1+u/T0)^-p_i du),
//
// for 0 <= s <= t, s finite; t may be +Inf. Other arguments are an [ErrParameter].
func (c Cooling) Survival(s, t float64) (float64, error) {
	if !(s >= 0 && s <= math.MaxFloat64 && t >= s) {
		return 0, badParameter("times %v and %v, must be 0 <= s <= t, s finite", s, t)
	}
	return math.Exp(-c.hazard(s, t)), nil
}

// hazard returns sum_i lambda_i Int_s^t (1+u/T0)^-p_i du.
func (c Cooling) hazard(s, t float64) float64 {
	sum := 0.0
	for i, rate := range c.Rate {
		if rate > 0 && t > s {
			sum += rate * c.clock(c.exponent(i), s, t)
		}
	}
	return sum
}

// clock returns Int_s^t (1+u/T0)^-p du = T0 (1+s/T0)^q (e^(q l) - 1)/q, q = 1-p, l = log((T0+t)/(T0+s)), whose limit at
// q = 0 is T0 l. Written with expm1, nothing cancels next to it.
func (c Cooling) clock(p, s, t float64) float64 {
	q := 1 - p
	start := c.T0 * math.Exp(q*math.Log1p(s/c.T0))
	if math.IsInf(t, 1) {
		if q >= 0 {
			return math.Inf(1)
		}
		return start / -q
	}
	l := math.Log1p((t - s) / (c.T0 + s))
	if math.Abs(q*l) < 1e-12 {
		return start * l
	}
	return start * math.Expm1(q*l) / q
}

// Trapped returns the probability that a path inside at time s never leaves,
//
//	exp(-sum_i lambda_i T0 (1+s/T0)^(1-p_i)/(p_i-1)),
//
// 0 unless p_i > 1 for every coordinate that can leave. s < 0 and s not finite are an [ErrParameter].
func (c Cooling) Trapped(s float64) (float64, error) { return c.Survival(s, math.Inf(1)) }

// MeanTime returns the mean exit time from t = 0, Int_0^inf Survival(0, t) dt. It is +Inf where trapping has positive
// probability (report the survival or the mean given exit instead) and, with least p_i exactly 1, where lambda T0 <= 1,
// lambda being the sum of the rates with p_i = 1; if those are all, it is T0/(lambda T0 - 1). It is finite when the least p_i is
// below 1. Relative error below 1e-9. An [ErrCondition] where the mean is finite but its integrand has not fallen at
// t = 1e300: p_i just below 1, or lambda T0 just above.
func (c Cooling) MeanTime() (float64, error) {
	least, critical, total := math.Inf(1), 0.0, 0.0
	for i, rate := range c.Rate {
		if rate > 0 {
			total += rate
			least = min(least, c.exponent(i))
			if c.exponent(i) == 1 {
				critical += rate
			}
		}
	}
	switch {
	case least > 1 || least == 1 && critical*c.T0 <= 1:
		return math.Inf(1), nil
	case least == 1 && critical == total:
		return c.T0 / (critical*c.T0 - 1), nil
	}
	// The trapezoid rule in log time: the integrand S(t) t is analytic in |Im log t| < pi/2 and falls at both ends, so that
	// the step leaves e^(-pi^2/step). The survival is at least e^(-total t), so 1/total is a scale that the mean reaches.
	const step = 0.1
	sum := 0.0
	for t := math.Exp(-40) / total; t < 1e300; t *= math.Exp(step) {
		y := math.Exp(-c.hazard(0, t)) * t
		sum += y
		if t > 1/total && y < 1e-16*sum {
			return step * sum, nil
		}
	}
	return 0, badCondition("the mean exit time is finite but larger than can be summed; the least p is %v", least)
}
