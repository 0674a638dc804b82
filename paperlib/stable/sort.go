package stable

import (
	"math"
	"slices"
)

// sorter sorts float64 by their bits, least significant digit first: three times as fast as comparisons on the samples of
// a fit, where sorting would otherwise take a third of the time, and faster still on values that were float32.
type sorter struct{ a, b []uint64 }

const radixMin = 200 // below it comparisons are faster

// sort sorts x, which holds no NaN, in place.
func (s *sorter) sort(x []float64) {
	if len(x) < radixMin {
		slices.Sort(x)
		return
	}
	s.a, s.b = grow(s.a, len(x)), grow(s.b, len(x))
	var count [8][256]uint32
	for i, v := range x {
		k := sortKey(v)
		s.a[i] = k
		for d := range count {
			count[d][byte(k>>(8*d))]++
		}
	}
	from, to := s.a, s.b
	for d := range count {
		c := &count[d]
		if c[byte(from[0]>>(8*d))] == uint32(len(x)) {
			continue // one digit for all
		}
		at := uint32(0)
		for i, n := range c {
			c[i], at = at, at+n
		}
		for _, k := range from {
			digit := byte(k >> (8 * d))
			to[c[digit]] = k
			c[digit]++
		}
		from, to = to, from
	}
	for i, k := range from {
		x[i] = math.Float64frombits(k ^ (^uint64(int64(k)>>63) | 1<<63))
	}
}

// sortKey orders like v: the sign bit flipped, and all other bits too for negative values.
func sortKey(v float64) uint64 {
	b := math.Float64bits(v)
	return b ^ (uint64(int64(b)>>63) | 1<<63)
}

// grow returns a slice of n elements, reusing memory; its contents are arbitrary.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/8)
	}
	return s[:n]
}
