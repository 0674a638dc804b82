package tails

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/optimize"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// The fitted spread of log scales lies between these: e^12 is five decades either way, and .02 differs from a Gaussian by
// less than 1e-6 nats a draw.
const (
	lognormalMinTau = 0.02
	lognormalMaxTau = 12
)

// lognormalTau maps the line to the range of Tau, with its derivative.
func lognormalTau(p float64) (tau, slope float64) {
	share := 1 / (1 + math.Exp(-p))
	width := lognormalMaxTau - lognormalMinTau
	return lognormalMinTau + width*share, width * share * (1 - share)
}

// lognormalPlace is the inverse of lognormalTau, kept off the ends of the range.
func lognormalPlace(tau float64) float64 {
	tau = math.Max(2*lognormalMinTau, math.Min(tau, 0.9*lognormalMaxTau))
	return logit((tau - lognormalMinTau) / (lognormalMaxTau - lognormalMinTau))
}

// FitNormalLognormal fits location, scale and the spread Tau of log scales by maximum likelihood.
//
// log f is a function of log|x - mu| alone once Tau is known. In every step it is tabulated with its two derivatives and
// interpolated, so that a step costs a few hundred integrals whatever the number of draws; the error of the interpolation
// is below 1e-6 a draw. Quasi-Newton steps (BFGS) with analytic derivatives run from the median and the moments of log|x|.
// For a large Tau the density is a spike at its centre, so narrow that the median lies far from it in its units, and the
// likelihood has a local maximum at many a draw: the steps start at the median and at the half-sample mode (Bickel and
// Frühwirth, Comput. Stat. Data Anal. 50, 2006), and the better end is taken. The Gaussian is compared explicitly and
// reported as Tau = 0.
func FitNormalLognormal(x []float64) (NormalLognormal, error) {
	gaussian, s, err := lognormalSample(x)
	if err != nil {
		return NormalLognormal{}, err
	}
	best, most := gaussian, LogLikelihood(gaussian, x)
	for _, centre := range []func([]float64) float64{func(s []float64) float64 { return stats.Quantile(s, 0.5) }, halfSampleMode} {
		if best.Tau > 0 && best.Tau < lognormalSpike {
			break // the density is no spike
		}
		law, err := fitLognormalFrom(s, centre(s))
		if err != nil {
			return NormalLognormal{}, err
		}
		if l := LogLikelihood(law, x); l > most {
			best, most = law, l
		}
	}
	return best, nil
}

// FitNormalLognormalNear is [FitNormalLognormal] of a part x of a sample whose fit is known, in a third of its time: where that
// is no spike it climbs from there alone, else from the centre of x that lies nearest. It never starts from the location of a
// spike, which may be that of a draw that x leaves out.
func FitNormalLognormalNear(x []float64, near NormalLognormal) (NormalLognormal, error) {
	gaussian, s, err := lognormalSample(x)
	if err != nil {
		return NormalLognormal{}, err
	}
	var law NormalLognormal
	if near.Tau > lognormalSpike {
		centre := stats.Quantile(s, 0.5)
		if mode := halfSampleMode(s); math.Abs(mode-near.Mu) < math.Abs(centre-near.Mu) {
			centre = mode
		}
		law, err = fitLognormalFrom(s, centre)
	} else {
		f := lognormalSum{x: make([]float64, len(x))}
		for i, v := range x {
			f.x[i] = (v - near.Mu) / near.Scale
		}
		law, err = f.climb(math.Max(near.Tau, leastLognormalStart), near.Mu, near.Scale)
	}
	if err != nil || LogLikelihood(law, x) > LogLikelihood(gaussian, x) {
		return law, err
	}
	return gaussian, nil
}

// lognormalSample is the Gaussian fit to x, as the law of Tau = 0, and x in order; the error is a sample that has no fit.
func lognormalSample(x []float64) (NormalLognormal, []float64, error) {
	g, err := FitGaussian(x)
	if err != nil {
		return NormalLognormal{}, nil, err
	}
	s := sorted(x)
	if t := tiesSorted(s); t.Share >= 0.5 {
		return NormalLognormal{}, nil, &SampleError{Fault: FaultTied, N: len(x), Share: t.Share}
	}
	return NewNormalLognormal(g.Mu, g.Sigma, 0, nil), s, nil
}

// lognormalSpike is the Tau up to which the density is no spike.
const lognormalSpike = 1

// leastLognormalStart is the smallest Tau that is started from: at 0 the likelihood is flat in it.
const leastLognormalStart = 0.2

