package sgn_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
)

// What a capture says of the examples is what their gradients, asked for one by one, say; the draws are the same without it.
func TestActivity(t *testing.T) {
	be, s := testbackend.Go(t), source(t, "mlp")
	c := sgn.Config{Method: sgn.Bank, Batches: []int{8}, Draws: 5, Coordinates: 40, Proportional: true}
	plain := capture(t, be, s, c)
	c.Activity = true
	got := capture(t, be, s, c)
	if d := cmp.Diff(plain.Blocks[0].U, got.Blocks[0].U); d != "" || plain.Activity != nil {
		t.Errorf("describing the examples changes the draws: %s", d)
	}
	rows, err := sgn.PerExample(ctx, be, s, got.Coordinates, sgn.Options{})
	if err != nil {
		t.Fatal(err)
	}
	n, k := len(rows)/len(got.Coordinates), len(got.Coordinates)
	sparse := 0
	for j := range k {
		var logs []float64
		mean, sum, top := 0.0, 0.0, 0.0
		for i := range n {
			v := float64(rows[i*k+j])
			mean += v / float64(n)
			if v != 0 {
				logs = append(logs, math.Log(math.Abs(v)))
			}
		}
		for i := range n {
			d := float64(rows[i*k+j]) - mean
			sum += d * d
			top = math.Max(top, d*d)
		}
		want := sgn.Activity{Zero: 1 - float64(len(logs))/float64(n)}
		if len(logs) > 1 {
			m, v := 0.0, 0.0
			for _, u := range logs {
				m += u / float64(len(logs))
			}
			for _, u := range logs {
				v += (u - m) * (u - m) / float64(len(logs)-1)
			}
			want.LogSpread = math.Sqrt(v)
		}
		if sum > 0 {
			want.Top = top / sum
		}
		a := got.Activity[j]
		if math.Abs(a.Zero-want.Zero) > 1e-12 || math.Abs(a.LogSpread-want.LogSpread) > 1e-6 || math.Abs(a.Top-want.Top) > 1e-6 {
			t.Errorf("coordinate %d: %+v, want %+v", j, a, want)
		}
		if a.Zero > 0.1 && a.Zero < 1 {
			sparse++
		}
	}
	if sparse == 0 {
		t.Error("no coordinate has examples without a gradient: the test has lost its case")
	}
	// Examples that see each other have no gradients of their own.
	c.Method = sgn.Auto
	if a := capture(t, be, source(t, "conv-bn"), c).Activity; a != nil {
		t.Errorf("with BatchNorm: %v", a)
	}
}

func TestSampleProportional(t *testing.T) {
	s := source(t, "mlp") // arrays of 4096, 64, 4096, 64, 256 and 4 numbers
	coords, err := sgn.SampleProportional(s.Spec, 124, 3)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, c := range coords {
		count[s.Spec.Params[c.Param].Name]++
	}
	want := map[string]int{"dense1/weights": 54, "dense1/bias": 4, "dense2/weights": 54, "dense2/bias": 4, "logits/weights": 4, "logits/bias": 4}
	if d := cmp.Diff(want, count); d != "" {
		t.Error(d)
	}
	weights, byArray, total := sgn.Weights(s.Spec, coords), map[int]float64{}, 0.0
	for j, c := range coords {
		byArray[c.Param] += weights[j]
		total += weights[j]
	}
	for i, p := range s.Spec.Params {
		if want := float64(p.Size()) / float64(s.Spec.Size()); math.Abs(byArray[i]-want) > 1e-12 {
			t.Errorf("%s weighs %v, want %v", p.Name, byArray[i], want)
		}
	}
	if math.Abs(total-1) > 1e-12 {
		t.Errorf("the weights add up to %v", total)
	}
	if all, err := sgn.SampleProportional(s.Spec, s.Spec.Size(), 3); err != nil || len(all) != s.Spec.Size() {
		t.Errorf("all: %d, %v", len(all), err)
	}
	if few, err := sgn.SampleProportional(s.Spec, 3, 3); err != nil || len(few) != 3 {
		t.Errorf("three: %v, %v", few, err)
	}
}
