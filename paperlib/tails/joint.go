package tails

import (
	"fmt"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// JointFitter fits the laws of several coordinates that share parameters, one law for each. It must not keep or change the
// samples.
type JointFitter func(samples [][]float64) ([]Law, error)

// FitSharedStable is the maximum-likelihood fit of symmetric stable laws with one tail index for all coordinates and a
// location and scale for each (stable.FitSharedAlpha): the alpha that maximises
//
//	sum_j max_{gamma, delta} l_j(alpha, gamma, delta).
//
// The model has 2 parameters for each coordinate and 1 for all. The error names the sample that has no fit
// (stable.SampleError).
func FitSharedStable(samples [][]float64) ([]Law, error) {
	f, err := stable.FitSharedAlpha(samples, nil)
	if err != nil {
		return nil, err
	}
	laws := make([]Law, len(samples))
	for j := range laws {
		laws[j] = f.Fits[j].Law
	}
	return laws, nil
}

// FitPooledStable fits one symmetric stable law to the draws of all coordinates thrown together: one alpha, one gamma, one
// delta. Where scales differ between coordinates the pool is a scale mixture, heavier-tailed than any coordinate.
func FitPooledStable(samples [][]float64) ([]Law, error) {
	f, err := stable.FitSymmetric(slices.Concat(samples...), nil)
	if err != nil {
		return nil, err
	}
	return slices.Repeat([]Law{f.Law}, len(samples)), nil
}

// JudgeJointly scores laws of the stable family that share parameters as [Judge] scores laws of their own, on the same folds
// and histogram bins: laws fitted to all draws of all samples, and held out by refitting without each fold. BIC is left out:
// what a shared parameter costs one coordinate depends on who else shares it. folds[j] are those of sample j, equally many
// for all.
//
// Errors are those of the fitter, with the fold where it failed.
func JudgeJointly(fit JointFitter, samples [][]float64, folds []Folds) ([]Score, error) {
	if len(folds) != len(samples) {
		return nil, fmt.Errorf("tails: %d folds for %d samples: give each its own", len(folds), len(samples))
	}
	for j, x := range samples {
		if len(x) != len(folds[j].Of) || folds[j].K != folds[0].K {
			return nil, fmt.Errorf("tails: sample %d has %d draws and folds for %d, in %d parts: build them for these samples, in %d parts", j, len(x), len(folds[j].Of), folds[j].K, folds[0].K)
		}
	}
	laws, err := fit(samples)
	if err != nil {
		return nil, err
	}
	scores := make([]Score, len(samples))
	for j, x := range samples {
		bins, err := NewBins(x)
		if err != nil {
			return nil, err
		}
		scores[j] = Score{Family: FamilyStable, Law: laws[j], LogLikelihood: LogLikelihood(laws[j], x),
			HeldOut: make([]float64, len(x)), Histogram: bins.Errors(laws[j])}
	}
	if len(samples) == 0 {
		return scores, nil
	}
	for k := range folds[0].K {
		rest := make([][]float64, len(samples))
		for j, x := range samples {
			for i, v := range x {
				if folds[j].Of[i] != k {
					rest[j] = append(rest[j], v)
				}
			}
		}
		laws, err := fit(rest)
		if err != nil {
			return nil, fmt.Errorf("fold %d: %w", k+1, err)
		}
		for j, x := range samples {
			for i, v := range x {
				if folds[j].Of[i] == k {
					scores[j].HeldOut[i] = laws[j].LogProb(v)
				}
			}
		}
	}
	return scores, nil
}
