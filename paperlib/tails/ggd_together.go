package tails

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// ggdGain is the gain in log-likelihood per draw that is still worth a step: it leaves the estimates within 1e-7 of their
// standard deviations of one draw.
const ggdGain = 1e-15

// ggdTogether fits a sample with median 0 and deviation 1 by steps in location and shape together: Newton's in the log of
// the shape, Fisher scoring in the location. The location stays at the median while the shape is at most 1. It gives up
// where a step does not gain, and at the edges of the domain and on samples with nearly flat tops.
func ggdTogether(x []float64) (g GGD, ok bool) {
	n := float64(len(x))
	mu, u, before := 0.0, math.Log(1.5), math.Inf(-1)
	free := false // of the location
	for range 40 {
		p := passGGD(x, mu, math.Exp(u))
		if !(p.value >= before-1e-9*n) || !(p.curve < 0) {
			return g, false
		}
		before = p.value
		step := -p.slope / p.curve
		gain := p.slope * step / 2
		if free {
			gain += p.score * p.score / p.info / 2
		}
		if gain < ggdGain*n {
			if free || u <= 0 {
				return GGD{Mu: mu, Scale: p.scale, Shape: math.Exp(u)}, true
			}
			free = true // the shape is settled at the median and exceeds 1: now both
			continue
		}
		if free {
			mu += p.score / p.info
		}
		u += max(-0.7, min(step, 0.7))
		if free && u <= 0 || u > math.Log(8) || u < math.Log(0.15) {
			return g, false
		}
	}
	return g, false
}

// ggdPass is what one pass over the draws finds at a location and shape b = e^u, with the scale maximised out. With m =
// mean |d|^b and D = psi(1+1/b)/b^2 + log(b m)/b^2 - mean(|d|^b log|d|)/(b m), D is the derivative in b of the
// log-likelihood per draw.
type ggdPass struct {
	value, slope, curve float64 // log-likelihood and its derivatives in u, up to a constant
	score, info         float64 // derivative in the location and its expected information
	scale               float64
}

func passGGD(x []float64, mu, b float64) (p ggdPass) {
	var s0, s1, s2, g float64
	for _, v := range x {
		d := v - mu
		a := math.Abs(d)
		if a == 0 {
			continue // adds nothing to any sum
		}
		l := math.Log(a)
		w := math.Exp(b * l)
		s0 += w
		s1 += w * l
		s2 += w * l * l
		g += w / d
	}
	n := float64(len(x))
	m, r := s0/n, s1/s0
	logBM := math.Log(b * m)
	psi, psi1 := mathext.Digamma(1+1/b), mathext.Zeta(2, 1+1/b)
	d := (psi+logBM)/(b*b) - r/b
	dd := -psi1/(b*b*b*b) - 2*(psi+logBM)/(b*b*b) + (1/b+2*r)/(b*b) - (s2/s0-r*r)/b
	p.value = n * (ggdLogNorm(b) - (logBM+1)/b)
	p.slope, p.curve = n*b*d, n*(b*b*dd+b*d)
	p.scale = math.Pow(b*m, 1/b)
	p.score = g / m // b sum sign(d)|d|^(b-1) / scale^b
	if b > 1 {
		up, _ := math.Lgamma(2 - 1/b)
		down, _ := math.Lgamma(1 / b)
		p.info = n * b * b * math.Exp(up-down) / (p.scale * p.scale)
	}
	return p
}
