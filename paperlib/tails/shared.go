package tails

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// SharedFit is one tail index fitted to many coordinates at once, each with its own scale and location.
type SharedFit struct {
	Alpha         float64
	StdErr        float64 // from the sum of the coordinates' curvatures, as if they were independent: they are not
	LogLikelihood float64 // sum over coordinates
	Laws          []stable.Symmetric
}

// SharedAlpha maximises sum_i max_{gamma,delta} l_i(alpha, gamma, delta) over alpha. It is another model than pooling
// the draws (PooledStable), which also forces one scale.
//
// Golden sections on the profile log-likelihood down to 1e-3 in alpha, then the vertex of the parabola there. Coordinates that share minibatches are
// dependent, so take an interval for Alpha from Bootstrap over draws, not from StdErr.
func SharedAlpha(samples [][]float64) (SharedFit, error) {
	if len(samples) == 0 {
		return SharedFit{}, fmt.Errorf("tails: a shared tail index needs at least one coordinate")
	}
	var own, weight float64
	for i, x := range samples {
		law, err := FitStable(x)
		if err != nil {
			return SharedFit{}, fmt.Errorf("coordinate %d of %d: %w", i, len(samples), err)
		}
		own += law.(stable.Symmetric).Alpha * float64(len(x))
		weight += float64(len(x))
	}
	var failure error
	profile := func(alpha float64) float64 {
		l, _, err := sharedAt(samples, alpha)
		if err != nil {
			failure = err
			return math.Inf(-1)
		}
		return l
	}
	alpha := maximise(profile, own/weight, 0.1, stable.MinAlpha, 2, 1e-3)
	if failure != nil {
		return SharedFit{}, failure
	}
	l, laws, err := sharedAt(samples, alpha)
	if err != nil {
		return SharedFit{}, err
	}
	out := SharedFit{Alpha: alpha, LogLikelihood: l, Laws: laws, StdErr: math.NaN()}
	if h := 1e-3; alpha-h > stable.MinAlpha && alpha+h < 2 {
		if c := (2*l - profile(alpha-h) - profile(alpha+h)) / (h * h); c > 0 {
			out.StdErr = 1 / math.Sqrt(c)
		}
	}
	return out, failure
}

func sharedAt(samples [][]float64, alpha float64) (float64, []stable.Symmetric, error) {
	laws := make([]stable.Symmetric, len(samples))
	var l float64
	for i, x := range samples {
		f, err := stable.FitSymmetric(x, &stable.FitOptions{FixedAlpha: alpha})
		if err != nil {
			return 0, nil, fmt.Errorf("coordinate %d at alpha %.4g: %w", i, alpha, err)
		}
		laws[i] = f.Law
		l += f.LogLikelihood
	}
	return l, laws, nil
}

// PooledStable fits one symmetric stable law to the draws of all coordinates thrown together: one alpha, one gamma, one
// delta. Where scales differ between coordinates the pool is a scale mixture, heavier-tailed than any coordinate.
func PooledStable(samples [][]float64) (stable.Symmetric, error) {
	var all []float64
	for i, x := range samples {
		if err := CheckSample(x); err != nil {
			return stable.Symmetric{}, fmt.Errorf("coordinate %d of %d: %w", i, len(samples), err)
		}
		all = append(all, x...)
	}
	law, err := FitStable(all)
	if err != nil {
		return stable.Symmetric{}, err
	}
	return law.(stable.Symmetric), nil
}

// maximise finds a local maximum of f on [lo, hi]: walks uphill from start by growing steps, then closes the bracket by
// golden sections to width tol, and ends at the vertex of the parabola through the last points.
func maximise(f func(float64) float64, start, step, lo, hi, tol float64) float64 {
	clamp := func(x float64) float64 { return math.Max(lo, math.Min(hi, x)) }
	m := clamp(start)
	a, b := clamp(m-step), clamp(m+step)
	fm, fa, fb := f(m), f(a), f(b)
	for fa > fm && a > lo {
		b, m, fm = m, a, fa
		step *= 2
		a = clamp(a - step)
		fa = f(a)
	}
	for fb > fm && b < hi {
		a, m, fm = m, b, fb
		step *= 2
		b = clamp(b + step)
		fb = f(b)
	}
	const g = 0.3819660112501051 // (3 - sqrt 5)/2
	x1, x2 := a+g*(b-a), b-g*(b-a)
	f1, f2 := f(x1), f(x2)
	for b-a > tol {
		if f1 >= f2 {
			b, x2, f2 = x2, x1, f1
			x1 = a + g*(b-a)
			f1 = f(x1)
		} else {
			a, x1, f1 = x1, x2, f2
			x2 = b - g*(b-a)
			f2 = f(x2)
		}
	}
	best, value := x1, f1
	if f2 > f1 {
		best, value = x2, f2
	}
	if v, ok := vertex(a, x1, x2, f(a), f1, f2); ok && v > a && v < b {
		if fv := f(v); fv > value {
			best, value = v, fv
		}
	}
	for _, end := range []float64{lo, hi} { // a maximum at a bound is approached but never met by sections
		if math.Abs(best-end) < 2*tol {
			if v := f(end); v > value {
				best, value = end, v
			}
		}
	}
	return best
}

// vertex of the parabola through three points, if it has a maximum.
func vertex(x0, x1, x2, f0, f1, f2 float64) (float64, bool) {
	s01, s12 := (f1-f0)/(x1-x0), (f2-f1)/(x2-x1)
	c := (s12 - s01) / (x2 - x0)
	if !(c < 0) {
		return 0, false
	}
	return (x0+x1)/2 - s01/(2*c), true
}
