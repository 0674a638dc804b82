package lab

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

type fit struct{ Alpha, Gamma float64 }

func testUnit() Unit {
	return Unit{Study: "nb01", Knobs: map[string]any{"batch": 64, "net": "mlp"}, Seed: 1,
		Versions: map[string]int{"fit": 1}, Inputs: map[string]string{"digits": "abc"}}
}

func openTest(t *testing.T, published ...string) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "runs"), published...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func computeFit(ctx context.Context, w *Work) (fit, error) {
	if err := w.Array("u", []int{2, 3}, []float64{1, 2, 3, 4, 5, 6}); err != nil {
		return fit{}, err
	}
	if err := w.Array32("v", []int{4}, []float32{1, 2, 3, 4}); err != nil {
		return fit{}, err
	}
	return fit{1.5, .25}, nil
}

func TestDoComputesOnceThenLoads(t *testing.T) {
	s, u, n := openTest(t), testUnit(), 0
	compute := func(ctx context.Context, w *Work) (fit, error) { n++; return computeFit(ctx, w) }
	for i := range 3 {
		got, e, err := Do(t.Context(), s, u, compute)
		if err != nil {
			t.Fatal(err)
		}
		if got != (fit{1.5, .25}) || e.Computed != (i == 0) || n != 1 {
			t.Errorf("call %d: got %v, computed %v, %d computations", i, got, e.Computed, n)
		}
		a, err := e.Array("u")
		if err != nil || !slices.Equal(a.Shape, []int{2, 3}) || !slices.Equal(a.F64, []float64{1, 2, 3, 4, 5, 6}) {
			t.Errorf("array u: %v %v", a, err)
		}
		v, err := e.Array("v")
		if err != nil || !slices.Equal(v.F32, []float32{1, 2, 3, 4}) || !slices.Equal(v.Float64(), []float64{1, 2, 3, 4}) {
			t.Errorf("array v: %v %v", v, err)
		}
	}
	for _, left := range []string{tmpFolder, scratchFolder} {
		if f, _ := os.ReadDir(filepath.Join(s.Dir(), left)); len(f) > 0 {
			t.Errorf("%s is left in %s", f[0].Name(), left)
		}
	}
}

func TestFailedComputeLeavesNothing(t *testing.T) {
	s, u := openTest(t), testUnit()
	want := errors.New("the loss is NaN")
	_, _, err := Do(t.Context(), s, u, func(ctx context.Context, w *Work) (fit, error) {
		if err := w.Array("u", []int{1}, []float64{1}); err != nil {
			t.Error(err)
		}
		return fit{}, want
	})
	if !errors.Is(err, want) {
		t.Errorf("got error %v", err)
	}
	if s.Has(u) {
		t.Error("a failed unit is in the store")
	}
	if got, _, err := Do(t.Context(), s, u, computeFit); err != nil || got.Alpha != 1.5 {
		t.Errorf("after a failure: %v %v", got, err)
	}
}
