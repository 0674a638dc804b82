package tails

import "math"

// symmetricQuantile inverts a distribution symmetric about zero: it returns z with P(Z > |z|) = min(p, 1-p), signed.
//
// The unknown is log z and the equation log S(z) = log q, solved by Newton steps kept inside a bracket: in these
// coordinates both power tails and exponential tails are smooth and nearly straight, so a handful of steps do.
// logDensity is log f(z) and survival S(z), both for z > 0.
func symmetricQuantile(p float64, survival, logDensity func(z float64) float64) float64 {
	checkProbability(p)
	q := math.Min(p, 1-p)
	switch {
	case q == 0:
		return math.Copysign(math.Inf(1), p-0.5)
	case q == 0.5:
		return 0
	}
	// Near the centre S is linear in z and log z is a poor coordinate to start from, but the bracket still holds.
	lo, hi := math.Log(math.SmallestNonzeroFloat64), math.Log(math.MaxFloat64)
	target, u := math.Log(q), 0.0
	for range 200 {
		z := math.Exp(u)
		s := survival(z)
		d := math.Log(s) - target
		if d > 0 { // still too much beyond z
			lo = u
		} else {
			hi = u
		}
		step := d * s / math.Exp(logDensity(z)+u) // d log S / du = -z f(z) / S(z)
		next := u + step
		if !(next > lo && next < hi) { // also catches NaN where S underflows to zero
			next = bracketMiddle(u, lo, hi, d)
		}
		if math.Abs(next-u) <= 4e-16*math.Max(1, math.Abs(u)) || next == lo && next == hi {
			u = next
			break
		}
		u = next
	}
	return math.Copysign(math.Exp(u), p-0.5)
}

// bracketMiddle walks away from u by growing steps while one side of the bracket is still the whole float range, and
// halves the bracket after that.
func bracketMiddle(u, lo, hi, d float64) float64 {
	far := 2 * math.Max(1, math.Abs(u))
	if d > 0 && hi-u > 2*far {
		return u + far
	}
	if d <= 0 && u-lo > 2*far {
		return u - far
	}
	return lo + (hi-lo)/2
}

func checkProbability(p float64) {
	if !(p >= 0 && p <= 1) {
		panic("tails: a quantile needs a probability in [0, 1]")
	}
}
