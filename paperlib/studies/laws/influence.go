package laws

import (
	"math"
	"sort"

	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// The statistics of the table are means over draws of a vector: one number for each draw, averaged over coordinates.
// Resampling rows of the vector then resamples the draws of all coordinates at once, which share their minibatches.
// For a statistic that is not a mean, the vector is its value plus its influence function at each draw, so that the
// bootstrap is right to first order (infinitesimal jackknife; Jaeckel 1972, Efron 1982 ch. 6).

// alphaVector is the tail index of a fit as such a vector: alpha plus the influence of each draw, the alpha row of the
// covariance times n times the score. On a bound the estimate does not move and the influence is zero.
func alphaVector(f stable.Fit, x []float64) []float64 {
	v := make([]float64, len(x))
	for i := range v {
		v[i] = f.Law.Alpha
	}
	if f.Status != stable.Converged || math.IsNaN(f.Cov[0][0]) {
		return v
	}
	const h = 1e-4
	l := f.Law
	at := func(da, dg, dd float64) stable.Symmetric {
		return stable.Symmetric{Alpha: max(stable.MinAlpha, min(2, l.Alpha+da)), Gamma: l.Gamma * math.Exp(dg), Delta: l.Delta + dd*l.Gamma}
	}
	up, down := at(h, 0, 0), at(-h, 0, 0)
	span := up.Alpha - down.Alpha
	gUp, gDown, dUp, dDown := at(0, h, 0), at(0, -h, 0), at(0, 0, h), at(0, 0, -h)
	n := float64(len(x))
	for i, u := range x {
		sa := (up.LogProb(u) - down.LogProb(u)) / span
		sg := (gUp.LogProb(u) - gDown.LogProb(u)) / (2 * h)
		sd := (dUp.LogProb(u) - dDown.LogProb(u)) / (2 * h * l.Gamma)
		v[i] += n * (f.Cov[0][0]*sa + f.Cov[0][1]*sg + f.Cov[0][2]*sd)
	}
	return v
}

// histogramVectors are the two histogram errors as such vectors, with the law and the bins held fixed. Where a bin with
// draws has no probability, chi-square and its whole vector are +Inf.
func histogramVectors(bins tails.Bins, law tails.Law, e tails.HistogramErrors, x []float64) (sse, chi2 []float64) {
	p := bins.Probabilities(law)
	n := float64(bins.N)
	k := len(bins.Counts)
	ds, dc := make([]float64, k), make([]float64, k) // derivative with respect to the share of a bin
	meanS, meanC := 0.0, 0.0
	for b := range k {
		share := float64(bins.Counts[b]) / n
		if b > 0 && b < k-1 {
			w := bins.IQR / (bins.Edges[b] - bins.Edges[b-1])
			ds[b] = 2 * (share - p[b]) * w * w
		}
		if bins.Counts[b] > 0 { // no resample has draws in an empty bin
			dc[b] = 2 * n * (share - p[b]) / p[b]
		} else {
			dc[b] = -2 * n
		}
		meanS += share * ds[b]
		meanC += share * dc[b]
	}
	sse, chi2 = make([]float64, len(x)), make([]float64, len(x))
	for i, u := range x {
		b := sort.SearchFloat64s(bins.Edges, u) // bin b holds Edges[b-1] < u <= Edges[b]
		sse[i] = e.SSE + ds[b] - meanS
		chi2[i] = e.ChiSquare
		if !math.IsInf(e.ChiSquare, 1) {
			chi2[i] += dc[b] - meanC
		}
	}
	return sse, chi2
}

// logVector turns the vector of a positive statistic into that of its logarithm. A statistic beyond 1e300, which is a
// law that gives a bin with draws no probability, counts as 1e300: its logarithm stays a number that can be averaged.
func logVector(v []float64, statistic float64) []float64 {
	out := make([]float64, len(v))
	if statistic > 1e300 {
		for i := range out {
			out[i] = math.Log(1e300)
		}
		return out
	}
	for i := range out {
		out[i] = math.Log(statistic) + (v[i]-statistic)/statistic
	}
	return out
}
