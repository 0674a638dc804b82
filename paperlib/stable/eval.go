package stable

import "math"

// values returns T_k((alpha-mid)/half).
func (t *table) values(alpha float64) (b [alphaTerms]float64) {
	x := (alpha - t.mid) / t.half
	b[0], b[1] = 1, x
	for k := 2; k < alphaTerms; k++ {
		b[k] = 2*x*b[k-1] - b[k-2]
	}
	return b
}

// derivatives returns T_k with dT_k/dalpha and d2T_k/dalpha2.
func (t *table) derivatives(alpha float64) (b [3][alphaTerms]float64) {
	x, d := (alpha-t.mid)/t.half, 1/t.half
	b[0], b[1][1] = t.values(alpha), d
	for k := 2; k < alphaTerms; k++ {
		b[1][k] = 2*d*b[0][k-1] + 2*x*b[1][k-1] - b[1][k-2]
		b[2][k] = 4*d*b[1][k-1] + 2*x*b[2][k-1] - b[2][k-2]
	}
	return b
}

// poly contracts a cell's series to its polynomial in v.
func (c *cellSeries) poly(w *[alphaTerms]float64) (p [terms]float64) {
	for k := range c {
		for j := range p {
			p[j] += w[k] * c[k][j]
		}
	}
	return p
}

func horner(p *[terms]float64, v float64) float64 {
	y := p[terms-1]
	for j := terms - 2; j >= 0; j-- {
		y = y*v + p[j]
	}
	return y
}

// value evaluates a cell's series at one point: four alpha terms at a time, whose Horner chains overlap in the processor.
func (c *cellSeries) value(w *[alphaTerms]float64, v float64) float64 {
	sum := 0.0
	for k := 0; k < alphaTerms; k += 4 {
		c0, c1, c2, c3 := &c[k], &c[k+1], &c[k+2], &c[k+3]
		y0, y1, y2, y3 := c0[terms-1], c1[terms-1], c2[terms-1], c3[terms-1]
		for j := terms - 2; j >= 0; j-- {
			y0 = y0*v + c0[j]
			y1 = y1*v + c1[j]
			y2 = y2*v + c2[j]
			y3 = y3*v + c3[j]
		}
		sum += w[k]*y0 + w[k+1]*y1 + w[k+2]*y2 + w[k+3]*y3
	}
	return sum
}

// law is the standard law of one alpha, ready for single values. z >= 0 throughout.
type law struct {
	alpha float64
	table *table // nil at alpha = 1 and 2
	basis [alphaTerms]float64
}

func newLaw(alpha float64) law {
	l := law{alpha: alpha}
	if alpha != 1 && alpha != 2 {
		l.table = segmentOf(alpha).get()
		l.basis = l.table.values(alpha)
	}
	return l
}

// logPDF returns log f(z).
func (l *law) logPDF(z float64) float64 {
	t := l.table
	switch {
	case l.alpha == 2:
		return gaussLogPDF(z)
	case l.alpha == 1:
		return cauchyLogPDF(z)
	case z > directHi:
		lf, _ := tailSeries(l.alpha, z)
		return lf
	}
	cell, v, _ := t.locate(t.c0 + z*z)
	return l.pdfFrom(t.pdf[cell].value(&l.basis, v), z)
}

// pdfFrom turns what the table holds into log f(z).
func (l *law) pdfFrom(y, z float64) float64 {
	if !l.table.mixed {
		return y
	}
	return math.Log(math.Exp(gaussLogPDF(z)) + (2-l.alpha)*y)
}

// logSF returns log P(X > z).
func (l *law) logSF(z float64) float64 {
	t := l.table
	switch {
	case l.alpha == 2:
		return gaussLogSF(z)
	case l.alpha == 1:
		return cauchyLogSF(z)
	case z > directHi:
		_, ls := tailSeries(l.alpha, z)
		return ls
	}
	cell, v, _ := t.locate(t.c0 + z*z)
	return l.sfFrom(cell, t.sf[cell].value(&l.basis, v), z)
}

// sfFrom turns what the table holds into log P(X > z).
func (l *law) sfFrom(cell int, y, z float64) float64 {
	switch central := l.table.central(cell); {
	case central && l.table.mixed:
		return math.Log(math.Exp(gaussLogSF(z)) + (2-l.alpha)*y*z)
	case central:
		return math.Log(0.5 - z*math.Exp(y))
	case l.table.mixed:
		return math.Log(math.Exp(gaussLogSF(z)) + (2-l.alpha)*y)
	}
	return y
}
