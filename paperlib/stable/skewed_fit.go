package stable

import (
	"fmt"
	"math"
)

// SkewedOptions are the knobs of [FitSkewed]; the zero value is the default.
type SkewedOptions struct {
	// Weights are non-negative frequencies of the observations; nil means 1.
	Weights []float64
	// Start, when set, replaces the quantile start; its Alpha must be at least MinAlpha. Src is ignored.
	Start *Skewed
	// Param is the parametrisation of the law returned.
	Param Parametrization
}

// SkewedFit is a maximum-likelihood fit of S(alpha, beta, gamma, delta).
type SkewedFit struct {
	Law Skewed
	// StdErr and Cov belong to (alpha, beta, log gamma, delta), delta always in S0, and come from the observed
	// information. They are NaN for what lies on a bound: alpha at 2 (beta with it, which then has no meaning and is
	// given as 0) or at MinAlpha, beta at -1 or 1.
	StdErr [4]float64
	Cov    [4][4]float64
	// LogLikelihood is Sum w log f(x) at Law, to 2e-8 per observation for alpha >= 1 and 2e-6 below.
	LogLikelihood float64
	// N counts the observations of positive weight, Iterations the Newton steps.
	N, Iterations int
	// Status is as in Fit; an interior maximum in the other parameters with beta at -1 or 1 is Converged too.
	Status Status
	Flags  Flags
	// TotallySkewed: the likelihood still rises as beta reaches the bound -1 or 1.
	TotallySkewed bool
}

// boxStage is one stage of the search: nodes in alpha and in beta, the cut of the cells, half widths and the Newton step
// below which a stage is over.
type boxStage struct {
	nodes                 int
	cut, alpha, beta, tol float64
}

// boxStages go from a box that covers much and need not be exact to one as narrow as exactness asks for. A box that the
// search leaves is followed by one around the point where it left, up to widest times as wide.
var boxStages = []boxStage{{3, 1e-4, 0.12, 0.3, 1e-2}, {3, 1e-6, 0.025, 0.075, 1e-4}, {4, 1e-9, 0.004, 0.012, 1e-7}}

const (
	boxLimit = 60 // boxes in all
	widest   = 4.0
)

// FitSkewed fits the general stable law S(alpha, beta, gamma, delta) by maximum likelihood, alpha in [MinAlpha, 2], beta
// in [-1, 1].
//
// It starts from five sample quantiles (McCulloch 1986) and takes safeguarded Newton steps in (alpha, beta, log gamma,
// delta) with analytic derivatives of a local interpolant of the density: a polynomial in (alpha, beta) on a small
// rectangle, in x on cells. The last of these rectangles is narrow, and the interpolant's error below 2e-8 (2e-6 for
// alpha < 1, where the density is steeper). The Gaussian, alpha = 2, is compared explicitly. The local maximum reached
// from the start is returned. As for [FitSymmetric], atoms stay in the sample, pull alpha down and are reported in Flags;
// x -> a + b x maps the law as it should, with beta changing sign for b < 0.
//
// A fit costs 0.25 to 0.6 seconds of one core for n up to 1e4 and about twice that for n = 1e5, nearly all of it for the
// tables, which all processors build; use [FitSymmetric] and the score test of beta = 0 where many samples are to be
// judged. It does not change x and may run concurrently.
//
// Errors: [ErrTooFew], [ErrNotFinite], [ErrNoSpread], [ErrOption] and no fit; [ErrNotConverged] and [ErrUnbounded]
// together with the state reached, whose Status says the same.
func FitSkewed(x []float64, o *SkewedOptions) (SkewedFit, error) {
	if o == nil {
		o = &SkewedOptions{}
	}
	if o.Param != S0 && o.Param != S1 {
		return SkewedFit{}, fmt.Errorf("%w: Param = %v, must be S0 or S1", ErrOption, o.Param)
	}
	if s := o.Start; s != nil {
		if err := s.Validate(); err != nil {
			return SkewedFit{}, fmt.Errorf("%w: Start: %w", ErrOption, err)
		}
		if s.Alpha < MinAlpha {
			return SkewedFit{}, fmt.Errorf("%w: Start: alpha = %v, a fit needs at least %v", ErrOption, s.Alpha, MinAlpha)
		}
	}
	var q prepared
	if err := q.prepare(x, &FitOptions{Weights: o.Weights}); err != nil {
		return SkewedFit{}, err
	}
	p := q.skewedStart()
	if o.Start != nil {
		s := o.Start.In(S0)
		p = skewedParams{min(s.Alpha, 2-1e-3), s.Beta, math.Log(s.Gamma / q.scale), (s.Delta - q.centre) / q.scale}
	}
	return q.describeSkewed(q.maximiseSkewed(p), o)
}

