// Package sgn captures stochastic gradient noise (SGN) of a network at fixed weights.
//
// The noise of coordinate i for batch size B is
//
//	U_i(B) = grad_i L_Batch(w) - E[grad_i L_Batch(w)]
//
// where the expectation is over all that is random in a draw. Three ways lead to it, with one meaning:
//
//   - direct: one backward pass per drawn batch. It works for every network, and is the only right way when the
//     gradient of an example depends on its batch (BatchNorm in training mode).
//   - bank: the gradients of all examples once; a draw is then a mean of rows. Only for networks whose examples do
//     not see each other.
//   - population ([Population]): the exact law of U_i(B) from the gradients of all examples, without a draw, for batches
//     drawn with replacement.
//
// How to choose: the bank where there is one, since any number of draws and batch sizes then costs little more; direct with
// BatchNorm, and where random numbers of the loss shall be part of the noise; the population to see what a histogram only
// suggests, one coordinate at a time.
//
// On a CPU with XLA and AVX2 the backend computes two factors of every row of a bank and the host multiplies them ([models.Row]),
// which takes about half the time; the plan says so.
//
// Batches are drawn independently, each uniformly from the training set with replacement (so that a draw for m B is
// in law the mean of m independent draws for B), unless WithoutReplacement is set, when no example occurs twice in
// one batch, or Epoch, when they are the consecutive batches of shuffled epochs as in training. Batch k of batch size B is a
// function of (seed, B, k) alone and is the same for both methods.
//
// Where only the batch is random, the expectation is the exact mean gradient over the training set. With coupling, dropout,
// latent draws, diffusion times or augmentation it is estimated from further independent draws, and its standard error is part
// of the result; or the random numbers of each example are frozen, and the noise is conditional on them.
//
// [Run] keeps all draws in memory; [Stream] hands them to an observer block by block, within bounds on memory and disk, and
// goes on where it was interrupted. Both give the same bits. [Path] records the noise of the steps that a training run takes.
package sgn

// Version counts changes of what a capture computes; see training.Version.
const Version = 1
