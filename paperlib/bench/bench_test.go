package bench

import (
	"fmt"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// The benchmarks time the kernels of [Serve] under go test, for benchstat; ns/point is the cost of one value or draw.

func points(b *testing.B, alpha float64, n int) []float64 {
	x := make([]float64, n)
	if err := fill(x, alpha, rng.Stream(1, "bench", sampleKey(alpha))); err != nil {
		b.Fatal(err)
	}
	return x
}

func BenchmarkStable(b *testing.B) {
	k := ours()
	for _, what := range []string{LogPDF, LogPDFOne, SF, SFOne, Draw} {
		for _, alpha := range Alphas {
			b.Run(fmt.Sprintf("%s/alpha=%g", what, alpha), func(b *testing.B) {
				x, dst := points(b, alpha, pointsPerAlpha), make([]float64, pointsPerAlpha)
				var run func()
				var err error
				if what == Draw {
					run, err = k.draw(alpha, dst)
				} else {
					run, err = k.bulk[what](alpha, dst, x)
				}
				if err != nil {
					b.Fatal(err)
				}
				run()
				for b.Loop() {
					run()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*pointsPerAlpha), "ns/point")
			})
		}
	}
}

func BenchmarkFit(b *testing.B) {
	for _, s := range fitSizes {
		for _, alpha := range Alphas {
			b.Run(fmt.Sprintf("n=%d/alpha=%g", s.draws, alpha), func(b *testing.B) {
				run, err := ours().fit(points(b, alpha, s.draws), s.draws, 1)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := run(); err != nil {
					b.Fatal(err)
				}
				b.ReportAllocs()
				for b.Loop() {
					if _, err := run(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
