package stable

import "math"

// cellBasis maps values at the nodes of a cell to a Chebyshev series and that to powers.
var cellBasis = struct{ series, powers [][]float64 }{chebyshevMatrix(cellTerms), chebyshevPowers(cellTerms)}

// build computes the cell mid +- half, or one to be split where the highest coefficients say so.
func (b *skewedBox) build(mid, half float64, depth int) *skewedCell {
	n := len(b.laws)
	values := make([][cellTerms]float64, n)
	parallel(n*cellTerms, func(k int) {
		law, i := b.laws[k/cellTerms], k%cellTerms
		v := mid + half*chebyshev(i, cellTerms)
		values[k/cellTerms][i] = law.logPDF(b.scale*math.Sinh(v)) + (law.alpha-b.alpha.mid)*logCosh(v)
	})
	c := &skewedCell{mid: mid, half: half, shape: make([][cellTerms]float64, n)}
	var ref [cellTerms]float64
	for i := range ref {
		top := math.Inf(-1)
		for _, v := range values {
			top = max(top, v[i])
		}
		mean := 0.0
		for _, v := range values {
			mean += math.Exp(v[i]-top) / float64(n)
		}
		ref[i] = top + math.Log(mean)
	}
	var cut float64
	c.ref, cut = cellFit(&ref)
	for k, v := range values {
		for i := range v {
			v[i] = math.Exp(v[i] - ref[i])
		}
		var rest float64
		c.shape[k], rest = cellFit(&v)
		cut = max(cut, rest)
	}
	if cut > b.tol && depth < cellDepth {
		return &skewedCell{mid: mid, half: half, split: true}
	}
	return c
}

// cellFit turns values at the nodes into powers, and says how large the last Chebyshev coefficients are.
func cellFit(y *[cellTerms]float64) (c [cellTerms]float64, cut float64) {
	for j, row := range cellBasis.series {
		a := 0.0
		for i, w := range row {
			a += w * y[i]
		}
		for i, p := range cellBasis.powers[j] {
			c[i] += a * p
		}
		if j >= cellTerms-2 {
			cut = max(cut, math.Abs(a))
		}
	}
	return c, cut
}

// logCosh returns log cosh v.
func logCosh(v float64) float64 {
	v = math.Abs(v)
	return v + math.Log1p(math.Exp(-2*v)) - math.Ln2
}

// skewedJet is log f at one z with its derivatives.
type skewedJet struct{ l, a, b, z, aa, ab, bb, az, bz, zz float64 }

// eval returns the jet of the law chosen by set. Where the polynomial in (alpha, beta) is not positive, in a light tail
// that the law of the corner does not reach, l is -Inf.
func (b *skewedBox) eval(z float64) skewedJet {
	x := z / b.scale
	v := math.Asinh(x)
	c := b.find(v)
	t := (v - c.mid) / c.half
	r0, r1, r2 := cellJet(&c.ref, t, c.half)
	f, fv, fvv := cellJet(&c.contracted[0], t, c.half)
	if !(f > 0) {
		return skewedJet{l: math.Inf(-1)}
	}
	fa, fav, _ := cellJet(&c.contracted[1], t, c.half)
	fb, fbv, _ := cellJet(&c.contracted[2], t, c.half)
	faa, fab, fbb := horner12(&c.contracted[3], t), horner12(&c.contracted[4], t), horner12(&c.contracted[5], t)
	off, tanh := b.at[0]-b.alpha.mid, math.Tanh(v)
	la, lb, lv := fa/f, fb/f, fv/f
	j := skewedJet{
		l: r0 + math.Log(f) - off*logCosh(v), a: la - logCosh(v), b: lb,
		aa: faa/f - la*la, ab: fab/f - la*lb, bb: fbb/f - lb*lb,
	}
	av, bv := fav/f-la*lv-tanh, fbv/f-lb*lv
	dv := r1 + lv - off*tanh
	dvv := r2 + fvv/f - lv*lv - off*(1-tanh*tanh)
	// v = asinh(z/c): dv/dz = 1/(c cosh v), d2v/dz2 = -sinh v/(c^2 cosh^3 v).
	w := 1 / (b.scale * math.Sqrt(1+x*x))
	j.z, j.az, j.bz = dv*w, av*w, bv*w
	j.zz = (dvv - dv*tanh) * w * w
	return j
}

// cellJet returns a polynomial of t = (v-mid)/half and its first two derivatives in v.
func cellJet(c *[cellTerms]float64, t, half float64) (f, d, dd float64) {
	for i := cellTerms - 1; i >= 0; i-- {
		dd = dd*t + 2*d
		d = d*t + f
		f = f*t + c[i]
	}
	return f, d / half, dd / (half * half)
}

func horner12(c *[cellTerms]float64, t float64) float64 {
	f := c[cellTerms-1]
	for i := cellTerms - 2; i >= 0; i-- {
		f = f*t + c[i]
	}
	return f
}
