package stable

import (
	"context"
	"math"
	"sync"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// alphaTerms is the length of the Chebyshev series in alpha on one segment.
const alphaTerms = 16

// A segment holds, for alpha in [lo, hi], piecewise polynomials in s whose coefficients are Chebyshev series in alpha.
// It is built on first use from [Direct], in parallel, and is constant afterwards.
type segment struct {
	lo, hi float64
	c0Exp  int
	mixed  bool // holds Q of f = Gauss + (2-a) Q, smooth through alpha = 2, instead of log f
	once   sync.Once
	table  *table
}

// segments cover [MinAlpha, 2]. Below alpha = 1 the density is cusped around 0 and needs a finer chart there.
var segments = []*segment{
	{lo: 0.3, hi: 0.35, c0Exp: -28},
	{lo: 0.35, hi: 0.4, c0Exp: -24},
	{lo: 0.4, hi: 0.5, c0Exp: -20},
	{lo: 0.5, hi: 0.625, c0Exp: -11},
	{lo: 0.625, hi: 0.75, c0Exp: -6},
	{lo: 0.75, hi: 0.9, c0Exp: -4},
	{lo: 0.9, hi: 1.125, c0Exp: -2},
	{lo: 1.125, hi: 1.375},
	{lo: 1.375, hi: 1.625},
	{lo: 1.625, hi: 1.75},
	{lo: 1.75, hi: 1.85},
	{lo: 1.85, hi: 1.92},
	{lo: 1.92, hi: 1.95},
	{lo: 1.95, hi: 2, mixed: true},
}

// segmentOf returns the segment of alpha, MinAlpha <= alpha <= 2.
func segmentOf(alpha float64) *segment {
	for _, s := range segments {
		if alpha < s.hi {
			return s
		}
	}
	return segments[len(segments)-1]
}

// get returns the segment's table, building it on the first call.
func (s *segment) get() *table {
	s.once.Do(func() { s.table = buildTable(s) })
	return s.table
}

// cellSeries is one cell: [k][j] multiplies T_k(alpha) v^j.
type cellSeries [alphaTerms][terms]float64

type table struct {
	chart
	mid, half float64 // alpha = mid + half*t
	mixed     bool
	pdf, sf   []cellSeries
}

func buildTable(s *segment) *table {
	t := &table{chart: newChart(s.c0Exp), mid: (s.lo + s.hi) / 2, half: (s.hi - s.lo) / 2, mixed: s.mixed}
	t.pdf, t.sf = make([]cellSeries, t.n), make([]cellSeries, t.n)
	var evals [alphaTerms]*Direct
	parallel(alphaTerms, func(k int) { evals[k] = NewDirect(t.mid + t.half*chebyshev(k, alphaTerms)) })
	m := newTransforms()
	parallel(t.n, func(cell int) { t.fill(cell, &evals, m) })
	return t
}

// transforms are the constant matrices that turn values at nodes into coefficients.
type transforms struct{ inAlpha, inV, powers [][]float64 }

func newTransforms() *transforms {
	return &transforms{chebyshevMatrix(alphaTerms), chebyshevMatrix(terms), chebyshevPowers(terms)}
}

// fill computes one cell from the values at its nodes.
func (t *table) fill(cell int, evals *[alphaTerms]*Direct, m *transforms) {
	lo, hi := t.span(cell)
	var pdf, sf cellSeries // values at the nodes, [alpha node][v node]
	for k, d := range evals {
		for i := range terms {
			s := (lo+hi)/2 + (hi-lo)/2*chebyshev(i, terms)
			pdf[k][i], sf[k][i] = t.encode(cell, d, math.Sqrt(s-t.c0))
		}
	}
	t.pdf[cell], t.sf[cell] = m.apply(&pdf), m.apply(&sf)
}

// apply turns values at the nodes into coefficients of T_k(alpha) v^j.
func (m *transforms) apply(values *cellSeries) (out cellSeries) {
	var half cellSeries // Chebyshev series in alpha, values in v
	for k, row := range m.inAlpha {
		for l, w := range row {
			for i := range terms {
				half[k][i] += w * values[l][i]
			}
		}
	}
	for k := range half {
		for j, row := range m.inV {
			c := 0.0
			for i, w := range row {
				c += w * half[k][i]
			}
			for i, p := range m.powers[j] {
				out[k][i] += c * p
			}
		}
	}
	return out
}

// central says that a cell stores the distribution function as an odd function of z, which log SF is not smooth for.
func (c *chart) central(cell int) bool { return cell < 2<<subBits }

// encode returns the smooth functions that the table holds at z.
func (t *table) encode(cell int, d *Direct, z float64) (pdf, sf float64) {
	logPDF, logSF := d.Eval(z)
	if !t.mixed {
		if t.central(cell) {
			return logPDF, math.Log((0.5 - math.Exp(logSF)) / z)
		}
		return logPDF, logSF
	}
	e := 2 - d.alpha
	pdf = (math.Exp(logPDF) - math.Exp(gaussLogPDF(z))) / e
	sf = (math.Exp(logSF) - math.Exp(gaussLogSF(z))) / e
	if t.central(cell) {
		return pdf, sf / z
	}
	return pdf, sf
}

// parallel runs f(0..n-1) on the available processors.
func parallel(n int, f func(int)) {
	_ = stats.Parallel(context.Background(), n, 0, func(_ context.Context, i int) error { // neither fails nor ends early
		f(i)
		return nil
	})
}
