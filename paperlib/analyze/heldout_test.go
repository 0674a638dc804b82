package analyze

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// The gains of rivals must be those of tails.HeldOut on the same halves: no draw is scored by a law that has seen it.
func TestHeldOutIsHeldOut(t *testing.T) {
	x := named(t, "Student t, nu = 3").File(1, 4100, 0, 1)[0] // the last block is not full
	d := newDesign(len(x))
	w := (&analysis{design: d, second: d.split(7)}).newWorker()
	got, err := w.heldOut(x)
	if err != nil {
		t.Fatal(err)
	}
	folds := tails.Folds{K: 2, Of: make([]int, len(x))}
	for i := range x {
		if w.second[i/d.length] {
			folds.Of[i] = 1
		}
	}
	logs := func(f tails.Family) []float64 {
		fit, err := f.Fitter()
		if err != nil {
			t.Fatal(err)
		}
		l, err := tails.HeldOut(fit, x, folds)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	stable := logs(tails.FamilyStable)
	for k, f := range Rivals() {
		want := make([]float64, d.blocks)
		for i, l := range logs(f) {
			want[i/d.length] += l - stable[i]
		}
		for b := range want {
			if math.Abs(got[k][b]-want[b]) > 1e-3*(1+math.Abs(want[b])) {
				t.Fatalf("%s, block %d: %v, want %v", f, b, got[k][b], want[b])
			}
		}
	}
}

func TestSplit(t *testing.T) {
	for _, n := range []int{300, 1000, 1001, 5000, 70000} {
		d := newDesign(n)
		a, b, again := d.split(1), d.split(2), d.split(1)
		second, differ := 0, false
		for i := range a {
			if a[i] {
				second++
			}
			differ = differ || a[i] != b[i]
			if a[i] != again[i] {
				t.Fatalf("n = %d: one seed gives two splits", n)
			}
		}
		if len(a) != d.blocks || second != d.blocks/2 || !differ {
			t.Errorf("n = %d: %d of %d blocks in the second half, seeds differ: %v", n, second, d.blocks, differ)
		}
		if d.blocks > maxBlocks || d.blocks*d.length < n || (d.blocks-1)*d.length >= n || d.length%d.m[len(d.m)-1] != 0 {
			t.Errorf("n = %d: %d blocks of %d draws, sums of %v", n, d.blocks, d.length, d.m)
		}
	}
	if newDesign(150).split(1) != nil {
		t.Error("150 draws were split, though no half can be fitted")
	}
}

// Counts hold a false discovery rate: of 200 Gaussian coordinates more than three are called anything else with
// probability below 1e-3, where unadjusted tests would reject ten.
func TestFalseDiscoveries(t *testing.T) {
	r := analyzed(t, named(t, "Gaussian").File(200, 400, 1, 1), Options{})
	for name, n := range map[string]int{"Gaussian": r.Gaussian.Rejected(), "sum-stability": r.SumStability.Rejected, "stable fit": r.Fit.Rejected, "symmetry": r.Symmetry.Rejected} {
		if n > 3 {
			t.Errorf("%s: %d of 200 rejected", name, n)
		}
	}
	if r.Gaussian.Tested != 200 || r.Fit.Tested != 200 {
		t.Errorf("tested %d and %d of 200", r.Gaussian.Tested, r.Fit.Tested)
	}
	if r := analyzed(t, named(t, "Laplace").File(50, 1000, 1, 1), Options{}); r.Fit.Rejected < 40 || r.SumStability.Tested != 50 || r.SumStability.Rejected < 25 {
		t.Errorf("Laplace: fit rejected for %d, sums for %d of 50", r.Fit.Rejected, r.SumStability.Rejected)
	}
}
