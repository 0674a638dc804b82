package stats

import "math"

// Mean is the arithmetic mean from left to right, 0 for no values. Each value is divided before it is added, so that the
// sum cannot overflow. Gonum's mean adds in an order that depends on the kind of processor: the last bits of stored results
// would be its.
func Mean(x []float64) float64 {
	mean, n := 0.0, float64(len(x))
	for _, v := range x {
		mean += v / n
	}
	return mean
}

// SumMean is the sum over the number of values, NaN for none: [Mean] up to its rounding. Estimates behind published
// results were made with it, of logarithms, whose sums stay small.
func SumMean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// MeanDeviation is the mean and the root mean squared deviation from it (divisor n: the maximum likelihood of a Gaussian).
// It works on x/m with m the largest magnitude, so that neither sum nor squares overflow.
func MeanDeviation(x []float64) (mean, deviation float64) {
	m := 0.0
	for _, v := range x {
		m = math.Max(m, math.Abs(v))
	}
	if m == 0 && len(x) > 0 {
		return 0, 0
	}
	n := float64(len(x))
	for _, v := range x {
		mean += v / m
	}
	mean /= n
	var q, c float64
	for _, v := range x {
		d := v/m - mean
		q += d * d
		c += d
	}
	return mean * m, m * math.Sqrt((q-c*c/n)/n)
}

// Median is the middle value of a sample in increasing order, or the mean of the middle two, which cannot overflow. It
// panics on none.
func Median(sorted []float64) float64 {
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return sorted[n/2-1]/2 + sorted[n/2]/2
}

// Quantile interpolates a sample in increasing order linearly between order statistics at h = (n-1)p, the default rule of
// R (type 7) and NumPy; gonum has other rules only. 0 <= p <= 1; it panics on an empty sample.
func Quantile(sorted []float64, p float64) float64 {
	h := p * float64(len(sorted)-1)
	i := int(h)
	if i >= len(sorted)-1 {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (h-float64(i))*(sorted[i+1]-sorted[i])
}
