package stable

import "math"

// standardLaw is what a quantile is searched with: log P(Z > z) and log f(z), z >= 0.
type standardLaw interface {
	logSF(z float64) float64
	logPDF(z float64) float64
	index() float64     // alpha
	tolerance() float64 // relative step below which Newton's iteration has arrived
}

func (l *law) index() float64     { return l.alpha }
func (l *law) tolerance() float64 { return 1e-15 }

// The polynomials of a Frozen are smooth to some 1e-14 only: a smaller step would not be reached at every q.
func (f *Frozen) index() float64           { return f.alpha }
func (f *Frozen) tolerance() float64       { return 1e-13 }
func (f *Frozen) logSF(z float64) float64  { return f.LogSurvival(z) }
func (f *Frozen) logPDF(z float64) float64 { return f.LogProb(z) }

// Quantile returns the z with CDF(z) = p: -Inf at 0 and where z is beyond float64, +Inf at 1, NaN outside [0, 1]; relative error below 1e-12 in P. As
// with [Symmetric.Quantile], the z with Survival(z) = q is -Quantile(q), to full accuracy however small q is.
func (f *Frozen) Quantile(p float64) float64 {
	switch {
	case !(p >= 0 && p <= 1):
		return math.NaN()
	case p <= 0.5:
		return -upper(f, p)
	}
	return upper(f, 1-p)
}

// upperFar returns log z of the z >= 0 with P(Z > z) = q, alpha < 2, when it is beyond e^700, where the law is a power of z
// to rounding; z itself may be beyond float64.
func upperFar(alpha, q float64) (logZ float64, ok bool) {
	if alpha == 2 {
		return 0, false
	}
	logZ = paretoLog(alpha, math.Log(q))
	return logZ, logZ > 700
}

// paretoLog returns log z with C z^-alpha = e^logQ, C z^-alpha being the tail of the law of alpha < 2.
func paretoLog(alpha, logQ float64) float64 {
	g, _ := math.Lgamma(alpha)
	return (g + math.Log(math.Sin((2-alpha)*math.Pi/2)/math.Pi) - logQ) / alpha
}

// upper returns the z >= 0 with P(Z > z) = q, 0 <= q <= 1/2, by safeguarded Newton steps on log P against log z (nearly
// a straight line in the tail).
func upper(l standardLaw, q float64) float64 {
	alpha, tol := l.index(), l.tolerance()
	switch {
	case q == 0:
		return math.Inf(1)
	case q == 0.5:
		return 0
	case alpha == 1:
		return 1 / math.Tan(math.Pi*q)
	case q > 0.4:
		return centralQuantile(l, q)
	}
	target := math.Log(q)
	lo, hi := -40.0, 700.0 // bracket in log z: the survival function runs from 1/2 to below 1e-90
	y := 0.0
	if alpha < 2 {
		// Start on the Pareto tail, which the law approaches from either side.
		if y = max(paretoLog(alpha, target), -10); y > hi {
			return math.Exp(y)
		}
	}
	before := math.Inf(1)
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
		if math.Abs(step) < tol*max(1, math.Abs(y)) || hi-lo < tol {
			return math.Exp(next)
		}
		// Between a Gaussian core and a power tail the slope changes so fast that Newton's steps can swing from side to
		// side and hardly narrow the bracket: a step that is not half the one before is replaced.
		if !(next > lo && next < hi) || math.Abs(step) > min(20, before/2) {
			next = (lo + hi) / 2
		}
		before = math.Abs(next - y)
		if next == y {
			break
		}
		y = next
	}
	return math.Exp(y)
}

// centralQuantile solves 1/2 - P(Z > z) = 1/2 - q near the centre, where log z has no use. The distribution function is
// concave for z > 0, so Newton's steps from 0 climb to the solution from below.
func centralQuantile(l standardLaw, q float64) float64 {
	z := 0.0
	for range 100 {
		step := (math.Exp(l.logSF(z)) - q) / math.Exp(l.logPDF(z))
		z += step
		if math.Abs(step) <= l.tolerance()*z {
			break
		}
	}
	return z
}
