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
		return skewedSampler(k.Alpha, 0.5)
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

// skewedSampler draws the standard stable law S0(alpha, beta) by the method of Chambers, Mallows and Stuck (1976), for
// alpha other than 1, in the form of Nolan (2020), theorem 1.3: with U uniform on (-pi/2, pi/2), W exponential and
// theta = atan(beta tan(pi alpha/2))/alpha,
//
//	X = sin(alpha (theta+U)) / (cos(alpha theta) cos U)^(1/alpha) * (cos(alpha theta + (alpha-1) U)/W)^((1-alpha)/alpha)
//
// is S1; subtracting beta tan(pi alpha/2) makes it S0.
func skewedSampler(alpha, beta float64) (sampler, error) {
	if math.Abs(alpha-1) < 1e-3 {
		return nil, fmt.Errorf("a skewed sample with tail index %g: choose one that differs from 1 by more than .001", alpha)
	}
	shift := beta * math.Tan(math.Pi*alpha/2)
	theta := math.Atan(shift) / alpha
	return func(dst []float64, r *rand.Rand) {
		for i := range dst {
			u, w := math.Pi*(r.Float64()-0.5), r.ExpFloat64()
			x := math.Sin(alpha*(theta+u)) / math.Pow(math.Cos(alpha*theta)*math.Cos(u), 1/alpha) *
				math.Pow(math.Cos(alpha*theta+(alpha-1)*u)/w, (1-alpha)/alpha)
			dst[i] = x - shift
		}
	}, nil
}

// stream is the generator of one sample: the same draws for every estimator and test, others for every seed.
func (s settings) stream(names ...string) *rand.Rand {
	return rng.New(s.seed, append([]string{"nb03", string(s.part)}, names...)...)
}
