package stable

import "math"

// Information is the Fisher information of one observation in (alpha, log gamma, delta) at gamma = 1. By symmetry delta
// is orthogonal to the other two. For another scale divide Delta by gamma^2; the rest does not depend on gamma.
type Information struct {
	Alpha, AlphaLogGamma, LogGamma, Delta float64
}

// Fisher returns the expected information at alpha in [MinAlpha, 2]; NaN outside. At alpha = 2 it is exact: infinite in
// alpha (J. P. Nolan, Univariate Stable Distributions, 2020, section 4.7), 2 in log gamma and 1/2 in delta.
//
// Elsewhere it is the trapezoid sum in log z of the products of the scores with the density: relative error below 1e-9
// for alpha <= 1.99, growing toward the singularity at 2.
func Fisher(alpha float64) Information {
	if !(alpha >= MinAlpha && alpha <= 2) {
		n := math.NaN()
		return Information{n, n, n, n}
	}
	if alpha == 2 {
		return Information{math.Inf(1), math.Inf(-1), 2, 0.5}
	}
	var f frozen
	f.reset(alpha)
	var out Information
	logGrid(alpha, func(z, dz float64) {
		j := f.at(z)
		w := 2 * dz * math.Exp(j.l)
		s := -z*j.z - 1
		out.Alpha += w * j.a * j.a
		out.AlphaLogGamma += w * j.a * s
		out.LogGamma += w * s * s
		out.Delta += w * j.z * j.z
	})
	return out
}

// AlphaSD returns sqrt(n) times the asymptotic standard deviation of the maximum-likelihood alpha from n observations
// when gamma and delta are estimated too.
func (i Information) AlphaSD() float64 {
	return 1 / math.Sqrt(i.Alpha-i.AlphaLogGamma*i.AlphaLogGamma/i.LogGamma)
}