// skewedOptimum is where the search ended, in S0.
type skewedOptimum struct {
	p          skewedParams
	sums       skewedSums
	free       skewedMask
	toS0       [4][4]float64 // of (alpha, beta, log gamma, delta/gamma) of the box
	iterations int
	status     Status
}

// maximiseSkewed follows the likelihood from box to box.
func (q *prepared) maximiseSkewed(p skewedParams) skewedOptimum {
	o := skewedOptimum{p: p, status: NotConverged}
	stage, wide := 0, 1.0
	for range boxLimit {
		b := boxFor(p, boxStages[stage], wide)
		r := q.climbBox(b, b.from(p), boxStages[stage].tol)
		o.iterations += r.iterations
		p = b.to(r.p)
		o.p, o.sums, o.free, o.toS0 = p, r.sums, r.free, b.jacobian(r.p)
		switch {
		case p[2] < collapse:
			o.status = Unbounded
			return o
		case math.IsInf(r.sums.l, -1):
			// The interpolant does not reach an observation, far in a light tail: a narrower box does.
			if wide /= 4; wide < 1e-3 {
				return o
			}
		case r.leaves:
			wide = min(2*wide, widest)
		case wide != 1:
			wide = 1
		case stage < len(boxStages)-1:
			stage++
		case r.settled:
			o.status = Converged
			if !r.free[0] {
				o.status = AtLowerBound
				if p[0] > 1 {
					o.status = AtGaussian
				}
			}
			return o
		default:
			return o
		}
	}
	return o
}

// describeSkewed compares with the Gaussian and translates into the units of x.
func (q *prepared) describeSkewed(o skewedOptimum, opt *SkewedOptions) (SkewedFit, error) {
	fit := SkewedFit{N: len(q.y), Iterations: o.iterations, Status: o.status, Flags: q.flags}
	g := q.gaussian()
	if o.status == AtGaussian || g.l >= o.sums.l && o.status != Unbounded {
		fit.Status = AtGaussian
		gauss := q.gaussianOptimum(g, AtGaussian)
		o.p, o.sums = skewedParams{2, 0, g.p[1], g.p[2]}, skewedSums{l: g.l}
		o.sums.h[2][2], o.sums.h[3][3] = -gauss.info[1][1], -gauss.info[2][2]
		o.free, o.toS0 = skewedMask{false, false, true, true}, identity4
	}
	gamma := math.Exp(o.p[2])
	law := Skewed{Alpha: o.p[0], Beta: o.p[1], Gamma: q.scale * gamma, Delta: q.centre + q.scale*o.p[3]}
	fit.Law = law.In(opt.Param)
	fit.LogLikelihood = o.sums.l - q.total*math.Log(q.scale)
	fit.TotallySkewed = !o.free[1] && fit.Status != AtGaussian
	var ok bool
	fit.Cov, ok = o.covariance(q.scale * gamma)
	fit.Flags.Scores = !ok
	for i := range fit.StdErr {
		fit.StdErr[i] = math.Sqrt(fit.Cov[i][i])
	}
	fit.Flags.NearGaussian = law.Alpha == 2 || 2-law.Alpha < 3*fit.StdErr[0]
	switch fit.Status {
	case NotConverged:
		return fit, fmt.Errorf("%w: after %d iterations at alpha %.4g, beta %.3g, gamma %.4g, delta %.4g of %d observations; try SkewedOptions.Start",
			ErrNotConverged, o.iterations, law.Alpha, law.Beta, law.Gamma, law.Delta, fit.N)
	case Unbounded:
		return fit, unbounded(law.Gamma, fit.Flags, fit.N)
	}
	return fit, nil
}
