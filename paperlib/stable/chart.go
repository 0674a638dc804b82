package stable

import "math"

// A chart cuts the half line z >= 0 into cells by the leading bits of s = c0 + z^2: every octave of s is cut into
// 1<<subBits equal cells. A symmetric stable density is a mixture of Gaussians in z^2, so its logarithm is smooth in s,
// and cell number and local coordinate are read from the bits of s without any transcendental function.
type chart struct {
	c0   float64 // a power of two: resolution near z = 0
	base int     // leading bits of c0
	n    int     // cells
}

const (
	subBits  = 2
	terms    = 11 // polynomial coefficients per cell
	topExp   = 40 // the last cell ends at s = 2^topExp, just beyond z = 1e6
	restBits = 52 - subBits
	expBias  = 1023
)

func newChart(c0Exp int) chart {
	c := chart{c0: math.Ldexp(1, c0Exp), n: (topExp - c0Exp) << subBits}
	c.base = int(math.Float64bits(c.c0) >> restBits)
	return c
}

// locate returns the cell of s, the coordinate v in [-1, 1) inside it and dv/ds.
func (c *chart) locate(s float64) (cell int, v, dv float64) {
	b := math.Float64bits(s)
	cell = int(b>>restBits) - c.base
	v = math.Float64frombits(b<<subBits&(1<<52-1)|expBias<<52)*2 - 3
	dv = math.Float64frombits((2*expBias + 1 + subBits - b>>52) << 52)
	return cell, v, dv
}

// span returns the ends of a cell in s.
func (c *chart) span(cell int) (lo, hi float64) {
	lo = math.Float64frombits(uint64(cell+c.base) << restBits)
	hi = math.Float64frombits(uint64(cell+c.base+1) << restBits)
	return lo, hi
}

// chebyshev returns node k of the n first-kind Chebyshev nodes on [-1, 1].
func chebyshev(k, n int) float64 { return math.Cos(math.Pi * (float64(k) + 0.5) / float64(n)) }

// chebyshevMatrix maps values at n Chebyshev nodes to the coefficients of their Chebyshev series.
func chebyshevMatrix(n int) [][]float64 {
	m := make([][]float64, n)
	for j := range m {
		m[j] = make([]float64, n)
		for k := range m[j] {
			m[j][k] = 2 / float64(n) * math.Cos(math.Pi*float64(j)*(float64(k)+0.5)/float64(n))
			if j == 0 {
				m[j][k] /= 2
			}
		}
	}
	return m
}

// chebyshevPowers returns the coefficients of T_j in powers of v, [j][i], j < n. Values are first turned into a Chebyshev
// series and then into powers: the other order would multiply the rounding of the values by the large coefficients of T_j.
func chebyshevPowers(n int) [][]float64 {
	t := make([][]float64, n)
	for j := range t {
		t[j] = make([]float64, n)
		switch j {
		case 0:
			t[0][0] = 1
		case 1:
			t[1][1] = 1
		default:
			for i := range t[j] {
				if i > 0 {
					t[j][i] = 2 * t[j-1][i-1]
				}
				t[j][i] -= t[j-2][i]
			}
		}
	}
	return t
}
