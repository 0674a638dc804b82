package stable

import "math"

const (
	maxIterations = 150
	exactStep     = 3e-7 // a Newton step below it lands within its square of the maximum
	coarseStep    = 1e-3
	edge          = 1e-7 // closer to alpha = 2 than this counts as alpha = 2
	collapse      = -25  // log gamma of a standardised sample below which the likelihood is taken to be unbounded in any case
)

// optimum is where a maximisation ended. info is the observed information there (delta in units of gamma).
type optimum struct {
	p          params
	l          float64
	info       [3][3]float64
	scores     bool // info is the outer product of the scores
	iterations int
	status     Status
	score      float64 // d log L/d alpha, kept for the profile likelihood
}

// newton maximises the likelihood from p, alpha < 2, over the parameters in free, until a step is smaller than tol: that
// step is taken without evaluating again, to first order in the score and second order in the likelihood. Steps are
// limited to (0.2, 0.3, gamma/2) and halved until the likelihood does not fall; where the Hessian is not negative
// definite, its eigenvalues are taken by their size: the step that lands on the peak of log f = -c log|x|, as next to an
// atom when alpha is small. When a step leads to alpha >= 2, the Gaussian rival is already better and is a local maximum,
// the search ends there; rival is nil when alpha is not free.
func (d *sample) newton(p params, free mask, rival *gaussianFit, f *frozen, tol float64) optimum {
	cur := d.sums(p, f)
	o := optimum{p: p}
	for o.iterations = 1; o.iterations <= maxIterations; o.iterations++ {
		k := free
		switch {
		case p[1] < collapse || d.runsAway(p, cur.l, f):
			o.status = Unbounded
			o.finish(p, cur, k)
			return o
		case free[0] && p[0] <= MinAlpha && cur.g[0] < 0:
			k[0], o.status = false, AtLowerBound
		case free[0] && p[0] > 2-10*edge:
			o.status = AtGaussian
			o.finish(p, cur, k)
			return o
		default:
			o.status = Converged
		}
		step, ok := k.solve(negate(cur.h), cur.g)
		if !ok {
			step = k.climb(cur.h, cur.g)
		}
		if rival != nil && p[0]+step[0] >= 2 && cur.l < rival.l && d.gaussianScore(rival) >= 0 {
			o.status = AtGaussian
			o.finish(p, cur, k)
			return o
		}
		t := 1.0
		for i, limit := range [3]float64{0.2, 0.3, 0.5} {
			if a := math.Abs(step[i]) * t; a > limit {
				t *= limit / a
			}
		}
		size := 0.0
		for i := range step {
			size = max(size, math.Abs(step[i]))
		}
		if ok && size < tol && p[0]+step[0] < 2-10*edge {
			cur.extrapolate(step)
			o.finish(advance(p, step, 1), cur, k)
			return o
		}
		next, nextSums, moved := p, cur, false
		for range 40 {
			next = advance(p, step, t)
			nextSums = d.sums(next, f)
			if nextSums.l >= cur.l-1e-13*math.Abs(cur.l) {
				moved = true
				break
			}
			t /= 2
		}
		if !moved {
			if size > 1e-6 {
				o.status = NotConverged
			}
			o.finish(p, cur, k)
			return o
		}
		p, cur = next, nextSums
		if size < 1e-9 {
			o.finish(p, cur, k)
			return o
		}
	}
	o.status = NotConverged
	o.finish(p, cur, free)
	return o
}

// advance moves p by t*step. Alpha goes at most 4/5 of the way to 2, so that the likelihood just below 2 is seen.
func advance(p params, step [3]float64, t float64) params {
	q := params{p[0] + t*step[0], p[1] + t*step[1], p[2] + t*step[2]*math.Exp(p[1])}
	q[0] = min(max(q[0], MinAlpha), p[0]+0.8*(2-p[0]))
	return q
}

// extrapolate moves the likelihood and its gradient along a Newton step.
func (s *sums) extrapolate(step [3]float64) {
	g := s.g
	for i := range step {
		s.l += step[i] * g[i] / 2
		for j := range step {
			s.g[i] += s.h[i][j] * step[j]
		}
	}
}

// finish records the state at the end of the iteration.
func (o *optimum) finish(p params, s sums, k mask) {
	o.p, o.l, o.score = p, s.l, s.g[0]
	o.info = negate(s.h)
	if _, ok := k.solve(o.info, s.g); !ok {
		o.info, o.scores = s.op, true
	}
}
