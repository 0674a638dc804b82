package tails

import "math"

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

// Fitter fits one law to a sample. It must not keep or change x.
type Fitter func(x []float64) (Law, error)

// FitFamily fits one family by maximum likelihood and returns the law with its log-likelihood sum_i log f(x_i).
// The sample must pass CheckSample; the error then names the sample's fault.
func FitFamily(f Family, x []float64) (Law, float64, error) {
	law, err := f.Fit(x)
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
