package stable

import (
	"fmt"
	"math"
)

// descent holds the integrals along a path, scaled by exp(ref): of g e^-g (density), and of the masses on both sides by
// parts, whose integrands are positive and as narrow as the first:
//
//	right = Int c |d log g/dth| g e^-g dth,  left = Int psi |d log g/dth| g e^-g dth.
type descent struct{ density, right, left, ref float64 }

const (
	descentReach     = 690.0 // of u: exp(-u) stays a normal number
	descentStep      = 0.25  // first step
	descentTolerance = 5e-13
	descentHalvings  = 14
)

// integrate uses the trapezoid rule in u, whose error falls geometrically with the step; the step is halved until nothing
// changes. right and left are the masses that the integrals of those names are added to: no digits are asked of them that
// the sum will not have.
func (p *path) integrate(base, right, left float64) (descent, error) {
	u := p.peak(base)
	psi, c := p.ends(u)
	logG, _ := p.at(psi, c)
	d := descent{ref: max(0, math.Exp(min(base+logG, 709))-1)}
	d.add(p, base, u, descentStep, true)
	scale := math.Exp(min(d.ref, 700))
	right, left = right*scale, left*scale
	for h := descentStep / 2; h > descentStep/(1<<descentHalvings); h /= 2 {
		mid := descent{ref: d.ref}
		mid.add(p, base, u+h, 2*h, false)
		next := descent{(d.density + mid.density) / 2, (d.right + mid.right) / 2, (d.left + mid.left) / 2, d.ref}
		tol := descentTolerance + 4e-16*d.ref // g - ref is rounded
		done := settled(d.density, next.density, 0, tol) && settled(d.right, next.right, right, tol) && settled(d.left, next.left, left, tol)
		d = next
		if done {
			return d, nil
		}
	}
	return d, fmt.Errorf("%w: the quadrature did not settle", ErrNotConverged)
}

func settled(a, b, rest, tol float64) bool { return math.Abs(a-b) <= tol*(math.Abs(b)+rest) }

// add adds step times the integrands at u, u +- step, ..., outward until they have vanished.
func (d *descent) add(p *path, base, u, step float64, centre bool) {
	if centre {
		d.term(p, base, u, step)
	} else {
		u -= step
	}
	for k := 1.0; d.term(p, base, u+k*step, step) || p.turns(u+k*step); k++ {
	}
	if !centre {
		u += step
	}
	for k := 1.0; d.term(p, base, u-k*step, step) || p.turns(u-k*step); k++ {
	}
}

// term adds one node and says whether it counted.
func (d *descent) term(p *path, base, u, step float64) bool {
	if math.Abs(u) > descentReach {
		return false
	}
	psi, c := p.ends(u)
	logG, slope := p.at(psi, c)
	logG += base
	if !(logG < 700) {
		return false
	}
	g := math.Exp(logG)
	w := g * math.Exp(d.ref-g) * psi * c / p.l * step // dth/du = psi c/l
	right, left := w*slope*c, w*slope*psi
	d.density += w
	d.right += right
	d.left += left
	return w > 1e-18*d.density || right > 1e-18*d.right || left > 1e-18*d.left
}

// peak returns the u where the integrand of the density is greatest, to 0.01.
func (p *path) peak(base float64) float64 {
	value := func(u float64) float64 {
		psi, c := p.ends(u)
		logG, _ := p.at(psi, c)
		logG += base
		if logG > 600 {
			return -1e261 * logG
		}
		return logG - math.Exp(logG) + math.Log(psi*c)
	}
	lo, hi := -descentReach, descentReach
	const ratio = 0.6180339887498949
	a, b := hi-ratio*(hi-lo), lo+ratio*(hi-lo)
	va, vb := value(a), value(b)
	for hi-lo > 0.01 {
		if va < vb {
			lo, a, va = a, b, vb
			b = lo + ratio*(hi-lo)
			vb = value(b)
		} else {
			hi, b, vb = b, a, va
			a = hi - ratio*(hi-lo)
			va = value(a)
		}
	}
	// There may be a second peak, at g = 1.
	u := (lo + hi) / 2
	if one := p.crossing(base); value(one) > value(u) {
		u = one
	}
	return u
}

// crossing returns the u where g = 1, or the end of the path nearest to it; g is monotone.
func (p *path) crossing(base float64) float64 {
	lo, hi := -descentReach, descentReach
	for hi-lo > 0.01 {
		u := (lo + hi) / 2
		logG, _ := p.at(p.ends(u))
		if (logG+base > 0) == (p.alpha > 1) {
			lo = u
		} else {
			hi = u
		}
	}
	return (lo + hi) / 2
}

// start returns log g at the end of the path where g is least: -Inf unless the law is totally skewed.
func (p *path) start(base float64) float64 {
	u := -descentReach
	if p.alpha > 1 {
		u = descentReach
	}
	psi, c := p.ends(u)
	logG, _ := p.at(psi, c)
	if math.IsNaN(logG) {
		return math.Inf(-1)
	}
	return base + logG
}
