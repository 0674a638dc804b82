package stable

import "math"

// boxFor returns the box around p. Its width in beta grows near alpha = 2, where beta matters as beta tan(pi a/2) does.
func boxFor(p skewedParams, s boxStage, wide float64) *skewedBox {
	beta := s.beta
	if p[0] > 1.5 {
		beta = min(1, beta/max(math.Abs(tanHalfPi(p[0])), 0.02))
	}
	return newSkewedBox(p[0], p[1], s.alpha*wide*min(1, p[0]*p[0]), beta*wide, s.nodes, s.cut)
}

// from translates params of S0 into the box's.
func (b *skewedBox) from(p skewedParams) skewedParams {
	p[0] = min(max(p[0], b.alpha.lo()), b.alpha.hi())
	p[1] = min(max(p[1], b.beta.lo()), b.beta.hi())
	if b.origin {
		p[3] -= p[1] * math.Exp(p[2]) * tanHalfPi(p[0])
	}
	return p
}

// to translates the box's params into S0.
func (b *skewedBox) to(p skewedParams) skewedParams {
	if b.origin {
		p[3] += p[1] * math.Exp(p[2]) * tanHalfPi(p[0])
	}
	return p
}

var identity4 = [4][4]float64{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}

// jacobian returns the derivative of S0's params in the box's, delta in units of gamma.
func (b *skewedBox) jacobian(p skewedParams) [4][4]float64 {
	j := identity4
	if b.origin {
		t := tanHalfPi(p[0])
		j[3] = [4]float64{p[1] * math.Pi / 2 * (1 + t*t), t, p[1] * t, 1}
	}
	return j
}

// covariance returns the covariance of (alpha, beta, log gamma, delta of S0) for a law of scale gamma, NaN for what is on
// a bound; ok is false where the Hessian is not negative definite and the outer product of the scores serves.
func (o *skewedOptimum) covariance(gamma float64) (cov [4][4]float64, ok bool) {
	info := o.sums.h
	for i := range info {
		for j := range info[i] {
			info[i][j] = -info[i][j]
		}
	}
	inv, ok := o.free.inverse(info)
	usable := ok
	if !ok {
		inv, usable = o.free.inverse(o.sums.op)
	}
	for i := range 4 {
		if !o.free[i] {
			for j := range 4 {
				inv[i][j], inv[j][i] = 0, 0
			}
		}
	}
	unit := [4]float64{1, 1, 1, gamma}
	for i := range 4 {
		for j := range 4 {
			v := 0.0
			for k := range 4 {
				for l := range 4 {
					v += o.toS0[i][k] * inv[k][l] * o.toS0[j][l]
				}
			}
			if cov[i][j] = v * unit[i] * unit[j]; !usable || !o.free[i] || !o.free[j] {
				cov[i][j] = math.NaN()
			}
		}
	}
	return cov, ok
}
