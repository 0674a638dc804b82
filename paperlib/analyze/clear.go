package analyze

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// clearly is the p-value of "family best is not better than every other": the largest over the other families. Against a
// family it contains, that is the likelihood ratio with one degree of freedom; against any other, Vuong's one-sided test
// of the per-draw log-likelihoods with the BIC correction (Vuong 1989, equation 5.9):
//
//	z = (sum d - (k_a - k_b)/2 log n) / (sqrt n sd d),  d_i = log f_a(x_i) - log f_b(x_i).
//
// A family that contains best is left out: it cannot do worse in sample, and it is not what BIC chose. logs holds the
// per-draw log-likelihoods in the order of fits.
func clearly(best tails.Family, fits []LawFit, logs [][]float64) float64 {
	a := 0
	for fits[a].Family != best {
		a++
	}
	p := 0.0
	for b, f := range fits {
		switch {
		case b == a || f.Family.Contains(best):
		case best.Contains(f.Family):
			lr := math.Max(0, 2*(fits[a].LogLikelihood-f.LogLikelihood))
			p = math.Max(p, distuv.ChiSquared{K: 1}.Survival(lr))
		default:
			p = math.Max(p, vuong(logs[a], logs[b], (fits[a].BIC-f.BIC)/-2))
		}
	}
	return p
}

// vuong is the one-sided p-value that the first law is no better. gain is the difference of log-likelihoods with the BIC
// correction. Two laws that agree draw by draw are no better than each other.
func vuong(la, lb []float64, gain float64) float64 {
	n := float64(len(la))
	mean, square := 0.0, 0.0
	for i := range la {
		mean += (la[i] - lb[i]) / n
	}
	for i := range la {
		d := la[i] - lb[i] - mean
		square += d * d
	}
	if sd := math.Sqrt(square); sd > 1e-6 {
		return distuv.UnitNormal.Survival(gain / sd)
	}
	return 1
}
