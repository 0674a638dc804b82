package stable

import (
	"iter"
	"math"
)

// Derivatives are log f(x) with its gradient (the score) and Hessian in the parameters (alpha, log gamma, delta).
type Derivatives struct {
	LogProb float64
	Score   [3]float64
	Hessian [3][3]float64
}

// Derivatives returns log f(x) and its first and second derivatives in (alpha, log gamma, delta), delta in the units of x.
// With z = (x-Delta)/Gamma and l = log f of the standard law,
//
//	d/dalpha = l_a,  d/dlog gamma = -z l_z - 1,  d/ddelta = -l_z/Gamma.
//
// They are the derivatives of the polynomials that the values come from. Errors, relative or absolute where the value is
// below 1: 1e-9 in the score (1e-11 in most of the domain), 1e-6 in the Hessian. At alpha = 2 the derivatives in alpha are
// the limits from below. Everything is NaN where LogProb is.
func (s Symmetric) Derivatives(x float64) Derivatives {
	d := s.derivatives(x, new(frozen))
	d.LogProb = s.LogProb(x)
	return d
}

// DerivativesOf returns the index of every x with its [Symmetric.Derivatives], for samples of 1000 some 90 times as fast.
// LogProb agrees with [Symmetric.LogProb] to rounding (1e-13).
func (s Symmetric) DerivativesOf(x []float64) iter.Seq2[int, Derivatives] {
	return func(yield func(int, Derivatives) bool) {
		var f frozen
		for i, v := range x {
			if !yield(i, s.derivatives(v, &f)) {
				return
			}
		}
	}
}

// derivatives returns the derivatives at x; f serves one call after another.
func (s Symmetric) derivatives(x float64, f *frozen) Derivatives {
	if math.IsNaN(x) || math.IsInf(x, 0) || s.Validate() != nil {
		n := math.NaN()
		return Derivatives{s.LogProb(x), [3]float64{n, n, n}, [3][3]float64{{n, n, n}, {n, n, n}, {n, n, n}}}
	}
	f.reset(s.Alpha)
	z, sign := (x-s.Delta)/s.Gamma, 1.0
	if z < 0 {
		z, sign = -z, -1
	}
	j := f.at(z)
	if s.Alpha == 2 { // beyond z = 52 the Gaussian underflows, and a power tail would make any difference to it
		j.l, j.z, j.zz = gaussLogPDF(z), -z/2, -0.5
		if z > 50 {
			j.a, j.aa, j.az = math.Inf(-1), math.Inf(-1), math.Inf(-1)
		}
	}
	d := Derivatives{LogProb: j.l - math.Log(s.Gamma), Score: [3]float64{j.a, -z*j.z - 1, -sign * j.z / s.Gamma}}
	as, ad := -z*j.az, -sign*j.az/s.Gamma
	ss, sd := z*(j.z+z*j.zz), sign*(j.z+z*j.zz)/s.Gamma
	d.Hessian = [3][3]float64{{j.aa, as, ad}, {as, ss, sd}, {ad, sd, j.zz / s.Gamma / s.Gamma}}
	return d
}

// Entropy returns -Int f log f dx in nats: log(4 pi Gamma) at alpha = 1 and 1/2 log(4 pi e Gamma^2) at alpha = 2, where it
// is known in closed form, and a trapezoid sum in log z elsewhere (absolute error below 1e-9).
func (s Symmetric) Entropy() float64 {
	switch {
	case s.Validate() != nil:
		return math.NaN()
	case s.Alpha == 1:
		return math.Log(4 * math.Pi * s.Gamma)
	case s.Alpha == 2:
		return 0.5*math.Log(4*math.Pi*math.E) + math.Log(s.Gamma)
	}
	b := newBatch(s.Alpha)
	h := 0.0
	logGrid(s.Alpha, func(z, dz float64) {
		l := b.logPDFAt(z)
		h -= 2 * dz * math.Exp(l) * l
	})
	return h + math.Log(s.Gamma)
}

// logGrid calls f at the nodes z > 0 of a trapezoid rule in log z with the weight of each. The density in log z falls as
// exp(log z) on the left and as exp(-alpha log z) on the right, so the rule converges geometrically.
func logGrid(alpha float64, f func(z, dz float64)) {
	const h = 0.01
	top := 12 + 45/alpha
	for u := -25.0; u < top; u += h {
		z := math.Exp(u)
		f(z, h*z)
	}
}
