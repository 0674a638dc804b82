package tails

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/mat"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// The infinitesimal jackknife (L. A. Jaeckel, The infinitesimal jackknife, Bell Laboratories 1972; B. Efron, The Jackknife,
// the Bootstrap and Other Resampling Plans, 1982, chapter 6): the pseudo-values of a statistic T of n draws are
//
//	v_i = T + n dT/dw_i,
//
// w_i the weight of draw i. Their mean is T, and the bootstrap of their mean is that of T to first order. One number for
// each draw, they may be averaged over coordinates: resampling rows of the average then resamples the draws of all
// coordinates at once, which share their minibatches.

// Influences returns the derivatives of the fitted (alpha, log gamma, delta) by the weight of each draw of the sample that was
// fitted: Cov, the inverse of the observed information, times the draw's score (F. R. Hampel, J. Amer. Statist. Assoc. 69,
// 1974). A parameter without a standard error, fixed or at alpha = 2, does not move to first order: its influences are 0. They
// sum to zero to the tolerance of the fit.
//
// A fit at the bound alpha = stable.MinAlpha is held there by a range of ours, not by the draws, and would scatter without it:
// its influences are those of the maximum that the draws would have nearby, with the outer product of the scores as
// information, less their mean.
func Influences(f stable.Fit, x []float64) [][3]float64 {
	if f.Law.Alpha == stable.MinAlpha && math.IsNaN(f.Cov[0][0]) {
		return boundInfluences(f, x)
	}
	out := make([][3]float64, len(x))
	var moves [3]bool
	for p := range moves {
		moves[p] = !math.IsNaN(f.Cov[p][p])
	}
	if moves == [3]bool{} {
		return out
	}
	for i, d := range f.Law.DerivativesOf(x) {
		for p := range moves {
			for q := range moves {
				if moves[p] && moves[q] {
					out[i][p] += f.Cov[p][q] * d.Score[q]
				}
			}
		}
	}
	return out
}

func boundInfluences(f stable.Fit, x []float64) [][3]float64 {
	scores := f.Law.DerivativesOf(x)
	information, mean := mat.NewSymDense(3, nil), [3]float64{}
	for _, d := range scores {
		for p := range 3 {
			mean[p] += d.Score[p] / float64(len(x))
			for q := p; q < 3; q++ {
				information.SetSym(p, q, information.At(p, q)+d.Score[p]*d.Score[q])
			}
		}
	}
	out := make([][3]float64, len(x))
	var inverse mat.Cholesky
	if !inverse.Factorize(information) {
		return out // fewer kinds of draws than parameters
	}
	for i, d := range scores {
		v := mat.NewVecDense(3, []float64{d.Score[0] - mean[0], d.Score[1] - mean[1], d.Score[2] - mean[2]})
		if err := inverse.SolveVecTo(v, v); err != nil {
			return make([][3]float64, len(x)) // singular to working precision
		}
		out[i] = [3]float64{v.AtVec(0), v.AtVec(1), v.AtVec(2)}
	}
	return out
}

// AlphaPseudovalues are the pseudo-values of the fitted tail index.
func AlphaPseudovalues(f stable.Fit, x []float64) []float64 {
	v := make([]float64, len(x))
	for i, d := range Influences(f, x) {
		v[i] = f.Law.Alpha + float64(len(x))*d[0]
	}
	return v
}

// Pseudovalues are those of the two errors e of the law against the histogram of x, law and bins held fixed. Both errors
// are quadratic in the shares of the bins, and a draw moves the share of its own. Where a bin with draws has no probability,
// chi-square and all its pseudo-values are +Inf.
func (b Bins) Pseudovalues(law Law, e HistogramErrors, x []float64) (sse, chi2 []float64) {
	p := b.Probabilities(law)
	n := float64(b.N)
	k := len(b.Counts)
	ds, dc := make([]float64, k), make([]float64, k) // derivative with respect to the share of a bin
	meanS, meanC := 0.0, 0.0
	for i := range k {
		share := float64(b.Counts[i]) / n
		if i > 0 && i < k-1 {
			w := b.IQR / (b.Edges[i] - b.Edges[i-1])
			ds[i] = 2 * (share - p[i]) * w * w
		}
		if b.Counts[i] > 0 { // no resample has draws in an empty bin
			dc[i] = 2 * n * (share - p[i]) / p[i]
		} else {
			dc[i] = -2 * n
		}
		meanS += share * ds[i]
		meanC += share * dc[i]
	}
	sse, chi2 = make([]float64, len(x)), make([]float64, len(x))
	for i, u := range x {
		bin := sort.SearchFloat64s(b.Edges, u) // bin k holds Edges[k-1] < u <= Edges[k]
		sse[i] = e.SSE + ds[bin] - meanS
		chi2[i] = e.ChiSquare
		if !math.IsInf(e.ChiSquare, 1) {
			chi2[i] += dc[bin] - meanC
		}
	}
	return sse, chi2
}

// LogPseudovalues turns the pseudo-values of a positive statistic into those of its logarithm. A statistic beyond 1e300, as
// of a law that gives a bin with draws no probability, counts as 1e300: its logarithm stays a number that can be averaged.
func LogPseudovalues(v []float64, statistic float64) []float64 {
	out := make([]float64, len(v))
	for i := range out {
		if statistic > 1e300 {
			out[i] = math.Log(1e300)
			continue
		}
		out[i] = math.Log(statistic) + (v[i]-statistic)/statistic
	}
	return out
}
