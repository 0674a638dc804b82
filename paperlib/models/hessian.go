package models

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
)

// HessianProduct builds the network in mode Train and the product H v of the Hessian H of total(losses) with a direction,
//
//	(H v)_i = sum_j  d^2 total / d theta_i d theta_j  v_j,
//
// as the gradient of the product of the gradient with v. v and the result have a node of the shape of each parameter, in
// the order of the Spec. ReLU and pooling have second derivative zero wherever they have one.
//
// The network is built in a form that may be differentiated twice: convolutions as products with patches (the second
// derivative of the native convolution does not exist in GoMLX), gradients of kernels by differentiation, and without
// the numbers that layers otherwise hold constant because the first derivative does not depend on them. A network that holds
// something constant all the same is refused, because its product would be that of another function: one with
// graph.StopGradient or a gradient of its own making (graph.IdentityWithCustomGradient) in a layer, or with a loss of its
// own that calls [CrossEntropy] in place of [Net.CrossEntropy].
func (m Model) HessianProduct(s *Spec, be compute.Backend, params, states []*graph.Node, b Batch, v []*graph.Node, total func(losses *graph.Node) *graph.Node) []*graph.Node {
	n := newNet(Train, s.Input, b.Size(), be)
	n.twice, n.im2col, n.parts = true, true, false
	loss := total(m.build(n, s, params, states, b).Losses)
	if node := otherGradient(loss, params); node != nil {
		panic(fmt.Errorf("models: the gradient of %q is not that of its loss: %s holds a part constant (graph.StopGradient) or has a gradient of its own, so that second derivatives would be those of another function. Write that part without it", m.Name, node))
	}
	along := graph.ScalarZero(loss.Graph(), loss.DType())
	for i, g := range graph.Gradient(loss, params...) {
		along = graph.Add(along, graph.ReduceAllSum(graph.Mul(g, v[i])))
	}
	return graph.Gradient(along, params...)
}

// otherGradient is a node between the parameters and the loss through which derivatives pass otherwise than its function
// says, or not at all; nil if there is none. Comparisons, whose derivative is zero, are marked StopGradient and are meant.
func otherGradient(loss *graph.Node, params []*graph.Node) (other *graph.Node) {
	depends := map[*graph.Node]bool{} // on a parameter
	for _, p := range params {
		depends[p] = true
	}
	var visit func(n *graph.Node) bool
	visit = func(n *graph.Node) bool {
		if d, seen := depends[n]; seen {
			return d
		}
		d := false
		for _, in := range n.Inputs() {
			d = visit(in) || d
		}
		depends[n] = d
		if d && n.Type() == graph.NodeTypeIdentity && (n.StopGradient() || n.CustomGradient() != nil) {
			other = n
		}
		return d
	}
	visit(loss)
	return other
}
