package stable

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

var sink float64

func BenchmarkFit(b *testing.B) {
	for _, n := range []int{1000, 10000, 100000} {
		for _, alpha := range []float64{0.6, 1.2, 1.5, 1.8, 1.95, 2} {
			b.Run(fmt.Sprintf("n=%d/alpha=%g", n, alpha), func(b *testing.B) {
				x := draws(Symmetric{Alpha: alpha, Gamma: 1}, n, 3)
				if _, err := FitSymmetric(x, nil); err != nil {
					b.Fatal(err)
				}
				fitter := NewFitter(nil)
				for b.Loop() {
					f, err := fitter.Fit(x)
					if err != nil {
						b.Fatal(err)
					}
					sink = f.LogLikelihood
				}
			})
		}
	}
}

// BenchmarkJet is one point of a likelihood: log f, gradient and Hessian.
func BenchmarkJet(b *testing.B) {
	for _, alpha := range []float64{0.6, 1.5, 1.8, 1.95} {
		b.Run(fmt.Sprintf("alpha=%g", alpha), func(b *testing.B) {
			p := &prepared{}
			if err := p.prepare(draws(Symmetric{Alpha: alpha, Gamma: 1}, 10000, 3), &FitOptions{}); err != nil {
				b.Fatal(err)
			}
			var f frozen
			p.sums(params{alpha, 0, 0}, &f)
			n := 0
			for b.Loop() {
				sink = p.sums(params{alpha, 0, 0}, &f).l
				n += len(p.y)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/point")
		})
	}
}

func BenchmarkLogProb(b *testing.B) {
	for _, alpha := range []float64{1.5, 1.95} {
		b.Run(fmt.Sprintf("alpha=%g", alpha), func(b *testing.B) {
			s := Symmetric{Alpha: alpha, Gamma: 1}
			x := draws(s, 1024, 3)
			sink = s.LogProb(0)
			i := 0
			for b.Loop() {
				sink = s.LogProb(x[i&1023])
				i++
			}
		})
	}
}

func BenchmarkDirect(b *testing.B) {
	d := NewDirect(1.5)
	for b.Loop() {
		sink, _ = d.Eval(2)
	}
}

func BenchmarkQuantile(b *testing.B) {
	s := Symmetric{Alpha: 1.5, Gamma: 1}
	sink = s.Quantile(0.9)
	for b.Loop() {
		sink = s.Quantile(0.99)
	}
}

func BenchmarkBuildSegment(b *testing.B) {
	for _, s := range segments {
		b.Run(fmt.Sprintf("%g-%g", s.lo, s.hi), func(b *testing.B) {
			for b.Loop() {
				sink = buildTable(s).half
			}
		})
	}
}

func frozenBench(b *testing.B, what func(f *Frozen, dst, z []float64)) {
	for _, alpha := range []float64{0.6, 1.2, 1.5, 1.8, 1.95, 1.999} {
		b.Run(fmt.Sprintf("alpha=%g", alpha), func(b *testing.B) {
			z := draws(Symmetric{Alpha: alpha, Gamma: 1}, 10000, 3)
			dst := make([]float64, len(z))
			f, err := Freeze(alpha)
			if err != nil {
				b.Fatal(err)
			}
			what(f, dst, z)
			n := 0
			for b.Loop() {
				what(f, dst, z)
				n += len(z)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/point")
		})
	}
}

func BenchmarkFrozenLogProbs(b *testing.B) {
	frozenBench(b, func(f *Frozen, dst, z []float64) { f.LogProbs(dst, z) })
}

func BenchmarkFrozenSurvivals(b *testing.B) {
	frozenBench(b, func(f *Frozen, dst, z []float64) { f.Survivals(dst, z) })
}

func BenchmarkFreeze(b *testing.B) {
	for _, alpha := range []float64{0.6, 1.5, 1.95, 1.999} {
		b.Run(fmt.Sprintf("alpha=%g", alpha), func(b *testing.B) {
			for b.Loop() {
				f, err := Freeze(alpha)
				if err != nil {
					b.Fatal(err)
				}
				sink = f.LogProb(1)
			}
		})
	}
}

func BenchmarkSampler(b *testing.B) {
	for _, alpha := range []float64{0.6, 1.2, 1.5, 1.8, 1.95, 1.999} {
		b.Run(fmt.Sprintf("alpha=%g", alpha), func(b *testing.B) {
			s, err := NewSampler(alpha)
			if err != nil {
				b.Fatal(err)
			}
			dst, src := make([]float64, 10000), rand.NewPCG(1, 2)
			n := 0
			for b.Loop() {
				s.Fill(dst, src)
				n += len(dst)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/draw")
		})
	}
}

func BenchmarkNewSampler(b *testing.B) {
	for _, alpha := range []float64{0.6, 1.5, 1.999} {
		b.Run(fmt.Sprintf("alpha=%g", alpha), func(b *testing.B) {
			for b.Loop() {
				s, err := NewSampler(alpha)
				if err != nil {
					b.Fatal(err)
				}
				sink = s.Alpha()
			}
		})
	}
}

// BenchmarkFitMatrix is 1000 draws of each of 512 coordinates with tail indices from 1.2 to 2.
func BenchmarkFitMatrix(b *testing.B) {
	const n, c = 1000, 512
	x := make([]float32, n*c)
	for j := range c {
		for i, v := range draws(Symmetric{Alpha: 1.2 + 0.8*float64(j)/c, Gamma: 1}, n, uint64(j)) {
			x[i*c+j] = float32(v)
		}
	}
	dst := make([]MatrixFit, c)
	for b.Loop() {
		if err := FitMatrix(b.Context(), dst, x, n, c, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/c, "ms/fit")
}
