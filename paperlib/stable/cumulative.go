package stable

import "math"

// cumulative is the survival function of one alpha with its alpha-derivative, for grouped data.
type cumulative struct {
	alpha float64
	t     *table
	b     [3][alphaTerms]float64
}

func (f *cumulative) reset(alpha float64) {
	f.alpha, f.t = alpha, segmentOf(alpha).get()
	f.b = f.t.derivatives(alpha)
}

// tailMass describes the law at an edge z: the smaller of P(Z <= z) and P(Z > z), and the derivatives of P(Z > z) in
// (alpha, log gamma, delta/gamma). Keeping the smaller tail keeps far bins exact.
type tailMass struct {
	lower, upper float64 // one of them is NaN unless the edge is infinite
	d            [3]float64
}

// at returns the mass at z, which may be infinite.
func (f *cumulative) at(z float64) tailMass {
	a := math.Abs(z)
	if math.IsInf(z, 0) {
		if z < 0 {
			return tailMass{lower: 0, upper: 1}
		}
		return tailMass{lower: 1, upper: 0}
	}
	sf, da := f.upper(a)
	l := law{alpha: f.alpha, table: f.t, basis: f.b[0]}
	pdf := math.Exp(l.logPDF(a))
	if z < 0 {
		return tailMass{lower: sf, upper: math.NaN(), d: [3]float64{-da, z * pdf, pdf}}
	}
	return tailMass{lower: math.NaN(), upper: sf, d: [3]float64{da, z * pdf, pdf}}
}

// upper returns P(Z > z) and its derivative in alpha, z >= 0.
func (f *cumulative) upper(z float64) (sf, da float64) {
	switch {
	case z > directHi && f.alpha == 2:
		return 0, -0.5 / (z * z)
	case z > directHi:
		const h = 1e-5
		_, ls := tailSeries(f.alpha, z)
		_, lo := tailSeries(f.alpha-h, z)
		_, hi := tailSeries(min(f.alpha+h, 2-1e-12), z)
		sf = math.Exp(ls)
		return sf, sf * (hi - lo) / (min(f.alpha+h, 2-1e-12) - f.alpha + h)
	}
	cell, v, _ := f.t.locate(f.t.c0 + z*z)
	p, q := f.t.sf[cell].poly(&f.b[0]), f.t.sf[cell].poly(&f.b[1])
	y, ya := horner(&p, v), horner(&q, v)
	e := 2 - f.alpha
	switch central := f.t.central(cell); {
	case central && f.t.mixed:
		return math.Exp(gaussLogSF(z)) + e*y*z, (e*ya - y) * z
	case central:
		c := z * math.Exp(y)
		return 0.5 - c, -c * ya
	case f.t.mixed:
		return math.Exp(gaussLogSF(z)) + e*y, e*ya - y
	}
	sf = math.Exp(y)
	return sf, sf * ya
}

// minus returns the mass between the edge l and a higher edge r, with its derivatives.
func (l tailMass) minus(r tailMass) (mass float64, d [3]float64) {
	switch {
	case !math.IsNaN(l.lower) && !math.IsNaN(r.lower): // both on the left
		mass = r.lower - l.lower
	case !math.IsNaN(l.upper) && !math.IsNaN(r.upper):
		mass = l.upper - r.upper
	default: // the bin holds the centre
		mass = 1 - l.lower - r.upper
	}
	for i := range d {
		d[i] = l.d[i] - r.d[i]
	}
	return mass, d
}
