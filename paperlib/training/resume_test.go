package training_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

func everyOptimiser() map[string]training.Config {
	sgd, nesterov, adamw := config, config, config
	nesterov.Nesterov, nesterov.Augment = true, training.CropFlip
	adamw.Optimizer, adamw.Momentum, adamw.LR, adamw.Warmup, adamw.Clip = "adamw", 0, 1e-3, 5, 1
	return map[string]training.Config{"SGD": sgd, "Nesterov, augmented": nesterov, "AdamW": adamw}
}

// Stopped inside an epoch and resumed from a checkpoint inside that epoch, a run has the bits of one that was not stopped:
// weights, curve, and the snapshots after the checkpoint.
func TestResumeInsideAnEpoch(t *testing.T) {
	be := testbackend.Go(t)
	for name, c := range everyOptimiser() {
		snapshots := func(o training.Options, into map[int]string) training.Options {
			o.Snapshots = []int{0, 3, 13, 24}
			o.Take = func(step int, w training.Weights) error {
				into[step] = w.Digest()
				return nil
			}
			return o
		}
		want := map[int]string{}
		whole, err := training.Train(ctx, be, model(t, "conv-bn"), blobs, c, 5, snapshots(training.Options{}, want))
		if err != nil {
			t.Fatal(err)
		}
		if len(want) != 4 || want[24] != whole.Trained.Weights.Digest() || want[0] != whole.Initial.Weights.Digest() {
			t.Fatalf("%s: snapshots %v", name, want)
		}
		dir, got := t.TempDir(), map[int]string{}
		stopped, cancel := context.WithCancel(ctx)
		o := snapshots(training.Options{Checkpoints: dir, Every: 2, Progress: func(step, _ int, _ string) {
			if step == 13 {
				cancel()
			}
		}}, got)
		if _, err := training.Train(stopped, be, model(t, "conv-bn"), blobs, c, 5, o); !errors.Is(err, context.Canceled) {
			t.Fatalf("%s: stopped run: %v", name, err)
		}
		first := 0
		o.Progress = func(step, _ int, _ string) {
			if first == 0 {
				first = step
			}
		}
		again, err := training.Train(ctx, be, model(t, "conv-bn"), blobs, c, 5, o)
		if err != nil {
			t.Fatal(err)
		}
		if first != 13 { // the checkpoint after step 12 is the last one
			t.Errorf("%s: resumed with step %d, want 13", name, first)
		}
		if d := cmp.Diff(whole.Curve, again.Curve) + cmp.Diff(whole.Trained, again.Trained) + cmp.Diff(want, got); d != "" {
			t.Errorf("%s: the resumed run differs:\n%s", name, d)
		}
	}
}

// A process that is killed, without warning and several times at moments of its own choosing, and started again, ends with
// the weights of one that is not.
func TestKilledProcessResumes(t *testing.T) {
	c := everyOptimiser()["AdamW"]
	c.Epochs = 6
	if dir := os.Getenv("SGNLAB_TEST_KILL"); dir != "" {
		be := testbackend.Go(t)
		r, err := training.Train(ctx, be, model(t, "mlp"), blobs, c, 5, training.Options{Checkpoints: dir, Every: 1,
			Progress: func(int, int, string) { time.Sleep(10 * time.Millisecond) }}) // so that a kill falls between steps too
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "digest"), []byte(r.Trained.Weights.Digest()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	be := testbackend.Go(t)
	whole, err := training.Train(ctx, be, model(t, "mlp"), blobs, c, 5, training.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	kills := 0
	for try := range 40 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledProcessResumes$")
		cmd.Env = append(os.Environ(), "SGNLAB_TEST_KILL="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		wait := time.Duration(120+37*try) * time.Millisecond
		if try >= 6 {
			wait = time.Minute
		}
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
		case <-time.After(wait):
			_ = cmd.Process.Kill()
			<-done
			kills++
			continue
		}
		break
	}
	got, err := os.ReadFile(filepath.Join(dir, "digest"))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != whole.Trained.Weights.Digest() {
		t.Error("the killed run ends with other weights")
	}
	t.Logf("killed %d times", kills)
}

// A backend that is lost half way is an error that names the step and the checkpoint, and the run goes on from there.
func TestLostBackend(t *testing.T) {
	be, dir := testbackend.Go(t), t.TempDir()
	gone := errors.New("the device is gone")
	o := training.FailingAt(training.Options{Checkpoints: dir, Every: 2}, 11, gone)
	_, err := training.Train(ctx, be, model(t, "mlp"), blobs, config, 5, o)
	var step *training.StepError
	if !errors.As(err, &step) || step.Step != 11 || !errors.Is(err, gone) || !strings.Contains(err.Error(), dir) {
		t.Fatalf("lost backend: %v", err)
	}
	again, err := training.Train(ctx, be, model(t, "mlp"), blobs, config, 5, training.Options{Checkpoints: dir})
	if err != nil {
		t.Fatal(err)
	}
	whole, err := training.Train(ctx, be, model(t, "mlp"), blobs, config, 5, training.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(whole.Trained, again.Trained); d != "" {
		t.Errorf("the run after the loss differs:\n%s", d)
	}
}

// Weights to start from are part of what a run is.
func TestStart(t *testing.T) {
	be := testbackend.Go(t)
	first, err := training.Train(ctx, be, model(t, "mlp"), blobs, config, 1, training.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := config
	c.Start = first.Trained.Weights.Digest()
	second, err := training.Train(ctx, be, model(t, "mlp"), blobs, c, 1, training.Options{Start: &first.Trained.Weights})
	if err != nil {
		t.Fatal(err)
	}
	if !cmp.Equal(second.Curve[0].Test, first.Curve[len(first.Curve)-1].Test) {
		t.Error("the second run does not start where the first one ended")
	}
	for want, o := range map[string]training.Options{
		"together":             {},
		"have the digest":      {Start: &first.Initial.Weights},
		"another architecture": {Start: &training.Weights{Params: first.Trained.Weights.Params[1:]}},
	} {
		if _, err := training.Train(ctx, be, model(t, "mlp"), blobs, c, 1, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// What is observed before a step are the weights and examples of that step.
func TestObserve(t *testing.T) {
	be := testbackend.Go(t)
	var steps []int
	last := ""
	r, err := training.Train(ctx, be, model(t, "mlp"), blobs, config, 1, training.Options{Observe: func(step int, batch []int, weights func() (training.Weights, error)) error {
		if len(batch) != config.Batch {
			return fmt.Errorf("step %d: a batch of %d", step, len(batch))
		}
		w, err := weights()
		if err != nil {
			return err
		}
		if d := w.Digest(); d == last {
			return fmt.Errorf("step %d: the weights did not change", step)
		} else {
			last = d
		}
		steps = append(steps, step)
		return nil
	}})
	if err != nil || len(steps) != 24 || steps[23] != 23 || last == r.Trained.Weights.Digest() {
		t.Errorf("%v, steps %v", err, steps)
	}
}
