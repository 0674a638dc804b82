package training_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/internal/testset"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// The sum over micro-batches is the batch's gradient up to rounding, with the same examples, noise and augmentation: one
// epoch leads to the same weights. Resumed in the middle of it, to the same bits.
func TestMicroBatches(t *testing.T) {
	set := testset.Blobs([3]int{28, 28, 1}, 4, 128, 1)
	testbackend.Each(t, func(t *testing.T, be *training.Backend) {
		for _, name := range []string{"mlp", "conv-gn", "vae", "vae-bernoulli"} {
			c := training.Config{Epochs: 1, Batch: 32, LR: 1e-3, Momentum: 0.9, Schedule: "constant", Augment: training.CropFlip, Clip: 1}
			whole, err := training.Train(ctx, be, model(t, name), set, c, 1, training.Options{})
			if err != nil {
				t.Fatal(err)
			}
			c.MicroBatch = 8
			parts, err := training.Train(ctx, be, model(t, name), set, c, 1, training.Options{})
			if err != nil {
				t.Fatal(err)
			}
			moved, off := distances(whole.Initial.Weights, whole.Trained.Weights), distances(parts.Trained.Weights, whole.Trained.Weights)
			if !(moved > 0) || off > 1e-4*moved {
				t.Errorf("%s: the weights moved by %v and lie %v from those of whole batches", name, moved, off)
			}
			if a, b := whole.Curve[1].TrainLoss, parts.Curve[1].TrainLoss; math.Abs(a-b) > 1e-4*math.Abs(a) {
				t.Errorf("%s: loss %v, in micro-batches %v", name, a, b)
			}
			stop, cancel := context.WithCancel(ctx)
			o := training.Options{Checkpoints: t.TempDir(), Every: 1, Progress: func(k, _ int, _ string) {
				if k == 2 {
					cancel()
				}
			}}
			if _, err := training.Train(stop, be, model(t, name), set, c, 1, o); !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			o.Progress = nil
			again, err := training.Train(ctx, be, model(t, name), set, c, 1, o)
			if err != nil || again.Trained.Weights.Digest() != parts.Trained.Weights.Digest() {
				t.Errorf("%s: resumed to other bits (%v)", name, err)
			}
		}
	})
	be, c := testbackend.Go(t), config
	c.MicroBatch = 8
	if _, err := training.Train(ctx, be, model(t, "conv-bn"), blobs, c, 1, training.Options{}); err == nil || !strings.Contains(err.Error(), "GroupNorm") {
		t.Errorf("micro-batches with BatchNorm: %v", err)
	}
	c.MicroBatch = 5
	if err := c.Validate(256); err == nil || !strings.Contains(err.Error(), "divisor") {
		t.Errorf("micro-batches of 5 in a batch of 32: %v", err)
	}
}

func distances(a, b training.Weights) float64 {
	s := 0.0
	for i, v := range a.Params {
		for j := range v {
			d := float64(v[j]) - float64(b.Params[i][j])
			s += d * d
		}
	}
	return math.Sqrt(s)
}
