package models

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// Logits is a network's function: x [batch, height, width, channels] to logits [batch, classes].
type Logits func(n *Net, x *graph.Node) *graph.Node

// Loss is the loss of each example: logits [batch, classes] and labels [batch] (int32) to [batch].
type Loss func(logits, labels *graph.Node) *graph.Node

// Model is a network with its loss. Loss nil is [CrossEntropy]. Name identifies the model in results; Custom marks a
// model written by a reader, whose name alone does not say what it computes.
type Model struct {
	Name   string
	Logits Logits
	Loss   Loss
	Custom bool
}

// Spec is what tracing a model on given inputs found.
type Spec struct {
	Input   [3]int // height, width, channels
	Classes int
	Params  []Param // in the order of use
	States  []Param
	Coupled bool // an example's gradient depends on its batch (BatchNorm in training mode)
}

// Size is the number of trainable scalars N.
func (s *Spec) Size() int {
	n := 0
	for _, p := range s.Params {
		n += p.Size()
	}
	return n
}

// Describe traces the model once and returns its parameters. Panics of graph building come back as errors.
func Describe(m Model, input [3]int, classes int) (spec *Spec, err error) {
	defer func() {
		if r := recover(); r != nil {
			spec, err = nil, fmt.Errorf("model %q on inputs %v with %d classes: %v", m.Name, input, classes, r)
		}
	}()
	be, err := gobackend.New("")
	if err != nil {
		return nil, fmt.Errorf("model %q: open the backend that traces it: %w", m.Name, err)
	}
	defer be.Finalize()
	const batch = 2 // any; BatchNorm needs more than one
	g := graph.NewGraph(be, m.Name)
	defer g.Finalize()
	x := graph.Parameter(g, "x", shapes.Make(dtypes.Float32, batch, input[0], input[1], input[2]))
	n := &Net{mode: Train, classes: classes, tracing: true, im2col: true,
		nodes: map[string]*graph.Node{}, updates: map[string]*graph.Node{}}
	y := m.Logits(n, x)
	if d := y.Shape().Dimensions; len(d) != 2 || d[0] != batch || d[1] != classes {
		return nil, fmt.Errorf("model %q returns logits of shape %v for a batch of %d: want [batch, %d]", m.Name, d, batch, classes)
	}
	if len(n.params) == 0 {
		return nil, fmt.Errorf("model %q has no parameters: its function never called Net.Param or a layer", m.Name)
	}
	return &Spec{Input: input, Classes: classes, Params: n.params, States: n.states, Coupled: n.coupled}, nil
}

// Build runs the model's function inside a graph. params and states are nodes in the order of the Spec (params with a
// leading batch axis in mode PerExample). It returns the loss of each example, the logits, and the states after the
// step in the order of the Spec. It panics like all graph building functions.
func (m Model) Build(s *Spec, mode Mode, be compute.Backend, params, states []*graph.Node, x, labels *graph.Node) (loss, logits *graph.Node, newStates []*graph.Node) {
	n := &Net{mode: mode, classes: s.Classes, im2col: be.Name() != "xla",
		nodes: map[string]*graph.Node{}, updates: map[string]*graph.Node{}}
	for i, p := range s.Params {
		n.nodes[p.Name] = params[i]
	}
	for i, p := range s.States {
		n.nodes[p.Name] = states[i]
	}
	logits = m.Logits(n, x)
	f := m.Loss
	if f == nil {
		f = CrossEntropy
	}
	loss = f(logits, labels)
	if d := loss.Shape().Dimensions; len(d) != 1 || d[0] != x.Shape().Dim(0) {
		panic(fmt.Errorf("model %q: the loss has shape %v: it must return one number for each example, not their mean", m.Name, d))
	}
	for i, p := range s.States {
		v, ok := n.updates[p.Name]
		if !ok {
			v = states[i]
		}
		newStates = append(newStates, v)
	}
	return loss, logits, newStates
}

// CrossEntropy is -log softmax(logits)[label] for each example.
func CrossEntropy(logits, labels *graph.Node) *graph.Node {
	classes := logits.Shape().Dim(-1)
	shifted := graph.Sub(logits, graph.StopGradient(graph.BroadcastToShape(graph.ReduceAndKeep(logits, graph.ReduceMax, -1), logits.Shape())))
	lse := graph.Log(graph.ReduceSum(graph.Exp(shifted), -1))
	hot := graph.OneHot(labels, classes, logits.DType())
	return graph.Sub(lse, graph.ReduceSum(graph.Mul(hot, shifted), -1))
}
