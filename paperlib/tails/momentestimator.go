package tails

import (
	"fmt"
	"math"
)

// MomentPath returns the moment estimate of Dekkers, Einmahl and de Haan (1989, Ann. Stat. 17) of the extreme value
// index from |x| for each k asked for:
//
//	xi = M1 + 1 - 1/(2 (1 - M1^2/M2)),  Mr = mean_{i<=k} log(y_(i)/y_(k+1))^r, y the |x| in decreasing order
//
// M1 is Hill's estimate; the rest removes the assumption that the tail is a power, so that lighter tails show as
// xi <= 0. The standard error is its limit for k -> infinity, k/n -> 0: var xi = (1 + xi^2)/k where xi >= 0, and
//
//	(1-xi)^2 (1-2xi) (4 - 8 (1-2xi)/(1-3xi) + (5-11xi)(1-2xi)/((1-3xi)(1-4xi))) / k
//
// below; as for Hill's, it leaves out the bias of a tail that is a power far out only. Every k must lie in [2, n-1]
// with a positive threshold (ErrOrder), and the k largest must not all be equal (ErrTiedTail).
func MomentPath(x []float64, ks []int) ([]TailPoint, error) {
	if err := CheckSample(x); err != nil {
		return nil, err
	}
	y := descending(x)
	logs := make([]float64, len(y))
	for i, v := range y {
		logs[i] = math.Log(v)
	}
	out := make([]TailPoint, len(ks))
	for i, k := range ks {
		if k < 2 || k >= len(y) || !(y[k] > 0) {
			return nil, fmt.Errorf("%w: the moment estimate from the %d largest of %d needs k in [2, n-1] with a positive threshold", ErrOrder, k, len(y))
		}
		var m1, m2 float64
		for _, l := range logs[:k] {
			d := l - logs[k]
			m1 += d
			m2 += d * d
		}
		m1, m2 = m1/float64(k), m2/float64(k)
		if !(m2 > m1*m1) {
			return nil, fmt.Errorf("%w: the %d largest of |x| are all equal; use another k, or report the ties", ErrTiedTail, k)
		}
		xi := m1 + 1 - 0.5/(1-m1*m1/m2)
		out[i] = tailPoint(k, xi, momentVariance(xi), y[k])
	}
	return out, nil
}

func momentVariance(xi float64) float64 {
	if xi >= 0 {
		return 1 + xi*xi
	}
	a, b, c := 1-2*xi, 1-3*xi, 1-4*xi
	return (1 - xi) * (1 - xi) * a * (4 - 8*a/b + (5-11*xi)*a/(b*c))
}
