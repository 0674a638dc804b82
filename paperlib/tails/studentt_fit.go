package tails

import (
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"gonum.org/v1/gonum/mathext"
)

// Bounds of the fitted eta = 1/nu: nu from 0.2 to 1e5. Beyond 1e5 the fit is indistinguishable from the Gaussian, which
// is compared explicitly and reported as Nu = +Inf.
const (
	studentMaxEta = 5.0
	studentMinEta = 1e-5
)

// FitStudentT fits location, scale and degrees of freedom by maximum likelihood.
//
// Newton's method in (mu, log sigma, eta = 1/nu), from two starts, with the Gaussian compared explicitly; eta is smooth
// through the Gaussian limit eta = 0 where nu runs off to infinity. If a share p0 > 0 of the draws is one value, the
// likelihood grows without bound as sigma -> 0 whenever nu < p0/(1-p0) (density of the atom against the tails of the
// rest), so nu is kept above that plus a tenth; if that exceeds 1 (p0 about one half) there is no fit to speak of and
// the error has FaultTied.
func FitStudentT(x []float64) (StudentT, error) {
	if err := CheckSample(x); err != nil {
		return StudentT{}, err
	}
	s := sorted(x)
	maxEta := studentMaxEta
	if t := tiesSorted(s); t.Share > 1.5/float64(len(s)) {
		nu := t.Share/(1-t.Share) + 0.1
		if !(nu < 1) {
			return StudentT{}, &SampleError{Fault: FaultTied, N: len(x), Share: t.Share}
		}
		maxEta = math.Min(maxEta, 1/nu)
	}
	// Standardise: the Newton steps below assume a scale of order one.
	center := stats.Quantile(s, 0.5)
	unit := (stats.Quantile(s, 0.75) - stats.Quantile(s, 0.25)) / 1.349
	_, deviation := stats.MeanDeviation(x)
	if unit <= 1e-12*deviation {
		unit = deviation
	}
	for i, v := range s {
		s[i] = (v - center) / unit
	}
	mean, sd := stats.MeanDeviation(s)
	best := [3]float64{mean, math.Log(sd), 0}
	bestValue := studentSum(s, best).value
	for _, eta := range []float64{0.2, 0.8} {
		p, v := studentNewton(s, [3]float64{0, math.Log(1 - 0.45*math.Min(1, eta)), eta}, maxEta)
		if v > bestValue {
			best, bestValue = p, v
		}
	}
	return NewStudentT(center+unit*best[0], unit*math.Exp(best[1]), 1/best[2], nil), nil
}

// studentNewton climbs to a local maximum, keeping eta in its bounds by leaving it out of the step when it sits on one
// and the gradient points outward.
func studentNewton(x []float64, p [3]float64, maxEta float64) ([3]float64, float64) {
	p[2] = math.Min(p[2], maxEta)
	cur := studentSum(x, p)
	n := float64(len(x))
	for range 60 {
		free := 3
		if p[2] <= studentMinEta && cur.grad[2] < 0 || p[2] >= maxEta && cur.grad[2] > 0 {
			free = 2
		}
		step := ascentStep(cur.grad, cur.hess, free)
		// A cap on one step keeps the quadratic model inside the region it was built for.
		scale := 1.0
		for i, limit := range [3]float64{0.5 * math.Exp(p[1]), 0.5, 0.5*p[2] + 0.05} {
			if a := math.Abs(step[i]); a*scale > limit {
				scale = limit / a
			}
		}
		gain := 0.0
		for i := range free {
			gain += math.Abs(step[i] * cur.grad[i])
		}
		if gain <= 1e-12*n {
			break
		}
		accepted := false
		for range 40 {
			q := p
			for i := range q {
				q[i] += scale * step[i]
			}
			q[2] = math.Max(studentMinEta, math.Min(maxEta, q[2]))
			if next := studentSum(x, q); next.value > cur.value {
				p, cur, accepted = q, next, true
				break
			}
			scale /= 2
		}
		if !accepted {
			break
		}
	}
	return p, cur.value
}

// derivatives of a log-likelihood in three parameters.
type derivatives struct {
	value float64
	grad  [3]float64
	hess  [3][3]float64
}

