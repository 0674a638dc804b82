package stable

import "math"

// skewedDensity is the density of one standard law, |beta| < 1, for tables: the path of either side is prepared once, and
// only the density is integrated, to 1e-9 relative and mostly to 1e-12. Where the path serves badly, evalSkewed is asked.
type skewedDensity struct {
	alpha, beta float64
	shift       float64 // y - x
	origin      bool    // points are given as y (S1), not as x (S0)
	sides       [2]path // y > 0, y < 0
}

func newSkewedDensity(alpha, beta float64, origin bool) *skewedDensity {
	d := &skewedDensity{alpha: alpha, beta: beta, origin: origin}
	if alpha != 2 && alpha != 1 {
		d.shift = beta * tanHalfPi(alpha)
		d.sides = [2]path{newPath(alpha, beta), newPath(alpha, -beta)}
	}
	return d
}

// logPDF returns log f at z.
func (d *skewedDensity) logPDF(z float64) float64 {
	x, y := z, z+d.shift
	if d.origin {
		x, y = z-d.shift, z
	}
	if math.Abs(d.alpha-1) < skewedNear || d.alpha == 2 || math.Abs(y) < 1e-3*math.Abs(x) || math.Abs(y) > skewedFar {
		v, err := evalSkewed(skewPoint{alpha: d.alpha, beta: d.beta, x: x, y: y, hasY: d.origin && d.alpha != 1})
		if err != nil {
			return math.NaN()
		}
		return v.LogProb
	}
	side := &d.sides[0]
	if y < 0 {
		side, x, y = &d.sides[1], -x, -y
	}
	base := side.base(x, y)
	return side.front(y) + side.logIntegral(base)
}

// Halving the step squares the error of the trapezoid rule, so a change of densityChange leaves an error of about its
// square.
const densityChange = 2e-8

// logIntegral returns log Int g e^-g dth, or NaN when the quadrature does not settle.
func (p *path) logIntegral(base float64) float64 {
	u := p.peak(base)
	psi, c := p.ends(u)
	logG, _ := p.at(psi, c)
	ref := max(0, math.Exp(min(base+logG, 709))-1)
	sum := p.densitySum(base, ref, u, descentStep, true)
	for h := descentStep / 2; h > descentStep/(1<<descentHalvings); h /= 2 {
		next := (sum + p.densitySum(base, ref, u+h, 2*h, false)) / 2
		if math.Abs(next-sum) <= densityChange*next {
			return math.Log(next) - ref
		}
		sum = next
	}
	return math.NaN()
}

// densitySum adds step times the integrand at u, u +- step, ..., or without u itself only what lies beyond the peak on
// either side of it.
func (p *path) densitySum(base, ref, u, step float64, centre bool) float64 {
	term := func(u float64) float64 {
		if math.Abs(u) > descentReach {
			return 0
		}
		psi, c := p.ends(u)
		logG, _ := p.at(psi, c)
		if logG += base; !(logG < 700) {
			return 0
		}
		return math.Exp(logG+ref-math.Exp(logG)) * psi * c / p.l
	}
	sum := 0.0
	if centre {
		sum = term(u)
	} else {
		u -= step
	}
	for _, dir := range [2]float64{step, -step} {
		at := u
		if !centre && dir < 0 {
			at += step
		}
		for {
			at += dir
			w := term(at)
			sum += w
			if !(w > 1e-15*sum) && !p.turns(at) {
				break
			}
		}
	}
	return sum * step
}
