package tails

import (
	"fmt"
	"math/rand/v2"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// GoFP holds the p-values of the three statistics. They are three looks at one sample: a reader who takes the smallest
// must allow for that; AD sees tails best.
type GoFP struct{ KS, CvM, AD PValue }

// StableGoFP gives the p-values of the statistics of a sample against the symmetric stable law fitted to it by maximum
// likelihood (alpha in [stable.MinAlpha, 2], gamma, delta).
//
// Fitting pulls the law towards the sample, so the usual critical values are far too large: at 5 % KS is about .8, not
// 1.358. By equivariance the null depends on (alpha, n) alone. It was simulated at 20 values of alpha in [.5, 2] and n =
// 100, 250, 1000 and 4000, with 20,000 samples each (8,000 at n = 4000), and is interpolated at the fitted alpha. The last
// column serves all larger n: at n = 30,000 and alpha 1.4, 1.975 and 1.995 the level .05 measured .044 to .058 (500 samples,
// sd .01). Monte-Carlo error of a quantile: about .6 % at p = .05, 3 to 5 % at p = .001. The table ends at p = .001, which
// then is a bound.
//
// Errors: [ErrNotTabulated] for alpha below .5 or fewer than 100 draws; then use [BootstrapGoF].
func StableGoFP(g GoF, alpha float64) (GoFP, error) { return tabulatedGoF(g, "", alpha) }

// GaussianGoFP gives the p-values of the statistics of a sample against the Gaussian with the sample's mean and standard
// deviation (Lilliefors 1967; Stephens 1974, case 3), simulated with 40,000 samples at n = 100, 250, 1000 and 20,000 at
// 4000. The divisor of the deviation, n or n-1, does not matter at these n. Errors as for [StableGoFP].
func GaussianGoFP(g GoF) (GoFP, error) { return tabulatedGoF(g, "gaussian_", 2) }

func tabulatedGoF(g GoF, prefix string, alpha float64) (GoFP, error) {
	var out GoFP
	for _, s := range []struct {
		name  string
		value float64
		p     *PValue
	}{{"ks", g.KS, &out.KS}, {"cvm", g.CvM, &out.CvM}, {"ad", g.AD, &out.AD}} {
		var err error
		if *s.p, err = gofNull().p(prefix+s.name, s.value, alpha, float64(g.N)); err != nil {
			return GoFP{}, fmt.Errorf("goodness of fit; use BootstrapGoF: %w", err)
		}
	}
	return out, nil
}

// BootstrapGoF fits a law to x and compares the statistics with those of b samples drawn from it, each fitted anew: the
// parametric bootstrap, p = (1 + #)/(b + 1), for any family. It costs b + 1 fits and is what the tables are verified by.
// A replicate whose fit fails is an error and never left out.
func BootstrapGoF(fit Fitter, x []float64, b int, src rand.Source) (GoF, GoFP, error) {
	if b < 1 {
		return GoF{}, GoFP{}, fmt.Errorf("tails: a bootstrap of %d replicates: ask for 1 or more, 999 for p-values down to .001", b)
	}
	law, err := fit(x)
	if err != nil {
		return GoF{}, GoFP{}, err
	}
	observed, err := GoodnessOfFit(x, law)
	if err != nil {
		return GoF{}, GoFP{}, err
	}
	fill, err := filler(law, src)
	if err != nil {
		return GoF{}, GoFP{}, err
	}
	count := [3]int{1, 1, 1}
	y := make([]float64, len(x))
	for r := range b {
		fill(y)
		refit, err := fit(y)
		if err != nil {
			return GoF{}, GoFP{}, fmt.Errorf("bootstrap replicate %d of %d, drawn from %T: %w", r+1, b, law, err)
		}
		g, err := GoodnessOfFit(y, refit)
		if err != nil {
			return GoF{}, GoFP{}, fmt.Errorf("bootstrap replicate %d of %d: %w", r+1, b, err)
		}
		for k, exceeds := range [3]bool{g.KS >= observed.KS, g.CvM >= observed.CvM, g.AD >= observed.AD} {
			if exceeds {
				count[k]++
			}
		}
	}
	p := [3]PValue{}
	for k, c := range count {
		p[k] = PValue{P: float64(c) / float64(b+1), AtMost: c == 1}
	}
	return observed, GoFP{p[0], p[1], p[2]}, nil
}

// filler returns a function that fills a slice with draws from the law: its own generator where it has one, inversion of
// the distribution function elsewhere.
func filler(law Law, src rand.Source) (func(y []float64), error) {
	var rand1 func() float64
	switch l := law.(type) {
	case stable.Symmetric:
		s, err := stable.NewSampler(l.Alpha)
		if err != nil {
			return nil, err
		}
		return func(y []float64) {
			s.Fill(y, src)
			for i, z := range y {
				y[i] = l.Delta + l.Gamma*z
			}
		}, nil
	case stable.Skewed:
		l.Src = src
		rand1 = l.Rand
	case Gaussian:
		l.Src = src
		rand1 = l.Rand
	case Laplace:
		l.Src = src
		rand1 = l.Rand
	case StudentT:
		l.Src = src
		rand1 = l.Rand
	case GGD:
		l.Src = src
		rand1 = l.Rand
	case NormalLognormal:
		l.Src = src
		rand1 = l.Rand
	default:
		r := rand.New(src)
		// Midpoints of 2^53 cells: neither 0 nor 1, whose quantiles are infinite.
		rand1 = func() float64 { return law.Quantile((float64(r.Uint64()>>11) + 0.5) / (1 << 53)) }
	}
	return func(y []float64) {
		for i := range y {
			y[i] = rand1()
		}
	}, nil
}
