package stable

import "math"

// A mesh holds a smooth function of w > 0 as polynomials on cells of w, for evaluation in a few nanoseconds: the leading
// bits of w index a table that names the cell, so that cells can be narrow where the function bends (near the centre, and
// where a Gaussian core meets its power tail) and wide elsewhere, at one price. A cell is one cache line. In the tail the
// singularity that limits a polynomial is w = 0, as far away as the cell, so 16 cells for each octave of w reach rounding
// with degree 6 whatever the tail index.
type mesh struct {
	shift uint64     // bits of w below its index
	base  uint64     // index of the lower end
	index []uint16   // cell of each step of w; beyond its end the mesh says nothing
	cells []meshCell // in ascending order
}

// meshCell is the centre of a cell in w, then coefficients of the powers 0 to 6 of w - centre.
type meshCell [meshTerms + 1]float64

const (
	meshTerms = 7
	meshNodes = meshTerms + 2 // two more coefficients measure what is cut off
	meshMin   = 4             // at least 1<<meshMin cells in an octave of w
	meshMax   = 10            // at most
)

// at returns the function at w; ok is false outside the mesh and for NaN.
func (m *mesh) at(w float64) (y float64, ok bool) {
	i := math.Float64bits(w)>>(m.shift&63) - m.base
	if i >= uint64(len(m.index)) {
		return 0, false
	}
	return m.cells[m.index[i]].value(w), true
}

func (c *meshCell) value(w float64) float64 {
	t := w - c[0]
	y := c[7]*t + c[6]
	y = y*t + c[5]
	y = y*t + c[4]
	y = y*t + c[3]
	y = y*t + c[2]
	return y*t + c[1]
}

// meshBuilder refines cells until the two highest coefficients of the interpolant fall below tol.
type meshBuilder struct {
	f     func(w float64) float64
	tol   float64
	floor float64 // tol is relative to the function, or to floor where that is more
	depth int     // deepest refinement so far
	cells []meshCell
	ends  []float64 // upper end in w of each cell
}

// newMesh represents f on [lo, hi), both powers of two.
func newMesh(f func(w float64) float64, lo, hi, tol, floor float64) *mesh {
	b := &meshBuilder{f: f, tol: tol, floor: floor, depth: meshMin}
	for at := lo; at < hi; at *= 2 {
		step := at / (1 << meshMin)
		for k := range 1 << meshMin {
			b.add(at+float64(k)*step, at+float64(k+1)*step, meshMin)
		}
	}
	return b.mesh(lo, hi)
}

// add fits the cell [lo, hi) of w or splits it.
func (b *meshBuilder) add(lo, hi float64, depth int) {
	mid, half := (lo+hi)/2, (hi-lo)/2
	var y [meshNodes]float64
	for i := range y {
		y[i] = b.f(mid + half*meshBasis.nodes[i])
	}
	c, cut := meshFit(&y, mid, half)
	if cut > b.tol*max(math.Abs(c[1]), b.floor) && depth < meshMax {
		b.add(lo, mid, depth+1)
		b.add(mid, hi, depth+1)
		return
	}
	b.depth = max(b.depth, depth)
	b.cells, b.ends = append(b.cells, c), append(b.ends, hi)
}

func (b *meshBuilder) mesh(lo, hi float64) *mesh {
	m := &mesh{shift: uint64(52 - b.depth), cells: b.cells}
	m.base = math.Float64bits(lo) >> m.shift
	m.index = make([]uint16, math.Float64bits(hi)>>m.shift-m.base)
	i := 0
	for cell, end := range b.ends {
		for ; i < int(math.Float64bits(end)>>m.shift-m.base); i++ {
			m.index[i] = uint16(cell)
		}
	}
	return m
}

// meshFit turns values at the Chebyshev nodes of a cell into its polynomial and the size of what was cut off.
func meshFit(y *[meshNodes]float64, mid, half float64) (c meshCell, cut float64) {
	c[0] = mid
	scale := 1.0
	for k := range meshTerms {
		v := 0.0
		for i, w := range &meshBasis.power[k] {
			v += w * y[i]
		}
		c[k+1] = v * scale
		scale /= half
	}
	for k := range meshBasis.rest {
		v := 0.0
		for i, w := range &meshBasis.rest[k] {
			v += w * y[i]
		}
		cut += math.Abs(v)
	}
	return c, cut
}

// meshBasis maps values at the nodes to the powers of the Chebyshev series cut after meshTerms, and to the two Chebyshev
// coefficients behind them.
var meshBasis = func() (b struct {
	nodes [meshNodes]float64
	power [meshTerms][meshNodes]float64
	rest  [meshNodes - meshTerms][meshNodes]float64
}) {
	for i := range b.nodes {
		b.nodes[i] = chebyshev(i, meshNodes)
	}
	powers := chebyshevPowers(meshTerms)
	for j, row := range chebyshevMatrix(meshNodes) {
		if j >= meshTerms {
			copy(b.rest[j-meshTerms][:], row)
			continue
		}
		for i, w := range row {
			for k, p := range powers[j] {
				b.power[k][i] += w * p
			}
		}
	}
	return b
}()
