package tails

import (
	"math"
	"math/rand/v2"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"gonum.org/v1/gonum/stat/distuv"
)

// Laplace is the double exponential law with density exp(-|x-Mu|/Scale)/(2 Scale).
//
// It embeds distuv.Laplace and replaces the quantile, which there loses its digits below p = 1e-8.
type Laplace struct{ distuv.Laplace }

// NewLaplace returns the Laplace law with the given median and scale; src may be nil if Rand is not called.
func NewLaplace(mu, scale float64, src rand.Source) Laplace {
	return Laplace{distuv.Laplace{Mu: mu, Scale: scale, Src: src}}
}

// Quantile is Mu + Scale log(2p) for p <= 1/2 and Mu - Scale log(2(1-p)) above.
func (l Laplace) Quantile(p float64) float64 {
	checkProbability(p)
	if p <= 0.5 {
		return l.Mu + l.Scale*math.Log(2*p)
	}
	return l.Mu - l.Scale*math.Log(2*(1-p))
}

// FitLaplace is the maximum-likelihood fit: the median and the mean absolute deviation from it.
func FitLaplace(x []float64) (Laplace, error) {
	if err := CheckSample(x); err != nil {
		return Laplace{}, err
	}
	mu := stats.Quantile(sorted(x), 0.5)
	var s float64
	for _, v := range x {
		s += math.Abs(v-mu) / float64(len(x))
	}
	return NewLaplace(mu, s, nil), nil
}