// studentSum evaluates sum_i log f at p = (mu, log sigma, eta) with gradient and Hessian.
//
// With w = 1 + eta q, q = z^2, L = log w, A = (1+eta)/(2 eta): log f = c(eta) - log sigma - A L.
func studentSum(x []float64, p [3]float64) derivatives {
	mu, inv, eta := p[0], math.Exp(-p[1]), p[2]
	var d derivatives
	var sL, sqw, sqw2, sz1, sz2, smm, sll, sml float64
	for _, v := range x {
		z := (v - mu) * inv
		q := z * z
		r := 1 / (1 + eta*q)
		qr := q * r
		sqw += qr
		sqw2 += qr * qr
		sz1 += z * r
		sz2 += z * qr * r
		smm += (1 - eta*q) * r * r
		sll += qr * r
		sml += z * r * r
		if eta > 0 {
			sL += math.Log1p(eta * q)
		}
	}
	n := float64(len(x))
	e1 := 1 + eta
	if eta == 0 {
		d.value = n*(studentLogNorm(0)-p[1]) - sqw/2
		return d // only the value is wanted at the Gaussian
	}
	a := e1 / (2 * eta)
	d.value = n*(studentLogNorm(eta)-p[1]) - a*sL
	c1, c2 := studentLogNormDerivatives(eta)
	d.grad[0] = e1 * sz1 * inv
	d.grad[1] = -n + e1*sqw
	d.grad[2] = n*c1 + sL/(2*eta*eta) - a*sqw
	d.hess[0][0] = -e1 * smm * inv * inv
	d.hess[1][1] = -2 * e1 * sll
	d.hess[0][1] = -2 * e1 * sml * inv
	d.hess[0][2] = (sz1 - e1*sz2) * inv
	d.hess[1][2] = sqw - e1*sqw2
	d.hess[2][2] = n*c2 - sL/(eta*eta*eta) + sqw/(eta*eta) + a*sqw2
	d.hess[1][0], d.hess[2][0], d.hess[2][1] = d.hess[0][1], d.hess[0][2], d.hess[1][2]
	return d
}

// studentLogNormDerivatives are the first two derivatives of studentLogNorm, for eta > 0.
func studentLogNormDerivatives(eta float64) (c1, c2 float64) {
	if eta < studentSmallEta {
		e2 := eta * eta
		return -0.25 + e2/8 - e2*e2/4, eta/4 - eta*e2
	}
	// c(nu) = lgamma((nu+1)/2) - lgamma(nu/2) - log(nu pi)/2, then d/d eta = -nu^2 d/d nu.
	nu := 1 / eta
	d1 := 0.5 * (mathext.Digamma((nu+1)/2) - mathext.Digamma(nu/2) - eta)
	d2 := 0.25*(mathext.Zeta(2, (nu+1)/2)-mathext.Zeta(2, nu/2)) + 0.5*eta*eta
	return -nu * nu * d1, nu*nu*nu*nu*d2 + 2*nu*nu*nu*d1
}

// ascentStep solves -H step = g in the first free coordinates by Cholesky, adding to the diagonal until -H is positive
// definite (Levenberg), so the step always climbs.
func ascentStep(g [3]float64, h [3][3]float64, free int) [3]float64 {
	var scale [3]float64
	for i := range free {
		scale[i] = math.Max(math.Abs(h[i][i]), 1e-8*math.Abs(g[i])+1e-300)
	}
	for damp := 0.0; ; damp = math.Max(1e-3, 4*damp) {
		var l [3][3]float64
		ok := true
		for i := 0; i < free && ok; i++ {
			for j := 0; j <= i; j++ {
				s := -h[i][j]
				if i == j {
					s += damp * scale[i]
				}
				for k := range j {
					s -= l[i][k] * l[j][k]
				}
				if i == j {
					if !(s > 1e-10*scale[i]) {
						ok = false
						break
					}
					l[i][i] = math.Sqrt(s)
				} else {
					l[i][j] = s / l[j][j]
				}
			}
		}
		if !ok && damp < 1e12 {
			continue
		}
		var step [3]float64
		if !ok {
			return step
		}
		for i := range free {
			step[i] = g[i]
			for k := range i {
				step[i] -= l[i][k] * step[k]
			}
			step[i] /= l[i][i]
		}
		for i := free - 1; i >= 0; i-- {
			for k := i + 1; k < free; k++ {
				step[i] -= l[k][i] * step[k]
			}
			step[i] /= l[i][i]
		}
		return step
	}
}
