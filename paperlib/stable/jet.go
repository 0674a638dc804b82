package stable

import "math"

// jet is log f(z; alpha) of the standard law with its first and second derivatives.
type jet struct{ l, z, zz, a, aa, az float64 }

// frozen is the density of one alpha with two alpha-derivatives as plain polynomials: what a likelihood sums. Cells are
// contracted when first touched, so a sample of 1000 does not pay for the whole chart. Not safe for concurrent use.
type frozen struct {
	alpha float64
	t     *table
	b     [3][alphaTerms]float64
	ready []bool
	cells [][3][terms]float64 // value, d/dalpha, d2/dalpha2
	far   tailJet             // beyond the chart; of another alpha until it is needed
}

// reset makes p the density at alpha, reusing memory, and what is already contracted when alpha is the same.
func (p *frozen) reset(alpha float64) {
	if p.t != nil && p.alpha == alpha {
		return
	}
	p.alpha, p.t = alpha, segmentOf(alpha).get()
	p.b = p.t.derivatives(alpha)
	if len(p.ready) < p.t.n {
		p.ready, p.cells = make([]bool, p.t.n), make([][3][terms]float64, p.t.n)
	}
	clear(p.ready)
}

func (p *frozen) contract(cell int) {
	c, out := &p.t.pdf[cell], &p.cells[cell]
	*out = [3][terms]float64{}
	for k := range c {
		w0, w1, w2 := p.b[0][k], p.b[1][k], p.b[2][k]
		for j, v := range c[k] {
			out[0][j] += w0 * v
			out[1][j] += w1 * v
			out[2][j] += w2 * v
		}
	}
	p.ready[cell] = true
}

// at returns the jet at z >= 0, alpha < 2.
func (p *frozen) at(z float64) jet {
	j, f := p.near(z)
	if f != 1 {
		j.l = math.Log(f)
	}
	return j
}

// near returns the jet at z >= 0 with log f split: it is j.l + log(factor). The factor is 1 where the table holds log f;
// where it does not, a sum over a sample can take one logarithm for several factors.
func (p *frozen) near(z float64) (j jet, factor float64) {
	if z > directHi {
		if p.far.alpha != p.alpha {
			p.far = newTailJet(p.alpha)
		}
		return p.far.at(z), 1
	}
	s := p.t.c0 + z*z
	cell, v, dv := p.t.locate(s)
	if !p.ready[cell] {
		p.contract(cell)
	}
	c := &p.cells[cell]
	y0, y1, y2 := c[0][terms-1], 0.0, 0.0
	a0, a1 := c[1][terms-1], 0.0
	b0 := c[2][terms-1]
	for j := terms - 2; j >= 0; j-- {
		y2 = y2*v + y1
		y1 = y1*v + y0
		y0 = y0*v + c[0][j]
		a1 = a1*v + a0
		a0 = a0*v + c[1][j]
		b0 = b0*v + c[2][j]
	}
	// Derivatives in s.
	y1, y2, a1 = y1*dv, 2*y2*dv*dv, a1*dv
	factor = 1
	if p.t.mixed {
		factor, y1, y2, a0, b0, a1 = unmix(z, 2-p.alpha, y0, y1, y2, a0, b0, a1)
		y0 = 0
	}
	return jet{l: y0, z: 2 * z * y1, zz: 2*y1 + 4*z*z*y2, a: a0, aa: b0, az: 2 * z * a1}, factor
}

// unmix turns the derivatives of Q into f = Gauss + e Q, e = 2 - alpha, and those of log f; in s the Gaussian falls as
// exp(-s/4).
func unmix(z, e, q, qs, qss, qa, qaa, qas float64) (f, ls, lss, la, laa, las float64) {
	g := 0.0
	if z < 52 { // beyond, the Gaussian is below 1e-290 and Q is not
		g = expNeg(-z*z/4) * (0.5 / math.SqrtPi)
	}
	f = g + e*q
	inv := 1 / f
	ls = (e*qs - g/4) * inv
	lss = (e*qss+g/16)*inv - ls*ls
	la = (e*qa - q) * inv
	laa = (e*qaa-2*qa)*inv - la*la
	las = (e*qas-qs)*inv - la*ls
	return f, ls, lss, la, laa, las
}
