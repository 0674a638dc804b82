package training_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Every example gets other random numbers in the second epoch than in the first, and the same under the same seed: grey
// pixels of 1/2 are drawn to other bits in half of the cases. Over 256 x 64 of them five standard errors are .02: false alarm
// below 1e-6.
func TestNoiseIsDrawnAfresh(t *testing.T) {
	be := testbackend.Go(t)
	spec, err := models.Describe(model(t, "vae-bernoulli"), training.InputOf(blobs))
	if err != nil {
		t.Fatal(err)
	}
	c := training.Config{Epochs: 2, Batch: 32, LR: 1e-3, Schedule: "constant"}
	fed := func(seed uint64) (bits [2][][]bool) {
		index, noise, err := training.Fed(be, spec, blobs, c, seed)
		if err != nil {
			t.Fatal(err)
		}
		for step := range noise {
			for before := range step {
				if cmp.Equal(noise[step], noise[before]) {
					t.Errorf("steps %d and %d draw the same numbers", before, step)
				}
			}
		}
		n := blobs.Train.Len()
		bits[0], bits[1] = make([][]bool, n), make([][]bool, n)
		for step, list := range index {
			for k, e := range list {
				for _, u := range noise[step][k*spec.NoiseSize():][:64] { // the pixels come first
					at := step * c.Batch / n
					bits[at][e] = append(bits[at][e], u < 0.5)
				}
			}
		}
		return bits
	}
	differ := func(a, b [][]bool) float64 {
		x, y, count := slices.Concat(a...), slices.Concat(b...), 0.0
		for i := range x {
			if x[i] != y[i] {
				count++
			}
		}
		return count / float64(len(x))
	}
	if spec.Noise[0].Name != "pixels" {
		t.Fatalf("the noise begins with %q", spec.Noise[0].Name)
	}
	one := fed(1)
	if !cmp.Equal(one, fed(1)) {
		t.Error("the same seed draws other bits")
	}
	if d := differ(one[0], one[1]); math.Abs(d-0.5) > 0.02 {
		t.Errorf("%.3f of the bits differ between epochs", d)
	}
	if d := differ(one[0], fed(2)[0]); math.Abs(d-0.5) > 0.02 {
		t.Errorf("%.3f of the bits differ between seeds", d)
	}
}

// The terms of the loss are evaluated under the same noise every time, and add up to the loss. [training.EvaluationNoise] is that
// noise: the mean loss of the first examples follows from it.
func TestTermsAreEvaluated(t *testing.T) {
	be := testbackend.Go(t)
	c := training.Config{Epochs: 1, Batch: 32, LR: 1e-9, Schedule: "constant"}
	r, err := training.Train(ctx, be, model(t, "vae-bernoulli"), blobs, c, 1, training.Options{})
	if err != nil {
		t.Fatal(err)
	}
	first, last := r.Curve[0].Test, r.Curve[1].Test
	for _, e := range []training.Evaluation{first, last} {
		if sum := e.Terms[models.TermReconstruction] + e.Terms[models.TermKL]; len(e.Terms) != 2 || math.Abs(sum-e.Loss) > 1e-4*e.Loss {
			t.Errorf("terms %v of the loss %v", e.Terms, e.Loss)
		}
	}
	if math.Abs(first.Loss-last.Loss) > 1e-3*first.Loss { // SGD at this rate does not move the weights
		t.Errorf("the loss of the same weights is %v, then %v", first.Loss, last.Loss)
	}
	noise := training.EvaluationNoise(r.Spec, blobs.Test.Len())
	out, err := models.ReconstructVAEBernoulli(ctx, be.Backend, r.Spec, r.Initial.Weights.Params, blobs.Test.Images, noise)
	if err != nil {
		t.Fatal(err)
	}
	entropy, half := 0.0, len(out)/2
	for i, b := range out[:half] {
		entropy -= math.Log(math.Abs(float64(1 - b - out[half+i])))
	}
	if want := first.Terms[models.TermReconstruction]; math.Abs(entropy/float64(blobs.Test.Len())-want) > 1e-3*want {
		t.Errorf("the cross entropy of the pixels is %v, the term %v", entropy/float64(blobs.Test.Len()), want)
	}
	mlp, err := training.Train(ctx, be, model(t, "mlp"), blobs, c, 1, training.Options{})
	if err != nil || mlp.Curve[0].Test.Terms != nil {
		t.Errorf("a perceptron has terms: %v (%v)", mlp.Curve[0].Test.Terms, err)
	}
}
