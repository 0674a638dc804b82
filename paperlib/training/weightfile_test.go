package training_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

func TestWeightFile(t *testing.T) {
	spec := func(name string) *models.Spec {
		s, err := models.Describe(model(t, name), training.InputOf(blobs))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	bn := spec("conv-bn")
	w := training.InitialWeights(bn, 4)
	w.States[0][3] = 0.25
	file := filepath.Join(t.TempDir(), "w.safetensors")
	if err := training.WriteWeights(file, bn, w); err != nil {
		t.Fatal(err)
	}
	got, err := training.ReadWeights(file, bn)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(w, got); d != "" {
		t.Error(d)
	}
	for _, other := range []string{"conv-gn", "mlp", "resnet8-bn"} { // conv-gn has the same parameters and no states
		if _, err := training.ReadWeights(file, spec(other)); !errors.Is(err, training.ErrWeights) {
			t.Errorf("weights of conv-bn for %s: %v", other, err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(b); n += 1 + n/5 {
		if err := os.WriteFile(file, b[:n], 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := training.ReadWeights(file, bn); !errors.Is(err, training.ErrWeights) {
			t.Fatalf("the first %d of %d bytes: %v", n, len(b), err)
		}
	}
}

// Numbers that are not finite are refused by the tensor's name, in parameters and states; what is no file is not read.
func TestWeightsThatAreNotFinite(t *testing.T) {
	spec, err := models.Describe(model(t, "conv-bn"), training.InputOf(blobs))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "w.safetensors")
	for _, v := range []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1))} {
		for _, states := range []bool{false, true} {
			w := training.InitialWeights(spec, 4)
			list, arrays := w.Params, spec.Params
			if states {
				list, arrays = w.States, spec.States
			}
			list[1][2] = v
			if err := training.WriteWeights(file, spec, w); err != nil {
				t.Fatal(err)
			}
			_, err := training.ReadWeights(file, spec)
			if !errors.Is(err, training.ErrWeights) || !strings.Contains(err.Error(), strconv.Quote(arrays[1].Name)) || !strings.Contains(err.Error(), "position 2") {
				t.Errorf("%v in %s: %v", v, arrays[1].Name, err)
			}
		}
	}
	if err := os.Truncate(file, 1<<40); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, "/dev/zero", t.TempDir()} {
		if _, err := training.ReadWeights(path, spec); !errors.Is(err, training.ErrWeights) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// NaN passes no comparison of a configuration, and what the network cannot hold in float32 is refused like infinity.
func TestConfigurationsThatAreNotFinite(t *testing.T) {
	sgd := training.Config{Epochs: 1, Batch: 8, LR: 0.1, Momentum: 0.9, Schedule: "polynomial", T0: 1, Theta: 1}
	adamw := training.Config{Epochs: 1, Batch: 8, LR: 0.1, Schedule: "cosine", Optimizer: "adamw"}
	for name, set := range map[string]func(c *training.Config, v float64){
		"lr": func(c *training.Config, v float64) { c.LR = v }, "weight_decay": func(c *training.Config, v float64) { c.WeightDecay = v },
		"clip": func(c *training.Config, v float64) { c.Clip = v }, "momentum": func(c *training.Config, v float64) { c.Momentum = v },
		"t0": func(c *training.Config, v float64) { c.T0 = v }, "theta": func(c *training.Config, v float64) { c.Theta = v },
		"beta1": func(c *training.Config, v float64) { c.Beta1 = v }, "beta2": func(c *training.Config, v float64) { c.Beta2 = v },
		"epsilon": func(c *training.Config, v float64) { c.Epsilon = v },
	} {
		for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e39} {
			for _, c := range []training.Config{sgd, adamw} {
				if err := c.Validate(100); err != nil {
					t.Fatal(err)
				}
				set(&c, v)
				if err := c.Validate(100); err == nil || !strings.Contains(err.Error(), name) {
					t.Errorf("%s = %v: %v", name, v, err)
				}
			}
		}
	}
	for _, n := range []int{math.MaxInt, 4e18, 1 << 25} {
		c := sgd
		c.Epochs, c.Warmup = n, 5
		if err := c.Validate(60000); err == nil || !strings.Contains(err.Error(), "epochs") || strings.Contains(err.Error(), "warmup") {
			t.Errorf("%d epochs: %v", n, err)
		}
	}
}
