package stable

import "math"

// Quantile returns the x with CDF(x) = p: the ends of the support at 0 and 1, and NaN outside [0, 1] or the domain. The
// relative error of the smaller of P(X <= x) and P(X > x) at x is below 1e-10, as far as the rounding of x allows. A
// probability close to 1 has few digits left: the x with Survival(x) = q is minus the q-quantile of the law with -Beta and
// -Delta. Where x is beyond float64 the result is -Inf or +Inf. About half a millisecond.
func (s Skewed) Quantile(p float64) float64 {
	if s.Validate() != nil || !(p >= 0 && p <= 1) {
		return math.NaN()
	}
	q := newSkewedQuantile(s, p)
	if side, logY := q.far(); side != 0 {
		return s.Delta + side*math.Exp(logY+math.Log(s.Gamma))
	}
	x, y := q.solve()
	if s.Param == S1 && s.Alpha != 1 {
		return s.Delta + s.Gamma*y
	}
	if s.Param == S1 {
		x += s.Beta * 2 / math.Pi * math.Log(s.Gamma)
	}
	return s.Delta + s.Gamma*x
}

// skewedQuantile searches for the standard x with log F(x) = logP, or log P(X > x) = logP when upper. The variable v of the
// search grows with x: x = sinh(v), or, for alpha < 0.9 where the density may be as steep as a power at the S1 origin,
// log|y| on the side of the origin that the probability lies on.
type skewedQuantile struct {
	point skewPoint
	shift float64 // x - y
	logP  float64
	upper bool
	side  float64 // sign of y, 0 for the variable sinh(v)
}

func newSkewedQuantile(s Skewed, p float64) *skewedQuantile {
	q := &skewedQuantile{point: skewPoint{alpha: s.Alpha, beta: s.Beta}, logP: math.Log(p)}
	if p > 0.5 {
		q.logP, q.upper = math.Log1p(-p), true
	}
	if s.Alpha != 1 && s.Alpha != 2 {
		q.shift = -s.Beta * tanHalfPi(s.Alpha)
	}
	if s.Alpha < 0.9 {
		path := newPath(s.Alpha, s.Beta)
		q.side = 1
		if p < path.d0/math.Pi {
			q.side = -1
		}
	}
	return q
}

// far returns the logarithm of |y| of a quantile so far out that it is beyond the search, or beyond float64, and its side;
// 0 for any other. There the tail is a power, to rounding, and x is y.
func (q *skewedQuantile) far() (side, logY float64) {
	p, side := q.point, -1.0
	if q.upper {
		side = 1
	}
	if p.alpha == 2 {
		return 0, 0
	}
	path := newPath(p.alpha, side*p.beta)
	tail := path.seriesTail(quantileFar).LogSurvival
	if !(q.logP < tail) {
		return 0, 0
	}
	return side, math.Log(quantileFar) + (tail-q.logP)/p.alpha
}

// quantileFar lies within the search, which goes to |x| = e^700, and so far out that the second term of the tail series,
// relative to the first, is below rounding: it is |x|^-alpha, at most 1e-30.
const quantileFar = 1e300

// at returns x, y and dx/dv.
func (q *skewedQuantile) at(v float64) (x, y, slope float64) {
	if q.side == 0 {
		x = math.Sinh(v)
		return x, x - q.shift, math.Cosh(v)
	}
	y = q.side * math.Exp(q.side*v)
	return y + q.shift, y, math.Abs(y)
}

func (q *skewedQuantile) solve() (x, y float64) {
	if math.IsInf(q.logP, -1) {
		end := math.Inf(-1)
		if q.upper {
			end = math.Inf(1)
		}
		if q.point.alpha < 1 && math.Abs(q.point.beta) == 1 && math.Signbit(q.point.beta) == q.upper {
			return q.shift, 0
		}
		return end, end
	}
	lo, hi, v := -700.0, 700.0, 0.0
	before := math.Inf(1)
	for range 300 {
		x, y, slope := q.at(v)
		p := q.point
		p.x = x
		if q.side != 0 {
			p.y, p.hasY = y, true
		}
		values, err := evalSkewed(p)
		if err != nil {
			return math.NaN(), math.NaN()
		}
		r, have := values.LogCDF-q.logP, values.LogCDF
		if q.upper {
			r, have = q.logP-values.LogSurvival, values.LogSurvival
		}
		if r > 0 {
			hi = v
		} else {
			lo = v
		}
		step := -r / math.Exp(values.LogProb+math.Log(slope)-have)
		next := v + step
		// An end of the bracket is where r has the wrong sign; a step that does not halve the one before is replaced.
		if !(next > lo && next < hi) || math.Abs(step) > before/2 {
			next = (lo + hi) / 2
		}
		before = math.Abs(next - v)
		if before <= 1e-15*max(1, math.Abs(v)) || r == 0 {
			break
		}
		v = next
	}
	x, y, _ = q.at(v)
	return x, y
}
