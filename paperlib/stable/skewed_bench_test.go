package stable

import (
	"fmt"
	"testing"
)

// BenchmarkSkewedEval is density, distribution and survival function at one of 64 draws.
func BenchmarkSkewedEval(b *testing.B) {
	for _, p := range [][2]float64{{0.5, 0.5}, {1, 0.5}, {1.0005, 1e-3}, {1.2, -0.8}, {1.5, 0.5}, {1.5, 1}, {1.9, 0.5}} {
		b.Run(fmt.Sprintf("alpha=%g/beta=%g", p[0], p[1]), func(b *testing.B) {
			law := Skewed{Alpha: p[0], Beta: p[1], Gamma: 1}
			x := skewedDraws(law, 64, 3)
			i := 0
			for b.Loop() {
				v, err := law.Eval(x[i&63])
				if err != nil {
					b.Fatal(err)
				}
				sink = v.LogProb
				i++
			}
		})
	}
}

func BenchmarkSkewedQuantile(b *testing.B) {
	law := Skewed{Alpha: 1.5, Beta: 0.5, Gamma: 1}
	for b.Loop() {
		sink = law.Quantile(0.99)
	}
}

func BenchmarkSkewedRand(b *testing.B) {
	for b.Loop() {
		sink = Skewed{Alpha: 1.5, Beta: 0.5, Gamma: 1}.Rand()
	}
}

func BenchmarkFitSkewed(b *testing.B) {
	for _, n := range []int{1000, 10000, 100000} {
		for _, p := range [][2]float64{{0.7, 0.5}, {1.2, -0.5}, {1.5, 0.5}, {1.8, 0.5}} {
			b.Run(fmt.Sprintf("n=%d/alpha=%g", n, p[0]), func(b *testing.B) {
				x := skewedDraws(Skewed{Alpha: p[0], Beta: p[1], Gamma: 1}, n, 3)
				for b.Loop() {
					f, err := FitSkewed(x, nil)
					if err != nil {
						b.Fatal(err)
					}
					sink = f.LogLikelihood
				}
			})
		}
	}
}
