package tails

import (
	"fmt"
	"math"
)

// PickandsPath returns Pickands' (1975) estimate of the extreme value index from |x| for each k asked for:
//
//	xi = log((y_(j) - y_(2j)) / (y_(2j) - y_(4j))) / log 2,  j = k/4 rounded down, y the |x| in decreasing order
//
// so that K = 4j order statistics are used and y_(4j) is the threshold. It does not change when |x| is shifted, and it
// covers power, exponential and bounded tails alike; for that it is the noisiest of the estimators here. The standard
// error is the limit of Dekkers and de Haan (1989, Ann. Stat. 17),
//
//	var xi = xi^2 (2^(2 xi + 1) + 1) / (2 (2^xi - 1) log 2)^2 / j,
//
// which leaves out the bias of a tail that is a power far out only: show the path. Every k must lie in [8, n]
// (ErrOrder), and both spacings must be positive (ErrTiedTail).
func PickandsPath(x []float64, ks []int) ([]TailPoint, error) {
	if err := CheckSample(x); err != nil {
		return nil, err
	}
	y := descending(x)
	out := make([]TailPoint, len(ks))
	for i, k := range ks {
		j := k / 4
		if k < 8 || k > len(y) {
			return nil, fmt.Errorf("%w: Pickands' estimate from the %d largest of %d needs k in [8, n]", ErrOrder, k, len(y))
		}
		near, far := y[2*j-1]-y[4*j-1], y[j-1]-y[2*j-1]
		if !(near > 0 && far > 0) {
			return nil, fmt.Errorf("%w: the spacings of the %d largest of |x| are %g and %g; use another k, or report the ties", ErrTiedTail, k, far, near)
		}
		xi := math.Log(far/near) / math.Ln2
		p := tailPoint(j, xi, pickandsVariance(xi), y[4*j-1])
		p.K = 4 * j
		out[i] = p
	}
	return out, nil
}

// pickandsVariance is the variance of sqrt(j) (xi-hat - xi); 2^xi - 1 is taken by expm1, so that xi = 0 is regular.
func pickandsVariance(xi float64) float64 {
	r := 1 / math.Ln2 // xi/(2^xi - 1) at xi = 0
	if xi != 0 {
		r = xi / math.Expm1(xi*math.Ln2)
	}
	return r * r * (math.Exp2(2*xi+1) + 1) / (4 * math.Ln2 * math.Ln2)
}
