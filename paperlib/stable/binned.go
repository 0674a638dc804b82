package stable

import (
	"fmt"
	"math"
)

// MinBins is the least number of occupied bins [FitBinned] accepts: fewer do not determine three parameters.
const MinBins = 4

// FitBinned fits a symmetric stable law to grouped data by maximum likelihood: counts[j] observations lie in
// (edges[j], edges[j+1]]. With F the distribution function it maximises
//
//	Sum_j counts[j] log(F(edges[j+1]) - F(edges[j])),
//
// exactly: no observation is moved to the middle of its bin. Edges increase strictly from -Inf to +Inf, so that no mass of
// the law is forgotten; when nothing lies outside a histogram, give its outer bins zero counts. Counts may be any
// non-negative weights, with a sum of at least [MinSample] in at least [MinBins] bins.
//
// The maximum is found by Fisher scoring with analytic derivatives, from quantiles interpolated within bins; alpha lies in
// [MinAlpha, 2] and the Gaussian is compared explicitly. Standard errors come from the expected information of the grouped
// data. Options: FixedAlpha and Start as in [FitSymmetric]; Weights must be nil. In the result N is the sum of the counts,
// rounded; LogLikelihood is the sum above; Tied and Zero are 0, since bins do not show them.
//
// Errors: [ErrOption], [ErrTooFew] (observations or occupied bins), and [ErrNotConverged] with the state reached.
func FitBinned(edges, counts []float64, o *FitOptions) (Fit, error) {
	if o == nil {
		o = &FitOptions{}
	}
	b, err := newBinned(edges, counts, o)
	if err != nil {
		return Fit{}, err
	}
	free := mask{o.FixedAlpha == 0, true, true}
	best := b.score(b.start(o), free)
	if free[0] {
		p := best.p
		p[0] = 2
		if g := b.score(p, mask{false, true, true}); g.l >= best.l || best.p[0] > 2-10*edge {
			g.status = AtGaussian
			g.iterations += best.iterations
			best = g
		}
	}
	return b.describe(best, o)
}

// binned is grouped data in the units y = (x - centre)/scale.
type binned struct {
	prepared // for its units, total and description
	edges    []float64
	counts   []float64
}

func newBinned(edges, counts []float64, o *FitOptions) (*binned, error) {
	if o.Weights != nil {
		return nil, fmt.Errorf("%w: Weights do not apply to grouped data; multiply the counts", ErrOption)
	}
	if err := o.check(0); err != nil {
		return nil, err
	}
	if len(edges) != len(counts)+1 || len(counts) == 0 {
		return nil, fmt.Errorf("%w: %d edges for %d counts; give one edge more than counts", ErrOption, len(edges), len(counts))
	}
	if !math.IsInf(edges[0], -1) || !math.IsInf(edges[len(counts)], 1) {
		return nil, fmt.Errorf("%w: edges run from %v to %v; add -Inf and +Inf with the counts beyond the histogram, zero if there are none", ErrOption, edges[0], edges[len(counts)])
	}
	b := &binned{counts: counts}
	occupied := 0
	for j, c := range counts {
		if !(c >= 0) || math.IsInf(c, 1) {
			return nil, fmt.Errorf("%w: count %d is %v, must be finite and not negative", ErrOption, j, c)
		}
		if !(edges[j] < edges[j+1]) {
			return nil, fmt.Errorf("%w: edge %d is %v and edge %d is %v; edges must increase", ErrOption, j, edges[j], j+1, edges[j+1])
		}
		if c > 0 {
			occupied++
		}
		b.total += c
	}
	switch {
	case b.total < MinSample:
		return nil, fmt.Errorf("%w: %v observations in %d bins, need at least %d", ErrTooFew, b.total, len(counts), MinSample)
	case occupied < MinBins:
		return nil, fmt.Errorf("%w: %d of %d bins are occupied, need at least %d; use narrower bins", ErrTooFew, occupied, len(counts), MinBins)
	}
	b.edges = edges
	b.centre = b.quantile(0.5)
	if b.scale = (b.quantile(0.75) - b.quantile(0.25)) / 2; !(b.scale > 0) {
		return nil, fmt.Errorf("%w: the middle half of the observations lies in a bin without bounds; use narrower bins", ErrTooFew)
	}
	b.alpha = startAlpha(math.Log((b.quantile(0.95) - b.quantile(0.05)) / (2 * b.scale)))
	if o.FixedAlpha != 0 {
		b.alpha = o.FixedAlpha
	}
	b.edges = make([]float64, len(edges))
	for j, e := range edges {
		b.edges[j] = (e - b.centre) / b.scale
	}
	return b, nil
}

