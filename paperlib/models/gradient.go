package models

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
)

// tap is a place where a layer used shared parameters. From the gradient gy at the layer's output y, grads returns the
// gradients with respect to those parameters. In mode PerExample they are those of every single example,
// [batch, dims...] each: the gradient at all taps costs one ordinary backward pass, so that a bank of per-example gradients
// costs little more than a training step (Goodfellow 2015, arXiv:1510.01799, for dense layers; Rochette, Manoel, Tramel 2019,
// arXiv:1912.06015, for convolutions). In mode Train they are those of the batch, [dims...], from layers that have a faster
// way to them than differentiation.
type tap struct {
	y      *graph.Node
	params []string
	grads  func(gy *graph.Node) []*graph.Node
}

// tap registers y in mode PerExample and returns it.
func (n *Net) tap(y *graph.Node, rows func(gy *graph.Node) []*graph.Node, params ...string) *graph.Node {
	if n.mode == PerExample {
		n.taps = append(n.taps, tap{y, params, rows})
	}
	return y
}

// tapSum registers y in mode Train, as the only place where its layer uses param.
func (n *Net) tapSum(y *graph.Node, sum func(gy *graph.Node) *graph.Node, param string) {
	if n.mode == Train {
		n.taps = append(n.taps, tap{y, []string{param}, func(gy *graph.Node) []*graph.Node { return []*graph.Node{sum(gy)} }})
	}
}

// Gradient builds the network in mode Train and the gradient of total(losses) with respect to every parameter, in the
// order of the Spec. total turns the losses of the examples [batch] into one number: their mean, or a weighted sum.
func (m Model) Gradient(s *Spec, be compute.Backend, params, states []*graph.Node, b Batch, total func(losses *graph.Node) *graph.Node) (Built, []*graph.Node) {
	out, n := m.build(s, Train, be, params, states, b)
	var at []*graph.Node
	tapped := map[string]int{}
	for i, t := range n.taps {
		at = append(at, t.y)
		tapped[t.params[0]] = i
	}
	for i, p := range s.Params {
		if _, ok := tapped[p.Name]; !ok {
			at = append(at, params[i])
		}
	}
	grads := graph.Gradient(total(out.Losses), at...)
	rest := grads[len(n.taps):]
	list := make([]*graph.Node, len(params))
	for i, p := range s.Params {
		if k, ok := tapped[p.Name]; ok {
			list[i] = n.taps[k].grads(grads[k])[0]
		} else {
			list[i], rest = rest[0], rest[1:]
		}
	}
	return out, list
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
		for k, r := range t.grads(grads[i]) {
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
