package tails

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// Symmetry is the outcome of the test of symmetry. When Tested is false only Reason means anything.
type Symmetry struct {
	Tested bool
	Reason string  // why not tested
	Z      float64 // standard normal for symmetric laws; positive when the right tail is heavier
	P      float64 // two-sided
	// Effective is the number of draws that the statistic effectively rests on, (sum e^2)^2 / sum e^4: see JudgeSymmetry.
	Effective float64
}

// SymmetryMinEffective is the least effective number of draws for which Z is taken to be normal.
const SymmetryMinEffective = 25

// JudgeSymmetry is Rao's score test of beta = 0 in the stable laws S(alpha, beta; S0), with alpha, gamma and delta
// estimated: fit is the maximum-likelihood fit of the symmetric law to x. It needs no skewed fit and costs about .5 ms for
// 1000 draws. With z_i = (x_i - delta)/gamma, the score of beta
//
//	b(z) = d log f/dbeta = tan(pi a/2) Int_0^inf (t^a - t) e^(-t^a) sin(zt) dt / (pi f(z))
//
// and that of delta, d(z) = -f'(z)/f(z),
//
//	Z = sum b(z_i) / sqrt(sum e_i^2),  e_i = b(z_i) - c d(z_i),  c = sum b'(z_i) / sum d'(z_i).
//
// Only delta matters besides beta: the scores of alpha and gamma are even. c and the variance come from the sample (Godambe
// 1960; White 1982, Econometrica 50), so Z is standard normal in large samples for every law symmetric about a point, stable
// or not: a small P speaks against symmetry, not against stability. b is bounded, and moments need not exist.
//
// Near alpha = 2 the score vanishes but for a few far draws, and Z is not normal: with fewer than SymmetryMinEffective
// effective draws nothing is tested, nor for alpha = 2 or alpha < .5. Measured size at level .05, n = 250 to 4000: .035 to .06.
// Power at level .05 and n = 1000 against beta = .3: .98 at alpha = 1.3, .8 at 1.6.
//
// Errors: those of CheckSample, and a fit with unusable parameters.
func JudgeSymmetry(x []float64, fit stable.Symmetric) (Symmetry, error) {
	if err := CheckSample(x); err != nil {
		return Symmetry{}, err
	}
	if err := fit.Validate(); err != nil {
		return Symmetry{}, fmt.Errorf("tails: symmetry: %w", err)
	}
	switch {
	case fit.Alpha == 2:
		return Symmetry{Reason: "not tested: alpha is 2, where no stable law is skewed"}, nil
	case fit.Alpha < betaMinAlpha:
		return Symmetry{Reason: fmt.Sprintf("not tested: alpha %.3g is below %g", fit.Alpha, betaMinAlpha)}, nil
	}
	b, bSlope, d, dSlope := scores(x, fit)
	var sum, slopeB, slopeD float64
	for i := range b {
		sum += b[i]
		slopeB += bSlope[i]
		slopeD += dSlope[i]
	}
	c := slopeB / slopeD
	var e2, e4 float64
	for i := range b {
		e := b[i] - c*d[i]
		e2 += e * e
		e4 += e * e * e * e
	}
	out := Symmetry{Effective: e2 * e2 / e4}
	if !(out.Effective >= SymmetryMinEffective) || !(slopeD > 0) {
		out.Reason = fmt.Sprintf("not tested: the score of skewness rests on %.3g draws in effect, fewer than %d (alpha is %.4g, and near 2 only far draws tell)", out.Effective, SymmetryMinEffective, fit.Alpha)
		return out, nil
	}
	out.Tested = true
	out.Z = sum / math.Sqrt(e2)
	out.P = math.Erfc(math.Abs(out.Z) / math.Sqrt2)
	return out, nil
}

// scores returns the scores of beta and delta with their slopes in z, that of the interpolated score of beta by central
// differences.
func scores(x []float64, fit stable.Symmetric) (b, bSlope, d, dSlope []float64) {
	h := 1e-3
	if fit.Alpha < 1 {
		h = 2e-4 // the centre narrows
	}
	standard := stable.Symmetric{Alpha: fit.Alpha, Gamma: 1}
	table := newBetaTable(fit.Alpha)
	n := len(x)
	at := func(shift float64) (z, score []float64) {
		z, score = make([]float64, n), make([]float64, n)
		for i, v := range x {
			z[i] = (v-fit.Delta)/fit.Gamma + shift
		}
		for i, log := range standard.LogProbs(nil, z) {
			score[i] = table.score(z[i], log)
		}
		return z, score
	}
	z, b := at(0)
	_, low := at(-h)
	_, high := at(h)
	bSlope, d, dSlope = make([]float64, n), make([]float64, n), make([]float64, n)
	for i, l := range standard.DerivativesOf(z) {
		bSlope[i] = (high[i] - low[i]) / (2 * h)
		d[i], dSlope[i] = l.Score[2], -l.Hessian[2][2]
	}
	return b, bSlope, d, dSlope
}
