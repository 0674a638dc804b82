package tails

import (
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Bins is a histogram whose bins were fixed from the data alone, so that every law is judged on the same bins.
//
// The rule: between the 1 % and the 99 % sample quantile, equal bins of width at most that of Freedman and Diaconis
// (2 IQR n^(-1/3)), at least 8 and at most 100 of them; the two tails beyond are pooled into one bin each, because a
// heavy tail would otherwise stretch equal bins until the centre falls into one.
type Bins struct {
	Edges  []float64 // increasing, inner edges only: bin 0 is (-inf, Edges[0]], the last is (Edges[last], inf)
	Counts []int     // len(Edges)+1
	N      int
	IQR    float64
}

// HistogramErrors compares observed counts O_k with expected n P_k. Both depend on the bins and hardly see the tails:
// report them beside likelihoods, never instead.
type HistogramErrors struct {
	SSE       float64 // sum over inner bins of ((O_k/n - P_k) IQR/width_k)^2: squared density error in units of 1/IQR
	ChiSquare float64 // sum over all bins of (O_k - n P_k)^2/(n P_k); +Inf where a bin with draws has P_k = 0
	Bins      int
}

// NewBins applies the rule. It needs a sample that passes CheckSample and whose central half is not one value.
func NewBins(x []float64) (Bins, error) {
	if err := CheckSample(x); err != nil {
		return Bins{}, err
	}
	s := sorted(x)
	n := len(s)
	iqr := stats.Quantile(s, 0.75) - stats.Quantile(s, 0.25)
	lo, hi := stats.Quantile(s, 0.01), stats.Quantile(s, 0.99)
	if !(iqr > 0) {
		return Bins{}, &SampleError{Fault: FaultTied, N: n, Share: tiesSorted(s).Share}
	}
	count := int(math.Ceil(math.Min(100, math.Max(8, (hi-lo)/(2*iqr)*math.Cbrt(float64(n))))))
	b := Bins{Edges: make([]float64, count+1), Counts: make([]int, count+2), N: n, IQR: iqr}
	for i := range b.Edges {
		b.Edges[i] = lo + (hi-lo)*float64(i)/float64(count)
	}
	for _, v := range s {
		i, _ := slices.BinarySearch(b.Edges, v) // first edge >= v: bins are closed above, as P(a < X <= b)
		b.Counts[i]++
	}
	return b, nil
}

// Probabilities of the bins under a law: differences of CDF below its median and of Survival above.
func (b Bins) Probabilities(law Law) []float64 {
	p := make([]float64, len(b.Counts))
	last := len(b.Edges) - 1
	p[0], p[len(p)-1] = law.CDF(b.Edges[0]), law.Survival(b.Edges[last])
	for i := range last {
		l, r := b.Edges[i], b.Edges[i+1]
		if c := law.CDF(r); c <= 0.5 {
			p[i+1] = c - law.CDF(l)
		} else {
			p[i+1] = law.Survival(l) - law.Survival(r)
		}
	}
	return p
}

// Errors of the law against the histogram.
func (b Bins) Errors(law Law) HistogramErrors {
	e := HistogramErrors{Bins: len(b.Counts)}
	n := float64(b.N)
	for k, p := range b.Probabilities(law) {
		o := float64(b.Counts[k])
		if d := o - n*p; d != 0 {
			e.ChiSquare += d * d / (n * p)
		}
		if k > 0 && k < len(b.Counts)-1 {
			d := (o/n - p) * b.IQR / (b.Edges[k] - b.Edges[k-1])
			e.SSE += d * d
		}
	}
	return e
}
