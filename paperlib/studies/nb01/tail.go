package nb01

import "github.com/sgnlab/sgnlab/paperlib/figure"

// tailPlace compares a law with the draws at the |u| that one draw in a hundred exceeds: "below", "within" or "above"
// the pointwise 95 % interval of the empirical survival probability there. abs is |draws| in increasing order.
func tailPlace(abs []float64, l NamedLaw) string {
	n := len(abs)
	k := max(1, n/100)
	x := abs[n-k]
	p := l.Law.Survival(x) + l.Law.CDF(-x)
	lo, hi := figure.BinomialInterval(k, n)
	switch {
	case p < lo:
		return "below"
	case p > hi:
		return "above"
	}
	return "within"
}
