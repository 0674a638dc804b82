package tails

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// BIC is the Bayesian information criterion k log n - 2 l for log-likelihood l, k parameters and n draws; lower is
// better (Schwarz 1978).
func BIC(logLikelihood float64, parameters, n int) float64 {
	return float64(parameters)*math.Log(float64(n)) - 2*logLikelihood
}

// Folds assigns each draw to one of K folds; the same Folds serve every coordinate of a capture, so that held-out
// vectors can be averaged and resampled draw by draw across coordinates.
type Folds struct {
	K  int
	Of []int // Of[i] in [0, K) is the fold of draw i
}

// ContiguousFolds cuts n draws into k runs of consecutive draws whose lengths differ by at most one. Use it when
// neighbouring draws may depend on each other.
func ContiguousFolds(n, k int) (Folds, error) {
	if err := checkFolds(n, k); err != nil {
		return Folds{}, err
	}
	f := Folds{K: k, Of: make([]int, n)}
	for i := range f.Of {
		f.Of[i] = i * k / n
	}
	return f, nil
}

// SeededFolds deals n draws into k folds of nearly equal size at random.
func SeededFolds(n, k int, src rand.Source) (Folds, error) {
	f, err := ContiguousFolds(n, k)
	if err != nil {
		return Folds{}, err
	}
	r := rand.New(src)
	r.Shuffle(n, func(i, j int) { f.Of[i], f.Of[j] = f.Of[j], f.Of[i] })
	return f, nil
}

func checkFolds(n, k int) error {
	if k < 2 || n-(n+k-1)/k < MinSample {
		return fmt.Errorf("tails: %d draws cannot be split into %d folds: need at least 2 folds and %d draws outside the largest; use fewer folds or more draws", n, k, MinSample)
	}
	return nil
}

// HeldOut returns, for each draw, its log density under the law fitted to the draws of the other folds.
//
// The mean of the vector is the held-out log-likelihood per draw (nats, in the units of x); the difference of two
// vectors, draw by draw, compares two families without rewarding the one with more parameters. A draw outside the
// fitted support would give -Inf; every family here covers the line. An error names the fold whose fit failed.
func HeldOut(fit Fitter, x []float64, folds Folds) ([]float64, error) {
	if len(folds.Of) != len(x) {
		return nil, fmt.Errorf("tails: folds are for %d draws but the sample has %d: build them for this sample", len(folds.Of), len(x))
	}
	out := make([]float64, len(x))
	train := make([]float64, 0, len(x))
	for k := range folds.K {
		train = train[:0]
		for i, v := range x {
			if folds.Of[i] != k {
				train = append(train, v)
			}
		}
		law, err := fit(train)
		if err != nil {
			return nil, fmt.Errorf("held-out fit without fold %d of %d: %w", k+1, folds.K, err)
		}
		var left []float64
		for i, v := range x {
			if folds.Of[i] == k {
				left = append(left, v)
			}
		}
		next := 0
		densities := LogProbs(law, left)
		for i := range x {
			if folds.Of[i] == k {
				out[i] = densities[next]
				next++
			}
		}
	}
	return out, nil
}

// Score is one family judged on one sample.
type Score struct {
	Family        Family
	Law           Law
	LogLikelihood float64   // in sample
	BIC           float64   // lower is better
	HeldOut       []float64 // per draw, nats
	Histogram     HistogramErrors
}

// HeldOutMean is the held-out log-likelihood per draw.
func (s Score) HeldOutMean() float64 { return stats.SumMean(s.HeldOut) }

// Judge fits every family to x and scores it by all criteria, on common folds and common histogram bins.
func Judge(families []Family, x []float64, folds Folds) ([]Score, error) {
	if err := CheckSample(x); err != nil {
		return nil, err
	}
	bins, err := NewBins(x)
	if err != nil {
		return nil, err
	}
	scores := make([]Score, len(families))
	for i, f := range families {
		r, err := f.find()
		if err != nil {
			return nil, err
		}
		law, err := r.fit(x)
		if err != nil {
			return nil, fmt.Errorf("family %s: %w", f, err)
		}
		part := r.fit
		if r.near != nil {
			part = r.near(law)
		}
		held, err := HeldOut(part, x, folds)
		if err != nil {
			return nil, fmt.Errorf("family %s: %w", f, err)
		}
		l := LogLikelihood(law, x)
		scores[i] = Score{f, law, l, BIC(l, law.NumParameters(), len(x)), held, bins.Errors(law)}
	}
	return scores, nil
}
