package levy

import (
	"fmt"
	"math"
)

// Schedule is how the noise changes with the equation's time. The zero value is constant noise.
type Schedule struct {
	at       func(t float64) float64
	learning bool
}

// NoiseScale multiplies the noise of every coordinate by s(t) > 0.
func NoiseScale(s func(t float64) float64) Schedule { return Schedule{at: s} }

// LearningRate is the schedule of stochastic gradient descent with learning rate s(t) > 0: coordinate i carries
// s(t)^((alpha_i-1)/alpha_i), and t counts the sum of learning rates (see [SGDCoefficient]).
func LearningRate(s func(t float64) float64) Schedule { return Schedule{at: s, learning: true} }

// Polynomial returns s(t) = (1 + t/t0)^-theta, the cooling of [Cooling].
func Polynomial(t0, theta float64) func(t float64) float64 {
	return func(t float64) float64 { return math.Exp(-theta * math.Log1p(t/t0)) }
}

// rateExponent is (alpha-1)/alpha.
func rateExponent(alpha float64) float64 { return (alpha - 1) / alpha }

// exponent is the power of s that noise of index alpha carries.
func (s Schedule) exponent(alpha float64) float64 {
	if s.learning {
		return rateExponent(alpha)
	}
	return 1
}

// values writes the schedule at the beginnings of n steps from time t into dst and returns it; nil for constant noise.
func (s Schedule) values(dst []float64, t, dt float64, n int) ([]float64, error) {
	if s.at == nil {
		return nil, nil
	}
	dst = dst[:n]
	for k := range dst {
		u := t + float64(k)*dt
		if dst[k] = s.at(u); !(dst[k] > 0 && dst[k] <= math.MaxFloat64) {
			return nil, fmt.Errorf("%w: the schedule is %v at time %v, must be positive and finite", ErrParameter, dst[k], u)
		}
	}
	return dst, nil
}
