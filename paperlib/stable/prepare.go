package stable

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// prepared is a checked sample in ascending order, standardised to y = (x - centre)/scale. Working in y is what makes
// the fit equivariant, and the order makes neighbours share a cell of the table.
type prepared struct {
	sample
	centre, scale float64
	alpha         float64 // of the quantile start
	flags         Flags

	sorter  sorter
	order   []int     // scratch of a weighted sample
	weights []float64 // memory of w
}

// prepare checks x and o and standardises, reusing q's memory.
func (q *prepared) prepare(x []float64, o *FitOptions) error {
	if err := o.check(len(x)); err != nil {
		return err
	}
	if err := q.sorted(x, o.Weights); err != nil {
		return err
	}
	n := len(q.y)
	if n < MinSample {
		return fmt.Errorf("%w: %d observations of positive weight, need at least %d; draw more, or pool what is alike", ErrTooFew, n, MinSample)
	}
	q.flags = q.count(o)
	q.centre = q.quantile(0.5)
	iqr := q.quantile(0.75) - q.quantile(0.25)
	if !(iqr > 0) {
		return fmt.Errorf("%w: the middle half of %d observations is the single value %v (%.1f%% are exactly zero); count such a sample as degenerate instead of fitting it",
			ErrNoSpread, n, q.centre, 100*q.flags.Zero)
	}
	if math.IsInf(iqr, 1) {
		return fmt.Errorf("%w: the interquartile range overflows; divide the sample by a constant", ErrNotFinite)
	}
	wide := q.quantile(0.95)/iqr - q.quantile(0.05)/iqr // divided first: the ends may overflow together
	q.alpha = startAlpha(math.Log(wide))
	if o.FixedAlpha != 0 {
		q.alpha = o.FixedAlpha
	}
	q.scale = iqr / 2
	for i, v := range q.y {
		q.y[i] = (v - q.centre) / q.scale
	}
	q.atom.at = (q.atom.at - q.centre) / q.scale
	for _, v := range [2]float64{q.y[0], q.y[n-1]} { // the others lie between
		if !(math.Abs(v) < 1e150) {
			return fmt.Errorf("%w: an observation exceeds the interquartile range more than 1e150 times", ErrNotFinite)
		}
	}
	return nil
}

func (o *FitOptions) check(n int) error {
	if a := o.FixedAlpha; a != 0 && !(a >= MinAlpha && a <= 2) {
		return fmt.Errorf("%w: FixedAlpha = %v, must be 0 (free) or lie in [%v, 2]", ErrOption, a, MinAlpha)
	}
	if o.Weights != nil && len(o.Weights) != n {
		return fmt.Errorf("%w: %d weights for %d observations; give one for each", ErrOption, len(o.Weights), n)
	}
	if o.Start != nil {
		if err := o.Start.Validate(); err != nil {
			return fmt.Errorf("%w: Start: %w", ErrOption, err)
		}
	}
	for i, w := range o.Weights {
		if !(w >= 0) || math.IsInf(w, 1) {
			return fmt.Errorf("%w: weight %d is %v, must be finite and not negative", ErrOption, i, w)
		}
	}
	return nil
}

// sorted copies the observations of positive weight in ascending order.
func (q *prepared) sorted(x, w []float64) error {
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("%w: observation %d of %d is %v; find out where it comes from before fitting", ErrNotFinite, i, len(x), v)
		}
	}
	q.y, q.w, q.total = q.y[:0], nil, 0
	if w == nil {
		q.y, q.total = append(q.y, x...), float64(len(x))
		q.sorter.sort(q.y)
		return nil
	}
	q.order = q.order[:0]
	for i := range x {
		if w[i] > 0 {
			q.order = append(q.order, i)
		}
	}
	slices.SortFunc(q.order, func(a, b int) int { return cmp.Or(cmp.Compare(x[a], x[b]), cmp.Compare(w[a], w[b])) })
	q.weights = q.weights[:0]
	for _, i := range q.order {
		q.y, q.weights = append(q.y, x[i]), append(q.weights, w[i])
		q.total += w[i]
	}
	q.w = q.weights
	return nil
}

// count finds ties, the atom and exact zeros of the sorted sample.
func (q *prepared) count(o *FitOptions) Flags {
	tied, zero := 0, 0
	for i, v := range q.y {
		if i > 0 && q.y[i-1] == v || i+1 < len(q.y) && q.y[i+1] == v {
			tied++
		}
		if v == 0 {
			zero++
		}
	}
	n := float64(len(q.y))
	f := Flags{Tied: float64(tied) / n, Zero: float64(zero) / n}
	q.atom = atom{}
	if tied > 0 {
		most := 0
		q.atom, most = q.findAtom()
		f.Atom, f.AtomShare = q.atom.at, float64(most)/n
	}
	least := MinAlpha
	if o.FixedAlpha != 0 {
		least = o.FixedAlpha
	}
	f.Local = least*(q.total-q.atom.weight) <= q.atom.weight
	return f
}

// start returns the first point of the iteration: the quantiles' unless the caller gave one.
func (q *prepared) start(o *FitOptions) params {
	p := params{q.alpha, math.Log(2 / startScale(q.alpha)), 0}
	if s := o.Start; s != nil {
		p = params{s.Alpha, math.Log(s.Gamma / q.scale), (s.Delta - q.centre) / q.scale}
		if o.FixedAlpha != 0 {
			p[0] = o.FixedAlpha
		}
	}
	if o.FixedAlpha == 0 {
		p[0] = min(p[0], 2-1e-3) // the iteration runs below 2
	}
	return p
}

// gaussianOptimum describes the Gaussian maximum as an optimum: the information in (log gamma, delta/gamma) is n times
// (2, 1/2).
func (q *prepared) gaussianOptimum(g gaussianFit, s Status) optimum {
	o := optimum{p: g.p, l: g.l, status: s, iterations: 1}
	o.info[1][1], o.info[2][2] = 2*q.total, q.total/2
	return o
}
