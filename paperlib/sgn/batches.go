package sgn

import (
	"fmt"
	"math/rand/v2"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// drawBatch fills index with the examples of a batch drawn from n.
func drawBatch(r *rand.Rand, index []int, n int, withoutReplacement bool) {
	if !withoutReplacement {
		for i := range index {
			index[i] = r.IntN(n)
		}
		return
	}
	// Floyd's algorithm: uniform subsets in O(batch) for any n (Bentley, Floyd 1987).
	seen := make(map[int]struct{}, len(index))
	for i := range index {
		j := n - len(index) + i
		v := r.IntN(j + 1)
		if _, dup := seen[v]; dup {
			v = j
		}
		seen[v] = struct{}{}
		index[i] = v
	}
}

// stream is the source of batch k of the given size. Purpose keeps the draws of SGN and those that estimate its mean
// apart.
func stream(seed uint64, purpose string, batch, k int) *rand.Rand {
	return rng.New(seed, "sgn", purpose, fmt.Sprint(batch), fmt.Sprint(k))
}

// batches gives batch k of one batch size: a function of (seed, purpose, batch size, k) alone.
type batches struct {
	config  Config
	seed    uint64
	purpose string
	n       int // examples
	epoch   int
	order   []int // of that epoch
}

// fill puts the examples of batch k into index.
func (b *batches) fill(k int, index []int) {
	size := len(index)
	if !b.config.Epoch {
		drawBatch(stream(b.seed, b.purpose, size, k), index, b.n, b.config.WithoutReplacement)
		return
	}
	per := b.n / size // examples that do not fill a last batch are left out of an epoch, as in training
	if e := k / per; b.order == nil || e != b.epoch {
		b.epoch, b.order = e, rng.New(b.seed, "sgn", b.purpose, "epoch", fmt.Sprint(size), fmt.Sprint(e)).Perm(b.n)
	}
	copy(index, b.order[k%per*size:])
}
