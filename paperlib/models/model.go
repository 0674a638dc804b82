package models

import (
	"fmt"
	"strings"

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

// Objective is the loss of each example, [batch], of a network that does not sort its inputs into classes: an
// autoencoder, a diffusion model, a language model. x is [batch, height, width, channels] or tokens [batch, length].
type Objective func(n *Net, x, labels *graph.Node) *graph.Node

// Model is a network with its loss: either Logits with a Loss (nil is [CrossEntropy]), or an Objective. Name
// identifies the model in results; Custom marks a model written by a reader, whose name alone does not say what it
// computes.
type Model struct {
	Name      string
	Logits    Logits
	Loss      Loss
	Objective Objective
	Custom    bool
}

// Spec is what tracing a model on given inputs found.
type Spec struct {
	Input
	Params  []Param // in the order of use
	States  []Param
	Noise   []Noise  // random numbers that the loss of an example needs
	Terms   []string `json:",omitempty"` // parts of the loss that the network tells apart; see [Net.Term]
	Coupled bool     // an example's gradient depends on its batch (BatchNorm in training mode)
	Factors int      // numbers in the factors of one example's gradient; see Row
	// Encoder is the size of the encoder that [BERT] built, nil in other networks: weights from elsewhere must agree with it
	// also where the shapes of the arrays do not tell, as in the number of heads.
	Encoder *BERTConfig `json:"-"`
}

// Size is the number of trainable scalars N.
func (s *Spec) Size() int {
	n := 0
	for _, p := range s.Params {
		n += p.Size()
	}
	return n
}

// Batch is the data of one batch as nodes of a graph.
type Batch struct {
	X      *graph.Node // [batch, height, width, channels] float32, or tokens [batch, length] int32
	Labels *graph.Node // [batch] int32; zeros where examples have none
	Noise  *graph.Node // [batch, Spec.NoiseSize()] float32; nil where that is 0
}

// Size is the number of examples.
func (b Batch) Size() int { return b.X.Shape().Dim(0) }

// Built is a network inside a graph.
type Built struct {
	Losses *graph.Node   // [batch]
	Logits *graph.Node   // [batch, classes]; nil for a model with an Objective
	States []*graph.Node // after the step, in the order of the Spec
	Terms  []*graph.Node // [batch] each, in the order of the Spec
}

// Describe traces the model once and returns its parameters. Panics of graph building come back as errors.
func Describe(m Model, in Input) (spec *Spec, err error) {
	defer func() {
		if r := recover(); r != nil {
			spec, err = nil, fmt.Errorf("model %q on inputs %v with %d classes: %v", m.Name, in.Shape, in.Classes, r)
		}
	}()
	if (m.Logits == nil) == (m.Objective == nil) {
		return nil, fmt.Errorf("model %q must have either Logits or an Objective", m.Name)
	}
	be, err := gobackend.New("")
	if err != nil {
		return nil, fmt.Errorf("model %q: open the backend that traces it: %w", m.Name, err)
	}
	defer be.Finalize()
	const batch = 2 // any; BatchNorm needs more than one
	g := graph.NewGraph(be, m.Name)
	defer g.Finalize()
	dtype := dtypes.Float32
	if in.Vocabulary > 0 {
		dtype = dtypes.Int32
	}
	x := graph.Parameter(g, "x", shapes.Make(dtype, in.Dims(batch)...))
	labels := graph.Parameter(g, "labels", shapes.Make(dtypes.Int32, batch))
	n := newNet(Train, in, batch, be)
	n.tracing = true
	if _, err := m.losses(n, x, labels); err != nil {
		return nil, err
	}
	if len(n.params) == 0 {
		return nil, fmt.Errorf("model %q has no parameters: its function never called Net.Param or a layer", m.Name)
	}
	return &Spec{Input: in, Params: n.params, States: n.states, Noise: n.noises, Terms: n.termNames,
		Coupled: n.coupled, Factors: n.factors / batch, Encoder: n.encoder}, nil
}

func newNet(mode Mode, in Input, batch int, be compute.Backend) *Net {
	return &Net{mode: mode, input: in, batch: batch, im2col: be.Name() != "xla", parts: OnXLACPU(be),
		nodes: map[string]*graph.Node{}, updates: map[string]*graph.Node{}, wide: map[string]*graph.Node{}}
}

// OnXLACPU tells XLA on the CPU from XLA on a GPU by the plugin's name, which is part of the description.
func OnXLACPU(be compute.Backend) bool {
	return be.Name() == "xla" && !strings.Contains(be.Description(), "cuda")
}

// losses runs the model's functions and checks the shapes of what they return.
func (m Model) losses(n *Net, x, labels *graph.Node) (out Built, err error) {
	if m.Objective != nil {
		out.Losses = m.Objective(n, x, labels)
	} else {
		out.Logits = m.Logits(n, x)
		if d := out.Logits.Shape().Dimensions; len(d) != 2 || d[0] != n.batch || d[1] != n.Classes() {
			return out, fmt.Errorf("model %q returns logits of shape %v for a batch of %d: want [batch, %d]", m.Name, d, n.batch, n.Classes())
		}
		if m.Loss != nil {
			out.Losses = m.Loss(out.Logits, labels)
		} else {
			out.Losses = n.CrossEntropy(out.Logits, labels)
		}
	}
	if d := out.Losses.Shape().Dimensions; len(d) != 1 || d[0] != n.batch {
		return out, fmt.Errorf("model %q: the loss has shape %v: it must return one number for each example, not their mean", m.Name, d)
	}
	return out, nil
}

// Build runs the model's function inside a graph in mode Train or Eval. params and states are nodes in the order of
// the Spec. It panics like all graph building functions.
func (m Model) Build(s *Spec, mode Mode, be compute.Backend, params, states []*graph.Node, b Batch) Built {
	return m.build(newNet(mode, s.Input, b.Size(), be), s, params, states, b)
}

func (m Model) build(n *Net, s *Spec, params, states []*graph.Node, b Batch) Built {
	for i, p := range s.Params {
		n.nodes[p.Name] = params[i]
	}
	for i, p := range s.States {
		n.nodes[p.Name] = states[i]
	}
	s.cutNoise(b.Noise, n.nodes)
	out, err := m.losses(n, b.X, b.Labels)
	if err != nil {
		panic(err)
	}
	for i, p := range s.States {
		v, ok := n.updates[p.Name]
		if !ok {
			v = states[i]
		}
		out.States = append(out.States, v)
	}
	out.Terms = n.terms
	return out
}

// CrossEntropy is -log softmax(logits)[label] for each example.
func CrossEntropy(logits, labels *graph.Node) *graph.Node {
	return crossEntropy(logits, labels, graph.StopGradient)
}

// CrossEntropy is the function of that name, for use in an [Objective]: unlike it, it can be differentiated twice.
func (n *Net) CrossEntropy(logits, labels *graph.Node) *graph.Node {
	return crossEntropy(logits, labels, n.constant)
}

func crossEntropy(logits, labels *graph.Node, constant func(*graph.Node) *graph.Node) *graph.Node {
	classes := logits.Shape().Dim(-1)
	shifted := graph.Sub(logits, constant(graph.BroadcastToShape(graph.ReduceAndKeep(logits, graph.ReduceMax, -1), logits.Shape())))
	lse := graph.Log(graph.ReduceSum(graph.Exp(shifted), -1))
	hot := graph.OneHot(labels, classes, logits.DType())
	return graph.Sub(lse, graph.ReduceSum(graph.Mul(hot, shifted), -1))
}
