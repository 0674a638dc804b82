package tails

import (
	"math"
	"slices"
	"testing"
)

func TestFindAtoms(t *testing.T) {
	x := make([]float64, 0, 200)
	for i := range 150 {
		x = append(x, float64(i)+0.5)
	}
	x = append(x, slices.Repeat([]float64{-1}, 40)...)  // 20 %
	x = append(x, slices.Repeat([]float64{0}, 7)...)    // 3.5 %, with
	x = append(x, math.Copysign(0, -1))                 // a zero that equals it,
	x = append(x, slices.Repeat([]float64{1e-3}, 2)...) // and 1 %, which is not more
	a := FindAtoms(x, 0.01)
	if a.Values != 2 || len(a.Rest) != 152 || math.Abs(a.Probability-48.0/200) > 1e-12 || !slices.IsSorted(a.Rest) {
		t.Errorf("%d atoms of %g, %d draws at none", a.Values, a.Probability, len(a.Rest))
	}
	for _, v := range Take(x, a.Rest) {
		if v == -1 || v == 0 {
			t.Fatalf("%g is left", v)
		}
	}
	if a := FindAtoms(x, 0.1); a.Values != 1 || math.Abs(a.Probability-0.2) > 1e-12 {
		t.Errorf("at a tenth: %d atoms of %g", a.Values, a.Probability)
	}
	if a := FindAtoms([]float64{1, 1, 2, 3}, 0.01); a.Values != 0 || a.Probability != 0 { // a pair is no atom
		t.Errorf("a pair: %+v", a)
	}
	if a := FindAtoms([]float64{2, 2, 2}, 0.01); a.Probability != 1 || a.Rest != nil {
		t.Errorf("a constant: %+v", a)
	}
}
