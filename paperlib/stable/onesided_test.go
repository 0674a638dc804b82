package stable

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// The Laplace transform at four points, 4.5 standard errors of 200,000 draws: false alarm about 1e-4 in all, for this seed none.
// sqrt(2 X) Z is symmetric stable of index 2 a and scale 1: its characteristic function likewise.
func TestRandOneSided(t *testing.T) {
	for _, a := range []float64{0.4, 0.75, 0.85} {
		r := rng.New(41, "stable", "one-sided")
		const n = 200000
		s := []float64{0.1, 0.5, 1, 3}
		laplace, phi := make([]float64, len(s)), make([]float64, len(s))
		for range n {
			x := RandOneSided(a, r)
			y := math.Sqrt(2*x) * r.NormFloat64()
			for k, v := range s {
				laplace[k] += math.Exp(-v*x) / n
				phi[k] += math.Cos(v*y) / n
			}
		}
		for k, v := range s {
			if want := math.Exp(-math.Pow(v, a)); math.Abs(laplace[k]-want) > 4.5*0.5/math.Sqrt(n) {
				t.Errorf("a = %v: E exp(-%v X) = %.4f, want %.4f", a, v, laplace[k], want)
			}
			if want := math.Exp(-math.Pow(v, 2*a)); math.Abs(phi[k]-want) > 4.5/math.Sqrt(n) {
				t.Errorf("a = %v: E cos(%v Y) = %.4f, want %.4f", a, v, phi[k], want)
			}
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("an index of 1 is drawn")
		}
	}()
	RandOneSided(1, rng.New(1, "x"))
}
