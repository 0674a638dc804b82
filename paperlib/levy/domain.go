package levy

import (
	"math"
	"slices"
)

// A Domain is an open set that a path may leave. x has the dimension of the set. A point of the boundary is outside.
type Domain interface {
	// Inside says whether x lies in the domain; a NaN is outside.
	Inside(x []float64) bool
	// Reach returns how far x can go along -e_i and +e_i before it first meets the boundary, both positive, +Inf where it
	// never does. x lies inside; elsewhere the answer means nothing. These are the distances of [NewExitRate].
	Reach(x []float64, i int) (minus, plus float64)
}

// Box is the product of the intervals (Lo_i, Hi_i); infinite ends are allowed.
type Box struct{ Lo, Hi []float64 }

// Cube returns the box |x_i| < half, i < n.
func Cube(n int, half float64) Box {
	b := Box{make([]float64, n), make([]float64, n)}
	for i := range n {
		b.Lo[i], b.Hi[i] = -half, half
	}
	return b
}

// Inside says whether every coordinate lies in its interval.
func (b Box) Inside(x []float64) bool {
	for i, v := range x {
		if !(v > b.Lo[i] && v < b.Hi[i]) {
			return false
		}
	}
	return true
}

// Reach returns the distances to the two faces of coordinate i.
func (b Box) Reach(x []float64, i int) (minus, plus float64) { return x[i] - b.Lo[i], b.Hi[i] - x[i] }

// Ball is |x - Centre| < Radius.
type Ball struct {
	Centre []float64
	Radius float64
}

// Inside says whether x is closer to the centre than the radius.
func (b Ball) Inside(x []float64) bool {
	r := 0.0
	for i, v := range x {
		r += (v - b.Centre[i]) * (v - b.Centre[i])
	}
	return r < b.Radius*b.Radius
}

// Reach solves |x + s e_i - Centre| = Radius for s < 0 and s > 0.
func (b Ball) Reach(x []float64, i int) (minus, plus float64) {
	r := b.Radius * b.Radius
	for j, v := range x {
		if j != i {
			r -= (v - b.Centre[j]) * (v - b.Centre[j])
		}
	}
	half, d := math.Sqrt(max(r, 0)), x[i]-b.Centre[i]
	return d + half, half - d
}

// HalfSpace is the set with Normal . x < Offset.
type HalfSpace struct {
	Normal []float64
	Offset float64
}

// Inside says whether Normal . x < Offset.
func (h HalfSpace) Inside(x []float64) bool { return h.slack(x) > 0 }

// slack returns Offset - Normal . x.
func (h HalfSpace) slack(x []float64) float64 {
	s := h.Offset
	for i, n := range h.Normal {
		s -= n * x[i]
	}
	return s
}

// Reach returns (Offset - Normal . x)/|Normal_i| on the side that leads out and +Inf on the other.
func (h HalfSpace) Reach(x []float64, i int) (minus, plus float64) {
	minus, plus = math.Inf(1), math.Inf(1)
	switch n := h.Normal[i]; {
	case n > 0:
		plus = h.slack(x) / n
	case n < 0:
		minus = h.slack(x) / -n
	}
	return minus, plus
}

// Level is the set of points with U(x) < Value: a basin up to a given loss. Such a set may have several components, one for
// each minimum, and a jump can land in another one. Without Separate that is still inside; Separate tells the component
// meant from the others, and a jump elsewhere is an exit.
type Level struct {
	Potential Potential
	Value     float64
	// Separate, when set, says whether x belongs to the component meant. It is asked only where U(x) < Value.
	Separate func(x []float64) bool
	// Far is the distance from which on the search along an axis takes the boundary to be at infinity; 0 means 1e6.
	Far float64
}

// Inside says whether U(x) is below the level, and x in the component meant.
func (l Level) Inside(x []float64) bool {
	return l.Potential.Value(x) < l.Value && (l.Separate == nil || l.Separate(x))
}

// Reach searches the boundary along the axis, right to rounding: it looks at the distances 1e-12 Far 1.05^k up to Far, and
// bisects between the last one inside and the first one outside. So it finds the nearest boundary unless the axis leaves
// the domain and comes back within 5 % of that distance.
func (l Level) Reach(x []float64, i int) (minus, plus float64) {
	far := l.Far
	if far == 0 {
		far = 1e6
	}
	return reachBySearch(l, x, i, -1, far), reachBySearch(l, x, i, 1, far)
}

func reachBySearch(d Domain, x []float64, i int, sign, far float64) float64 {
	const first, growth = 1e-12, 1.05
	y := slices.Clone(x)
	inside := func(s float64) bool {
		y[i] = x[i] + sign*s
		return d.Inside(y)
	}
	lo, hi := 0.0, first*far
	for inside(hi) {
		if hi >= far {
			return math.Inf(1)
		}
		lo, hi = hi, min(hi*growth, far)
	}
	// Sixty halvings end at rounding: the bracket is 5 % of the distance, or the first one looked at.
	for range 60 {
		if mid := lo + (hi-lo)/2; inside(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// Interval returns the set lo < x < hi on the line, such as the well between two saddles: a [Box] of one coordinate.
func Interval(lo, hi float64) Box { return Box{[]float64{lo}, []float64{hi}} }
