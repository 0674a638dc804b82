package pipeline_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

func snapshotsOf(t *testing.T, l *pipeline.Lab, net *pipeline.Net, steps ...int) *pipeline.Snapshots {
	t.Helper()
	s, err := l.Snapshots(net, steps...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// plain are the weights before each step of a run, and after the last, taken by training alone.
func plain(t *testing.T, l *pipeline.Lab, net *pipeline.Net) (list []training.Weights) {
	t.Helper()
	set, err := net.Data.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	be, err := l.Backend(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r, err := training.Train(t.Context(), be, net.Model, set, net.Config, net.Seed, training.Options{Observe: func(_ int, _ []int, weights func() (training.Weights, error)) error {
		w, err := weights()
		list = append(list, w)
		return err
	}})
	if err != nil {
		t.Fatal(err)
	}
	return append(list, r.Trained.Weights)
}

// The snapshots of a list are the weights of a plain run at those steps, bit for bit, whether the store has the training
// already or this run fills both units; and the trained network is the same either way.
func TestSnapshotsAreThoseOfThePlainRun(t *testing.T) {
	var files [2]map[string][]byte
	for i, trainedBefore := range []bool{false, true} {
		bare(t)
		l := open(t)
		l.Custom = "digest"
		net := l.TrainWith(small, dataSet(t, l, "digits"), fast, 3)
		if net.Steps() != 22 {
			t.Fatalf("%d steps", net.Steps())
		}
		if trainedBefore {
			if _, err := net.Load(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		s := snapshotsOf(t, l, net, 13, 0, 22, 5, 13)
		got, err := s.Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		files[i] = entries(t)
		if want := []int{0, 5, 13, 22}; !slices.Equal(s.List, want) || len(got) != len(want) {
			t.Errorf("snapshots after %v, %d of them", s.List, len(got))
		}
		want := plain(t, l, net)
		for k, w := range got {
			if d := cmp.Diff(want[k], w, cmpopts.EquateEmpty()); d != "" {
				t.Errorf("trained before %t, after step %d:\n%s", trainedBefore, k, d)
			}
		}
		for _, at := range s.All() {
			source, err := at.Load(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			k := map[string]int{pipeline.Initial: 0, pipeline.Trained: 22}[at.Snapshot] + at.Step
			if d := cmp.Diff(want[k], source.Weights, cmpopts.EquateEmpty()); d != "" {
				t.Errorf("%s is not step %d:\n%s", at, k, d)
			}
		}
		if left, _ := filepath.Glob(filepath.Join(os.Getenv("SGNLAB_RUNS"), ".scratch", "*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
	sameFiles(t, files[0], files[1])
}

// A run that fills both units computes each step once, and one that resumes computes none again.
func TestSnapshotsCostOneRun(t *testing.T) {
	bare(t)
	c := fast
	c.Epochs = 3
	load := func(s *stopper, steps ...int) error {
		l := open(t)
		_, err := snapshotsOf(t, l, l.TrainWith(builtIn(t, "mlp"), dataSet(t, l, "digits"), c, 5), steps...).Load(s.context(t))
		return err
	}
	if err := load(&stopper{at: "epoch 2 of 3"}, 3, 20); !errors.Is(err, context.Canceled) {
		t.Fatalf("the stopped run: %v", err)
	}
	if left := entries(t); len(left) > 0 {
		t.Errorf("the stopped run left results: %d files", len(left))
	}
	var again stopper
	if err := load(&again, 3, 20); err != nil {
		t.Fatal(err)
	}
	for epoch, want := range map[string]bool{"epoch 1 of 3": false, "epoch 2 of 3": true, "epoch 3 of 3": true} {
		if got := strings.Contains(again.said.String(), epoch); got != want {
			t.Errorf("the second run worked on %s: %t, want %t", epoch, got, want)
		}
	}
	if n := strings.Count(again.said.String(), "epoch 3 of 3, loss"); n == 0 || n > 12 {
		t.Errorf("the last epoch of 11 steps was worked on in %d steps", n)
	}
}

// A checkpoint whose snapshots are gone, or damaged, is not resumed from: the list is whole in any case.
func TestSnapshotsThatWereLost(t *testing.T) {
	c := fast
	c.Epochs = 3
	for name, spoil := range map[string]func(file string) error{
		"lost":    os.Remove,
		"damaged": func(file string) error { return os.Truncate(file, 100) },
	} {
		bare(t)
		l := open(t)
		net := l.TrainWith(builtIn(t, "mlp"), dataSet(t, l, "digits"), c, 5)
		if name == "lost" { // then this is the second run of the training, in the scratch folder of the snapshots
			if _, err := net.Load(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		s := snapshotsOf(t, l, net, 3, 20)
		stop := &stopper{at: "epoch 2 of 3"}
		if _, err := s.Load(stop.context(t)); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		kept, _ := filepath.Glob(filepath.Join(os.Getenv("SGNLAB_RUNS"), ".scratch", "snapshots-*", "snapshot_3.gob"))
		if len(kept) != 1 {
			t.Fatalf("%s: kept %v", name, kept)
		}
		if err := spoil(kept[0]); err != nil {
			t.Fatal(err)
		}
		got, err := s.Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := plain(t, l, net)
		if d := cmp.Diff(want[3], got[3], cmpopts.EquateEmpty()) + cmp.Diff(want[20], got[20], cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
	}
}

// A process that is killed without warning in the middle of the unit leaves what the next one resumes from, to the same bits.
func TestSnapshotsSurviveAKill(t *testing.T) {
	c := fast
	c.Epochs, c.Batch = 6, 16
	child := os.Getenv("SGNLAB_TEST_SNAPSHOTS")
	if child == "" {
		bare(t)
	}
	l := open(t)
	s := snapshotsOf(t, l, l.TrainWith(builtIn(t, "mlp"), dataSet(t, l, "digits"), c, 5), 100, 200, 400)
	if child != "" {
		slow := lab.NewProgress(slowWriter{}, lab.Log)
		slow.Every = 0
		_, _ = s.Load(lab.WithProgress(t.Context(), slow))
		return
	}
	scratch := filepath.Join(os.Getenv("SGNLAB_RUNS"), ".scratch")
	cmd := exec.Command(os.Args[0], "-test.run=^TestSnapshotsSurviveAKill$")
	cmd.Env = append(os.Environ(), "SGNLAB_TEST_SNAPSHOTS=1")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 3000 { // until a snapshot and a checkpoint behind it are there
		a, _ := filepath.Glob(filepath.Join(scratch, "snapshots-*", "snapshot_100.gob"))
		b, _ := filepath.Glob(filepath.Join(scratch, "training-*", "checkpoint.previous.gob"))
		if len(a) == 1 && len(b) == 1 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if len(entries(t)) > 0 {
		t.Fatal("the process finished before it was killed")
	}
	if a, _ := filepath.Glob(filepath.Join(scratch, "snapshots-*", "snapshot_100.gob")); len(a) != 1 {
		t.Fatal("the killed process left no snapshot")
	}
	var again stopper
	got, err := s.Load(again.context(t))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(again.said.String(), "epoch 1 of 6") {
		t.Error("the run began anew")
	}
	want := plain(t, l, s.Net)
	for _, k := range s.List {
		if d := cmp.Diff(want[k], got[k], cmpopts.EquateEmpty()); d != "" {
			t.Errorf("after step %d:\n%s", k, d)
		}
	}
}

// slowWriter slows a run down so that it can be killed in the middle.
type slowWriter struct{}

func (slowWriter) Write(b []byte) (int, error) {
	time.Sleep(5 * time.Millisecond)
	return len(b), nil
}

// Identities: a list in any order is one unit; captures at its ends are those of the training's own snapshots; and what is
// captured at a step does not depend on the list that keeps it.
func TestSnapshotIdentities(t *testing.T) {
	bare(t)
	l := open(t)
	net := l.TrainWith(builtIn(t, "mlp"), dataSet(t, l, "digits"), fast, 3)
	a, b := snapshotsOf(t, l, net, 0, 7, 22), snapshotsOf(t, l, net, 22, 7, 0, 7)
	more := snapshotsOf(t, l, net, 7, 8)
	if a.ID() != b.ID() || a.ID() == more.ID() || a.ID() == net.ID() {
		t.Error("the identity of a list is not that of its steps")
	}
	captures := func(s *pipeline.Snapshots) (list []*pipeline.Noise) {
		for _, at := range s.All() {
			list = append(list, l.CaptureAt(at, few))
		}
		return list
	}
	first, second := captures(a), captures(more)
	if first[0].ID() != noiseOf(t, l, net, pipeline.Initial, few).ID() || first[2].ID() != noiseOf(t, l, net, pipeline.Trained, few).ID() {
		t.Error("the ends of a training have captures of their own")
	}
	if first[1].ID() != second[0].ID() || first[1].ID() == second[1].ID() {
		t.Error("a capture is not identified by its step")
	}
	if first[1].Snapshot != "step 7" || first[1].At.Step != 7 || first[1].Job().Needs[0] != a.ID() {
		t.Errorf("the capture at a step: %q, needs %v", first[1].Snapshot, first[1].Job().Needs)
	}
	inputs := pipeline.Numbered("capture", first)
	if len(inputs) != 3 || inputs["capture-1"].ID() != first[1].ID() {
		t.Errorf("inputs %v", inputs)
	}
	var plan lab.Plan
	for _, in := range inputs {
		plan = append(plan, in.Jobs()...)
	}
	if merged, err := lab.Merge(plan); err != nil || len(merged) != 5 { // training, snapshots, three captures
		t.Errorf("a plan of %d jobs (%v)", len(merged), err)
	}
	steps, err := net.StepsAt(0, 0.3, 1)
	if err != nil || !slices.Equal(steps, []int{0, 7, 22}) {
		t.Errorf("steps %v (%v)", steps, err)
	}
	runs := l.Runs(net.Model, net.Data, fast, 3)
	if len(runs) != 3 || runs[2].ID() != net.ID() || runs[0].ID() == runs[1].ID() { // seeds 1, 2, 3
		t.Error("runs under three seeds")
	}
}

func TestSnapshotsThatCannotBe(t *testing.T) {
	bare(t)
	l := open(t)
	net := l.TrainWith(builtIn(t, "mlp"), dataSet(t, l, "digits"), fast, 3)
	for _, steps := range [][]int{{23}, {-1}, {4, 1 << 40}} {
		if _, err := l.Snapshots(net, steps...); err == nil || !strings.Contains(err.Error(), "0 (before training) to 22 (trained)") {
			t.Errorf("steps %v: %v", steps, err)
		}
	}
	if _, err := l.Snapshots(net); err == nil {
		t.Error("no step passes")
	}
	s := snapshotsOf(t, l, net, 4)
	for step, want := range map[int]string{5: "only after [4]", 99: "to 22"} {
		if _, err := s.At(step); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("step %d: %v", step, err)
		}
	}
	if _, err := net.StepsAt(1.5); err == nil || !strings.Contains(err.Error(), "1.5") {
		t.Errorf("a fraction of 1.5: %v", err)
	}
}

// Where the store has a training with other bits, a list of its snapshots is refused: early if the backend says so, at the
// end if only the weights do.
func TestSnapshotsOfAnotherTraining(t *testing.T) {
	for backend, want := range map[string]string{"xla": "SGNLAB_BACKEND", "go": "ends with the weights"} {
		bare(t)
		l := open(t)
		net := l.TrainWith(builtIn(t, "mlp"), dataSet(t, l, "digits"), fast, 3)
		_, _, err := lab.Do(t.Context(), l.Store, pipeline.UnitOf(net), func(ctx context.Context, w *lab.Work) (pipeline.Curve, error) {
			be, err := l.Backend(ctx)
			if err != nil {
				return pipeline.Curve{}, err
			}
			for k, v := range be.Facts() {
				w.Provenance(k, v)
			}
			w.Provenance("backend", backend)
			n := 64*64 + 64 + 64*64 + 64 + 64*10 + 10
			return pipeline.Curve{Parameters: n}, w.Array32("params", []int{n}, make([]float32, n))
		})
		if err != nil {
			t.Fatal(err)
		}
		before := entries(t)
		var said stopper
		_, err = snapshotsOf(t, l, net, 3).Load(said.context(t))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "mlp on digits, seed 3") {
			t.Errorf("%s: %v", backend, err)
		}
		if trained := strings.Contains(said.said.String(), "epoch 1"); trained != (backend == "go") {
			t.Errorf("%s: steps were taken: %t", backend, trained)
		}
		sameFiles(t, before, entries(t))
	}
}
