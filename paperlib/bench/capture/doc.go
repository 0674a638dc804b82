// Package capture times training steps and the capture of gradient noise beside PyTorch and JAX: the same networks with
// the same weights (checked by loss and gradient), on the same machine, in turns. scripts/bench.sh capture runs it.
package capture
