package stable

import "math"

// Where the paths of steepest descent serve badly: within skewedNear of alpha = 1, when beta is so small or x so large
// that log g is a difference of large numbers.
const (
	skewedNear      = 0.99e-3
	skewedNearBeta  = 0.01
	skewedNearReach = 100 // of |x/beta|
	skewedFar       = 1e100
	skewedNone      = 1e-30 // |beta| below which no function has a digit of it, tan(pi a/2) < 1e16 included
	skewedOrigin    = 1e-40 // y below which the values are those at 0
	lightTail       = 18    // of log g, where log f = -g to 1e-6
)

// evalSkewed evaluates the standard law.
func evalSkewed(p skewPoint) (Values, error) {
	if math.Abs(p.beta) < skewedNone {
		p.beta = 0
		if p.hasY {
			p.x = p.y
		}
	}
	switch {
	case p.alpha == 2:
		return symmetricValues(gaussLogPDF(math.Abs(p.x)), gaussLogSF(math.Abs(p.x)), p.x), nil
	case p.beta == 0 && p.alpha >= MinAlpha:
		l := newLaw(p.alpha)
		z := math.Abs(p.x)
		return symmetricValues(l.logPDF(z), l.logSF(z), p.x), nil
	case math.Abs(p.alpha-1) >= skewedNear || math.Abs(p.beta) == 1 && p.x*p.beta < 0: // on the light side of the totally skewed law too
		return descend(p)
	case math.Abs(p.beta) < skewedNearBeta || math.Abs(p.x) >= skewedNearReach*math.Abs(p.beta):
		return bridgeSkewed(p)
	}
	return descend(p)
}

func symmetricValues(logPDF, logSF, x float64) Values {
	other := math.Log1p(-math.Exp(logSF))
	if x < 0 {
		return Values{logPDF, logSF, other}
	}
	return Values{logPDF, other, logSF}
}

// flip exchanges the sides.
func (v Values) flip() Values { return Values{v.LogProb, v.LogSurvival, v.LogCDF} }

// descend integrates along the path of the point's side.
func descend(p skewPoint) (Values, error) {
	y, x, beta := p.origin(), p.x, p.beta
	flip := y < 0
	if p.alpha == 1 {
		flip, y = beta < 0, 1
	}
	if flip {
		y, x, beta = math.Abs(y), -x, -beta
	}
	v, err := descendSide(newPath(p.alpha, beta), x, y)
	if flip {
		v = v.flip()
	}
	return v, err
}

func descendSide(p path, x, y float64) (Values, error) {
	switch {
	case p.l <= 0: // one-sided law, beyond its end
		return Values{math.Inf(-1), 0, math.Inf(-1)}, nil
	case y == 0 || y < skewedOrigin && p.d0 > 0:
		return p.atOrigin(), nil
	case y > skewedFar && !(p.alpha > 1 && p.r == 0): // the light side of the totally skewed law has no power tail
		return p.seriesTail(y), nil
	}
	base := p.base(x, y)
	least := p.start(base)
	if least > lightTail {
		// All that counts lies at the start of the path: the logarithm of the light tail is -g.
		g := -math.Exp(least)
		if p.alpha > 1 {
			return Values{g, 0, g}, nil
		}
		return Values{g, g, 0}, nil
	}
	// Integration by parts leaves the mass on the other side of the origin and, where the path does not start at g = 0,
	// Int (1 - e^-g) over its start.
	moreRight, moreLeft := 0.0, p.d0
	if start := -p.l * math.Expm1(-math.Exp(least)); p.alpha > 1 {
		moreLeft += start
	} else {
		moreRight = start
	}
	d, err := p.integrate(base, moreRight, moreLeft)
	if err != nil {
		return Values{math.NaN(), math.NaN(), math.NaN()}, err
	}
	right, left := logSum(moreRight, d.right, d.ref), logSum(moreLeft, d.left, d.ref)
	return Values{p.front(y) + math.Log(d.density) - d.ref, min(left, 0), min(right, 0)}, nil
}

// logSum returns log((a + b e^-ref)/pi), without underflow when a is 0.
func logSum(a, b, ref float64) float64 {
	if a == 0 {
		return math.Log(b/math.Pi) - ref
	}
	return math.Log((a + b*math.Exp(-ref)) / math.Pi)
}

// atOrigin is y = 0: f = Gamma(1 + 1/a) cos(th0) cos(a th0)^(1/a)/pi and F = d0/pi.
func (p *path) atOrigin() Values {
	g, _ := math.Lgamma(1 + 1/p.alpha)
	return Values{g + math.Log(math.Sin(p.d0)/math.Pi) + p.logCos/p.alpha, math.Log(p.d0 / math.Pi), math.Log(p.l / math.Pi)}
}

// seriesTail is the tail y > 1e100 in three terms, with rho e^(i phi) = 1 + i beta tan(pi a/2):
//
//	y f = (1/pi) Sum_k (-1)^(k+1) Gamma(k a + 1)/k! sin(k (pi a/2 + phi)) (rho y^-a)^k,
//
// and Gamma(k a) for the mass. The angle pi a/2 + phi is a l for alpha < 1 and a l plus a multiple of 2 pi; pi less a l is r,
// and the smaller of the two has all digits.
func (p *path) seriesTail(y float64) Values {
	if p.alpha == 1 {
		s := math.Log((1+p.beta)/math.Pi) - math.Log(y)
		return Values{s - math.Log(y), math.Log1p(-math.Exp(s)), s}
	}
	var f, s float64
	r := -p.logCos - p.alpha*math.Log(y)
	g1, _ := math.Lgamma(p.alpha)
	for k := 1.0; k <= 3; k++ {
		gk, _ := math.Lgamma(k * p.alpha)
		fk, _ := math.Lgamma(k + 1)
		t := math.Exp(gk-g1-fk+(k-1)*r) * math.Sin(k*min(p.alpha*p.l, p.r))
		if k == 2 && p.alpha*p.l <= p.r {
			t = -t
		}
		f += k * p.alpha * t
		s += t
	}
	lead := g1 + r - math.Log(math.Pi)
	sf := lead + math.Log(s)
	return Values{lead + math.Log(f) - math.Log(y), math.Log1p(-math.Exp(sf)), sf}
}

// bridgeSkewed interpolates across alpha = 1 in S0, where the law is analytic in alpha: Chebyshev nodes on both sides.
func bridgeSkewed(p skewPoint) (Values, error) {
	if math.Abs(p.x) > skewedFar {
		q := newPath(p.alpha, math.Copysign(p.beta, p.beta*p.x))
		v := q.seriesTail(math.Abs(p.x))
		if p.x < 0 {
			v = v.flip()
		}
		return v, nil
	}
	var sum Values
	total := 0.0
	for k := range bridgeSize {
		phi := math.Pi * (float64(k) + 0.5) / bridgeSize
		at := 1 + bridgeHalf*math.Cos(phi)
		w := math.Sin(phi) / (p.alpha - at)
		if k%2 == 1 {
			w = -w
		}
		v, err := descend(skewPoint{alpha: at, beta: p.beta, x: p.x})
		if err != nil {
			return v, err
		}
		total += w
		sum.LogProb += w * v.LogProb
		sum.LogCDF += w * v.LogCDF
		sum.LogSurvival += w * v.LogSurvival
	}
	return Values{sum.LogProb / total, min(sum.LogCDF/total, 0), min(sum.LogSurvival/total, 0)}, nil
}
