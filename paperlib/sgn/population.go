package sgn

import (
	"errors"
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/gonum/dsp/fourier"
)

// Population is the exact law of the noise of one coordinate for batches drawn with replacement: at fixed weights the
// gradients g_1 .. g_n of the examples are a finite population, and
//
//	U(B) = (1/B) sum_j (g_{i_j} - mean),   i_j independent and uniform.
//
// With the centred values and their characteristic function phi_1 that of U(B) is phi_1(u/B)^B, and its cumulants are
// kappa_k(B) = kappa_k(1)/B^(k-1). No draw is made. Where a loss has random numbers of its own, the population is that of
// the examples with their numbers frozen.
type Population struct {
	centred []float64 // sorted
	zero    float64   // share of values that are exactly at the commonest value, if it is an atom
	atom    float64   // that value, centred
	Mean    float64
}

// NewPopulation takes the gradients of one coordinate for all examples, as [PerExample] gives them.
func NewPopulation(values []float64) (*Population, error) {
	n := len(values)
	if n < 2 {
		return nil, fmt.Errorf("a population of %d examples: at least 2", n)
	}
	p := &Population{centred: append([]float64(nil), values...)}
	for i, v := range p.centred {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("the gradient of example %d is %v", i, v)
		}
		p.Mean += v / float64(n)
	}
	zeros := 0
	for i, v := range p.centred {
		if v == 0 {
			zeros++
		}
		p.centred[i] = v - p.Mean
	}
	p.zero, p.atom = float64(zeros)/float64(n), -p.Mean
	sort.Float64s(p.centred)
	return p, nil
}

// Cumulants returns kappa_2, kappa_3 and kappa_4 of U(B), exact up to rounding.
func (p *Population) Cumulants(batch int) (k2, k3, k4 float64) {
	n, b := float64(len(p.centred)), float64(batch)
	var m2, m3, m4 float64
	for _, v := range p.centred {
		m2 += v * v / n
		m3 += v * v * v / n
		m4 += v * v * v * v / n
	}
	return m2 / b, m3 / (b * b), (m4 - 3*m2*m2) / (b * b * b)
}

// Grids of a population's law: a power of two of cells. The distribution function is right to about the probability of a
// cell: 1e-3 for SmallGrid, enough for a plot; 1e-4 for MediumGrid; 2e-5 for LargeGrid, 5 to 30 ms.
const (
	SmallGrid  = 1 << 14
	MediumGrid = 1 << 16
	LargeGrid  = 1 << 18
)

// ErrConstant is a coordinate without noise.
var ErrConstant = errors.New("all examples have the same gradient: the noise is zero")

// PopulationLaw is the law of U(B) on a grid.
type PopulationLaw struct {
	Batch int
	// Atom is the probability P0 that all examples of a batch have gradient zero (its most likely single value where many
	// examples do), and AtomAt the value of U then: a jump of the distribution function.
	Atom, AtomAt float64
	lo, h        float64
	prob         []float64 // of the cells around lo + i h, the atom left out
	cum          []float64 // cum[i]: below the cell i
}

