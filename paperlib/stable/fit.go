package stable

import (
	"fmt"
	"math"
)

// MinSample is the smallest sample [FitSymmetric] accepts: below it the asymptotic standard errors mean nothing.
const MinSample = 100

// Status says how a fit ended.
type Status int

const (
	// Converged: an interior maximum (or, with FixedAlpha, the maximum in the two other parameters).
	Converged Status = iota
	// AtGaussian: the likelihood is greatest at alpha = 2, and the law is the Gaussian of maximum likelihood.
	AtGaussian
	// AtLowerBound: the likelihood still rises as alpha falls to MinAlpha.
	AtLowerBound
	// NotConverged: the iteration stopped short; the error is ErrNotConverged.
	NotConverged
	// Unbounded: the likelihood grows without limit as gamma shrinks on tied values; the error is ErrUnbounded.
	Unbounded
)

// String names the status.
func (s Status) String() string {
	names := [...]string{"converged", "at Gaussian", "at lower bound", "not converged", "unbounded"}
	if s < 0 || int(s) >= len(names) {
		return fmt.Sprintf("Status(%d)", int(s))
	}
	return names[s]
}

// Flags are facts about the sample and the fit that a reader of the fit must know; none of them excludes anything.
type Flags struct {
	// Tied and Zero are the shares of observations (not of weight) that equal another one and that are exactly zero. A
	// stable law is continuous: an atom, as from dead units or from float32 rounding, is outside the model.
	Tied, Zero float64
	// Atom is the value that most weight shares, where several observations do, and AtomShare its share of the observations;
	// both are 0 where all values differ.
	Atom, AtomShare float64
	// Local: the likelihood has no greatest value, since the atom has alpha/(1+alpha) or more of the weight (23 % at
	// MinAlpha, which is where it counts unless alpha is fixed). The fit is the maximum next to its start, and its
	// alpha tells of the atom as much as of the rest: fit the observations beside the atom instead, and report its share.
	Local bool
	// NearGaussian: 2 - alpha is below three standard errors (or alpha is 2), so alpha's interval is not to be trusted.
	NearGaussian bool
	// Scores: the observed information was not positive definite, and the errors come from the outer product of scores.
	Scores bool
}

// FitOptions are the knobs of [FitSymmetric]; the zero value is the default.
type FitOptions struct {
	// FixedAlpha fits gamma and delta at this alpha; 0 leaves alpha free.
	FixedAlpha float64
	// Weights are non-negative frequencies of the observations; nil means 1. The log-likelihood is Sum w log f and the
	// information grows with Sum w.
	Weights []float64
	// Start, when set, replaces the quantile start. Src is ignored.
	Start *Symmetric
}

// Fit is a maximum-likelihood fit.
type Fit struct {
	Law Symmetric
	// StdErr and Cov belong to (alpha, log gamma, delta) and come from the observed information. They are NaN for what
	// has no regular standard error: a fixed alpha, or alpha on a bound. (encoding/json refuses NaN: translate before
	// storing.)
	StdErr [3]float64
	Cov    [3][3]float64
	// LogLikelihood is Sum w log f(x) at Law.
	LogLikelihood float64
	// N counts the observations of positive weight.
	N int
	// Iterations counts Newton steps, those on a coarse version of the sample included.
	Iterations int
	Status     Status
	Flags      Flags
}

// FitSymmetric fits a symmetric stable law by maximum likelihood.
//
// It starts from sample quantiles (McCulloch 1986) and takes safeguarded Newton steps with analytic derivatives on
// (alpha, log gamma, delta), alpha in [MinAlpha, 2]; the Gaussian boundary alpha = 2, where the likelihood in alpha has a
// logarithmic edge, is compared explicitly. The likelihood of samples whose rival maxima lie apart may have several
// local maxima; the one reached from the quantiles (or from Start) is returned, unless the Gaussian is higher.
//
// Atoms (ties, exact zeros) stay in the sample and are reported in Flags. They pull delta onto themselves and alpha down,
// and when one value has more than alpha/(1+alpha) of the sample, 23 % at MinAlpha, the likelihood has no upper bound near
// gamma = 0: the fit then ends in the local maximum next to its start, which Flags.Local says, or in [ErrUnbounded].
//
// The fit is equivariant: x -> a + b x maps (alpha, gamma, delta) to (alpha, |b| gamma, a + b delta) up to rounding. It
// does not change x, keeps no state and may run concurrently.
//
// Errors: [ErrTooFew], [ErrNotFinite], [ErrNoSpread], [ErrOption] and no fit; [ErrNotConverged] and [ErrUnbounded]
// together with the state reached, whose Status says the same.
func FitSymmetric(x []float64, o *FitOptions) (Fit, error) {
	var f Fitter
	if o != nil {
		f.o = *o
	}
	return f.Fit(x)
}

