package stable

import "math"

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
	for i := range 3 {
		if !k[i] {
			g[i] = 0
			for j := range 3 {
				h[i][j], h[j][i] = 0, 0
			}
			h[i][i] = 1
		}
	}
	values, u := eigen(h)
	top := 0.0
	for _, v := range values {
		top = max(top, math.Abs(v))
	}
	for c, v := range values {
		along := 0.0
		for i := range 3 {
			along += u[i][c] * g[i]
		}
		along /= max(math.Abs(v), 1e-8*top)
		for i := range 3 {
			step[i] += along * u[i][c]
		}
	}
	return step
}

// eigen returns the eigenvalues of a symmetric matrix and its eigenvectors as columns, by Jacobi rotations: gonum's
// decomposition allocates, and a fit must not.
func eigen(h [3][3]float64) (values [3]float64, u [3][3]float64) {
	u = [3][3]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
	for range 30 { // sweeps; convergence is quadratic, and five suffice
		if h[0][1] == 0 && h[0][2] == 0 && h[1][2] == 0 {
			break
		}
		for _, pq := range [3][2]int{{0, 1}, {0, 2}, {1, 2}} {
			rotate(&h, &u, pq[0], pq[1])
		}
	}
	return [3]float64{h[0][0], h[1][1], h[2][2]}, u
}

// rotate makes h[p][q] zero.
func rotate(h, u *[3][3]float64, p, q int) {
	if math.Abs(h[p][q]) <= 1e-17*(math.Abs(h[p][p])+math.Abs(h[q][q])) {
		h[p][q], h[q][p] = 0, 0
		return
	}
	theta := (h[q][q] - h[p][p]) / (2 * h[p][q])
	t := math.Copysign(1, theta) / (math.Abs(theta) + math.Hypot(theta, 1))
	c := 1 / math.Sqrt(t*t+1)
	s := t * c
	for i := range 3 {
		h[i][p], h[i][q] = c*h[i][p]-s*h[i][q], s*h[i][p]+c*h[i][q]
		u[i][p], u[i][q] = c*u[i][p]-s*u[i][q], s*u[i][p]+c*u[i][q]
	}
	for i := range 3 {
		h[p][i], h[q][i] = c*h[p][i]-s*h[q][i], s*h[p][i]+c*h[q][i]
	}
	h[p][q], h[q][p] = 0, 0
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
