package stable

import "math"

// A coarse sample stands for a sorted sample with a tenth of its points: observations of one bin of
// log(1 + |y|) are replaced by two points with their mean and variance. Its maximum of the likelihood lies within a small
// part of a standard error of the true one, so that Newton's method on the whole sample, started there, needs two steps.
type coarse struct{ sample }

const (
	coarseMin  = 400  // below it the whole sample is as cheap
	coarseBits = 3    // 8 bins for each octave of 1 + |y|
	coarseTies = 0.05 // share of ties from which the likelihood may have several maxima, which bins would blur
)

// of fills c from the ascending sample d and reports whether it is much smaller.
func (c *coarse) of(d *sample) bool {
	if len(d.y) < coarseMin {
		return false
	}
	c.y, c.w, c.total = c.y[:0], c.w[:0], d.total
	limit := len(d.y) / 2
	for i := 0; i < len(d.y); {
		bin := coarseBin(d.y[i])
		var n, mean, ss float64
		for ; i < len(d.y) && coarseBin(d.y[i]) == bin; i++ {
			w := d.weight(i)
			n += w
			step := d.y[i] - mean
			mean += step * w / n
			ss += w * step * (d.y[i] - mean)
		}
		if sd := math.Sqrt(ss / n); sd > 0 {
			c.y, c.w = append(c.y, mean-sd, mean+sd), append(c.w, n/2, n/2)
		} else {
			c.y, c.w = append(c.y, mean), append(c.w, n)
		}
		if len(c.y) > limit {
			return false
		}
	}
	return true
}

// coarseBin numbers the bins, those of negative y apart.
func coarseBin(y float64) uint64 {
	bin := math.Float64bits(1+math.Abs(y)) >> (52 - coarseBits)
	return bin | math.Float64bits(y)&(1<<63)
}
