// Package sgn captures stochastic gradient noise (SGN) of a network at fixed weights.
//
// The noise of coordinate i for batch size B is
//
//	U_i(B) = grad_i L_Batch(w) - E[grad_i L_Batch(w)]
//
// where the expectation is over the random choice of the batch. Two ways give draws of U, with one meaning:
//
//   - direct: one backward pass per drawn batch. It works for every network, and is the only right way when the
//     gradient of an example depends on its batch (BatchNorm in training mode).
//   - bank: the gradients of all examples once; a draw is then a mean of rows. Only for networks whose examples do
//     not see each other.
//
// Batches are drawn independently, each uniformly from the training set with replacement (so that a draw for m B is
// in law the mean of m independent draws for B), unless WithoutReplacement is set, when no example occurs twice in
// one batch. Batch k of batch size B is a function of (seed, B, k) alone and is the same for both methods.
//
// Without coupling, the expectation is the exact mean gradient over the training set. With coupling it is estimated
// from further independent draws, and its standard error is part of the result.
package sgn

// Version counts changes of what a capture computes; see training.Version.
const Version = 1
