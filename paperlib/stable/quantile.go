package stable

import "math"

// upper returns the z >= 0 with P(Z > z) = q, 0 <= q <= 1/2, by safeguarded Newton steps on log P against log z (nearly
// a straight line in the tail).
func (l *law) upper(q float64) float64 {
	switch {
	case q == 0:
		return math.Inf(1)
	case q == 0.5:
		return 0
	case l.alpha == 1:
		return 1 / math.Tan(math.Pi*q)
	case q > 0.4:
		return l.centralQuantile(q)
	}
	target := math.Log(q)
	lo, hi := -40.0, 700.0 // bracket in log z: the survival function runs from 1/2 to below 1e-90
	y := 0.0
	if l.alpha < 2 {
		// Start on the Pareto tail, which the law approaches from either side.
		g, _ := math.Lgamma(l.alpha)
		y = (g + math.Log(math.Sin((2-l.alpha)*math.Pi/2)/math.Pi) - target) / l.alpha
		y = max(y, -10)
	}
	for range 200 {
		z := math.Exp(y)
		ls := l.logSF(z)
		r := ls - target
		if r > 0 {
			lo = y
		} else {
			hi = y
		}
		slope := -math.Exp(l.logPDF(z) - ls + y)
		step := -r / slope
		next := y + step
		if math.Abs(step) < 1e-15*max(1, math.Abs(y)) || hi-lo < 1e-15 {
			return math.Exp(next)
		}
		if !(next > lo && next < hi) || math.Abs(step) > 20 {
			next = (lo + hi) / 2
		}
		if next == y {
			break
		}
		y = next
	}
	return math.Exp(y)
}

// centralQuantile solves 1/2 - P(Z > z) = 1/2 - q near the centre, where log z has no use. The distribution function is
// concave for z > 0, so Newton's steps from 0 climb to the solution from below.
func (l *law) centralQuantile(q float64) float64 {
	z := 0.0
	for range 100 {
		step := (math.Exp(l.logSF(z)) - q) / math.Exp(l.logPDF(z))
		z += step
		if math.Abs(step) <= 1e-15*z {
			break
		}
	}
	return z
}
