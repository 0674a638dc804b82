package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// ClopperPearson is the share k/n of k successes in n trials with the exact two-sided confidence limits of their
// probability: with q = (1-level)/2, the q quantile of Beta(k, n-k+1) and the 1-q quantile of Beta(k+1, n-k). Without a
// trial the share is NaN and the limits are 0 and 1. It panics unless 0 <= k <= n and 0 < level < 1. Source: Clopper and
// Pearson, Biometrika 26, 1934.
func ClopperPearson(k, n int, level float64) Interval {
	if k < 0 || k > n || !(level > 0 && level < 1) {
		panic(fmt.Sprintf("stats: ClopperPearson(%d, %d, %g)", k, n, level))
	}
	q := (1 - level) / 2
	i := Interval{Value: float64(k) / float64(n), Hi: 1}
	if k > 0 {
		i.Lo = mathext.InvRegIncBeta(float64(k), float64(n-k+1), q)
	}
	if k < n {
		i.Hi = 1 - mathext.InvRegIncBeta(float64(n-k), float64(k+1), q)
	}
	return i
}

// MedianInterval is the median of a sample with the narrowest symmetric pair of order statistics x_(k), x_(n+1-k) that
// covers the distribution's median with probability >= level, and that probability. Of independent draws from one
// continuous distribution the number below its median is binomial (n, 1/2), so the pair covers with probability
//
//	1 - 2 Sum_{i<k} C(n,i) 2^-n
//
// whatever the distribution (Conover, Practical Nonparametric Statistics, section 3.2). Of few values no pair reaches the
// level, below six 95 %: the extremes are returned with what they cover, 0 for one value. sorted is in increasing order;
// it panics when it is empty.
func MedianInterval(sorted []float64, level float64) (i Interval, coverage float64) {
	n := len(sorted)
	// below is P(binomial < k): k = 1 leaves out nothing but C(n,0).
	term := math.Pow(0.5, float64(n))
	k, below := 1, term
	for k < (n+1)/2 {
		next := term * float64(n-k+1) / float64(k)
		if 1-2*(below+next) < level {
			break
		}
		term, below, k = next, below+next, k+1
	}
	return Interval{Median(sorted), sorted[k-1], sorted[n-k]}, max(0, 1-2*below)
}

// MeanInterval is the mean of independent values from one law near the normal, such as one statistic under several seeds, with
// its Student t interval
//
//	mean ± t_{n-1}((1+level)/2) s/√n,   s² = Σ (v - mean)²/(n-1)
//
// The limits are NaN for fewer than two values, and the mean too for none. It panics unless 0 < level < 1.
func MeanInterval(v []float64, level float64) Interval {
	if !(level > 0 && level < 1) {
		panic(fmt.Sprintf("stats: MeanInterval with level %g", level))
	}
	if len(v) < 2 {
		i := Unknown()
		if len(v) == 1 {
			i.Value = v[0]
		}
		return i
	}
	mean, sd := MeanDeviation(v)
	n := float64(len(v))
	half := distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile((1+level)/2) * sd * math.Sqrt(n/(n-1)) / math.Sqrt(n)
	return Interval{mean, mean - half, mean + half}
}

// NormalHalfWidth is how many standard errors the two-sided interval of a normal estimate reaches to either side: the
// standard normal quantile of (1+level)/2, 1.959964 for a level of 0.95.
func NormalHalfWidth(level float64) float64 { return distuv.UnitNormal.Quantile((1 + level) / 2) }

// Rounded95 is [NormalHalfWidth] of 0.95 as tables print it. Marks and thresholds that are published were made with it,
// and stay where they are.
const Rounded95 = 1.96

// BinomialTails are P(X <= k) and P(X >= k) of a binomial X of n trials with probability p, by the incomplete beta function.
func BinomialTails(k, n int, p float64) (lower, upper float64) {
	lower, upper = 1, 1
	if k < n {
		lower = mathext.RegIncBeta(float64(n-k), float64(k+1), 1-p)
	}
	if k > 0 {
		upper = mathext.RegIncBeta(float64(k), float64(n-k+1), p)
	}
	return lower, upper
}
