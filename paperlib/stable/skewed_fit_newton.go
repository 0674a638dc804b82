package stable

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// skewedParams are alpha, beta, log gamma and delta, the last in S1 where the box works in S1, else in S0.
type skewedParams [4]float64

// skewedSums is the log-likelihood with gradient and Hessian (delta in units of gamma) and the outer product of scores.
type skewedSums struct {
	l     float64
	g     [4]float64
	h, op [4][4]float64
}

// skewedMask says which parameters take part.
type skewedMask [4]bool

// skewed evaluates the log-likelihood of the sample.
func (d *sample) skewed(b *skewedBox, p skewedParams) skewedSums {
	b.set(p[0], p[1])
	s := skewedSums{l: -d.total * p[2]}
	inv := math.Exp(-p[2])
	for i, y := range d.y {
		z, w := (y-p[3])*inv, d.weight(i)
		j := b.eval(z)
		if !(j.l > math.Inf(-1)) { // NaN as well
			s.l = math.Inf(-1)
			return s
		}
		s.l += w * j.l
		g := [4]float64{j.a, j.b, -z*j.z - 1, -j.z}
		h := [4][4]float64{
			{j.aa, j.ab, -z * j.az, -j.az}, {0, j.bb, -z * j.bz, -j.bz},
			{0, 0, z * (j.z + z*j.zz), j.z + z*j.zz}, {0, 0, 0, j.zz},
		}
		for r := range 4 {
			s.g[r] += w * g[r]
			for c := r; c < 4; c++ {
				s.h[r][c] += w * h[r][c]
				s.op[r][c] += w * g[r] * g[c]
			}
		}
	}
	for r := range 4 {
		for c := range r {
			s.h[r][c], s.op[r][c] = s.h[c][r], s.op[c][r]
		}
	}
	return s
}

// step returns |H|^-1 g over the masked parameters, |H| having the eigenvectors of H and the sizes of its eigenvalues: the
// Newton step where the likelihood is concave, and a step uphill elsewhere.
func (k skewedMask) step(s *skewedSums) (step [4]float64, ok bool) {
	m := mat.NewSymDense(4, nil)
	for i := range 4 {
		for j := i; j < 4; j++ {
			switch {
			case k[i] && k[j]:
				m.SetSym(i, j, -s.h[i][j])
			case i == j:
				m.SetSym(i, i, 1)
			}
		}
	}
	var e mat.EigenSym
	if !e.Factorize(m, true) {
		return step, false
	}
	var u mat.Dense
	e.VectorsTo(&u)
	values := e.Values(nil)
	top := 0.0
	for _, v := range values {
		top = max(top, math.Abs(v))
	}
	for c, v := range values {
		along := 0.0
		for i := range 4 {
			if k[i] {
				along += u.At(i, c) * s.g[i]
			}
		}
		along /= max(math.Abs(v), 1e-10*top)
		for i := range 4 {
			if k[i] {
				step[i] += along * u.At(i, c)
			}
		}
	}
	return step, true
}

// inverse returns the inverse of the masked part of the information, and whether it is positive definite.
func (k skewedMask) inverse(info [4][4]float64) (inv [4][4]float64, ok bool) {
	m := mat.NewSymDense(4, nil)
	for i := range 4 {
		for j := i; j < 4; j++ {
			if k[i] && k[j] {
				m.SetSym(i, j, info[i][j])
			} else if i == j {
				m.SetSym(i, i, 1)
			}
		}
	}
	var c mat.Cholesky
	if !c.Factorize(m) || c.Cond() > 1e14 {
		return inv, false
	}
	var out mat.SymDense
	if c.InverseTo(&out) != nil {
		return inv, false
	}
	for i := range 4 {
		for j := range 4 {
			inv[i][j] = out.At(i, j)
		}
	}
	return inv, true
}

// inBox is where a search inside one box ended.
type inBox struct {
	p          skewedParams
	sums       skewedSums
	free       skewedMask // false for a parameter on a bound of the domain
	leaves     bool       // the likelihood rises beyond the edge of the box
	settled    bool
	iterations int
}

// climbBox maximises the likelihood inside the box by projected Newton steps: a parameter on an edge that the gradient
// points across is held there.
func (d *sample) climbBox(b *skewedBox, p skewedParams, tol float64) inBox {
	r := inBox{p: p, sums: d.skewed(b, p)}
	bounds := [2]span{b.alpha, b.beta}
	domain := [2][2]float64{{MinAlpha, 2}, {-1, 1}}
	for r.iterations = 1; r.iterations <= 60 && r.sums.l > math.Inf(-1); r.iterations++ {
		k := skewedMask{true, true, true, true}
		r.free, r.leaves = k, false
		for i, s := range bounds {
			lo, up := r.p[i] <= s.lo()+1e-14 && r.sums.g[i] < 0, r.p[i] >= s.hi()-1e-14 && r.sums.g[i] > 0
			if lo || up {
				k[i] = false
				atDomain := lo && s.lo() <= domain[i][0]+1e-12 || up && s.hi() >= domain[i][1]-1e-12
				r.free[i] = !atDomain
				r.leaves = r.leaves || !atDomain
			}
		}
		if !r.free[0] && r.p[0] > 1 { // beta means nothing at alpha = 2
			k[1], r.free[1] = false, false
		}
		step, ok := k.step(&r.sums)
		if !ok || r.p[2] < collapse {
			return r
		}
		t, size := 1.0, 0.0
		for i, limit := range [4]float64{math.Inf(1), math.Inf(1), 0.3, 0.5} {
			size = max(size, math.Abs(step[i]))
			if a := math.Abs(step[i]) * t; a > limit {
				t *= limit / a
			}
		}
		moved := false
		for range 40 {
			next := r.p
			for i := range next {
				unit := 1.0
				if i == 3 {
					unit = math.Exp(r.p[2])
				}
				next[i] += t * step[i] * unit
			}
			for i, s := range bounds {
				next[i] = min(max(next[i], s.lo()), s.hi())
			}
			if sums := d.skewed(b, next); sums.l >= r.sums.l-1e-13*math.Abs(r.sums.l) {
				moved = true
				r.p, r.sums = next, sums
				break
			}
			t /= 2
		}
		if size < tol || !moved {
			r.settled = size < tol || size < 1e-5
			return r
		}
	}
	return r
}
