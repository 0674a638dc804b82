package levy

import (
	"math"
	"math/rand/v2"
	"testing"
)

// checkReach fails unless x is inside, the axis through it stays inside up to the distances that Reach gives, and is outside
// just beyond them.
func checkReach(t *testing.T, d Domain, x []float64, i int) {
	t.Helper()
	minus, plus := d.Reach(x, i)
	at := func(s float64) bool {
		y := append([]float64(nil), x...)
		y[i] += s
		return d.Inside(y)
	}
	if !(at(0) && minus > 0 && plus > 0) {
		t.Fatalf("%T: x = %v inside %v, reach %g and %g", d, x, at(0), minus, plus)
	}
	for sign, reach := range map[float64]float64{-1: minus, 1: plus} {
		if math.IsInf(reach, 1) {
			if !at(sign * 1e9) {
				t.Errorf("%T: reach from %v along %g e_%d is infinite, yet 1e9 is outside", d, x, sign, i)
			}
			continue
		}
		for f := 0.01; f < 1; f += 0.01 {
			if !at(sign * reach * f) {
				t.Errorf("%T: %g of the reach from %v along %g e_%d is outside", d, f, x, sign, i)
			}
		}
		// Rounding is that of coordinates of size up to 3.
		if slack := 1e-9 * reach; !at(sign*(reach-slack)) || at(sign*(reach+slack)) {
			t.Errorf("%T: the boundary from %v along %g e_%d is not at %g", d, x, sign, i, reach)
		}
	}
}

func TestReachMeetsTheBoundary(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	uniform := func(half float64) float64 { return half * (2*r.Float64() - 1) }
	box := Box{[]float64{-1, math.Inf(-1), -0.5}, []float64{2, 1, inf}}
	ball := Ball{[]float64{0.3, -0.2, 1}, 1.5}
	half := HalfSpace{[]float64{1, -2, 0}, 0.7}
	level := Level{Potential: Diagonal{1, 4, 0.5}, Value: 2}
	basin := Level{Potential: DoubleWell{N: 3, Half: 1, Height: 1}, Value: 1.5, Separate: func(x []float64) bool {
		return x[0] > 0 && x[1] > 0 && x[2] > 0
	}}
	for _, d := range []Domain{box, ball, half, level, basin, Cube(3, 2)} {
		for found := 0; found < 40; {
			x := []float64{uniform(3), uniform(3), uniform(3)}
			if d.Inside(x) {
				found++
				for i := range x {
					checkReach(t, d, x, i)
				}
			}
		}
	}
}

func TestReachByHand(t *testing.T) {
	level := Level{Potential: Diagonal{1, 4}, Value: 2} // semi-axes 2 and 1
	for _, c := range []struct {
		name        string
		d           Domain
		x           []float64
		i           int
		minus, plus float64
	}{
		{"interval", Interval(-1.5, 1), []float64{0.25}, 0, 1.75, 0.75},
		{"cube", Cube(2, 3), []float64{1, -2}, 1, 1, 5},
		{"box", Box{[]float64{math.Inf(-1)}, []float64{1}}, []float64{0}, 0, inf, 1},
		{"ball", Ball{[]float64{0, 1}, 5}, []float64{3, 0}, 1, 3, 5},
		{"half-space", HalfSpace{[]float64{2, -4}, 6}, []float64{1, 1}, 0, inf, 4},
		{"half-space", HalfSpace{[]float64{2, -4}, 6}, []float64{1, 1}, 1, 2, inf},
		{"half-space along its face", HalfSpace{[]float64{0, 1}, 1}, []float64{0, 0}, 0, inf, inf},
		{"ellipse", level, []float64{0, 0}, 1, 1, 1},
		{"ellipse", level, []float64{math.Sqrt(3), 0}, 1, 0.5, 0.5},
		{"basin of a chain below its saddles", Level{Potential: Periodic{1, 2, 1}, Value: 0.5}, []float64{0}, 0, 0.5, 0.5},
		{"whole chain", Level{Potential: Periodic{1, 2, 1}, Value: 1.1}, []float64{0}, 0, inf, inf},
		{"boundary past Far", Level{Potential: Diagonal{1}, Value: 2, Far: 1.9}, []float64{0}, 0, inf, inf},
		{"boundary before Far", Level{Potential: Diagonal{1}, Value: 2, Far: 2.1}, []float64{0}, 0, 2, 2},
		{"far boundary", Level{Potential: Diagonal{2}, Value: 1e10}, []float64{0}, 0, 1e5, 1e5},
		{"near boundary", Level{Potential: Diagonal{2}, Value: 1e-20}, []float64{0}, 0, 1e-10, 1e-10},
	} {
		minus, plus := c.d.Reach(c.x, c.i)
		for _, side := range [][2]float64{{minus, c.minus}, {plus, c.plus}} {
			if side[0] != side[1] && !(math.Abs(side[0]-side[1]) < 1e-12*side[1]) {
				t.Errorf("%s: reach %g and %g, want %g and %g", c.name, minus, plus, c.minus, c.plus)
			}
		}
	}
}

func TestInsideExcludesTheBoundary(t *testing.T) {
	level := Level{Potential: Diagonal{2}, Value: 1}
	for _, d := range []Domain{Interval(-1, 1), Cube(1, 1), Ball{[]float64{0}, 1}, HalfSpace{[]float64{1}, 1}, level} {
		if !d.Inside([]float64{0.999}) || d.Inside([]float64{1}) || d.Inside([]float64{math.NaN()}) || d.Inside([]float64{inf}) {
			t.Errorf("%T: a point of the boundary, NaN or infinity counts as inside, or 0.999 as outside", d)
		}
	}
	right := Level{Potential: DoubleWell{1, 1, 0.25}, Value: 0.2, Separate: func(x []float64) bool { return x[0] > 0 }}
	if !right.Inside([]float64{1}) || right.Inside([]float64{-1}) {
		t.Error("the other component counts as inside")
	}
	right.Separate = nil
	if !right.Inside([]float64{-1}) {
		t.Error("without Separate the other component counts as outside")
	}
}
