package models

import (
	"fmt"
	"strings"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// Param is one array of trainable parameters, or one array of state such as a running mean.
type Param struct {
	Name string // "conv1/kernel": layer, slash, role
	Dims []int
	Init Init
}

// Size is the number of scalars in p.
func (p Param) Size() int {
	n := 1
	for _, d := range p.Dims {
		n *= d
	}
	return n
}

// Layer is the part of the name before the last slash.
func (p Param) Layer() string {
	if i := strings.LastIndexByte(p.Name, '/'); i >= 0 {
		return p.Name[:i]
	}
	return p.Name
}

// Mode says which form of a network's function is being built.
type Mode int

const (
	// Train normalises with the statistics of the batch and updates running statistics.
	Train Mode = iota
	// Eval normalises with running statistics and drops nothing out.
	Eval
	// PerExample is Train in a form from which the gradient of every single example can be had: [Net.Param] returns
	// its array with a leading batch axis, and layers that share their arrays register a tap. Layers that couple
	// examples are not allowed.
	PerExample
)

// Net hands a network's function its parameters while a graph is being built. It is made by this package, never by a
// network.
type Net struct {
	mode    Mode
	input   Input
	batch   int
	tracing bool

	params, states []Param
	noises         []Noise
	nodes          map[string]*graph.Node // parameters, states and noise by name
	updates        map[string]*graph.Node
	termNames      []string
	terms          []*graph.Node
	wide           map[string]*graph.Node // PerExample: parameters with a leading batch axis
	taps           []tap
	factors        int // tracing: numbers in the factors of all rows of the batch
	coupled        bool
	encoder        *BERTConfig // of the network that is built, if it is one
	im2col         bool        // convolutions as products with patches
	parts          bool        // gradients of kernels as sums over parts of the batch
	twice          bool        // differentiated twice: layers hold nothing constant, and use no shorter way to a gradient
}

// constant holds x constant in a derivative that does not depend on it. The derivative of that derivative would, so in a
// network that is differentiated twice it is x itself.
func (n *Net) constant(x *graph.Node) *graph.Node {
	if n.twice {
		return x
	}
	return graph.StopGradient(x)
}

// Classes is the number of logits that the network must return.
func (n *Net) Classes() int { return n.input.Classes }

// Vocabulary is the number of distinct tokens of a text, 0 for images.
func (n *Net) Vocabulary() int { return n.input.Vocabulary }

// Mode is the form being built.
func (n *Net) Mode() Mode { return n.mode }

// Param returns the trainable parameter of that name. Its shape is dims, or [batch, dims...] in mode PerExample.
// Like all graph building functions it panics on misuse; [Describe] and the executors turn the panic into an error.
func (n *Net) Param(x *graph.Node, name string, init Init, dims ...int) *graph.Node {
	p := n.shared(x, name, init, dims...)
	if n.mode != PerExample {
		return p
	}
	w, ok := n.wide[name]
	if !ok {
		w = graph.BroadcastPrefix(p, n.batch)
		n.wide[name] = w
	}
	return w
}

// shared returns a trainable parameter of shape dims in every mode. In mode PerExample the layer that asks for it
// must tap the place where it is used.
func (n *Net) shared(x *graph.Node, name string, init Init, dims ...int) *graph.Node {
	return n.get(x, Param{name, dims, init}, true)
}

// State returns a non-trainable array, shared by all examples: what a layer remembers between steps.
func (n *Net) State(x *graph.Node, name string, init Init, dims ...int) *graph.Node {
	return n.get(x, Param{name, dims, init}, false)
}

// SetState records the value that the state of that name takes after this training step.
func (n *Net) SetState(name string, v *graph.Node) { n.updates[name] = v }

// Term records a part of the loss of each example, [batch]. Evaluations report its mean beside that of the loss.
func (n *Net) Term(name string, v *graph.Node) {
	n.termNames, n.terms = append(n.termNames, name), append(n.terms, v)
}

func (n *Net) get(x *graph.Node, p Param, trainable bool) *graph.Node {
	if node, ok := n.nodes[p.Name]; ok {
		if n.tracing {
			panic(fmt.Errorf("models: two layers use the parameter name %q: give every layer its own name", p.Name))
		}
		return node
	}
	if !n.tracing {
		panic(fmt.Errorf("models: the network asks for %q, which it did not ask for when it was described: its structure must not change between calls", p.Name))
	}
	if trainable {
		n.params = append(n.params, p)
	} else {
		n.states = append(n.states, p)
	}
	node := graph.Parameter(x.Graph(), p.Name, shapes.Make(dtypes.Float32, p.Dims...))
	n.nodes[p.Name] = node
	return node
}

// couple marks the network as one in which an example's output depends on the other examples of its batch.
func (n *Net) couple(layer string) {
	n.coupled = true
	if n.mode == PerExample {
		panic(fmt.Errorf("models: layer %q couples the examples of a batch: per-example gradients do not exist; capture this network by the direct method", layer))
	}
}