// describe translates an optimum of grouped data.
func (b *binned) describe(opt optimum, o *FitOptions) (Fit, error) {
	fit, err := b.prepared.describe(opt, o)
	fit.N, fit.LogLikelihood = int(math.Round(b.total)), opt.l // of masses: no scale enters
	return fit, err
}

// quantile interpolates within bins; a bin without bounds counts as its finite edge.
func (b *binned) quantile(p float64) float64 {
	target, before := p*b.total, 0.0
	for j, c := range b.counts {
		if before+c < target || c == 0 {
			before += c
			continue
		}
		lo, hi := b.edges[j], b.edges[j+1]
		switch {
		case math.IsInf(lo, -1):
			return hi
		case math.IsInf(hi, 1):
			return lo
		}
		return lo + (hi-lo)*(target-before)/c
	}
	return b.edges[len(b.edges)-2]
}

// score maximises by Fisher scoring from p over the free parameters.
func (b *binned) score(p params, free mask) optimum {
	var f cumulative
	cur := b.sums(p, &f)
	o := optimum{p: p}
	for o.iterations = 1; o.iterations <= maxIterations; o.iterations++ {
		k := free
		o.status = Converged
		if free[0] && p[0] <= MinAlpha && cur.g[0] < 0 {
			k[0], o.status = false, AtLowerBound
		}
		step, ok := k.solve(cur.op, cur.g)
		if !ok {
			step = k.climb(cur.op, cur.g)
		}
		t, size := 1.0, 0.0
		for i, limit := range [3]float64{0.2, 0.3, 0.5} {
			size = max(size, math.Abs(step[i]))
			if a := math.Abs(step[i]) * t; a > limit {
				t *= limit / a
			}
		}
		moved := false
		for range 40 {
			next := advance(p, step, t)
			if s := b.sums(next, &f); s.l >= cur.l-1e-13*math.Abs(cur.l) {
				p, cur, moved = next, s, true
				break
			}
			t /= 2
		}
		if !moved && size > 1e-5 {
			o.status = NotConverged
		}
		if !moved || size < 1e-9 || free[0] && p[0] > 2-10*edge {
			b.finish(&o, p, cur)
			return o
		}
	}
	o.status = NotConverged
	b.finish(&o, p, cur)
	return o
}

func (b *binned) finish(o *optimum, p params, s sums) {
	o.p, o.l, o.info, o.score = p, s.l, s.op, s.g[0]
}

// sums is the log-likelihood with its gradient in (alpha, log gamma, delta/gamma) and, in op, the expected information.
func (b *binned) sums(p params, f *cumulative) (s sums) {
	f.reset(p[0])
	inv := math.Exp(-p[1])
	var left tailMass // at the lower edge of the bin
	left.upper = 1
	for j, c := range b.counts {
		right := f.at((b.edges[j+1] - p[2]) * inv)
		mass, d := left.minus(right)
		left = right
		if !(mass > 0) {
			if c > 0 {
				s.l = math.Inf(-1)
			}
			continue
		}
		s.l += c * math.Log(mass)
		for i := range d {
			s.g[i] += c * d[i] / mass
			for k := range d {
				s.op[i][k] += b.total * d[i] * d[k] / mass
			}
		}
	}
	return s
}
