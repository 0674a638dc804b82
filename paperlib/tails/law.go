package tails

import (
	"fmt"
	"math"
)

// Law is a continuous distribution on the line with the methods that gonum's distuv gives its own.
//
// Prob and LogProb are the density and its logarithm; CDF is P(X <= x); Survival is P(X > x), computed as such and so
// accurate to a few units in the last places far in the upper tail, never 1 - CDF; Quantile is the inverse of CDF and
// panics unless 0 <= p <= 1; NumParameters counts free parameters (the k of BIC).
type Law interface {
	LogProb(x float64) float64
	Prob(x float64) float64
	CDF(x float64) float64
	Survival(x float64) float64
	Quantile(p float64) float64
	NumParameters() int
}

// Family names one parametric family of laws.
type Family string

// The families this package can fit. NumParameters: Gaussian 2, Laplace 2, StudentT 3, GGD 3, Stable 3; and, outside this
// list, [FamilySkewStable] 4.
const (
	FamilyGaussian Family = "gaussian"
	FamilyLaplace  Family = "laplace"
	FamilyStudentT Family = "student_t"
	FamilyGGD      Family = "ggd"
	FamilyStable   Family = "stable"
)

// Families lists every family in the order in which tables show them. FamilySkewStable, whose fit costs a thousand times
// theirs, is not among them.
func Families() []Family {
	return []Family{FamilyGaussian, FamilyLaplace, FamilyStudentT, FamilyGGD, FamilyStable}
}

// Fitter fits one law to a sample. It must not keep or change x.
type Fitter func(x []float64) (Law, error)

// Fitter returns the maximum-likelihood fitter of the family, or an error naming the families there are.
func (f Family) Fitter() (Fitter, error) {
	switch f {
	case FamilyGaussian:
		return func(x []float64) (Law, error) { return lawOrError(FitGaussian(x)) }, nil
	case FamilyLaplace:
		return func(x []float64) (Law, error) { return lawOrError(FitLaplace(x)) }, nil
	case FamilyStudentT:
		return func(x []float64) (Law, error) { return lawOrError(FitStudentT(x)) }, nil
	case FamilyGGD:
		return func(x []float64) (Law, error) { return lawOrError(FitGGD(x)) }, nil
	case FamilyStable:
		return FitStable, nil
	case FamilySkewStable:
		return FitSkewStable, nil
	}
	return nil, fmt.Errorf("tails: no family is called %q; choose one of %v", string(f), Families())
}

// FitFamily fits one family by maximum likelihood and returns the law with its log-likelihood sum_i log f(x_i).
// The sample must pass CheckSample; the error then names the sample's fault.
func FitFamily(f Family, x []float64) (Law, float64, error) {
	fit, err := f.Fitter()
	if err != nil {
		return nil, math.NaN(), err
	}
	law, err := fit(x)
	if err != nil {
		return nil, math.NaN(), err
	}
	return law, LogLikelihood(law, x), nil
}

// LogLikelihood is sum_i log f(x_i).
func LogLikelihood(law Law, x []float64) float64 {
	var s float64
	for _, v := range x {
		s += law.LogProb(v)
	}
	return s
}

// lawOrError keeps a nil interface when a fit failed: a zero law wrapped in Law would look like a result.
func lawOrError[L Law](l L, err error) (Law, error) {
	if err != nil {
		return nil, err
	}
	return l, nil
}
