package stable

import (
	"math"
	"math/rand/v2"
	"testing"
)

// h u = u diag(values), u orthogonal.
func TestEigen(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	for k := range 500 {
		var h [3][3]float64
		for i := range 3 {
			for j := range i + 1 {
				h[i][j] = math.Exp(8*r.NormFloat64()) * r.NormFloat64()
				if k%7 == 0 && i != j {
					h[i][j] = 0
				}
				h[j][i] = h[i][j]
			}
		}
		values, u := eigen(h)
		size := 0.0
		for i := range 3 {
			for j := range 3 {
				size = max(size, math.Abs(h[i][j]))
			}
		}
		for c := range 3 {
			for i := range 3 {
				hu, dot := 0.0, 0.0
				for j := range 3 {
					hu += h[i][j] * u[j][c]
					dot += u[j][c] * u[j][i]
				}
				want := 0.0
				if i == c {
					want = 1
				}
				if !(math.Abs(hu-values[c]*u[i][c]) < 1e-13*size) || !(math.Abs(dot-want) < 1e-13) {
					t.Fatalf("%v: values %v, vectors %v", h, values, u)
				}
			}
		}
	}
}
