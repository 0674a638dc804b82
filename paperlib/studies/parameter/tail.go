package parameter

import "github.com/sgnlab/sgnlab/paperlib/figure"

// tailPlace compares a law with the draws at the tenth largest |u|: "below", "within" or "above"
// the pointwise 95 % interval of the empirical survival probability there. abs is |draws| in increasing order.
func tailPlace(abs []float64, l NamedLaw) string {
	n := len(abs)
	const k = 10 // figure draws no sample of fewer draws
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
