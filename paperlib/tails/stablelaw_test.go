package tails

import (
	"errors"
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

func TestStableIsALaw(t *testing.T) {
	for _, a := range []float64{0.7, 1, 1.3, 1.9, 2} {
		checkLaw(t, "stable", stable.Symmetric{Alpha: a, Gamma: 1}, 0, 1, 1e-9)
		checkLaw(t, "stable", stable.Symmetric{Alpha: a, Gamma: 0.5, Delta: 2}, 2, 0.5, 1e-9)
	}
}

func TestStableTies(t *testing.T) {
	x := draws(100, stable.Symmetric{Alpha: 1.5, Gamma: 1, Src: rng.Stream(41, "ties")})
	_, err := FitStable(append(make([]float64, 300), x...))
	if !errors.Is(err, &SampleError{Fault: FaultTied}) || !errors.Is(err, stable.ErrNoSpread) {
		t.Errorf("75 %% zeros: %v, want FaultTied from ErrNoSpread", err)
	}
}

// TestSharedAlpha: 30 coordinates of 500 draws, alpha 1.6, scales over six decades. sqrt(n) sd(alpha) is 1.5, so the
// shared estimate has sd 1.5/sqrt(15000) = .012; 4.5 sd is a false alarm of 7e-6. Pooling reads far below.
func TestSharedAlpha(t *testing.T) {
	src := rng.Stream(42, "shared")
	var samples [][]float64
	var free float64
	for i := range 30 {
		g := math.Pow(10, -float64(i%7))
		samples = append(samples, draws(500, stable.Symmetric{Alpha: 1.6, Gamma: g, Delta: g, Src: src}))
		_, l, err := FitFamily(FamilyStable, samples[i])
		if err != nil {
			t.Fatal(err)
		}
		free += l
	}
	f, err := SharedAlpha(samples)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(f.Alpha-1.6) > 0.055 || math.Abs(f.StdErr/0.0122-1) > 0.25 {
		t.Errorf("shared alpha %.4f +- %.4f, want 1.6 +- .012", f.Alpha, f.StdErr)
	}
	// Freeing 29 tail indices gains half a chi-square of 29 degrees on average: 14.5 +- 3.8.
	if gain := free - f.LogLikelihood; gain < 1 || gain > 35 {
		t.Errorf("own alphas gain %.1f nats over a shared one, want 14.5 +- 3.8", gain)
	}
	for i, l := range f.Laws {
		if l.Alpha != f.Alpha {
			t.Errorf("law %d has alpha %g", i, l.Alpha)
		}
	}
	pooled, err := PooledStable(samples)
	if err != nil || pooled.Alpha > 0.8 {
		t.Errorf("pooled alpha %.3f, %v: the mixture of scales should read far below 1.6", pooled.Alpha, err)
	}
	gauss := [][]float64{draws(500, NewGaussian(0, 1, src)), draws(500, NewGaussian(0, 1e3, src))}
	if f, err := SharedAlpha(gauss); err != nil || f.Alpha < 1.96 {
		t.Errorf("two Gaussian coordinates: %+v, %v", f.Alpha, err)
	}
}
