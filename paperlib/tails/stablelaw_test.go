package tails

import (
	"errors"
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
