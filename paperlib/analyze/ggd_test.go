package analyze

import (
	"math"
	"slices"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// The quick fit must find the maximum that the general fit finds, on every planted law; the log-likelihoods may differ by
// the tolerance at which both stop.
func TestQuickGGD(t *testing.T) {
	quick, total := 0, 0
	for _, truth := range Truths() {
		for _, n := range []int{150, 1000, 5000} {
			for k := range 4 {
				x := truth.File(1, n, k, 21)[0]
				for i := range x {
					x[i] = 1e-5 * (x[i] + 3)
				}
				slices.Sort(x)
				want, err := tails.FitGGD(x)
				if err != nil {
					t.Fatal(err)
				}
				total++
				if _, ok := quickGGD(x); ok {
					quick++
				}
				got, err := fitGGD(x)
				if err != nil {
					t.Fatal(err)
				}
				a, b := tails.LogLikelihood(got, x), tails.LogLikelihood(want, x)
				if math.Abs(a-b) > 1e-6*float64(n) || math.Abs(got.Shape/want.Shape-1) > 5e-3 {
					t.Errorf("%s, n = %d: shape %.5f at %.6f, general fit %.5f at %.6f", truth.Name, n, got.Shape, a, want.Shape, b)
				}
			}
		}
	}
	if quick < total*3/4 {
		t.Errorf("the quick fit served %d of %d samples", quick, total)
	}
}

func BenchmarkGGD(b *testing.B) {
	for _, name := range []string{"Gaussian", "Laplace", "stable 1.7"} {
		var x []float64
		for _, truth := range Truths() {
			if truth.Name == name {
				x = truth.File(1, 1000, 0, 1)[0]
			}
		}
		slices.Sort(x)
		b.Run(name+"/general", func(b *testing.B) {
			for b.Loop() {
				tails.FitGGD(x)
			}
		})
		b.Run(name+"/quick", func(b *testing.B) {
			for b.Loop() {
				fitGGD(x)
			}
		})
	}
}
