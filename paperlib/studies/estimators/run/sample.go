package run

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/studies/estimators"
)

// sampler fills samples of one law from a stream.
type sampler func(dst []float64, r *rand.Rand)

// samplerOf prepares the sampler of a law.
func samplerOf(l estimators.Law, k estimators.Knobs) (sampler, error) {
	each := func(draw func(*rand.Rand) float64) (sampler, error) {
		return func(dst []float64, r *rand.Rand) {
			for i := range dst {
				dst[i] = draw(r)
			}
		}, nil
	}
	normal := func(r *rand.Rand) float64 { return r.NormFloat64() }
	switch l {
	case estimators.Stable:
		return stableSampler(k.Alpha)
	case estimators.Stable18:
		return stableSampler(1.8)
	case estimators.Skewed:
		return each(func(r *rand.Rand) float64 { return stable.Skewed{Alpha: k.Alpha, Beta: 0.5, Gamma: 1, Src: r}.Rand() })
	case estimators.Gaussian:
		return each(normal)
	case estimators.Laplace:
		return each(func(r *rand.Rand) float64 { return distuv.Laplace{Scale: 1, Src: r}.Rand() })
	case estimators.StudentT:
		return each(func(r *rand.Rand) float64 { return distuv.StudentsT{Sigma: 1, Nu: 3, Src: r}.Rand() })
	case estimators.Scales:
		return each(func(r *rand.Rand) float64 { return math.Exp(k.Tau*r.NormFloat64()) * r.NormFloat64() })
	case estimators.Sorted:
		return func(dst []float64, r *rand.Rand) {
			for i := range dst {
				dst[i] = math.Exp(k.Tau * r.NormFloat64())
			}
			slices.Sort(dst)
			for i := range dst {
				dst[i] *= r.NormFloat64()
			}
		}, nil
	case estimators.Zeros, estimators.Guarded:
		guard := 0.0
		if l == estimators.Guarded {
			guard = 1e-15
		}
		return each(func(r *rand.Rand) float64 {
			if r.Float64() < 0.1 {
				return guard
			}
			return r.NormFloat64() + guard
		})
	case estimators.Chain:
		return func(dst []float64, r *rand.Rand) {
			dst[0] = r.NormFloat64()
			for i := 1; i < len(dst); i++ {
				dst[i] = k.Rho*dst[i-1] + math.Sqrt(1-k.Rho*k.Rho)*r.NormFloat64()
			}
		}, nil
	case estimators.Shifted:
		return each(func(r *rand.Rand) float64 { return 0.1 + r.NormFloat64() })
	}
	return nil, fmt.Errorf("no law is called %q", l)
}

func stableSampler(alpha float64) (sampler, error) {
	s, err := stable.NewSampler(alpha)
	if err != nil {
		return nil, err
	}
	return func(dst []float64, r *rand.Rand) { s.Fill(dst, r) }, nil
}

// stream is the generator of one sample: the same draws for every estimator and test, others for every seed.
func (s settings) stream(names ...string) *rand.Rand {
	return rng.New(s.seed, append([]string{"nb03", string(s.part)}, names...)...)
}
