package tails

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// The standard errors of fits to one draw, from the expected information of maximum likelihood.

func gaussianErrors(p []float64) []float64 { return []float64{p[1], p[1] / math.Sqrt2} }

func laplaceErrors(p []float64) []float64 { return []float64{p[1], p[1]} }

// studentErrors are those of (mu, sigma, nu) (Lange, Little and Taylor 1989, appendix B), with s = log sigma:
//
//	I_mu = (nu+1)/((nu+3) sigma^2), I_ss = 2 nu/(nu+3), I_s,nu = -2/((nu+1)(nu+3)),
//	I_nu = (psi'(nu/2) - psi'((nu+1)/2))/4 - (nu+5)/(2 nu (nu+1)(nu+3)).
//
// Beyond nu = 1e3, where the likelihood is flat in nu, and at infinity the error of nu is NaN.
func studentErrors(p []float64) []float64 {
	sigma, nu := p[1], p[2]
	if nu > 1e3 {
		return []float64{sigma, sigma / math.Sqrt2, math.NaN()}
	}
	trigamma := func(x float64) float64 { return mathext.Zeta(2, x) }
	ss := 2 * nu / (nu + 3)
	sn := -2 / ((nu + 1) * (nu + 3))
	nn := (trigamma(nu/2)-trigamma((nu+1)/2))/4 - (nu+5)/(2*nu*(nu+1)*(nu+3))
	det := ss*nn - sn*sn
	return []float64{sigma * math.Sqrt((nu+3)/(nu+1)), sigma * math.Sqrt(nn/det), math.Sqrt(ss / det)}
}

// ggdErrors are those of (mu, scale, shape). With k = 1/shape and w = |z|^shape, which is Gamma(k, 1) distributed, the
// scores in s = log scale and in b = shape are
//
//	b w - 1 and a constant - w log(w)/b,
//
// so that I_ss = b, I_sb = -Cov(w, w log w), I_bb = Var(w log w)/b^2. For b >= 1 the location is the regular maximum,
// I_mu = b^2 Gamma(2-k)/Gamma(k)/scale^2; below 1 it is the median with error 1/(2 f(0) sqrt n).
func ggdErrors(p []float64) []float64 {
	scale, b, k := p[1], p[2], 1/p[2]
	m1 := k * mathext.Digamma(k+1)                                                         // E w log w
	m2 := k * (k + 1) * (mathext.Zeta(2, k+2) + mathext.Digamma(k+2)*mathext.Digamma(k+2)) // E (w log w)^2
	cov := k*(k+1)*mathext.Digamma(k+2) - k*m1                                             // Cov(w, w log w)
	ss, sb, bb := b, -cov, (m2-m1*m1)/(b*b)
	det := ss*bb - sb*sb
	lg := func(x float64) float64 { v, _ := math.Lgamma(x); return v }
	mu := math.Exp(lg(1+k)) * scale
	if b >= 1 {
		mu = scale / b * math.Exp((lg(k)-lg(2-k))/2)
	}
	return []float64{mu, scale * math.Sqrt(bb/det), math.Sqrt(ss / det)}
}
