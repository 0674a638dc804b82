package stable

import "math"

// A skewedBox holds the densities of all laws with (alpha, beta) in a small rectangle, for fits. The shape part
//
//	f(z; alpha, beta) cosh(v)^(alpha - mid) / R(v),  z = c sinh(v),
//
// is a polynomial in (alpha, beta) by its values at size x size Chebyshev nodes: the power of cosh takes the tail's
// dependence on alpha out, R is the mean over the nodes, and the density itself, not its logarithm, is entire in beta, so
// that a light tail at beta = +-1 is no obstacle. In v it is a polynomial on cells that are built when first touched and
// halved until the highest coefficients are small.
type skewedBox struct {
	origin      bool // z is y of S1; else x of S0
	size        int
	alpha, beta span
	scale       float64 // c
	tol         float64
	laws        []*skewedDensity // [alpha node][beta node]
	matrix      [][]float64      // values at the nodes to Chebyshev series
	cells       map[int]*skewedCell
	last        *skewedCell
	weights     [6][]float64 // of the nodes, for the value and its derivatives in alpha, beta, twice alpha, both, twice beta
	at          [2]float64   // (alpha, beta) of the weights
	stamp       int
}

type span struct{ mid, half float64 }

func (s span) lo() float64 { return s.mid - s.half }
func (s span) hi() float64 { return s.mid + s.half }

// newSpan is mid +- half, moved into [lo, hi].
func newSpan(mid, half, lo, hi float64) span {
	half = min(half, (hi-lo)/2)
	return span{min(max(mid, lo+half), hi-half), half}
}

const (
	cellTerms = 12 // nodes of a cell in v
	cellDepth = 9  // halvings of a cell of width 1
)

// skewedCell is [mid-half, mid+half) of v. ref is log R; shape are the polynomials of the nodes, contracted those of the
// value and derivatives at the box's (alpha, beta), all in powers of (v-mid)/half.
type skewedCell struct {
	mid, half   float64
	split       bool // too wide: the halves hold the polynomials, each built when first asked for
	left, right *skewedCell
	ref         [cellTerms]float64
	shape       [][cellTerms]float64
	contracted  [6][cellTerms]float64
	stamp       int
}

// newSkewedBox prepares a box; below alpha = 0.75 it works in S1, where the steep part of the density stays in place.
func newSkewedBox(alpha, beta, halfAlpha, halfBeta float64, size int, tol float64) *skewedBox {
	b := &skewedBox{size: size, tol: tol, scale: 1, cells: map[int]*skewedCell{}, matrix: chebyshevMatrix(size)}
	b.alpha, b.beta = newSpan(alpha, halfAlpha, MinAlpha, 2), newSpan(beta, halfBeta, -1, 1)
	if b.origin = alpha < 0.75; b.origin {
		b.alpha = newSpan(alpha, halfAlpha, MinAlpha, 0.9)
		b.scale = math.Ldexp(1, -int(3/alpha))
	}
	for i := range size { // a node next to 1 would cost ten times as much
		if d := b.alpha.mid + b.alpha.half*chebyshev(i, size) - 1; math.Abs(d) < 1.1*skewedNear {
			b.alpha.mid -= d - math.Copysign(1.2*skewedNear, d)
		}
	}
	for i := range size {
		for j := range size {
			a := b.alpha.mid + b.alpha.half*chebyshev(i, size)
			b.laws = append(b.laws, newSkewedDensity(a, b.beta.mid+b.beta.half*chebyshev(j, size), b.origin))
		}
	}
	for k := range b.weights {
		b.weights[k] = make([]float64, size*size)
	}
	b.at[0] = math.NaN()
	return b
}

// set chooses the law that eval returns, inside the box.
func (b *skewedBox) set(alpha, beta float64) {
	if b.at == [2]float64{alpha, beta} {
		return
	}
	b.at = [2]float64{alpha, beta}
	b.stamp++
	wa, wb := b.nodeWeights(b.alpha, alpha), b.nodeWeights(b.beta, beta)
	for k, d := range [6][2]int{{0, 0}, {1, 0}, {0, 1}, {2, 0}, {1, 1}, {0, 2}} {
		for i, u := range wa[d[0]] {
			for j, v := range wb[d[1]] {
				b.weights[k][i*b.size+j] = u * v
			}
		}
	}
}

// nodeWeights returns the weights of the nodes for the value at x and its first two derivatives.
func (b *skewedBox) nodeWeights(s span, x float64) (w [3][]float64) {
	t := (x - s.mid) / s.half
	for k := range w {
		w[k] = make([]float64, b.size)
	}
	var back, cur [3]float64 // T_(j-1), T_j and derivatives
	for j, row := range b.matrix {
		switch j {
		case 0:
			cur = [3]float64{1, 0, 0}
		case 1:
			back, cur = cur, [3]float64{t, 1, 0}
		default:
			back, cur = cur, [3]float64{2*t*cur[0] - back[0], 2*cur[0] + 2*t*cur[1] - back[1], 4*cur[1] + 2*t*cur[2] - back[2]}
		}
		for i, m := range row {
			w[0][i] += m * cur[0]
			w[1][i] += m * cur[1] / s.half
			w[2][i] += m * cur[2] / (s.half * s.half)
		}
	}
	return w
}

// find returns the cell of v with its polynomials contracted.
func (b *skewedBox) find(v float64) *skewedCell {
	if c := b.last; c != nil && c.stamp == b.stamp && v >= c.mid-c.half && v < c.mid+c.half {
		return c
	}
	root := int(math.Floor(v))
	c := b.cells[root]
	if c == nil {
		c = b.build(float64(root)+0.5, 0.5, 0)
		b.cells[root] = c
	}
	for depth := 1; c.split; depth++ {
		next, mid := &c.left, c.mid-c.half/2
		if v >= c.mid {
			next, mid = &c.right, c.mid+c.half/2
		}
		if *next == nil {
			*next = b.build(mid, c.half/2, depth)
		}
		c = *next
	}
	if c.stamp != b.stamp {
		c.stamp = b.stamp
		for k := range c.contracted {
			c.contracted[k] = [cellTerms]float64{}
			for i, w := range b.weights[k] {
				for j, v := range c.shape[i] {
					c.contracted[k][j] += w * v
				}
			}
		}
	}
	b.last = c
	return c
}
