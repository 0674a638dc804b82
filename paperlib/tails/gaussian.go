package tails

import (
	"math"
	"math/rand/v2"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"gonum.org/v1/gonum/stat/distuv"
)

// Gaussian is the normal law with density exp(-(x-Mu)^2/(2 Sigma^2))/(Sigma sqrt(2 pi)).
//
// Sigma is the standard deviation; the same law is symmetric stable with alpha = 2 and gamma = Sigma/sqrt 2. It embeds
// distuv.Normal but takes the survival function from erfc: distuv's is 1 - erf and loses every digit beyond 8 sigma.
type Gaussian struct{ distuv.Normal }

// NewGaussian returns the normal law with the given mean and standard deviation; src may be nil if Rand is not called.
func NewGaussian(mu, sigma float64, src rand.Source) Gaussian {
	return Gaussian{distuv.Normal{Mu: mu, Sigma: sigma, Src: src}}
}

// Survival is P(X > x) = erfc((x-Mu)/(Sigma sqrt 2))/2.
func (g Gaussian) Survival(x float64) float64 {
	return 0.5 * math.Erfc((x-g.Mu)/(g.Sigma*math.Sqrt2))
}

// FitGaussian is the maximum-likelihood fit: mean and root mean squared deviation (divisor n).
func FitGaussian(x []float64) (Gaussian, error) {
	if err := CheckSample(x); err != nil {
		return Gaussian{}, err
	}
	mu, sigma := stats.MeanDeviation(x)
	return NewGaussian(mu, sigma, nil), nil
}
