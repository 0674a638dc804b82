package stable

import "math"

// path is the path of steepest descent of the inversion integral of one (alpha, beta) on one side of the S1 origin
// (V. M. Zolotarev, One-dimensional Stable Distributions, 1986, theorem 2.2.3; Nolan 2020, theorem 3.3). On it, with y > 0,
//
//	f = a/(pi |a-1| y) Int g e^-g dth,  P(Y > y) = (1/pi) Int e^-g dth (a > 1) or (1/pi) Int (1 - e^-g) dth (a < 1),
//
// th from -th0 to pi/2, where tan(a th0) = beta tan(pi a/2). The angle is measured from both ends, psi = th + th0 and
// c = pi/2 - th, l = psi + c, and with eps = a-1, a psi + c + e = pi:
//
//	log g = base + a/eps log(sin c / sin(a psi)) + log(sin e / sin c),  base = log y + (log y + log cos(a th0))/eps.
//
// Written so, every factor is exact at both ends, and nothing cancels as alpha -> 1 while beta stays away from 0: there
// e and eps are of the same order, and log(sin c/sin(c+e)) is a log1p of it. At alpha = 1 the limit is taken: with
// q = (pi/2)(1-beta), beta > 0,
//
//	log g = -pi x/(2 beta) + log(2/pi) + log(q + beta psi) - log sin c + (q + beta psi) cot(c)/beta.
type path struct {
	alpha, beta float64
	eps         float64
	power       float64 // a/eps
	r, d0, l    float64 // e at c = 0; e at psi = 0, which is pi/2 - th0; psi + c
	logCos      float64 // log cos(a th0)
	t           float64 // tan(pi eps/2) = -1/tan(pi a/2)
	turn        float64 // u where g turns to 0 at the end of the path, see turns
}

// newPath prepares the side y > 0; for y < 0 give -beta, and -x and -y from then on. At alpha = 1 beta must be positive.
func newPath(alpha, beta float64) path {
	p := path{alpha: alpha, beta: beta, eps: alpha - 1, power: alpha / (alpha - 1)}
	if alpha == 1 {
		p.l = math.Pi
		p.turn = math.Log(math.Pi / 2 * (1 - beta) / (beta * p.l))
		return p
	}
	p.t = -1 / tanHalfPi(alpha)
	t, s := math.Abs(p.t), beta // tan(eta) = t/s, a th0 = pi/2 - eta
	if alpha > 1 {
		s = -beta
	}
	eta := math.Atan2(t, s)
	p.logCos = math.Log(t / math.Hypot(t, s))
	// Differences of eta and pi |eps|/2 = atan(t) are taken inside the arc tangent: they vanish for the totally skewed law.
	if alpha > 1 {
		p.r, p.d0, p.l = math.Atan2(t*(1-s), s+t*t), (eta+p.eps*math.Pi/2)/alpha, math.Atan2(t*(1-s), -(s+t*t))/alpha
		p.turn = -math.Log(p.r / p.eps / p.l)
	} else {
		p.r, p.d0, p.l = eta-p.eps*math.Pi/2, math.Atan2(t*(1-s), s+t*t)/alpha, math.Atan2(t*(1+s), t*t-s)/alpha
		p.turn = math.Log(p.d0 / -p.eps / p.l)
	}
	return p
}

// turns says that u lies before the place where e = 0 is felt, on the way to the end of the path where g is least. When
// |beta| is almost 1, g is nearly constant from its least value for the totally skewed law up to there, where the other,
// tiny tail sets in: the integrands vanish in between and come back.
func (p *path) turns(u float64) bool {
	if math.IsInf(p.turn, 0) {
		return false
	}
	if p.alpha > 1 {
		return u > 0 && u < p.turn
	}
	return u < 0 && u > p.turn
}

// base returns the part of log g that depends on the point: x in S0, y > 0 in S1.
func (p *path) base(x, y float64) float64 {
	if p.alpha == 1 {
		return -math.Pi*x/(2*p.beta) + math.Log(2/math.Pi)
	}
	ly := math.Log(y)
	if z := x * p.t / p.beta; p.beta != 0 && math.Abs(z) < 0.5 {
		// y cos(a th0) = (1 - z)/sqrt(1 + (t/beta)^2), where y and the cosine would diverge and vanish as alpha -> 1.
		return ly + (math.Log1p(-z)-0.5*math.Log1p(p.t*p.t/(p.beta*p.beta)))/p.eps
	}
	return ly + (ly+p.logCos)/p.eps
}

// front returns the logarithm of the factor of the integral for f.
func (p *path) front(y float64) float64 {
	if p.alpha == 1 {
		return -math.Log(2 * p.beta)
	}
	return math.Log(math.Abs(p.power)/math.Pi) - math.Log(y)
}

// at returns log g - base and |d log g/dth| at the angles psi and c, psi + c = l.
func (p *path) at(psi, c float64) (logG, slope float64) {
	sinC, cosC := math.Sincos(c)
	if c > math.Pi/2 { // sin(pi - d0 - psi)
		sinC, cosC = math.Sincos(p.d0 + psi)
		cosC = -cosC
	}
	if p.alpha == 1 {
		m := math.Pi/2*(1-p.beta) + p.beta*psi
		cot := cosC / sinC
		return math.Log(m/sinC) + m*cot/p.beta, p.beta/m + 2*cot + m/(p.beta*sinC*sinC)
	}
	aPsi := p.alpha * psi
	sinA, cosA := math.Sincos(aPsi)
	if aPsi >= math.Pi/2 {
		sinA, cosA = math.Sincos(p.alpha*c + p.r)
		cosA = -cosA
	}
	var sinE, cosE float64
	switch e := p.eps*c + p.r; {
	case e >= math.Pi/2:
		sinE, cosE = math.Sincos(aPsi + c)
		cosE = -cosE
	case p.eps < 0: // the same angle without a difference
		sinE, cosE = math.Sincos(p.d0 - p.eps*psi)
	default:
		sinE, cosE = math.Sincos(e)
	}
	// sin(c+e)/sin c - 1
	rel := cosC/sinC*sinE - sinE*sinE/(1+cosE)
	if cosE < 0 {
		rel = cosC/sinC*sinE + cosE - 1
	}
	ratio := -math.Log1p(rel)
	if math.Abs(rel) >= 0.5 {
		ratio = math.Log(sinC / sinA)
	}
	slope = math.Abs(p.power*sinE/(sinC*sinA) + p.alpha*cosA/sinA + p.eps*cosE/sinE - cosC/sinC)
	return p.power*ratio + math.Log(sinE/sinC), slope
}

// ends returns psi and c at u of the logistic map of the line onto the path.
func (p *path) ends(u float64) (psi, c float64) {
	e := math.Exp(-math.Abs(u))
	far, near := p.l/(1+e), p.l*e/(1+e)
	if u < 0 {
		return near, far
	}
	return far, near
}
