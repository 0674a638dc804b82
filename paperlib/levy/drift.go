package levy

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// A Drift writes b(x) into dst; dst and x have the dimension of the equation and do not overlap. It must be a function of x
// alone and safe for concurrent use: paths run in parallel.
type Drift func(dst, x []float64)

// A Potential is U with drift -grad U. Its methods are safe for concurrent use.
type Potential interface {
	Dim() int
	// Value returns U(x).
	Value(x []float64) float64
	// Drift writes -grad U(x) into dst.
	Drift(dst, x []float64)
}

// Diagonal is U(x) = (1/2) sum_i h_i x_i^2: the local form of a loss at a minimum, in the coordinates of its Hessian. It is
// the only drift with an exact scheme for noise along the axes, and the fastest to simulate.
type Diagonal []float64

// Dim returns the number of coordinates.
func (d Diagonal) Dim() int { return len(d) }

// Value returns U(x).
func (d Diagonal) Value(x []float64) float64 {
	u := 0.0
	for i, h := range d {
		u += h * x[i] * x[i]
	}
	return u / 2
}

// Drift writes -h_i x_i.
func (d Diagonal) Drift(dst, x []float64) {
	for i, h := range d {
		dst[i] = -h * x[i]
	}
}

// Quadratic is U(x) = (1/2) x^T H x with any symmetric H.
type Quadratic struct{ H *mat.SymDense }

// Dim returns the number of coordinates.
func (q Quadratic) Dim() int { return q.H.SymmetricDim() }

// Value returns U(x).
func (q Quadratic) Value(x []float64) float64 {
	v := mat.NewVecDense(len(x), x)
	return mat.Inner(v, q.H, v) / 2
}

// Drift writes -H x.
func (q Quadratic) Drift(dst, x []float64) {
	out := mat.NewVecDense(len(dst), dst) // shares its memory with dst
	out.MulVec(q.H, mat.NewVecDense(len(x), x))
	out.ScaleVec(-1, out)
}

// DoubleWell is U(x) = Height sum_i ((x_i/Half)^2 - 1)^2: 2^N minima, at +-Half in every coordinate; between neighbouring ones
// a saddle of the given height, where one coordinate is 0. On the line, the minima have curvature 8 Height/Half^2 and the
// saddle has -4 Height/Half^2. Half = 1 and Height = 1/4 give (x^2-1)^2/4.
type DoubleWell struct {
	N            int
	Half, Height float64
}

// Dim returns N.
func (d DoubleWell) Dim() int { return d.N }

// Value returns U(x).
func (d DoubleWell) Value(x []float64) float64 {
	u := 0.0
	for _, v := range x {
		y := v / d.Half
		u += (y*y - 1) * (y*y - 1)
	}
	return d.Height * u
}

// Drift writes -dU/dx_i = -4 Height (y^2-1) y/Half, y = x_i/Half.
func (d DoubleWell) Drift(dst, x []float64) {
	c := -4 * d.Height / d.Half
	for i, v := range x {
		y := v / d.Half
		dst[i] = c * (y*y - 1) * y
	}
}

// Quartic is U(x) = (1/4) sum_i c_i x_i^4: a flat minimum whose drift grows faster than linearly, so that a large jump
// throws the plain Euler scheme off; see [Tamed].
type Quartic []float64

// Dim returns the number of coordinates.
func (q Quartic) Dim() int { return len(q) }

// Value returns U(x).
func (q Quartic) Value(x []float64) float64 {
	u := 0.0
	for i, c := range q {
		u += c * x[i] * x[i] * x[i] * x[i]
	}
	return u / 4
}

// Drift writes -c_i x_i^3.
func (q Quartic) Drift(dst, x []float64) {
	for i, c := range q {
		dst[i] = -c * x[i] * x[i] * x[i]
	}
}

// Periodic is U(x) = Height sum_i (1 - cos(2 pi x_i/Period))/2: minima at the multiples of Period, saddles halfway, of the
// given height: a chain of wells to jump over. The curvature at a minimum is 2 Height (pi/Period)^2, at a saddle its negative.
type Periodic struct {
	N              int
	Period, Height float64
}

// Dim returns N.
func (p Periodic) Dim() int { return p.N }

// Value returns U(x).
func (p Periodic) Value(x []float64) float64 {
	u := 0.0
	for _, v := range x {
		u += (1 - math.Cos(2*math.Pi*v/p.Period)) / 2
	}
	return p.Height * u
}

// Drift writes -pi Height/Period sin(2 pi x_i/Period).
func (p Periodic) Drift(dst, x []float64) {
	k := 2 * math.Pi / p.Period
	for i, v := range x {
		dst[i] = -p.Height * k / 2 * math.Sin(k*v)
	}
}
