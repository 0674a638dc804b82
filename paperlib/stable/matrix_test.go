package stable

import (
	"context"
	"errors"
	"math"
	"reflect"
	"testing"
)

// planted is a matrix [n, 70] of stable coordinates, of which one is constant, one holds a NaN and one is Gaussian.
func planted(t *testing.T, n int) (x []float32, coordinates int) {
	t.Helper()
	coordinates = 70
	x = make([]float32, n*coordinates)
	for j := range coordinates {
		a := 1 + float64(j)/70
		if j == 3 {
			a = 2
		}
		for i, v := range draws(Symmetric{Alpha: a, Gamma: 1 + float64(j), Delta: 0.5}, n, uint64(j)) {
			x[i*coordinates+j] = float32(v)
			if j == 5 {
				x[i*coordinates+j] = 1
			}
		}
	}
	x[7*coordinates+9] = float32(math.NaN())
	return x, coordinates
}

func TestFitMatrixEqualsSingleFits(t *testing.T) {
	const n = 500
	x, c := planted(t, n)
	var first []MatrixFit
	for _, workers := range []int{1, 2, 3} {
		dst := make([]MatrixFit, c)
		last := 0
		err := FitMatrix(t.Context(), dst, x, n, c, &MatrixOptions{Workers: workers, Progress: func(done, total int) {
			if done <= last || total != c {
				t.Errorf("progress %d of %d after %d", done, total, last)
			}
			last = done
		}})
		if err != nil || last != c {
			t.Fatalf("%d workers: %v, progress ended at %d", workers, err, last)
		}
		if first == nil {
			first = dst
		}
		for j := range dst {
			column := make([]float64, n)
			for i := range column {
				column[i] = float64(x[i*c+j])
			}
			want, err := FitSymmetric(column, nil)
			if (err == nil) != (dst[j].Err == nil) || err != nil && err.Error() != dst[j].Err.Error() || !sameFit(want, dst[j].Fit) || !sameFit(first[j].Fit, dst[j].Fit) {
				t.Fatalf("%d workers, coordinate %d: %+v, alone %+v, %v", workers, j, dst[j], want, err)
			}
		}
	}
	if !errors.Is(first[5].Err, ErrNoSpread) || !errors.Is(first[9].Err, ErrNotFinite) || first[6].Err != nil {
		t.Errorf("errors %v, %v, %v", first[5].Err, first[9].Err, first[6].Err)
	}
}

// sameFit compares bit by bit; NaN equals NaN.
func sameFit(a, b Fit) bool {
	for _, f := range []*Fit{&a, &b} {
		for i := range f.StdErr {
			f.StdErr[i] = number(f.StdErr[i])
			for j := range f.Cov[i] {
				f.Cov[i][j] = number(f.Cov[i][j])
			}
		}
	}
	return reflect.DeepEqual(a, b)
}

func number(v float64) float64 {
	if math.IsNaN(v) {
		return -1e99
	}
	return v
}

func TestFitterAllocatesNothing(t *testing.T) {
	for _, a := range []float64{0.6, 1.2, 1.7, 1.97, 2} {
		for _, n := range []int{100, 1000, 10000} {
			x := draws(Symmetric{Alpha: a, Gamma: 2, Delta: 1}, n, 31)
			f := NewFitter(nil)
			if k := testing.AllocsPerRun(3, func() {
				if _, err := f.Fit(x); err != nil {
					t.Fatal(err)
				}
			}); k != 0 {
				t.Errorf("alpha %v, %d draws: %v allocations for a fit", a, n, k)
			}
		}
	}
}

// What a Fitter has seen before leaves no trace in the next fit.
func TestFitterForgets(t *testing.T) {
	f := NewFitter(nil)
	for k, a := range []float64{1.5, 2, 0.7, 1.98, 1.5} {
		n := 150 + 700*k
		x := draws(Symmetric{Alpha: a, Gamma: 2}, n, uint64(k))
		got, err := f.Fit(x)
		want, wantErr := FitSymmetric(x, nil)
		if err != nil || wantErr != nil || !sameFit(got, want) {
			t.Errorf("fit %d: %+v, %v; alone %+v, %v", k, got, err, want, wantErr)
		}
		if _, err := f.Fit(make([]float64, 200)); !errors.Is(err, ErrNoSpread) {
			t.Errorf("constant sample: %v", err)
		}
	}
}

func TestFitMatrixRefusesAndStops(t *testing.T) {
	for _, c := range [][3]int{{10, 10, 99}, {-1, -1, 1}, {1 << 40, 1 << 40, 0}} {
		if err := FitMatrix(t.Context(), make([]MatrixFit, 10), make([]float64, c[2]), c[0], c[1], nil); !errors.Is(err, ErrOption) {
			t.Errorf("sizes %v: %v", c, err)
		}
	}
	if err := FitMatrix(t.Context(), make([]MatrixFit, 2), make([]float64, 400), 200, 2, &MatrixOptions{FitOptions: FitOptions{FixedAlpha: 3}}); !errors.Is(err, ErrOption) {
		t.Errorf("alpha 3: %v", err)
	}
	if err := FitMatrix(t.Context(), nil, []float64{}, 0, 0, nil); err != nil {
		t.Errorf("no coordinates: %v", err)
	}
	x, c := planted(t, 200)
	ctx, cancel := context.WithCancel(t.Context())
	dst := make([]MatrixFit, c)
	err := FitMatrix(ctx, dst, x, 200, c, &MatrixOptions{Workers: 1, Progress: func(int, int) { cancel() }})
	if !errors.Is(err, context.Canceled) || dst[0].Err != nil || !errors.Is(dst[c-1].Err, context.Canceled) {
		t.Errorf("cancelled: %v, first %v, last %v", err, dst[0].Err, dst[c-1].Err)
	}
}
