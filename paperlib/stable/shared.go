package stable

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// SharedOptions are the knobs of [FitSharedAlpha]; the zero value is the default.
type SharedOptions struct {
	// Workers bounds the samples worked on at once; 0 means GOMAXPROCS. The result does not depend on it.
	Workers int
}

// SharedFit is a fit of several samples with one tail index and each its own scale and location.
type SharedFit struct {
	Alpha float64
	// StdErr is the standard error of Alpha from the curvature of the profile likelihood; NaN on a bound.
	StdErr float64
	// LogLikelihood is the sum over samples. The model has 2 len(Fits) + 1 parameters.
	LogLikelihood float64
	// Fits describe the samples given Alpha: their Cov and StdErr hold for gamma and delta at this Alpha (NaN for alpha).
	Fits       []Fit
	Iterations int
	Status     Status
}

// profile is the state of one shared fit.
type profile struct {
	q       []*prepared
	opt     []optimum
	err     error
	workers int
}

// FitSharedAlpha maximises the joint likelihood of independent samples over one alpha and a (gamma, delta) for each: the
// profile likelihood of alpha, by bracketed Newton steps with its exact slope and curvature. The Gaussian boundary is
// compared explicitly. Samples of different sizes count by their observations. To pool samples with one gamma and delta
// too, concatenate them and call [FitSymmetric].
//
// Errors are those of FitSymmetric, with the number of the sample; an unusable sample is never left out silently.
func FitSharedAlpha(xs [][]float64, o *SharedOptions) (SharedFit, error) {
	if o == nil {
		o = &SharedOptions{}
	}
	if len(xs) == 0 {
		return SharedFit{}, fmt.Errorf("%w: no samples given", ErrTooFew)
	}
	p := &profile{opt: make([]optimum, len(xs)), workers: o.Workers}
	var starts []float64
	for i, x := range xs {
		q := &prepared{}
		if err := q.prepare(x, &FitOptions{}); err != nil {
			return SharedFit{}, &SampleError{i, len(xs), err}
		}
		p.q = append(p.q, q)
		starts = append(starts, q.alpha)
	}
	slices.Sort(starts)
	return p.fit(starts[len(starts)/2])
}

func (p *profile) fit(alpha float64) (SharedFit, error) {
	rivals := make([]gaussianFit, len(p.q))
	rival := gaussianFit{}
	for i, q := range p.q {
		rivals[i] = q.gaussian()
		rival.l += rivals[i].l
		rival.score += q.gaussianScore(&rivals[i])
	}
	out := SharedFit{Status: NotConverged}
	lo, hi := MinAlpha, 2.0
	alpha = min(max(alpha, MinAlpha), 1.97)
	curvature := math.NaN()
	for out.Iterations = 1; out.Iterations <= maxIterations; out.Iterations++ {
		var l, score float64
		l, score, curvature = p.at(alpha)
		if p.err != nil {
			return out, p.err
		}
		out.Alpha, out.LogLikelihood = alpha, l
		if score > 0 {
			lo = alpha
		} else {
			hi = alpha
		}
		step := score / curvature
		if !(curvature > 0) {
			step = math.Copysign(0.2, score)
		}
		step = min(max(step, -0.2), 0.2)
		next := alpha + step
		switch {
		case math.Abs(step) < 1e-10 || hi-lo < 1e-12:
			out.Status = Converged
		case score < 0 && alpha-MinAlpha < 1e-9:
			out.Status = AtLowerBound
		case next >= 2 && l < rival.l && rival.score >= 0, 2-alpha < 10*edge:
			out.Status = AtGaussian
		case next >= hi && hi == 2:
			next = alpha + 0.8*(2-alpha)
		case next <= lo && lo == MinAlpha:
			next = MinAlpha
		case next <= lo || next >= hi:
			next = (lo + hi) / 2
		}
		if out.Status != NotConverged {
			break
		}
		alpha = next
	}
	if rival.l >= out.LogLikelihood || out.Status == AtGaussian {
		out.Alpha, out.LogLikelihood, out.Status = 2, rival.l, AtGaussian
		for i, q := range p.q {
			p.opt[i] = q.gaussianOptimum(rivals[i], Converged)
		}
	}
	return p.finish(out, curvature)
}

// finish describes every sample and the shared alpha.
func (p *profile) finish(out SharedFit, curvature float64) (SharedFit, error) {
	out.StdErr = math.NaN()
	if out.Status == Converged {
		out.StdErr = 1 / math.Sqrt(curvature)
	}
	out.LogLikelihood = 0
	for i, q := range p.q {
		fit, err := q.describe(p.opt[i], &FitOptions{FixedAlpha: out.Alpha})
		if err != nil {
			return out, &SampleError{i, len(p.q), err}
		}
		out.Fits = append(out.Fits, fit)
		out.LogLikelihood += fit.LogLikelihood
	}
	if out.Status == NotConverged {
		return out, fmt.Errorf("%w: shared alpha still moving after %d iterations at %.6g", ErrNotConverged, maxIterations, out.Alpha)
	}
	return out, nil
}

// at maximises over every (gamma, delta) at this alpha, from where the previous call ended, and returns the profile
// log-likelihood of the standardised samples, its slope, and minus its curvature
// Sum I_aa - I_ab I_bb^-1 I_ba, b = (log gamma, delta).
func (p *profile) at(alpha float64) (l, score, curvature float64) {
	_ = stats.ParallelWorkers(context.Background(), len(p.q), p.workers, func(int) func(context.Context, int) error {
		var f frozen // one alpha for all samples: contracted once per worker
		return func(_ context.Context, i int) error {
			start := p.opt[i].p
			if start[0] == 0 {
				start = params{alpha, math.Log(2 / startScale(alpha)), 0}
			}
			start[0] = alpha
			p.opt[i] = p.q[i].newton(start, mask{false, true, true}, nil, &f, exactStep)
			return nil
		}
	})
	for i := range p.opt {
		o := &p.opt[i]
		if o.status != Converged {
			_, p.err = p.q[i].describe(*o, &FitOptions{FixedAlpha: alpha})
			p.err = &SampleError{i, len(p.opt), p.err}
			return
		}
		l += o.l
		score += o.score
		curvature += o.info[0][0]
		b := [3]float64{0, o.info[0][1], o.info[0][2]}
		if x, ok := (mask{false, true, true}).solve(o.info, b); ok {
			curvature -= b[1]*x[1] + b[2]*x[2]
		}
	}
	return l, score, curvature
}
