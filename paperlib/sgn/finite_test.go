package sgn_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// strict fails a test that is handed a number that is not finite.
type strict struct{ t *testing.T }

func (s strict) Columns(_ context.Context, batch, first, draws int, u []float32) error {
	if i := slices.IndexFunc(u, func(x float32) bool { return x-x != 0 }); i >= 0 {
		s.t.Errorf("batch size %d: draw %d of coordinate %d is %v", batch, i%draws, first+i/draws, u[i])
	}
	return nil
}

// Weights at which gradients overflow, and a single image that makes the gradient of the last example overflow, end a capture
// by every method and storage with an error, and nothing that is not finite reaches the observer.
func TestGradientsThatAreNotFinite(t *testing.T) {
	far := func(s sgn.Source) sgn.Source {
		w := training.InitialWeights(s.Spec, 1)
		for i := range 3 {
			w.Params[0][i], w.Params[2][i], w.Params[4][i] = 1e30, 1e30, 1e30
		}
		s.Weights = w
		return s
	}
	bright := func(s sgn.Source) sgn.Source {
		set := *s.Set
		set.Train.Images = slices.Clone(set.Train.Images)
		last := set.Train.Image(set.Train.Len() - 1)
		for i := range last {
			last[i] = 3e38
		}
		s.Set = &set
		return s
	}
	testbackend.Each(t, func(t *testing.T, be *training.Backend) {
		for what, change := range map[string]func(sgn.Source) sgn.Source{"weights": far, "one image": bright} {
			for _, name := range []string{"mlp", "conv-gn"} {
				if name != "mlp" && what == "weights" {
					continue // normalisation takes any scale
				}
				s := change(source(t, name))
				for _, c := range []sgn.Config{{Method: sgn.Bank}, {Method: sgn.Bank, Coordinates: 60}, {Method: sgn.Direct}, {Method: sgn.Direct, Coordinates: 60}} {
					c.Batches, c.Draws = []int{8}, 30
					_, err := sgn.Stream(ctx, be, s, c, 9, strict{t}, sgn.Options{})
					if !errors.Is(err, sgn.ErrNotFinite) || !strings.Contains(err.Error(), "/") || !strings.Contains(err.Error(), "earlier step") {
						t.Errorf("%s, %s, %s, %d coordinates: %v", what, name, c.Method, c.Coordinates, err)
					}
				}
			}
			if _, err := sgn.PerExample(ctx, be, change(source(t, "mlp")), sgn.All(source(t, "mlp").Spec), sgn.Options{}); !errors.Is(err, sgn.ErrNotFinite) {
				t.Errorf("%s, per example: %v", what, err)
			}
		}
	})
}

// The sum of a batch can overflow where no example's gradient does.
func TestDrawsThatOverflow(t *testing.T) {
	be := testbackend.Go(t)
	s := source(t, "mlp")
	set := *s.Set
	set.Train.Images = slices.Clone(set.Train.Images)
	for i := range set.Train.Images {
		set.Train.Images[i] *= 1e37
	}
	s.Set = &set
	w := training.InitialWeights(s.Spec, 1)
	for i := range w.Params[0] {
		w.Params[0][i] *= 1e-37
	}
	for i := range w.Params[2] {
		w.Params[2][i] *= 3
	}
	s.Weights = w
	_, err := sgn.Stream(ctx, be, s, sgn.Config{Method: sgn.Bank, Batches: []int{100}, Draws: 30}, 9, strict{t}, sgn.Options{})
	if !errors.Is(err, sgn.ErrNotFinite) || !strings.Contains(err.Error(), "draw ") {
		t.Errorf("%v", err)
	}
}

// A path ends at the step whose noise is not finite.
func TestPathThatIsNotFinite(t *testing.T) {
	be := testbackend.Go(t)
	s := source(t, "mlp")
	rows := 0
	p, err := sgn.NewPath(ctx, be, s, training.Config{Epochs: 1, Batch: 30, LR: 0.05, Schedule: "constant"}, 1, []int{0, 1}, 0, func(int, int, []float32) error { rows++; return nil })
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	batch := make([]int, 30)
	good := func() (training.Weights, error) { return s.Weights, nil }
	bad := func() (training.Weights, error) {
		w := training.InitialWeights(s.Spec, 1)
		w.Params[0][0] = float32(math.NaN())
		return w, nil
	}
	if err := p.Observe(0, batch, good); err != nil {
		t.Fatal(err)
	}
	if err := p.Observe(1, batch, bad); !errors.Is(err, sgn.ErrNotFinite) || !strings.Contains(err.Error(), "step 1") || rows != 1 {
		t.Errorf("%v, %d rows", err, rows)
	}
}

// Numbers of draws that no machine holds are refused before anything is made of them.
func TestDrawsAreBounded(t *testing.T) {
	be := testbackend.Go(t)
	s := source(t, "mlp")
	for _, draws := range []int{math.MaxInt, 4e18, sgn.MaxDraws + 1, -1} {
		if _, err := sgn.Run(ctx, be, s, sgn.Config{Method: sgn.Bank, Batches: []int{8}, Draws: draws}, 1, sgn.Options{}); err == nil || !strings.Contains(err.Error(), "at most 1073741824") {
			t.Errorf("%d draws: %v", draws, err)
		}
	}
	var bound *sgn.BoundError
	for _, method := range []sgn.Method{sgn.Bank, sgn.Direct} {
		c := sgn.Config{Method: method, Batches: []int{1, 8, 100}, Draws: sgn.MaxDraws}
		if _, err := sgn.Stream(ctx, be, s, c, 1, strict{t}, sgn.Options{}); !errors.As(err, &bound) || bound.Need <= bound.Bound {
			t.Errorf("%s, the most draws within 4 GiB: %v", method, err)
		}
	}
}
