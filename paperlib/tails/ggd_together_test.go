package tails

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// drawFunc makes a function of a generator a drawer.
type drawFunc struct {
	r *rand.Rand
	f func(*rand.Rand) float64
}

func (d drawFunc) Rand() float64 { return d.f(d.r) }

// ggdSample is centred and scaled as FitGGD does it.
func ggdSample(x []float64) []float64 {
	s := sorted(x)
	median := stats.Quantile(s, 0.5)
	_, unit := stats.MeanDeviation(x)
	for i := range s {
		s[i] = (s[i] - median) / unit
	}
	return s
}

// Steps in location and shape together must find the maximum that the search in turn finds, on laws of all kinds; the
// log-likelihoods may differ by the tolerance at which both stop.
func TestGGDTogether(t *testing.T) {
	together, total := 0, 0
	r := rng.New(21, "tails", "ggd")
	for _, l := range []struct {
		name string
		law  drawer
	}{
		{"Gaussian", NewGaussian(0, 1, r)}, {"Laplace", NewLaplace(0, 1, r)}, {"Student t, nu = 3", NewStudentT(0, 1, 3, r)},
		{"stable 1.3", stable.Symmetric{Alpha: 1.3, Gamma: 1, Src: r}}, {"stable 1.7", stable.Symmetric{Alpha: 1.7, Gamma: 1, Src: r}},
		{"lognormal scales", drawFunc{r, func(r *rand.Rand) float64 { return math.Exp(r.NormFloat64()) * r.NormFloat64() }}},
		{"uniform", drawFunc{r, (*rand.Rand).Float64}},
		{"half Gaussian, half stable 1.5", drawFunc{r, func(r *rand.Rand) float64 {
			if r.IntN(2) == 0 {
				return r.NormFloat64()
			}
			return stable.Symmetric{Alpha: 1.5, Gamma: 1, Src: r}.Rand()
		}}},
	} {
		for _, n := range []int{150, 1000, 5000} {
			for range 4 {
				x := ggdSample(draws(n, l.law))
				want := ggdInTurn(x)
				total++
				got, ok := ggdTogether(x)
				if !ok {
					continue
				}
				together++
				a, b := LogLikelihood(got, x), LogLikelihood(want, x)
				if math.Abs(a-b) > 1e-9*float64(n) || math.Abs(got.Shape/want.Shape-1) > 1e-5 {
					t.Errorf("%s, n = %d: shape %v at %v, in turn %v at %v", l.name, n, got.Shape, a, want.Shape, b)
				}
			}
		}
	}
	if together < total*3/4 {
		t.Errorf("steps together served %d of %d samples", together, total)
	}
}

func BenchmarkGGD(b *testing.B) {
	for name, law := range map[string]drawer{
		"Gaussian": NewGaussian(0, 1, rng.Stream(1, "ggd")), "Laplace": NewLaplace(0, 1, rng.Stream(1, "ggd")),
		"stable 1.7": stable.Symmetric{Alpha: 1.7, Gamma: 1, Src: rng.Stream(1, "ggd")},
	} {
		x := ggdSample(draws(1000, law))
		b.Run(name+"/in turn", func(b *testing.B) {
			for b.Loop() {
				ggdInTurn(x)
			}
		})
		b.Run(name+"/together", func(b *testing.B) {
			for b.Loop() {
				ggdTogether(x)
			}
		})
	}
}
