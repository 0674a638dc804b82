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
