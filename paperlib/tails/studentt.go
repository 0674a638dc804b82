package tails

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// StudentT is the Student t law with location Mu, scale Sigma and Nu degrees of freedom, density
//
//	Gamma((nu+1)/2) / (Gamma(nu/2) sqrt(nu pi) sigma) (1 + z^2/nu)^(-(nu+1)/2),  z = (x - mu)/sigma.
//
// Nu = +Inf is the Gaussian with standard deviation Sigma. The tail exponent of P(X > x) is Nu: below 2 the variance is
// infinite, and yet sums of draws are t again for no finite Nu but 1.
type StudentT struct {
	Mu, Sigma, Nu float64
	Src           rand.Source

	logNorm, logNormNu float64 // log density at z = 0 for sigma = 1, and the Nu it belongs to
}

// NewStudentT returns the law; src may be nil if Rand is not called.
func NewStudentT(mu, sigma, nu float64, src rand.Source) StudentT {
	return StudentT{Mu: mu, Sigma: sigma, Nu: nu, Src: src, logNorm: studentLogNorm(1 / nu), logNormNu: nu}
}

// studentSmallEta is the 1/nu below which expansions in 1/nu replace differences of gamma functions; their first
// dropped term is then 17/112 eta^7 = 2e-16 relative to the constant.
const studentSmallEta = 1.0 / 200

// studentLogNorm is log of the standard density at zero as a function of eta = 1/nu.
func studentLogNorm(eta float64) float64 {
	if eta < studentSmallEta {
		e2 := eta * eta
		return -0.5*math.Log(2*math.Pi) - eta/4 + eta*e2/24 - eta*e2*e2/20
	}
	a, _ := math.Lgamma((1/eta + 1) / 2)
	b, _ := math.Lgamma(1 / (2 * eta))
	return a - b - 0.5*math.Log(math.Pi/eta)
}

// LogProb is the log density.
func (t StudentT) LogProb(x float64) float64 {
	c := t.logNorm
	if t.logNormNu != t.Nu { // a literal, or Nu changed by hand
		c = studentLogNorm(1 / t.Nu)
	}
	z := (x - t.Mu) / t.Sigma
	return c - math.Log(t.Sigma) - studentKernel(z*z, 1/t.Nu)
}

// studentKernel is (1+eta)/(2 eta) log(1 + eta q), with its limit q/2 at eta = 0. For a q whose product with eta
// overflows it is the leading term.
func studentKernel(q, eta float64) float64 {
	if eta < 1e-12 {
		return q / 2
	}
	return (1 + eta) / (2 * eta) * math.Log1p(eta*q)
}

// Prob is the density.
func (t StudentT) Prob(x float64) float64 { return math.Exp(t.LogProb(x)) }

// CDF is P(X <= x).
func (t StudentT) CDF(x float64) float64 { return t.upper(-(x - t.Mu) / t.Sigma) }

// Survival is P(X > x) = I_w(nu/2, 1/2)/2 with w = nu/(nu+z^2), for x above Mu.
func (t StudentT) Survival(x float64) float64 { return t.upper((x - t.Mu) / t.Sigma) }

func (t StudentT) upper(z float64) float64 {
	if t.Nu > 1e9 { // differs from the Gaussian by less than z^4/(4 nu) relative
		return 0.5 * math.Erfc(z/math.Sqrt2)
	}
	if z < 0 {
		return 1 - t.upper(-z)
	}
	q := z * z
	if q < math.Min(1, t.Nu) { // near the centre this form keeps the digits of z
		return 0.5 - 0.5*mathext.RegIncBeta(0.5, t.Nu/2, q/(t.Nu+q))
	}
	return 0.5 * mathext.RegIncBeta(t.Nu/2, 0.5, t.Nu/(t.Nu+q))
}

// Quantile is the inverse of CDF.
func (t StudentT) Quantile(p float64) float64 {
	std := NewStudentT(0, 1, t.Nu, nil)
	return t.Mu + t.Sigma*symmetricQuantile(p, std.Survival, std.LogProb)
}

// Rand draws from the law.
func (t StudentT) Rand() float64 {
	if math.IsInf(t.Nu, 1) {
		return NewGaussian(t.Mu, t.Sigma, t.Src).Rand()
	}
	return distuv.StudentsT{Mu: t.Mu, Sigma: t.Sigma, Nu: t.Nu, Src: t.Src}.Rand()
}

// NumParameters is 3: location, scale, degrees of freedom.
func (t StudentT) NumParameters() int { return 3 }
