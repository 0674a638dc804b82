package stable

import (
	"math"
	"math/rand/v2"
)

// Rand draws one value by the method of Chambers, Mallows and Stuck (J. Amer. Statist. Assoc. 71, 1976): with U uniform
// on (-pi/2, pi/2) and W standard exponential,
//
//	Z = sin(a U)/cos(U)^(1/a) (cos((1-a)U)/W)^((1-a)/a),
//
// which is tan(U) at a = 1; at a = 2 the Gaussian is drawn directly. It returns NaN for parameters outside the domain.
func (s Symmetric) Rand() float64 {
	if s.Validate() != nil {
		return math.NaN()
	}
	return s.Delta + randAt(s.Alpha, s.Gamma, s.Src)
}

// randAt draws from the law of index a and scale gamma around 0; a may lie below MinAlpha.
func randAt(a, gamma float64, src rand.Source) float64 {
	uniform, exponential, normal := rand.Float64, rand.ExpFloat64, rand.NormFloat64
	if src != nil {
		r := rand.New(src)
		uniform, exponential, normal = r.Float64, r.ExpFloat64, r.NormFloat64
	}
	if a == 2 {
		return gamma * math.Sqrt2 * normal()
	}
	v := uniform()
	for v == 0 {
		v = uniform()
	}
	u := math.Pi * (v - 0.5)
	if a == 1 {
		return gamma * math.Tan(u)
	}
	w := exponential()
	for w == 0 {
		w = exponential()
	}
	cu := math.Sin(math.Pi * min(v, 1-v)) // cos u, exact near the ends
	logMag := -math.Log(cu)/a + (1-a)/a*math.Log(math.Cos((1-a)*u)/w)
	return gamma * math.Sin(a*u) * math.Exp(logMag)
}
