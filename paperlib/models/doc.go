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
// The same function serves four purposes, told apart by the Net alone: tracing (which parameters exist, how they are
// initialised, which random numbers an example's loss needs; see [Describe]), the ordinary forward pass and its
// gradient, evaluation, and the per-example form, from which the gradient of every single example follows
// ([Model.PerExample]). A function that uses the layers of this package works in all of them; one that calls
// [Net.Param] itself finds a leading batch axis on the array in the per-example form. A network that does not sort its
// inputs into classes gives its losses as an [Objective].
//
// Initial values are drawn on the host from named streams (package rng), so they do not depend on the backend.
package models

// Version counts changes of what the built-in models compute. It takes part in the identity of every result.
const Version = 1
