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

	x              *graph.Node // in mode PerExample, where the gradient of params[0] has factors: see Row
	kernel, stride int
}

// Row is the gradient of every example with respect to one array of parameters, inside a graph: whole, or, for an array that
// a layer applies at many places, as the two factors of a sum of outer products over the places, which a host can form
// itself:
//
//	row[dy, dx, ci, co] = sum over y, z of  X[stride y + dy - half, stride z + dx - half, ci] G[y, z, co]
//
// with zeros outside X, half = (Kernel - 1)/2, and dy, dx < Kernel. For a convolution X is its input and G the gradient at its
// output; a dense layer is one of kernel 1 over the places of its input.
type Row struct {
	Whole          *graph.Node // [batch, dims...]; nil if there are factors
	X              *graph.Node // [batch, h, w, cin]
	G              *graph.Node // [batch, h', w', cout]
	Kernel, Stride int
}

// tap registers y in mode PerExample and returns it.
func (n *Net) tap(y *graph.Node, rows func(gy *graph.Node) []*graph.Node, params ...string) *graph.Node {
	if n.mode == PerExample {
		n.taps = append(n.taps, tap{y: y, params: params, grads: rows})
	}
	return y
}

// tapOuter is tap for a layer whose first parameter's gradient has the factors x and gy; see [Row].
func (n *Net) tapOuter(y, x *graph.Node, kernel, stride int, rows func(gy *graph.Node) []*graph.Node, params ...string) *graph.Node {
	n.tap(y, rows, params...)
	n.factors += x.Shape().Size() + y.Shape().Size()
	if n.mode == PerExample {
		t := &n.taps[len(n.taps)-1]
		t.x, t.kernel, t.stride = x, kernel, stride
	}
	return y
}

// tapSum registers y in mode Train, as the only place where its layer uses param.
func (n *Net) tapSum(y *graph.Node, sum func(gy *graph.Node) *graph.Node, param string) {
	if n.mode == Train {
		n.taps = append(n.taps, tap{y: y, params: []string{param}, grads: func(gy *graph.Node) []*graph.Node { return []*graph.Node{sum(gy)} }})
	}
}

// Gradient builds the network in mode Train and the gradient of total(losses) with respect to every parameter, in the
// order of the Spec. total turns the losses of the examples [batch] into one number: their mean, or a weighted sum.
func (m Model) Gradient(s *Spec, be compute.Backend, params, states []*graph.Node, b Batch, total func(losses *graph.Node) *graph.Node) (Built, []*graph.Node) {
	n := newNet(Train, s.Input, b.Size(), be)
	out := m.build(n, s, params, states, b)
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
	out, rows := m.rows(s, be, params, states, b, false)
	list := make([]*graph.Node, len(rows))
	for i, r := range rows {
		list[i] = r.Whole
	}
	return out, list
}

// Factored is PerExample with factors wherever a layer has them.
func (m Model) Factored(s *Spec, be compute.Backend, params, states []*graph.Node, b Batch) (Built, []Row) {
	return m.rows(s, be, params, states, b, true)
}

func (m Model) rows(s *Spec, be compute.Backend, params, states []*graph.Node, b Batch, factored bool) (Built, []Row) {
	n := newNet(PerExample, s.Input, b.Size(), be)
	out := m.build(n, s, params, states, b)
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
	rows := map[string]Row{}
	for i, t := range n.taps {
		for k, r := range t.grads(grads[i]) {
			rows[t.params[k]] = Row{Whole: r}
		}
		if factored && t.x != nil {
			rows[t.params[0]] = Row{X: places(t.x, b.Size()), G: places(grads[i], b.Size()), Kernel: t.kernel, Stride: t.stride}
		}
	}
	for i, name := range wide {
		rows[name] = Row{Whole: grads[len(n.taps)+i]}
	}
	list := make([]Row, len(s.Params))
	for i, p := range s.Params {
		r, ok := rows[p.Name]
		if !ok {
			panic(fmt.Errorf("models: no layer of %q tapped its parameter %q", m.Name, p.Name))
		}
		if r.Whole != nil {
			r.Whole = graph.Reshape(r.Whole, append([]int{b.Size()}, p.Dims...)...)
		}
		list[i] = r
	}
	return out, list
}

// places gives what is not an image, [batch, ..., c], the form [batch, 1, places, c].
func places(x *graph.Node, batch int) *graph.Node {
	if x.Rank() == 4 {
		return x
	}
	c := x.Shape().Dim(-1)
	return graph.Reshape(x, batch, 1, x.Shape().Size()/batch/c, c)
}
