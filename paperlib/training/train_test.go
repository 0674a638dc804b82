package training_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/internal/testset"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

var (
	ctx    = context.Background()
	blobs  = testset.Blobs([3]int{8, 8, 1}, 4, 256, 1)
	config = training.Config{Epochs: 3, Batch: 32, LR: 0.02, Momentum: 0.9, WeightDecay: 1e-4, Schedule: "cosine"}
)

func model(t testing.TB, name string) models.Model {
	m, err := models.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Planted truth: the classes of the blobs are separable, so every network must learn them.
func TestLearnsSeparableClasses(t *testing.T) {
	testbackend.Each(t, func(t *testing.T, be *training.Backend) {
		for _, name := range []string{"conv-bn", "conv-gn", "mlp"} {
			c := config
			if name != "mlp" { // pooling blurs the class means: the convolutions need longer to tell them apart
				c.Epochs, c.LR = 15, 0.1
			}
			r, err := training.Train(ctx, be, model(t, name), blobs, c, 1, training.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Curve) != c.Epochs+1 || r.Trained.Step != c.Epochs*8 {
				t.Errorf("%s: %d points, last step %d", name, len(r.Curve), r.Trained.Step)
			}
			if r.Trained.Accuracy < 0.9 {
				t.Errorf("%s: test accuracy %.2f after %d epochs, want at least 0.9: %+v", name, r.Trained.Accuracy, c.Epochs, r.Curve)
			}
		}
	})
}

// A run that is stopped in the middle of an epoch and started again gives the same bits.
func TestResumeIsBitIdentical(t *testing.T) {
	testbackend.Each(t, func(t *testing.T, be *training.Backend) {
		m := model(t, "conv-bn")
		whole, err := training.Train(ctx, be, m, blobs, config, 5, training.Options{})
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		stopped, cancel := context.WithCancel(ctx)
		_, err = training.Train(stopped, be, m, blobs, config, 5, training.Options{Checkpoints: dir, Progress: func(step, total int, _ string) {
			if step == 2*total/3+1 {
				cancel()
			}
		}})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped run: %v", err)
		}
		first := 0
		again, err := training.Train(ctx, be, m, blobs, config, 5, training.Options{Checkpoints: dir, Progress: func(step, _ int, _ string) {
			if first == 0 {
				first = step
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		if first != 2*8+1 {
			t.Errorf("resumed at step %d, want %d", first, 2*8+1)
		}
		if d := cmp.Diff(whole.Trained, again.Trained); d != "" {
			t.Errorf("resumed run differs:\n%s", d)
		}
		if d := cmp.Diff(whole.Curve, again.Curve); d != "" {
			t.Errorf("resumed curve differs:\n%s", d)
		}
	})
}

func TestCheckpointOfAnotherRunIsRefused(t *testing.T) {
	be, dir := testbackend.Go(t), t.TempDir()
	o := training.Options{Checkpoints: dir}
	if _, err := training.Train(ctx, be, model(t, "mlp"), blobs, config, 1, o); err != nil {
		t.Fatal(err)
	}
	_, err := training.Train(ctx, be, model(t, "mlp"), blobs, config, 2, o)
	if err == nil || !strings.Contains(err.Error(), "belongs to another run") {
		t.Errorf("another seed: %v", err)
	}
	file := filepath.Join(dir, "checkpoint.gob")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(file, b[:len(b)/2], 0o644), os.Remove(filepath.Join(dir, "checkpoint.previous.gob"))); err != nil {
		t.Fatal(err)
	}
	_, err = training.Train(ctx, be, model(t, "mlp"), blobs, config, 1, o)
	if err == nil || !strings.Contains(err.Error(), "damaged") || !strings.Contains(err.Error(), file) {
		t.Errorf("truncated checkpoint: %v", err)
	}
}

func TestDivergenceStops(t *testing.T) {
	be, dir := testbackend.Go(t), t.TempDir()
	c := config
	c.LR, c.Schedule = 1e30, "constant"
	_, err := training.Train(ctx, be, model(t, "mlp"), blobs, c, 1, training.Options{Checkpoints: dir})
	var diverged *training.DivergedError
	if !errors.As(err, &diverged) || diverged.Step > 16 || len(diverged.Batch) != c.Batch || !strings.Contains(err.Error(), "and 24 more") {
		t.Fatalf("learning rate 1e30: %v", err)
	}
}

func TestBadConfigurationAndData(t *testing.T) {
	be := testbackend.Go(t)
	for want, change := range map[string]func(c *training.Config){
		"batch is 10000": func(c *training.Config) { c.Batch = 10000 },
		"epochs is 0":    func(c *training.Config) { c.Epochs = 0 },
		"lr is NaN":      func(c *training.Config) { c.LR = math.NaN() },
		"schedule is":    func(c *training.Config) { c.Schedule = "magic" },
		"momentum is 1":  func(c *training.Config) { c.Momentum = 1 },
		"t0 is 0":        func(c *training.Config) { c.Schedule = "polynomial" },
		"t0 and theta":   func(c *training.Config) { c.Theta = 1 },
		"needs momentum": func(c *training.Config) { c.Momentum, c.Nesterov = 0, true },
		"has beta1":      func(c *training.Config) { c.Optimizer = "adamw" },
		"beta1, beta2":   func(c *training.Config) { c.Beta2 = 0.9 },
		"optimizer is":   func(c *training.Config) { c.Optimizer = "adam" },
		"clip is -1":     func(c *training.Config) { c.Clip = -1 },
		"warmup is 25":   func(c *training.Config) { c.Warmup = 25 },
		"augment is":     func(c *training.Config) { c.Augment = "mixup" },
	} {
		c := config
		change(&c)
		if _, err := training.Train(ctx, be, model(t, "mlp"), blobs, c, 1, training.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	bad := testset.Blobs([3]int{8, 8, 1}, 4, 64, 1)
	bad.Train.Labels[17] = 4
	if _, err := training.Train(ctx, be, model(t, "mlp"), bad, config, 1, training.Options{}); err == nil || !strings.Contains(err.Error(), "label 17") {
		t.Errorf("label out of range: %v", err)
	}
}

func TestRateSchedules(t *testing.T) {
	for _, c := range []struct {
		schedule string
		k        int
		want     float64
	}{
		{"constant", 99, 0.1}, {"step", 49, 0.1}, {"step", 50, 0.01}, {"step", 75, 0.001},
		{"cosine", 0, 0.1}, {"cosine", 50, 0.05}, {"cosine", 25, 0.1 * (1 + math.Sqrt2/2) / 2},
	} {
		if got := (training.Config{LR: 0.1, Schedule: c.schedule}).Rate(c.k, 100); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%s rate at %d of 100: %v, want %v", c.schedule, c.k, got, c.want)
		}
	}
}

func TestWarmupAndPolynomial(t *testing.T) {
	c := training.Config{LR: 0.1, Schedule: "polynomial", T0: 10, Theta: 0.5, Warmup: 4}
	for k, want := range map[int]float64{0: 0.025, 3: 0.1, 4: 0.1, 14: 0.1 / math.Sqrt2, 34: 0.05} {
		if got := c.Rate(k, 100); math.Abs(got-want) > 1e-15 {
			t.Errorf("rate at %d: %v, want %v", k, got, want)
		}
	}
	c = training.Config{LR: 0.1, Schedule: "cosine", Warmup: 20}
	if got := c.Rate(60, 100); math.Abs(got-0.05) > 1e-15 {
		t.Errorf("cosine half way after the warm-up: %v", got)
	}
}

// One step of momentum SGD from a known point, against the formula computed from the gradient that two runs of
// different learning rate imply: theta_1 = theta_0 - eta g, so the displacement is linear in eta.
func TestStepIsLinearInRate(t *testing.T) {
	be := testbackend.Go(t)
	move := func(lr float64) []float32 {
		c := training.Config{Epochs: 1, Batch: 256, LR: lr, Momentum: 0.9, Schedule: "constant"}
		r, err := training.Train(ctx, be, model(t, "mlp"), blobs, c, 3, training.Options{})
		if err != nil {
			t.Fatal(err)
		}
		d := make([]float32, len(r.Trained.Weights.Params[0]))
		for i := range d {
			d[i] = r.Trained.Weights.Params[0][i] - r.Initial.Weights.Params[0][i]
		}
		return d
	}
	a, b := move(0.1), move(0.2)
	for i := range a {
		if math.Abs(float64(2*a[i]-b[i])) > 1e-6+1e-4*math.Abs(float64(b[i])) {
			t.Fatalf("weight %d moves by %v at eta 0.1 and by %v at 0.2", i, a[i], b[i])
		}
	}
}

func TestOpenRefusesUnusableChoice(t *testing.T) {
	for _, choice := range []string{"tpu", "xla:/nowhere/plugin.so"} {
		t.Setenv("SGNLAB_BACKEND", choice)
		be, err := training.Open(ctx)
		if err == nil {
			be.Finalize()
			t.Fatalf("SGNLAB_BACKEND=%s was accepted: fell back to %s", choice, be.Kind)
		}
		if !strings.Contains(err.Error(), choice) {
			t.Errorf("the error does not name the choice: %v", err)
		}
	}
}

// A plugin that is there but is no plugin, and no plugin at all, are errors that say what to do, not the Go backend.
// Each case is a process of its own, because go-xla remembers the plugins that a process has seen.
func TestBrokenOrMissingPlugin(t *testing.T) {
	if os.Getenv("SGNLAB_TEST_OPEN") != "" {
		be, err := training.Open(ctx)
		if err != nil {
			fmt.Println("refused:", err)
			return
		}
		fmt.Println("opened:", be.Kind, be.Why)
		return
	}
	for _, c := range training.Probe(ctx) {
		if strings.Contains(c.Where, "not in this build") {
			t.Skip("this test program was built without XLA")
		}
	}
	root, empty := t.TempDir(), t.TempDir()
	broken := filepath.Join(root, ".venv/lib/python3.11/site-packages/xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so")
	if err := os.MkdirAll(filepath.Dir(broken), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(broken, []byte("not a shared library"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, backend, root, want string }{
		{"named, broken", "xla:" + broken, empty, broken},
		{"found, broken", "", root, "scripts/setup.sh"},
		{"asked for, absent", "xla", empty, "no XLA plugin was found"},
	} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestBrokenOrMissingPlugin$", "-test.v")
		cmd.Env = append(os.Environ(), "SGNLAB_TEST_OPEN=1", "SGNLAB_BACKEND="+c.backend, "SGNLAB_ROOT="+c.root,
			"HOME="+empty, "PJRT_PLUGIN_LIBRARY_PATH="+empty)
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "refused:") || !strings.Contains(string(out), c.want) {
			t.Errorf("%s: %v\n%s\nwant a refusal that says %q", c.name, err, out, c.want)
		}
	}
}
