package training_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/golden"
	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Two epochs of every network under every schedule on the Go backend: the last loss, the size of the way from the
// initial weights, and single weights. XLA, which rounds otherwise, agrees with these numbers within 1e-6; a changed order
// of examples, update or schedule moves weights by more than 1e-3.
func TestResultsBelongToTheVersion(t *testing.T) {
	be := testbackend.Go(t)
	got := golden.Results{Values: map[string]float64{}, Tolerance: 1e-4}
	for i, schedule := range []string{"constant", "step", "cosine"} {
		name := []string{"conv-bn", "conv-gn", "mlp"}[i]
		c := training.Config{Epochs: 2, Batch: 60, LR: 0.02, Momentum: 0.9, WeightDecay: 1e-2, Schedule: schedule}
		r, err := training.Train(ctx, be, model(t, name), blobs, c, 3, training.Options{})
		if err != nil {
			t.Fatal(err)
		}
		where := name + ", " + schedule + ": "
		last := r.Curve[len(r.Curve)-1]
		got.Values[where+"training loss"] = last.TrainLoss
		got.Values[where+"test loss"] = last.Test.Loss
		got.Values[where+"initial test loss"] = r.Curve[0].Test.Loss
		for j, p := range r.Spec.Params {
			way, v := 0.0, r.Trained.Weights.Params[j]
			for k := range v {
				d := float64(v[k] - r.Initial.Weights.Params[j][k])
				way += d * d
			}
			got.Values[where+p.Name+" way"] = math.Sqrt(way)
			got.Values[fmt.Sprintf("%s%s[%d]", where, p.Name, len(v)/2)] = float64(v[len(v)/2])
		}
		for j, p := range r.Spec.States {
			got.Values[where+p.Name+"[0]"] = float64(r.Trained.Weights.States[j][0])
		}
	}
	golden.Version(t, "training", "training.Version", training.Version, got)
}