// halfSampleMode is the middle of what is left of a sorted sample when the half of the draws that lie closest together is
// taken again and again.
func halfSampleMode(s []float64) float64 {
	for len(s) > 2 {
		k := (len(s) + 1) / 2
		first := 0
		for i := range len(s) - k + 1 {
			if s[i+k-1]-s[i] < s[first+k-1]-s[first] {
				first = i
			}
		}
		s = s[first : first+k]
	}
	return s[0] + (s[len(s)-1]-s[0])/2
}

// fitLognormalFrom climbs from a location.
func fitLognormalFrom(sample []float64, centre float64) (NormalLognormal, error) {
	var logs []float64
	for _, v := range sample {
		if v != centre {
			logs = append(logs, math.Log(math.Abs(v-centre)))
		}
	}
	// E log|Z| = -.6352, Var log|Z| = pi^2/8.
	mean, sd := stats.MeanDeviation(logs)
	unit := math.Exp(mean + 0.6352)
	f := lognormalSum{x: make([]float64, len(sample))}
	for i, v := range sample {
		f.x[i] = (v - centre) / unit
	}
	tau := math.Sqrt(math.Max(sd*sd-math.Pi*math.Pi/8, leastLognormalStart*leastLognormalStart))
	return f.climb(tau, centre, unit)
}

