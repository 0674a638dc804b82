package stable

import (
	"math"
	"math/rand/v2"
)

// Rand draws one value by the method of Chambers, Mallows and Stuck (J. Amer. Statist. Assoc. 71, 1976; R. Weron, Statist.
// Probab. Lett. 28, 1996, for beta): with th uniform on (-pi/2, pi/2) and W standard exponential, the draw is the point
// whose path of steepest descent has g(th) = W. Taking the path's own form of g keeps draws exact as alpha -> 1, where the
// usual formula subtracts two numbers that grow without bound. It returns NaN for parameters outside the domain.
func (s Skewed) Rand() float64 {
	if s.Validate() != nil {
		return math.NaN()
	}
	if s.Beta == 0 || s.Alpha == 2 {
		return s.Delta + randAt(s.Alpha, s.Gamma, s.Src)
	}
	uniform, exponential := rand.Float64, rand.ExpFloat64
	if s.Src != nil {
		r := rand.New(s.Src)
		uniform, exponential = r.Float64, r.ExpFloat64
	}
	v := uniform()
	for v == 0 {
		v = uniform()
	}
	w := exponential()
	for w == 0 {
		w = exponential()
	}
	x, y := drawSkewed(s.Alpha, s.Beta, v, math.Log(w))
	switch {
	case s.Param == S1 && s.Alpha == 1:
		x += s.Beta * 2 / math.Pi * math.Log(s.Gamma)
	case s.Param == S1:
		x = y
	}
	return s.Delta + s.Gamma*x
}

// drawSkewed returns the standard draw in S0 and S1 for v in (0, 1) and log W.
func drawSkewed(alpha, beta, v, logW float64) (x, y float64) {
	if alpha == 1 {
		sign := math.Copysign(1, beta)
		p := newPath(1, math.Abs(beta))
		logG, _ := p.at(math.Pi*v, math.Pi*(1-v))
		x = sign * 2 * p.beta / math.Pi * (math.Log(2/math.Pi) + logG - logW)
		return x, x
	}
	sign, p, c := 1.0, newPath(alpha, beta), math.Pi*(1-v)
	if c >= p.l {
		sign, p, c = -1, newPath(alpha, -beta), math.Pi*v
	}
	logG, _ := p.at(p.l-c, c)
	q := logW - logG // base of the point
	shift := p.beta / p.t
	if z := p.t / p.beta; z < 0 && z > -0.5 { // the side that holds the centre
		x = -shift * math.Expm1(p.eps/alpha*(q-math.Log(math.Abs(shift))+0.5*math.Log1p(z*z)/p.eps))
		y = x - shift
	} else {
		y = math.Exp((p.eps*q - p.logCos) / alpha)
		x = y + shift
	}
	return sign * x, sign * y
}
