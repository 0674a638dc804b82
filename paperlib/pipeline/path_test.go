package pipeline_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

func pathOf(t *testing.T, l *pipeline.Lab, net *pipeline.Net, c pipeline.PathConfig) *pipeline.Path {
	t.Helper()
	p, err := l.Record(net, c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A recorded path has the weights of a plain run before each of its steps and after the last, bit for bit, and the noise that
// the steps took: for SGD without momentum and decay, w_{k+1} - w_k = -eta (full gradient + U_k). Stopped and resumed, it has
// the same bits.
func TestPath(t *testing.T) {
	c := fast
	c.Momentum = 0
	config := pipeline.PathConfig{From: 9, Steps: 6, Coordinates: 15, Noise: true}
	var whole *pipeline.RecordedPath
	for _, stop := range []string{"", "epoch 2 of 2"} {
		bare(t)
		l := open(t)
		net := l.TrainWith(builtIn(t, "mlp"), dataSet(t, l, "digits"), c, 3) // 11 steps an epoch: it is stopped within the path
		p := pathOf(t, l, net, config)
		if stop != "" {
			if _, err := p.Load((&stopper{at: stop}).context(t)); !errors.Is(err, context.Canceled) {
				t.Fatalf("the stopped path: %v", err)
			}
			if len(entries(t)) > 0 {
				t.Error("the stopped path left results")
			}
		}
		var said stopper
		got, err := p.Load(said.context(t))
		if err != nil {
			t.Fatal(err)
		}
		if again := stop != "" && strings.Contains(said.said.String(), "epoch 1 of 2"); again {
			t.Error("the resumed path began anew")
		}
		k := len(got.Coordinates)
		if k != 15 || len(got.Weights) != 7*k || len(got.Noise) != 6*k || !slices.Equal(got.Rates, slices.Repeat([]float64{c.LR}, 6)) || got.FullBatch != net.Data.Train {
			t.Fatalf("%d coordinates, %d weights, %d numbers of noise, rates %v, full batch %d", k, len(got.Weights), len(got.Noise), got.Rates, got.FullBatch)
		}
		want := plain(t, l, net)
		for i := range got.Weights {
			at := got.Coordinates[i%k]
			if w := want[9+i/k].Params[at.Param][at.Index]; got.Weights[i] != w {
				t.Fatalf("step %d, coordinate %d: %v, the run has %v", 9+i/k, i%k, got.Weights[i], w)
			}
		}
		full := fullGradient(t, l, net, want[11])
		for j, at := range got.Coordinates {
			taken := float64(want[11].Params[at.Param][at.Index]-want[12].Params[at.Param][at.Index]) / c.LR
			if u := float64(got.Noise[2*k+j]); math.Abs(taken-full[j]-u) > 1e-5 {
				t.Errorf("coordinate %d: the step has the noise %v, recorded is %v", j, taken-full[j], u)
			}
		}
		if whole == nil {
			whole = got
		}
		if d := cmp.Diff(whole, got); d != "" {
			t.Errorf("the resumed path differs:\n%s", d)
		}
	}
}

// fullGradient is the gradient of the whole training set at the 15 coordinates of TestPath.
func fullGradient(t *testing.T, l *pipeline.Lab, net *pipeline.Net, w training.Weights) []float64 {
	t.Helper()
	at, err := net.At(pipeline.Initial)
	if err != nil {
		t.Fatal(err)
	}
	s, err := at.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	be, err := l.Backend(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.Weights = w
	c, err := sgn.Run(t.Context(), be, s, sgn.Config{Method: sgn.Direct, Batches: []int{8}, Draws: 2, Coordinates: 15}, net.Seed, sgn.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c.Full
}

// The last step of a training may be recorded, and all of its steps; a path without noise needs no full gradient.
func TestWholePath(t *testing.T) {
	bare(t)
	l := open(t)
	net := l.TrainWith(builtIn(t, "mlp"), dataSet(t, l, "digits"), fast, 3)
	got, err := pathOf(t, l, net, pipeline.PathConfig{Steps: 22, Coordinates: 3}).Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := plain(t, l, net)
	for i, v := range got.Weights {
		at := got.Coordinates[i%3]
		if w := want[i/3].Params[at.Param][at.Index]; v != w {
			t.Fatalf("step %d: %v, the run has %v", i/3, v, w)
		}
	}
	if len(got.Weights) != 23*3 || got.Noise != nil {
		t.Errorf("%d weights, noise %v", len(got.Weights), got.Noise)
	}
}

func TestPathsThatCannotBe(t *testing.T) {
	bare(t)
	l := open(t)
	net := l.TrainWith(builtIn(t, "mlp"), dataSet(t, l, "digits"), fast, 3)
	for _, c := range []pipeline.PathConfig{{From: 20, Steps: 3}, {From: -1, Steps: 2}, {}, {From: 1 << 62, Steps: 1 << 62}} {
		if _, err := l.Record(net, c); err == nil || !strings.Contains(err.Error(), "0 to 22") {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := pathOf(t, l, net, pipeline.PathConfig{Steps: 2, Coordinates: 1 << 30}).Load(t.Context()); err == nil || !strings.Contains(err.Error(), "coordinates") {
		t.Errorf("too many coordinates: %v", err)
	}
	long := fast
	long.Epochs = 10000
	if _, err := pathOf(t, l, l.TrainWith(builtIn(t, "mlp"), net.Data, long, 3), pipeline.PathConfig{Steps: 100000}).Load(t.Context()); err == nil || !strings.Contains(err.Error(), "GB") {
		t.Errorf("a path larger than memory: %v", err)
	}
	vae := l.Train(builtIn(t, "vae"), net.Data)
	if _, err := pathOf(t, l, vae, pipeline.PathConfig{Steps: 2, Noise: true, Coordinates: 3}).Load(t.Context()); err == nil || !strings.Contains(err.Error(), "random") {
		t.Errorf("noise of a random loss: %v", err)
	}
}

// Branches of one snapshot begin with its weights and see the same batches under one seed.
func TestBranch(t *testing.T) {
	bare(t)
	l := open(t)
	net := l.TrainWith(builtIn(t, "mlp"), dataSet(t, l, "digits"), fast, 3)
	s := snapshotsOf(t, l, net, 7)
	at := s.All()[0]
	c := fast
	c.Momentum, c.Epochs = 0, 1
	slow := c
	slow.LR /= 2
	arms := []*pipeline.Net{l.Branch(at, c, 8), l.Branch(at, slow, 8)}
	other, err := net.At(pipeline.Trained)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{l.TrainWith(net.Model, net.Data, c, 8).ID(): true}
	for _, n := range append(arms, l.Branch(other, c, 8), l.Branch(at, c, 9)) {
		if seen[n.ID()] {
			t.Error("two branches share an identity")
		}
		seen[n.ID()] = true
	}
	if jobs := arms[0].Jobs(); len(jobs) != 2 || jobs[0].ID != s.ID() || jobs[1].Needs[0] != s.ID() || arms[0].StartWords() != "mlp on digits (step 7)" {
		t.Errorf("jobs of a branch: %v, it starts at %s", jobs, arms[0].StartWords())
	}
	from := plain(t, l, net)[7].Params
	var steps [2][]float32
	for i, arm := range arms {
		p, err := pathOf(t, l, arm, pipeline.PathConfig{Steps: 1}).Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		j := 0
		for _, v := range from {
			for _, w := range v {
				if p.Weights[j] != w {
					t.Fatalf("arm %d does not start at the snapshot", i)
				}
				steps[i] = append(steps[i], p.Weights[len(p.Coordinates)+j]-w)
				j++
			}
		}
	}
	moved := 0
	for j, d := range steps[0] {
		if d != 0 {
			moved++
		}
		if e := d - 2*steps[1][j]; e > 2e-7 || e < -2e-7 {
			t.Fatalf("coordinate %d: steps %v and %v: the arms saw different batches", j, d, steps[1][j])
		}
	}
	if moved < 1000 {
		t.Errorf("%d coordinates moved", moved)
	}
	if w, err := arms[0].Load(t.Context()); err != nil || !cmp.Equal(w.Initial.Params, from) {
		t.Errorf("the trained branch does not remember its start (%v)", err)
	}
}

// The unit's matrix is that of package training at the snapshot's weights, also when it was stopped half way.
func TestHessian(t *testing.T) {
	tiny := models.Model{Name: "tiny", Custom: true, Logits: func(n *models.Net, x *graph.Node) *graph.Node {
		return n.Dense("logits", graph.Tanh(n.Dense("hidden", models.Flatten(x), 2)), n.Classes())
	}}
	var whole *pipeline.HessianMatrix
	for _, stop := range []string{"", "columns"} {
		bare(t)
		l := open(t)
		l.Custom = "digest"
		net := l.TrainWith(tiny, dataSet(t, l, "digits"), fast, 3)
		h, err := l.Hessian(snapshotsOf(t, l, net, 7).All()[0], 600)
		if err != nil {
			t.Fatal(err)
		}
		if stop != "" {
			if _, err := h.Load((&stopper{at: stop}).context(t)); !errors.Is(err, context.Canceled) {
				t.Fatalf("the stopped Hessian: %v", err)
			}
		}
		got, err := h.Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if whole == nil {
			whole = got
		}
		if d := cmp.Diff(whole, got); d != "" {
			t.Errorf("the resumed matrix differs:\n%s", d)
		}
		s, err := h.At.Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		be, err := l.Backend(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		part, err := s.Set.Train.First(600)
		if err != nil {
			t.Fatal(err)
		}
		direct, err := training.NewHessian(be, s.Model, s.Spec, plain(t, l, net)[7], part)
		if err != nil {
			t.Fatal(err)
		}
		m, _, err := direct.Matrix(t.Context(), nil, nil)
		direct.Close()
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range m {
			if got.H[i] != float32(v) {
				t.Fatalf("entry %d is %v, want %v", i, got.H[i], v)
			}
		}
		trace := 0.0
		for i := range got.N {
			trace += float64(got.H[i*got.N+i])
		}
		if got.N != 64*2+2+2*10+10 || got.Examples != 600 || got.Asymmetry > 1e-4 || !(trace > 0) {
			t.Errorf("%d parameters, %d examples, asymmetry %g, trace %g", got.N, got.Examples, got.Asymmetry, trace)
		}
	}
	l := open(t)
	net := l.TrainWith(builtIn(t, "conv-gn"), dataSet(t, l, "digits"), fast, 3)
	at, err := net.At(pipeline.Initial)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Hessian(at, 1<<40); err == nil || !strings.Contains(err.Error(), "1437") {
		t.Errorf("a Hessian over too many examples: %v", err)
	}
}
