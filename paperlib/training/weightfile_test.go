package training_test

import (
	"errors"
	"os"
	"path/filepath"
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
