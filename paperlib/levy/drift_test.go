package levy

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

var potentials = []Potential{
	Diagonal{1, 0.2, 7},
	Quadratic{mat.NewSymDense(3, []float64{2, 0.5, -0.3, 0.5, 1, 0.2, -0.3, 0.2, 3})},
	DoubleWell{N: 3, Half: 1.3, Height: 0.4},
	Quartic{1, 0.3, 2},
	Periodic{N: 3, Period: 1.7, Height: 0.6},
}

// TestDriftIsMinusTheGradient: central differences in every coordinate. The third derivatives at these points are below 200,
// so that the step 1e-4 errs by less than 1e-6.
func TestDriftIsMinusTheGradient(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	const step = 1e-4
	for _, u := range potentials {
		if u.Dim() != 3 {
			t.Fatalf("%T: dimension %d", u, u.Dim())
		}
		for range 50 {
			x, drift := make([]float64, 3), make([]float64, 3)
			for i := range x {
				x[i] = 4*r.Float64() - 2
			}
			u.Drift(drift, x)
			for i, b := range drift {
				at := func(s float64) float64 {
					y := append([]float64(nil), x...)
					y[i] += s
					return u.Value(y)
				}
				if slope := (at(step) - at(-step)) / (2 * step); !(math.Abs(b+slope) < 1e-6) {
					t.Errorf("%T at %v: drift %g along %d, slope %g", u, x, b, i, slope)
				}
			}
		}
	}
}

// TestShapes: minima, saddles, heights and curvatures as the comments say.
func TestShapes(t *testing.T) {
	d, p := DoubleWell{N: 1, Half: 1.3, Height: 0.4}, Periodic{N: 1, Period: 1.7, Height: 0.6}
	for _, c := range []struct {
		u                    Potential
		x, height, curvature float64
	}{
		{d, 1.3, 0, 8 * 0.4 / 1.69}, {d, -1.3, 0, 8 * 0.4 / 1.69}, {d, 0, 0.4, -4 * 0.4 / 1.69},
		{p, 3.4, 0, 2 * 0.6 * math.Pow(math.Pi/1.7, 2)}, {p, 0.85, 0.6, -2 * 0.6 * math.Pow(math.Pi/1.7, 2)},
	} {
		const step = 1e-4
		slope := func(x float64) float64 {
			b := make([]float64, 1)
			c.u.Drift(b, []float64{x})
			return -b[0]
		}
		curvature := (slope(c.x+step) - slope(c.x-step)) / (2 * step)
		if v := c.u.Value([]float64{c.x}); math.Abs(v-c.height) > 1e-14 || math.Abs(slope(c.x)) > 1e-13 || math.Abs(curvature-c.curvature) > 1e-5 {
			t.Errorf("%T at %g: height %g, slope %g, curvature %g, want %g, 0, %g", c.u, c.x, v, slope(c.x), curvature, c.height, c.curvature)
		}
	}
	if v := (DoubleWell{1, 1, 0.25}).Value([]float64{2}); math.Abs(v-9.0/4) > 1e-15 {
		t.Errorf("(x^2-1)^2/4 at 2 = %g", v)
	}
}
