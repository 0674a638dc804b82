package models

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
)

// tap is a place where a layer used shared parameters. From the gradient at the layer's output y, rows returns the
// gradient of every single example with respect to those parameters, [batch, dims...] each. The gradient at all taps
// costs one ordinary backward pass, so that a bank of per-example gradients costs little more than a training step
// (Goodfellow 2015, arXiv:1510.01799, for dense layers; Rochette, Manoel, Tramel 2019, arXiv:1912.06015, for
// convolutions).
type tap struct {
	y      *graph.Node
	params []string
	rows   func(gy *graph.Node) []*graph.Node
}

// tap registers y in mode PerExample and returns it.
func (n *Net) tap(y *graph.Node, rows func(gy *graph.Node) []*graph.Node, params ...string) *graph.Node {
	if n.mode == PerExample {
		n.taps = append(n.taps, tap{y, params, rows})
	}
	return y
}

// Gradient builds the network in mode Train and the gradient of total(losses) with respect to every parameter, in the
// order of the Spec. total turns the losses of the examples [batch] into one number: their mean, or a weighted sum.
func (m Model) Gradient(s *Spec, be compute.Backend, params, states []*graph.Node, b Batch, total func(losses *graph.Node) *graph.Node) (Built, []*graph.Node) {
	out, _ := m.build(s, Train, be, params, states, b)
	return out, graph.Gradient(total(out.Losses), params...)
}

// PerExample builds the network in mode PerExample and returns the gradients of the single losses: for each parameter
// of the Spec an array [batch, dims...].
func (m Model) PerExample(s *Spec, be compute.Backend, params, states []*graph.Node, b Batch) (Built, []*graph.Node) {
	out, n := m.build(s, PerExample, be, params, states, b)
	var at []*graph.Node
	for _, t := range n.taps {
		at = append(at, t.y)
	}
	var wide []string
	for _, p := range s.Params {
		if w, ok := n.wide[p.Name]; ok {
			wide = append(wide, p.Name)
			at = append(at, w)
		}
	}
	grads := graph.Gradient(graph.ReduceAllSum(out.Losses), at...)
	rows := map[string]*graph.Node{}
	add := func(name string, r *graph.Node) {
		if have, ok := rows[name]; ok {
			r = graph.Add(have, r)
		}
		rows[name] = r
	}
	for i, t := range n.taps {
		for k, r := range t.rows(grads[i]) {
			add(t.params[k], r)
		}
	}
	for i, name := range wide {
		add(name, grads[len(n.taps)+i])
	}
	list := make([]*graph.Node, len(s.Params))
	for i, p := range s.Params {
		r, ok := rows[p.Name]
		if !ok {
			panic(fmt.Errorf("models: no layer of %q tapped its parameter %q", m.Name, p.Name))
		}
		list[i] = graph.Reshape(r, append([]int{b.Size()}, p.Dims...)...)
	}
	return out, list
}
