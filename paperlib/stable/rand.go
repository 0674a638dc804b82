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
	uniform, exponential, normal := rand.Float64, rand.ExpFloat64, rand.NormFloat64
	if s.Src != nil {
		r := rand.New(s.Src)
		uniform, exponential, normal = r.Float64, r.ExpFloat64, r.NormFloat64
	}
	if s.Alpha == 2 {
		return s.Delta + s.Gamma*math.Sqrt2*normal()
	}
	v := uniform()
	for v == 0 {
		v = uniform()
	}
	u := math.Pi * (v - 0.5)
	if s.Alpha == 1 {
		return s.Delta + s.Gamma*math.Tan(u)
	}
	w := exponential()
	for w == 0 {
		w = exponential()
	}
	a := s.Alpha
	cu := math.Sin(math.Pi * min(v, 1-v)) // cos u, exact near the ends
	logMag := -math.Log(cu)/a + (1-a)/a*math.Log(math.Cos((1-a)*u)/w)
	return s.Delta + s.Gamma*math.Sin(a*u)*math.Exp(logMag)
}
