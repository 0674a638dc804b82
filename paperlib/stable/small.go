package stable

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Linear algebra of at most three parameters. A mask says which take part; the rest of every result is zero.
type mask [3]bool

// solve solves m x = b by Cholesky and says whether m is positive definite.
func (k mask) solve(m [3][3]float64, b [3]float64) (x [3]float64, ok bool) {
	var l [3][3]float64
	for i := range 3 {
		if !k[i] {
			m[i] = [3]float64{}
			for j := range 3 {
				m[j][i] = 0
			}
			m[i][i], b[i] = 1, 0
		}
	}
	for i := range 3 {
		for j := range i + 1 {
			v := m[i][j]
			for q := range j {
				v -= l[i][q] * l[j][q]
			}
			if i == j {
				if !(v > 1e-14*m[i][i]) {
					return x, false
				}
				l[i][i] = math.Sqrt(v)
			} else {
				l[i][j] = v / l[j][j]
			}
		}
	}
	for i := range 3 {
		x[i] = b[i]
		for j := range i {
			x[i] -= l[i][j] * x[j]
		}
		x[i] /= l[i][i]
	}
	for i := 2; i >= 0; i-- {
		for j := i + 1; j < 3; j++ {
			x[i] -= l[j][i] * x[j]
		}
		x[i] /= l[i][i]
	}
	return x, true
}

// climb returns |h|^-1 g over the masked parameters, |h| having the eigenvectors of h and the sizes of its eigenvalues.
func (k mask) climb(h [3][3]float64, g [3]float64) (step [3]float64) {
	m := mat.NewSymDense(3, nil)
	for i := range 3 {
		for j := range i + 1 {
			if k[i] && k[j] {
				m.SetSym(i, j, h[i][j])
			}
		}
		if !k[i] {
			m.SetSym(i, i, 1)
			g[i] = 0
		}
	}
	var e mat.EigenSym
	if !e.Factorize(m, true) {
		return g
	}
	var u mat.Dense
	e.VectorsTo(&u)
	values := e.Values(nil)
	top := max(math.Abs(values[0]), math.Abs(values[2]))
	for c, v := range values {
		along := 0.0
		for i := range 3 {
			along += u.At(i, c) * g[i]
		}
		along /= max(math.Abs(v), 1e-8*top)
		for i := range 3 {
			step[i] += along * u.At(i, c)
		}
	}
	return step
}

// inverse returns the inverse of the masked part of m.
func (k mask) inverse(m [3][3]float64) (inv [3][3]float64, ok bool) {
	for i := range 3 {
		if !k[i] {
			continue
		}
		var e [3]float64
		e[i] = 1
		if inv[i], ok = k.solve(m, e); !ok {
			return inv, false
		}
	}
	return inv, true
}

func negate(m [3][3]float64) [3][3]float64 {
	for i := range m {
		for j := range m[i] {
			m[i][j] = -m[i][j]
		}
	}
	return m
}
