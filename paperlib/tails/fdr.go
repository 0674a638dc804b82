package tails

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// BenjaminiHochberg returns adjusted p-values q: rejecting the hypotheses with q <= a keeps the expected share of false
// rejections at or below a (Benjamini and Hochberg 1995).
//
// It assumes the p-values are independent or positively regression dependent. Coordinates that share minibatches are
// dependent in ways nobody has shown to be positive: state the assumption beside the result, or use
// BenjaminiYekutieli. p-values outside [0, 1] or NaN are an error; untested hypotheses are left out by the caller, who
// says how many.
func BenjaminiHochberg(p []float64) ([]float64, error) { return stepUp(p, 1) }

// BenjaminiYekutieli returns adjusted p-values that hold the false discovery rate under any dependence, at the price of
// a factor 1 + 1/2 + ... + 1/m (Benjamini and Yekutieli 2001).
func BenjaminiYekutieli(p []float64) ([]float64, error) {
	c := 0.0
	for i := range p {
		c += 1 / float64(i+1)
	}
	return stepUp(p, c)
}

// Holm returns adjusted p-values that hold the probability of any false rejection under any dependence: rejecting those at or
// below a keeps it at or below a (S. Holm, Scand. J. Statist. 6, 1979). A hypothesis that could not be tested counts with p = 1.
func Holm(p []float64) ([]float64, error) {
	order, err := ascendingP(p)
	if err != nil {
		return nil, err
	}
	q := make([]float64, len(p))
	most := 0.0
	for k, i := range order {
		most = math.Max(most, math.Min(1, p[i]*float64(len(p)-k)))
		q[i] = most
	}
	return q, nil
}

func stepUp(p []float64, factor float64) ([]float64, error) {
	order, err := ascendingP(p)
	if err != nil {
		return nil, err
	}
	q := make([]float64, len(p))
	least := 1.0
	for k := len(order) - 1; k >= 0; k-- {
		least = math.Min(least, p[order[k]]*factor*float64(len(p))/float64(k+1))
		q[order[k]] = least
	}
	return q, nil
}

// ascendingP is the order of the p-values, ties by place.
func ascendingP(p []float64) ([]int, error) {
	order := make([]int, len(p))
	for i, v := range p {
		if !(v >= 0 && v <= 1) {
			return nil, fmt.Errorf("tails: p-value %d of %d is %g, not in [0, 1]: leave out hypotheses that were not tested", i, len(p), v)
		}
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	return order, nil
}

// Rejected counts adjusted p-values at or below level.
func Rejected(q []float64, level float64) int {
	n := 0
	for _, v := range q {
		if v <= level {
			n++
		}
	}
	return n
}