// A Fitter fits many samples one after another as [FitSymmetric] does, and keeps its memory in between: once it has seen
// the largest sample, a fit allocates nothing unless it fails or its likelihood is not concave on the way. A Fitter is for
// one goroutine at a time; see [FitMatrix] for many at once.
type Fitter struct {
	o      FitOptions
	q      prepared
	f      frozen
	coarse coarse
	work   frozen // of the coarse sample
}

// NewFitter returns a Fitter with the given options, nil meaning the default. Weights, if set, serve every sample.
func NewFitter(o *FitOptions) *Fitter {
	f := &Fitter{}
	if o != nil {
		f.o = *o
	}
	return f
}

// Fit fits one sample; see [FitSymmetric]. The result does not depend on the samples fitted before.
func (t *Fitter) Fit(x []float64) (Fit, error) {
	if err := t.q.prepare(x, &t.o); err != nil {
		return Fit{}, err
	}
	return t.q.describe(t.maximise(), &t.o)
}

// maximise finds the optimum of the prepared sample: first of a coarse one, where it is cheap.
func (t *Fitter) maximise() optimum {
	q, o := &t.q, &t.o
	start, free := q.start(o), mask{o.FixedAlpha == 0, true, true}
	if o.FixedAlpha == 2 {
		return q.gaussianOptimum(q.gaussian(), Converged)
	}
	began := 0
	if o.Start == nil && q.flags.Tied < coarseTies && t.coarse.of(&q.sample) {
		var rival *gaussianFit
		if free[0] {
			g := t.coarse.gaussian()
			rival = &g
		}
		if c := t.coarse.newton(start, free, rival, &t.work, coarseStep); c.status == Converged || c.status == AtGaussian {
			start, began = c.p, c.iterations
			if free[0] {
				start[0] = min(start[0], 2-1e-3)
			}
		}
	}
	if !free[0] {
		opt := q.newton(start, free, nil, &t.f, exactStep)
		opt.iterations += began
		return opt
	}
	rival := q.gaussian()
	opt := q.newton(start, free, &rival, &t.f, exactStep)
	opt.iterations += began
	best := opt.l
	if opt.status == Unbounded && opt.p[1] > collapse && best <= rival.l { // stopped on its way up
		best = q.sums(params{MinAlpha, collapse, q.atom.at}, &t.f).l
	}
	if rival.l >= best || opt.status == AtGaussian {
		n := opt.iterations
		opt = q.gaussianOptimum(rival, AtGaussian)
		opt.iterations = n
	}
	return opt
}

// describe translates an optimum of the standardised sample into the units of x.
func (q *prepared) describe(opt optimum, o *FitOptions) (Fit, error) {
	gamma := math.Exp(opt.p[1])
	fit := Fit{
		Law:           Symmetric{Alpha: opt.p[0], Gamma: q.scale * gamma, Delta: q.centre + q.scale*opt.p[2]},
		LogLikelihood: opt.l - q.total*math.Log(q.scale),
		N:             len(q.y), Iterations: opt.iterations, Status: opt.status, Flags: q.flags,
	}
	fit.Flags.Scores = opt.scores
	free := mask{o.FixedAlpha == 0 && opt.status != AtGaussian && opt.status != AtLowerBound, true, true}
	inv, ok := free.inverse(opt.info)
	unit := [3]float64{1, 1, q.scale * gamma}
	for i := range 3 {
		for j := range 3 {
			if ok && free[i] && free[j] {
				fit.Cov[i][j] = inv[i][j] * unit[i] * unit[j]
			} else {
				fit.Cov[i][j] = math.NaN()
			}
		}
		fit.StdErr[i] = math.Sqrt(fit.Cov[i][i])
	}
	fit.Flags.NearGaussian = fit.Law.Alpha == 2 || 2-fit.Law.Alpha < 3*fit.StdErr[0]
	switch opt.status {
	case NotConverged:
		return fit, fmt.Errorf("%w: after %d iterations at alpha %.4g, gamma %.4g, delta %.4g of %d observations; try FitOptions.Start or a fixed alpha",
			ErrNotConverged, opt.iterations, fit.Law.Alpha, fit.Law.Gamma, fit.Law.Delta, fit.N)
	case Unbounded:
		return fit, unbounded(fit.Law.Gamma, fit.Flags, fit.N)
	}
	return fit, nil
}

// unbounded is the error of a fit that an atom has none for.
func unbounded(gamma float64, f Flags, n int) error {
	return fmt.Errorf("%w: it rises for ever as gamma falls from %.3g onto the value %v, which %.1f%% of the %d observations share (%.1f%% equal another one); a continuous law does not describe them: fit those beside that value, and report its share",
		ErrUnbounded, gamma, f.Atom, 100*f.AtomShare, n, 100*f.Tied)
}
