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
	for _, v := range LogProbs(law, x) {
		s += v
	}
	return s
}

// LogProbs are the log densities of the draws. Those of a law whose density is an integral are interpolated where the draws
// are many, to 1e-6.
func LogProbs(law Law, x []float64) []float64 {
	out := make([]float64, len(x))
	if l, ok := law.(NormalLognormal); ok && l.Tau > 0 && len(x) > 50 {
		l.logProbs(x, out)
		return out
	}
	for i, v := range x {
		out[i] = law.LogProb(v)
	}
	return out
}
