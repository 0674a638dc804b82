// Package models holds networks as GoMLX graph functions.
//
// A network is one Go function from a batch of inputs to logits. It asks its [Net] for the parameters it needs, by
// name and shape, in the order in which it uses them:
//
//	func tiny(n *models.Net, x *graph.Node) *graph.Node {
//		x = graph.Tanh(n.Dense("hidden", models.Flatten(x), 32))
//		return n.Dense("logits", x, n.Classes())
//	}
//
// The same function serves three purposes, told apart by the Net alone: tracing (which parameters exist and how they
// are initialised, see [Describe]), the ordinary forward pass, and the per-example form in which every parameter has
// a leading axis of the batch size, so that the gradient of the summed loss with respect to the parameters is the
// matrix of per-example gradients. A function that uses the layers of this package works in all three.
//
// Initial values are drawn on the host from named streams (package rng), so they do not depend on the backend.
package models

// Version counts changes of what the built-in models compute. It takes part in the identity of every result.
const Version = 1
