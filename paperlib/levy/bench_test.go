package levy

import (
	"context"
	"fmt"
	"testing"
)

func hundred() (Equation, Domain) {
	const n = 100
	h, alpha, sigma := make(Diagonal, n), make([]float64, n), make([]float64, n)
	for i := range n {
		h[i], alpha[i], sigma[i] = 1, 1.2+0.7*float64(i)/(n-1), 0.01
	}
	noise, err := NewCoordinates(alpha, sigma)
	if err != nil {
		panic(err)
	}
	return Equation{Potential: h, Noise: noise, Start: make([]float64, n)}, Cube(n, 100)
}

// Steps of a quadratic well in R^100, the time of one coordinate-step.
func BenchmarkExitQuadratic100(b *testing.B) {
	e, d := hundred()
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprint(workers), func(b *testing.B) {
			for b.Loop() {
				out, err := FirstExits(context.Background(), e, d, Euler{0.01}, Runs{Paths: 2, Seed: 1, MaxTime: 640, Workers: workers})
				if err != nil || !out[0].Censored {
					b.Fatal(err, out)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(2*64000*100), "ns/coordinate-step")
		})
	}
}
