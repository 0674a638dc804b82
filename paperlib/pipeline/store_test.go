package pipeline_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
)

// entries reads every file of the results in the store but the provenance, which tells of time and machine.
func entries(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	root := os.Getenv("SGNLAB_RUNS")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "provenance.json" {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil || strings.HasPrefix(rel, ".") {
			return err
		}
		files[rel], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// What was computed is loaded the next time, by another process' lab as well, without a backend; computing it again
// from nothing gives the same bytes.
func TestLoadComputesOnce(t *testing.T) {
	bare(t)
	load := func() (any, any) {
		l := open(t)
		net := l.TrainWith(builtIn(t, "mlp"), dataSet(t, l, "digits"), fast, 3)
		noise, err := noiseOf(t, l, net, pipeline.Trained, few).Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		trained, err := net.Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return trained, noise
	}
	net1, noise1 := load()
	first := entries(t)
	if len(first) != 2*2+1+2 { // config and result of both units, params, two blocks of draws
		t.Errorf("the store holds %d files", len(first))
	}

	t.Setenv("SGNLAB_BACKEND", brokenPlugin(t)) // computing anything would fail
	net2, noise2 := load()
	if d := cmp.Diff(net1, net2) + cmp.Diff(noise1, noise2); d != "" {
		t.Errorf("loading gives something else than computing:\n%s", d)
	}

	bare(t)
	net3, noise3 := load()
	if d := cmp.Diff(net1, net3) + cmp.Diff(noise1, noise3); d != "" {
		t.Errorf("computing again gives another result:\n%s", d)
	}
	sameFiles(t, first, entries(t))
}

func sameFiles(t *testing.T, a, b map[string][]byte) {
	t.Helper()
	for name, v := range a {
		if !bytes.Equal(v, b[name]) {
			t.Errorf("%s differs", name)
		}
	}
	if len(a) != len(b) {
		t.Errorf("%d files and %d files", len(a), len(b))
	}
}

// stopper cancels when the progress says what it waits for, and keeps all that was said.
type stopper struct {
	at     string
	cancel context.CancelFunc
	said   bytes.Buffer
}

func (s *stopper) Write(b []byte) (int, error) {
	if s.at != "" && strings.Contains(string(b), s.at) {
		s.cancel()
	}
	return s.said.Write(b)
}

func (s *stopper) context(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	s.cancel = cancel
	p := lab.NewProgress(s, lab.Log)
	p.Every = 0
	return lab.WithProgress(ctx, p)
}

// small is a network with running statistics, so that states are kept and resumed too.
var small = models.Model{Name: "dense-bn", Custom: true, Logits: func(n *models.Net, x *graph.Node) *graph.Node {
	x = n.Dense("hidden", models.Flatten(x), 16)
	x = n.BatchNorm("norm", graph.Reshape(x, x.Shape().Dim(0), 1, 1, 16))
	return n.Dense("logits", models.Flatten(models.Relu(x)), n.Classes())
}}

// A training unit that is stopped in its second epoch leaves no result but its checkpoint, goes on from there, and ends
// with the bytes of a run that was never stopped.
func TestTrainingResumesThroughTheStore(t *testing.T) {
	c := fast
	c.Epochs = 3
	load := func(s *stopper) error {
		l := open(t)
		l.Custom = "digest"
		_, err := l.TrainWith(small, dataSet(t, l, "digits"), c, 5).Load(s.context(t))
		return err
	}
	bare(t)
	if err := load(&stopper{}); err != nil {
		t.Fatal(err)
	}
	whole := entries(t)

	bare(t)
	if err := load(&stopper{at: "epoch 2 of 3"}); !errors.Is(err, context.Canceled) {
		t.Fatalf("the stopped run: %v", err)
	}
	if left := entries(t); len(left) > 0 {
		t.Errorf("the stopped run left results: %d files", len(left))
	}
	var again stopper
	if err := load(&again); err != nil {
		t.Fatal(err)
	}
	for epoch, want := range map[string]bool{"epoch 1 of 3": false, "epoch 2 of 3": true, "epoch 3 of 3": true} {
		if got := strings.Contains(again.said.String(), epoch); got != want {
			t.Errorf("the second run worked on %s: %t, want %t", epoch, got, want)
		}
	}
	sameFiles(t, whole, entries(t))
	if left, err := filepath.Glob(filepath.Join(os.Getenv("SGNLAB_RUNS"), ".scratch", "*")); err != nil || len(left) > 0 {
		t.Errorf("checkpoints left behind: %v %v", left, err)
	}
}

// A digest that does not change with the code is the reader's mistake; the weights that it leads to are refused.
func TestWeightsOfAnotherArchitectureAreRefused(t *testing.T) {
	bare(t)
	l := open(t)
	l.Custom = "the same digest"
	digits := dataSet(t, l, "digits")
	tiny := func(units int) *pipeline.Net {
		return l.TrainWith(models.Model{Name: "tiny", Custom: true, Logits: func(n *models.Net, x *graph.Node) *graph.Node {
			return n.Dense("logits", graph.Tanh(n.Dense("hidden", models.Flatten(x), units)), n.Classes())
		}}, digits, fast, 1)
	}
	if _, err := tiny(8).Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := tiny(9).Load(t.Context())
	if err == nil || !strings.Contains(err.Error(), "another architecture") {
		t.Errorf("weights of 8 hidden units in a network of 9: %v", err)
	}
	if _, err := noiseOf(t, l, tiny(9), pipeline.Trained, few).Load(t.Context()); err == nil || !strings.Contains(err.Error(), "another architecture") {
		t.Errorf("the capture used them: %v", err)
	}
}

// A missing data set is an error that says what to do, and no other set takes its place.
func TestMissingDataSetIsAnError(t *testing.T) {
	bare(t)
	l := open(t)
	_, err := l.Train(builtIn(t, "mlp"), dataSet(t, l, "mnist")).Load(t.Context())
	if err == nil || !strings.Contains(err.Error(), "mnist") || !strings.Contains(err.Error(), "SGNLAB_DATA") {
		t.Errorf("mnist without its files: %v", err)
	}
	if left := entries(t); len(left) > 0 {
		t.Errorf("a result was kept: %d files", len(left))
	}
}

// The facts of the backend lie in the provenance of what was computed with it, and follow the capture to its fits.
func TestBackendIsInTheProvenance(t *testing.T) {
	bare(t)
	l := open(t)
	noise := noiseOf(t, l, l.TrainWith(builtIn(t, "mlp"), dataSet(t, l, "digits"), fast, 1), pipeline.Initial, few)
	note := func() (lab.Provenance, error) {
		_, e, err := lab.Do(t.Context(), l.Store, lab.Unit{Study: "test", Inputs: map[string]string{"capture": noise.ID()}},
			func(_ context.Context, w *lab.Work) (int, error) { return 1, noise.Note(w) })
		if err != nil {
			return lab.Provenance{}, err
		}
		return e.Provenance()
	}
	if _, err := note(); err == nil || !strings.Contains(err.Error(), "not in the run store") {
		t.Errorf("facts of a capture that was never made: %v", err)
	}
	if _, err := noise.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	p, err := note()
	if err != nil || p.Facts["backend"] != "go" || p.Facts["device"] != "cpu" {
		t.Errorf("facts %v, error %v", p.Facts, err)
	}
}

// brokenPlugin is a backend that cannot be opened: a plugin that is none.
func brokenPlugin(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "plugin.so")
	if err := os.WriteFile(path, []byte("not a shared library"), 0o755); err != nil {
		t.Fatal(err)
	}
	return "xla:" + path
}