// climb maximises the likelihood of draws x in units of scale about mu, from there and tau.
//
// The steps are in units of the standard errors that the outer product of the scores gives at the start, one by one: for a
// large Tau the density is a spike, and the location matters on a scale that is smaller by decades than those of the others.
func (f *lognormalSum) climb(tau, mu, scale float64) (NormalLognormal, error) {
	start := [3]float64{0, 0, lognormalPlace(tau)}
	unit := [3]float64{1, 1, 1}
	for i, v := range f.at(start[:]).squares {
		unit[i] = 1 / math.Sqrt(math.Max(1, v))
	}
	place := func(p []float64) []float64 {
		return []float64{start[0] + unit[0]*p[0], start[1] + unit[1]*p[1], start[2] + unit[2]*p[2]}
	}
	problem := optimize.Problem{Func: func(p []float64) float64 { return -f.at(place(p)).value }, Grad: func(grad, p []float64) {
		d := f.at(place(p))
		for i := range grad {
			grad[i] = -d.grad[i] * unit[i]
		}
	}}
	// A line search that can climb no further ends in an error, and is no fault: the best point is what is wanted.
	r, err := optimize.Minimize(problem, []float64{0, 0, 0}, &optimize.Settings{GradientThreshold: 1e-4, MajorIterations: 80, FuncEvaluations: 500,
		Converger: &optimize.FunctionConverge{Absolute: 1e-5, Iterations: 3}}, &optimize.BFGS{})
	if r == nil {
		return NormalLognormal{}, err
	}
	best := place(r.X)
	if !(f.at(best).value > f.at(start[:]).value) {
		best = start[:]
	}
	tau, _ = lognormalTau(best[2])
	return NewNormalLognormal(mu+scale*best[0], scale*math.Exp(best[1]), tau, nil), nil
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// lognormalSum is the log-likelihood of a sample at (mu, log scale, logit of Tau/lognormalMaxTau).
type lognormalSum struct {
	x     []float64
	p     [3]float64
	known bool
	last  lognormalDerivatives
	table []lognormalNode
}

// lognormalDerivatives are the log-likelihood, its gradient, and the sums of the squared scores of the draws.
type lognormalDerivatives struct {
	value         float64
	grad, squares [3]float64
}

// lognormalNode holds log f of the standard law at |z| = e^v with its derivatives in v and Tau, and the mixed one.
type lognormalNode struct {
	l, dv, dt, dtv float64
	known          bool
}

// lognormalMesh is that of the table in v: log f is that of log|Z| smoothed over a width Tau.
func lognormalMesh(tau float64) float64 { return 0.125 * math.Max(1, tau) }

func (f *lognormalSum) at(p []float64) lognormalDerivatives {
	q := [3]float64{p[0], p[1], p[2]}
	if f.known && q == f.p {
		return f.last
	}
	f.p, f.known = q, true
	mu, m := p[0], p[1]
	if !(math.Abs(m) < lognormalFar) {
		f.last = lognormalDerivatives{value: math.Inf(-1)}
		return f.last
	}
	tau, slope := lognormalTau(p[2])
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, x := range f.x {
		if x != mu {
			v := math.Log(math.Abs(x-mu)) - m
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
	}
	// Below flat the density is that of the centre to 1e-12: z^2 is small against the square of the least scale that counts.
	flat := -tau*(tau+8.5) - 14
	lo = math.Max(lo, flat)
	hi = math.Max(hi, lo)
	mesh := lognormalMesh(tau)
	n := int((hi-lo)/mesh) + 2
	f.table = slices.Grow(f.table[:0], n)[:n]
	for i := range f.table {
		f.table[i].known = false
	}
	node := func(i int) *lognormalNode { // most lie where there are no draws
		if !f.table[i].known {
			f.table[i] = lognormalAt(lo+float64(i)*mesh, tau)
		}
		return &f.table[i]
	}
	var d lognormalDerivatives
	for _, x := range f.x {
		v := flat
		if x != mu {
			v = math.Max(flat, math.Log(math.Abs(x-mu))-m)
		}
		u := math.Max(0, v-lo) / mesh
		i := min(int(u), n-2)
		a, b := node(i), node(i+1)
		l, dv := hermite(u-float64(i), a.l, b.l, a.dv*mesh, b.dv*mesh)
		dt, _ := hermite(u-float64(i), a.dt, b.dt, a.dtv*mesh, b.dtv*mesh)
		d.value += l - m
		score := [3]float64{0, -1, dt * slope}
		if dv /= mesh; x != mu && v > flat {
			score[0] -= dv / (x - mu)
			score[1] -= dv
		}
		for i, g := range score {
			d.grad[i] += g
			d.squares[i] += g * g
		}
	}
	f.last = d
	return d
}

// logProbs interpolates the log density at the draws, on half the mesh of the fit. Where the law is nearly a Gaussian the
// logarithm falls too fast for it outside the centre, and is computed.
func (l NormalLognormal) logProbs(x, out []float64) {
	flat := -l.Tau*(l.Tau+8.5) - 14
	mesh := lognormalMesh(l.Tau) / 2
	nodes := map[int]lognormalNode{}
	node := func(i int) lognormalNode {
		n, ok := nodes[i]
		if !ok {
			n = lognormalAt(float64(i)*mesh, l.Tau)
			nodes[i] = n
		}
		return n
	}
	scale := math.Log(l.Scale)
	for k, u := range x {
		v := math.Log(math.Abs(u-l.Mu)) - scale // -Inf at the centre
		if v < flat+mesh || l.Tau < 1 && v > 0 {
			out[k] = l.LogProb(u)
			continue
		}
		at := v / mesh
		i := int(math.Floor(at))
		a, b := node(i), node(i+1)
		out[k], _ = hermite(at-float64(i), a.l, b.l, a.dv*mesh, b.dv*mesh)
		out[k] -= scale
	}
}

// hermite is the cubic with the given ends and slopes on [0, 1], and its slope.
func hermite(u, a, b, da, db float64) (value, slope float64) {
	c2 := 3*(b-a) - 2*da - db
	c3 := 2*(a-b) + da + db
	return a + u*(da+u*(c2+u*c3)), da + u*(2*c2+3*u*c3)
}

// lognormalFar bounds the logarithm of scale, in units of the start: a step further is none.
const lognormalFar = 60

// lognormalTerms bounds the terms of a sum, which has fifty; only a law far from the draws in an odd step could have more.
const lognormalTerms = 2000

// lognormalAt is log f of the standard law at e^v. Under the integrand as a density of w, with e = z^2 e^(-2 Tau w),
//
//	d log f/dv = -E[e],  d log f/dTau = E[w (e - 1)],  d^2 log f/dv dTau = E[2 w e] - Cov[w (e - 1), e].
func lognormalAt(v, tau float64) lognormalNode {
	y := wright(math.Log(2*tau*tau) + 2*v + 2*tau*tau)
	start := y/(2*tau) - tau
	h := min(0.5, 0.3/tau, 0.9/math.Sqrt(1+y))
	var sum, sumE, sumT, sumWE, sumTE float64
	// The terms are k e^((e0 - e)/2) with e falling by a constant factor from step to step and the logarithm of k by
	// constant differences, so that one exponential is left.
	e0 := math.Exp(2 * (v - tau*start))
	for _, side := range [2]float64{1, -1} {
		w, e, k := start, e0, 1.0
		fall, ratio, bend := math.Exp(-2*tau*h*side), math.Exp(-(start+tau)*h*side-h*h/2), math.Exp(-h*h)
		for j := 0; ; j++ {
			term := k * math.Exp((e0-e)/2)
			if j > 0 || side > 0 { // the first once
				t := w * (e - 1)
				sum += term
				sumE += term * e
				sumT += term * t
				sumWE += term * w * e
				sumTE += term * t * e
			}
			if j > 0 && !(term >= 1e-11) || j == lognormalTerms {
				break
			}
			w += side * h
			e *= fall
			k *= ratio
			ratio *= bend
		}
	}
	top := -start*start/2 - tau*start - e0/2
	e, t := sumE/sum, sumT/sum
	return lognormalNode{top + math.Log(h*sum/(2*math.Pi)), -e, t, 2*sumWE/sum - sumTE/sum + t*e, true}
}
