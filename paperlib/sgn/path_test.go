package sgn_test

import (
	"math"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// The step taken minus the full-gradient step from the same weights is -eta U, and -eta (1 + mu) U with Nesterov: checked at the
// first step, which has no velocity, with the full gradient of the direct capture at the initial weights.
func TestPathIsTheDifferenceOfSteps(t *testing.T) {
	be := testbackend.Go(t)
	s := source(t, "mlp")
	for _, nesterov := range []bool{false, true} {
		c := training.Config{Epochs: 2, Batch: 30, LR: 0.05, Momentum: 0.9, Schedule: "polynomial", T0: 3, Theta: 0.5, Nesterov: nesterov}
		u := map[int][]float32{}
		p, err := sgn.NewPath(ctx, be, s, c, 1, []int{0, 4, 7}, 0, func(_, step int, v []float32) error {
			u[step] = append([]float32(nil), v...)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		var weights [][]float64 // before each step, flat
		_, err = training.Train(ctx, be, s.Model, s.Set, c, 1, training.Options{Observe: func(step int, batch []int, w func() (training.Weights, error)) error {
			now, err := w()
			if err != nil {
				return err
			}
			var flat []float64
			for _, v := range now.Params {
				for _, x := range v {
					flat = append(flat, float64(x))
				}
			}
			weights = append(weights, flat)
			return p.Observe(step, batch, w)
		}})
		if err != nil {
			t.Fatal(err)
		}
		if len(u) != 3 || p.FullBatch != s.Set.Train.Len() {
			t.Fatalf("%d steps recorded, full batch %d", len(u), p.FullBatch)
		}
		r := capture(t, be, s, sgn.Config{Method: sgn.Direct, Batches: []int{30}, Draws: 2})
		f := c.Rate(0, 10)
		if nesterov {
			f *= 1.9
		}
		ref := scale(u[0])
		for j := range u[0] {
			got := (weights[1][j]-weights[0][j])/-f - r.Full[j]
			// Weights of about .1 in float32 over a step of f: an error of 1e-8/f.
			if math.Abs(got-float64(u[0][j])) > 1e-6+1e-3*ref {
				t.Fatalf("Nesterov %v, coordinate %d: the difference of the steps over -eta is %v, the path has %v", nesterov, j, got, u[0][j])
			}
		}
	}
	for want, change := range map[string]func(c *training.Config, steps *[]int){
		"increasing order": func(_ *training.Config, steps *[]int) { *steps = []int{3, 2} },
		"is random":        func(c *training.Config, _ *[]int) { c.Augment = training.CropFlip },
	} {
		c, steps := training.Config{}, []int{0}
		change(&c, &steps)
		if _, err := sgn.NewPath(ctx, be, s, c, 1, steps, 0, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
