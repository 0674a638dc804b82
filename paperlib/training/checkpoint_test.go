package training_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// interrupted trains until step and leaves its checkpoints, one every two steps, in a folder.
func interrupted(t *testing.T, be *training.Backend, step int) (dir string, whole *training.Result) {
	t.Helper()
	whole, err := training.Train(ctx, be, model(t, "mlp"), blobs, config, 5, training.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	stopped, cancel := context.WithCancel(ctx)
	_, err = training.Train(stopped, be, model(t, "mlp"), blobs, config, 5, training.Options{Checkpoints: dir, Every: 2, Progress: func(k, _ int, _ string) {
		if k == step {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	return dir, whole
}

const last, before = "checkpoint.gob", "checkpoint.previous.gob"

// resume goes on in a folder and returns the first step taken and what was noted.
func resume(t *testing.T, be *training.Backend, dir string) (r *training.Result, first int, noted string, err error) {
	t.Helper()
	r, err = training.Train(ctx, be, model(t, "mlp"), blobs, config, 5, training.Options{Checkpoints: dir, Every: 2,
		Note: func(text string) { noted += text },
		Progress: func(k, _ int, _ string) {
			if first == 0 {
				first = k
			}
		}})
	return r, first, noted, err
}

// Any flipped bit and any cut of the last checkpoint is seen, and the run goes on from the one before, to the same bits; if
// that is spoiled too, or gone, nothing is trained.
func TestDamagedCheckpointFallsBack(t *testing.T) {
	be := testbackend.Go(t)
	dir, whole := interrupted(t, be, 13)
	good := map[string][]byte{}
	for _, name := range []string{last, before} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		good[name] = b
	}
	r := rand.New(rand.NewPCG(1, 1))
	put := func(name string, b []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for round := range 24 {
		spoiled := append([]byte(nil), good[last]...)
		if round%3 == 2 {
			spoiled = spoiled[:r.IntN(len(spoiled))]
		} else {
			spoiled[r.IntN(len(spoiled))] ^= 1 << r.IntN(8)
		}
		put(last, spoiled)
		put(before, good[before])
		got, first, noted, err := resume(t, be, dir)
		if err != nil || first != 11 || !strings.Contains(noted, "step 10, is whole") {
			t.Fatalf("round %d: first step %d, noted %q, %v", round, first, noted, err)
		}
		if d := cmp.Diff(whole.Trained, got.Trained) + cmp.Diff(whole.Curve, got.Curve); d != "" {
			t.Fatalf("round %d: other results:\n%s", round, d)
		}
		put(last, spoiled)
		spoiled2 := append([]byte(nil), good[before]...)
		spoiled2[r.IntN(len(spoiled2))] ^= 1
		put(before, spoiled2)
		if _, first, _, err := resume(t, be, dir); err == nil || first != 0 || !strings.Contains(err.Error(), "delete checkpoint.gob and checkpoint.previous.gob") {
			t.Fatalf("round %d, both spoiled: first step %d, %v", round, first, err)
		}
	}
	// A kill between the two renames of a new checkpoint leaves only the one before.
	if err := os.Remove(filepath.Join(dir, last)); err != nil {
		t.Fatal(err)
	}
	put(before, good[before])
	if got, first, _, err := resume(t, be, dir); err != nil || first != 11 || cmp.Diff(whole.Trained, got.Trained) != "" {
		t.Errorf("without the last one: first step %d, %v", first, err)
	}
	// The advice of the error works.
	for name := range good {
		_ = os.Remove(filepath.Join(dir, name))
	}
	if _, first, _, err := resume(t, be, dir); err != nil || first != 1 {
		t.Errorf("without any: first step %d, %v", first, err)
	}
}

// A checkpoint whose digest holds and whose contents cannot be is refused with its cause, and never a panic.
func TestImpossibleCheckpointIsRefused(t *testing.T) {
	be := testbackend.Go(t)
	for want, change := range map[string]func(*training.Checkpoint){
		"arrays of the optimiser":             func(c *training.Checkpoint) { c.Velocity = nil },
		"the optimiser's array 1":             func(c *training.Checkpoint) { c.Velocity[1] = append(c.Velocity[1], 0) },
		"the optimiser's array 0":             func(c *training.Checkpoint) { c.Velocity[0] = c.Velocity[0][1:] },
		"belong to another architecture":      func(c *training.Checkpoint) { c.Weights.Params[0] = c.Weights.Params[0][1:] },
		"it is of step 25":                    func(c *training.Checkpoint) { c.Step = 25 },
		"it is of step -1":                    func(c *training.Checkpoint) { c.Step = -1 },
		"curve has 4 points":                  func(c *training.Checkpoint) { c.Curve = append(c.Curve, c.Curve...) },
		"curve has 2 points at step 16":       func(c *training.Checkpoint) { c.Step = 16 },
		"point 1 of the learning curve":       func(c *training.Checkpoint) { c.Curve[1].Step++ },
		"loss of the epoch in work is NaN":    func(c *training.Checkpoint) { c.Loss = math.NaN() },
		"belongs to another run, or was writ": func(c *training.Checkpoint) { c.Run = "x" },
	} {
		dir, _ := interrupted(t, be, 13)
		if err := training.Resealed(filepath.Join(dir, last), change); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(dir, before)); err != nil {
			t.Fatal(err)
		}
		if _, first, _, err := resume(t, be, dir); err == nil || first != 0 || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: first step %d, %v", want, first, err)
		}
	}
}

// A finished run that is called again says so and gives the same network.
func TestFinishedRunSaysSo(t *testing.T) {
	be := testbackend.Go(t)
	dir, whole := interrupted(t, be, 13)
	if _, _, _, err := resume(t, be, dir); err != nil {
		t.Fatal(err)
	}
	got, first, noted, err := resume(t, be, dir)
	if err != nil || first != 0 || !strings.Contains(noted, "finished before") || cmp.Diff(whole.Trained, got.Trained) != "" {
		t.Errorf("first step %d, noted %q, %v", first, noted, err)
	}
}
