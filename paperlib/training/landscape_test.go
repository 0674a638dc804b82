package training_test

import (
	"math"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

func landscape(t *testing.T, be *training.Backend, name string) (*training.Landscape, *models.Spec) {
	t.Helper()
	spec, err := models.Describe(model(t, name), training.InputOf(blobs))
	if err != nil {
		t.Fatal(err)
	}
	l, err := training.NewLandscape(be, model(t, name), spec, training.InitialWeights(spec, 1).States, blobs.Train)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l, spec
}

// The drift is minus the gradient of the value along it: in float32, a central difference of step .01 agrees to a percent.
func TestLandscapeGradient(t *testing.T) {
	testbackend.Each(t, func(t *testing.T, be *training.Backend) {
		for _, name := range []string{"mlp", "conv-gn"} {
			l, spec := landscape(t, be, name)
			x := l.Flat(training.InitialWeights(spec, 1))
			drift := make([]float64, l.Dim())
			l.Drift(drift, x)
			norm := 0.0
			for _, v := range drift {
				norm += v * v
			}
			norm = math.Sqrt(norm)
			along := func(s float64) float64 {
				y := make([]float64, len(x))
				for i := range y {
					y[i] = x[i] + s*drift[i]/norm
				}
				return l.Value(y)
			}
			if slope := (along(0.01) - along(-0.01)) / 0.02; math.Abs(slope+norm) > 0.01*norm || l.Err() != nil {
				t.Errorf("%s: slope %v along the drift, want %v (%v)", name, slope, -norm, l.Err())
			}
		}
	})
}

// A real network's loss is a potential like another: from its initial weights, with noise far smaller than the drift,
// equation and gradient descent agree, and the loss falls.
func TestLandscapeAsPotential(t *testing.T) {
	be := testbackend.Go(t)
	l, spec := landscape(t, be, "mlp")
	var _ levy.Potential = l
	alpha, sigma := make([]float64, l.Dim()), make([]float64, l.Dim())
	for i := range alpha {
		alpha[i], sigma[i] = 1.7, 1e-9
	}
	noise, err := levy.NewCoordinates(alpha, sigma)
	if err != nil {
		t.Fatal(err)
	}
	start := l.Flat(training.InitialWeights(spec, 1))
	p, err := levy.Record(ctx, levy.Equation{Potential: l, Noise: noise, Start: start}, levy.Euler{Step: 0.1}, 1, 0, 20, 20)
	if err != nil || l.Err() != nil {
		t.Fatal(err, l.Err())
	}
	descent, drift := append([]float64{}, start...), make([]float64, l.Dim())
	for range 20 {
		l.Drift(drift, descent)
		for i, v := range drift {
			descent[i] += 0.1 * v
		}
	}
	if a, b, c := l.Value(start), l.Value(p.X[1]), l.Value(descent); !(b < 0.9*a) || math.Abs(b-c) > 1e-3*c {
		t.Errorf("the loss went from %v to %v, by gradient descent to %v", a, b, c)
	}
}

func TestLandscapeRefuses(t *testing.T) {
	be := testbackend.Go(t)
	l, _ := landscape(t, be, "mlp")
	if v := l.Value([]float64{1}); !math.IsNaN(v) || l.Err() == nil || !strings.Contains(l.Err().Error(), "1 coordinates") {
		t.Errorf("a short point: %v, %v", v, l.Err())
	}
	spec, err := models.Describe(model(t, "vae"), training.InputOf(blobs))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := training.NewLandscape(be, model(t, "vae"), spec, nil, blobs.Train); err == nil || !strings.Contains(err.Error(), "random") {
		t.Errorf("a random loss: %v", err)
	}
}