// Law inverts the characteristic function for batches of the given size on a grid of cells (a power of two).
//
// The values are spread over the two nearest nodes of a grid with linear weights, which keeps their mean and adds h^2/4 at
// most to their variance; the law of the sum is the inverse of the B-th power of the discrete transform. The range holds
// three times the largest value and eight standard deviations of the sum, and at least twelve of them, on both sides: what
// lies outside wraps round, and would show in the fourth cumulant first. Where examples have gradient zero, zero is a node, and the batches of zeros alone, of
// probability zero^B, are taken out as an atom.
func (p *Population) Law(batch, cells int) (*PopulationLaw, error) {
	if batch < 1 || cells < 1<<8 || cells&(cells-1) != 0 {
		return nil, fmt.Errorf("a law for batch size %d on %d cells: at least 1, and a power of two from 256 on", batch, cells)
	}
	k2, _, _ := p.Cumulants(1)
	if !(k2 > 0) {
		return nil, ErrConstant
	}
	b := float64(batch)
	sd := math.Sqrt(k2 * b) // of the sum
	largest := math.Max(-p.centred[0], p.centred[len(p.centred)-1])
	half := math.Max(math.Min(b, 3)*largest+8*sd, 12*sd)
	h := 2 * half / float64(cells)
	// Node 0 stands for the atom's value of one example, so that the atom of the sum is the node 0 of the sum.
	origin := 0.0
	if p.zero > 0 {
		origin = p.atom
	}
	w := make([]float64, cells)
	weight := 1 / float64(len(p.centred))
	wrap := func(i int) int { return ((i % cells) + cells) % cells }
	for _, v := range p.centred {
		x := (v - origin) / h
		i := math.Floor(x)
		f := x - i
		w[wrap(int(i))] += weight * (1 - f)
		if f > 0 {
			w[wrap(int(i)+1)] += weight * f
		}
	}
	t := fourier.NewFFT(cells)
	c := t.Coefficients(nil, w)
	for i, z := range c {
		c[i] = power(z, batch)
	}
	prob := t.Sequence(nil, c)
	for i := range prob {
		prob[i] = math.Max(prob[i]/float64(cells), 0) // rounding leaves values of the order of -1e-17
	}
	l := &PopulationLaw{Batch: batch, h: h / b}
	if p.zero > 0 {
		l.Atom, l.AtomAt = math.Pow(p.zero, b), origin
		prob[0] = math.Max(prob[0]-l.Atom, 0)
	}
	// Node i of the sum is at B origin + i h, i from -cells/2 on around the mean 0 of the sum.
	shift := int(math.Round(-b * origin / h))
	first := shift - cells/2
	l.lo = (b*origin + float64(first)*h) / b
	l.prob, l.cum = make([]float64, cells), make([]float64, cells+1)
	total := 0.0
	for i := range cells {
		l.prob[i] = prob[wrap(first+i)]
		total += l.prob[i]
	}
	for i := range l.prob {
		l.prob[i] *= (1 - l.Atom) / total
		l.cum[i+1] = l.cum[i] + l.prob[i]
	}
	return l, nil
}

// power is z^n by squaring: the transform's absolute error grows with n only linearly.
func power(z complex128, n int) complex128 {
	r := complex(1, 0)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			r *= z
		}
		z *= z
	}
	return r
}

// CDF is P(U <= u). Within a cell it is linear; the atom is a jump.
func (l *PopulationLaw) CDF(u float64) float64 {
	x := (u-l.lo)/l.h + 0.5 // in cells
	var v float64
	switch i := int(math.Floor(x)); {
	case x <= 0:
	case i >= len(l.prob):
		v = l.cum[len(l.prob)]
	default:
		v = l.cum[i] + (x-float64(i))*l.prob[i]
	}
	if u >= l.AtomAt {
		v += l.Atom
	}
	return math.Min(v, 1)
}

// Survival is P(U > u), summed from the far side, so that small probabilities keep their digits down to about 1e-16.
func (l *PopulationLaw) Survival(u float64) float64 {
	x := (u-l.lo)/l.h + 0.5
	v := 0.0
	if i := int(math.Floor(x)); i < len(l.prob) {
		i = max(i, 0)
		for j := len(l.prob) - 1; j > i; j-- {
			v += l.prob[j]
		}
		v += (1 - math.Max(x-float64(i), 0)) * l.prob[i]
	}
	if u < l.AtomAt {
		v += l.Atom
	}
	return math.Min(v, 1)
}

// Density is the density at u without the atom: the probability of the cell over its width.
func (l *PopulationLaw) Density(u float64) float64 {
	i := int(math.Floor((u-l.lo)/l.h + 0.5))
	if i < 0 || i >= len(l.prob) {
		return 0
	}
	return l.prob[i] / l.h
}

// Quantile is the smallest u with CDF(u) >= q, 0 < q < 1.
func (l *PopulationLaw) Quantile(q float64) float64 {
	if !(q > 0 && q < 1) {
		return math.NaN()
	}
	below := l.CDF(math.Nextafter(l.AtomAt, math.Inf(-1)))
	target := q
	switch {
	case l.Atom > 0 && q > below+l.Atom:
		target = q - l.Atom
	case l.Atom > 0 && q > below:
		return l.AtomAt
	}
	i := sort.Search(len(l.prob), func(i int) bool { return l.cum[i+1] >= target })
	if i == len(l.prob) {
		i--
	}
	f := 0.0
	if l.prob[i] > 0 {
		f = (target - l.cum[i]) / l.prob[i]
	}
	return l.lo + (float64(i)-0.5+math.Max(0, math.Min(1, f)))*l.h
}
