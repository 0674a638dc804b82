package stable

import (
	"math/rand/v2"
	"testing"
	"time"
)

func draws(law Symmetric, n int, seed uint64) []float64 {
	law.Src = rand.NewPCG(seed, 7)
	x := make([]float64, n)
	for i := range x {
		x[i] = law.Rand()
	}
	return x
}

func TestFitTrial(t *testing.T) {
	for _, n := range []int{1000, 25600} {
		for _, a := range []float64{0.32, 0.4, 0.55, .7, .9, 1, 1.2, 1.5, 1.8, 1.95, 1.995, 2} {
			x := draws(Symmetric{Alpha: a, Gamma: 3, Delta: 1}, n, 1)
			FitSymmetric(x, nil)
			t0 := time.Now()
			f, err := FitSymmetric(x, nil)
			t.Log(n, a, f.Law.Alpha, f.Law.Gamma, f.Law.Delta, f.StdErr, f.Iterations, f.Status, f.Flags, err, time.Since(t0))
		}
	}
}
