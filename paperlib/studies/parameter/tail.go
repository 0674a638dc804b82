package parameter

import (
	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// tailPlace compares a law with the draws at the tenth largest |u|: "below", "within" or "above"
// the pointwise 95 % interval of the empirical survival probability there. abs is |draws| in increasing order.
func tailPlace(abs []float64, l NamedLaw) string {
	n := len(abs)
	const k = 10 // figure draws no sample of fewer draws
	x := abs[n-k]
	p := l.Law.Survival(x) + l.Law.CDF(-x)
	switch share := stats.ClopperPearson(k, n, figure.Level); {
	case p < share.Lo:
		return "below"
	case p > share.Hi:
		return "above"
	}
	return "within"
}
