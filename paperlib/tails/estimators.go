package tails

import (
	"fmt"
	"math"
	"slices"
)

// Moment is the estimate of a tail index from logarithms of sums.
type Moment struct {
	Alpha  float64
	StdErr float64 // delta method, from the spread of log|Y|, log|X| taken as independent draws
	Zeros  int     // exact zeros among X and Y, which have no logarithm and were left out
	K1, K2 int     // length and number of sums
}

// Mohammadi estimates the tail index by
//
//	1/alpha = (mean log|Y| - mean log|X|)/log k1,  Y_i the sum of the i-th block of k1 consecutive draws
//
// (Mohammadi, Mohammadpour and Ogata 2015; used for gradient noise by Simsekli, Sagun and Gurbuzbalaban 2019). It
// assumes that the draws are independent, centred and symmetric stable, and reads below 2 on much that is none of these:
// for a finite variance s^2 its limit is 1/alpha = 1/2 + (E log|N(0,1)| - E log|X/s|)/log k1, and correlation, a mean
// other than zero, and scales that differ between draws lower it too. So one number shows nothing; true stable data give
// the same value at every k1. The variance is least at k1 = e^2, about 7.
func Mohammadi(x []float64, k1 int) (Moment, error) {
	if err := CheckSample(x); err != nil {
		return Moment{}, err
	}
	if k1 < 2 || len(x)/k1 < 10 {
		return Moment{}, fmt.Errorf("tails: Mohammadi's estimator with blocks of %d of %d draws: needs k1 >= 2 and at least 10 blocks", k1, len(x))
	}
	out := Moment{K1: k1, K2: len(x) / k1}
	mx, vx, zx := logMoments(x)
	my, vy, zy := logMoments(BlockSums(x, k1))
	out.Zeros = zx + zy
	if zy == out.K2 {
		return Moment{}, fmt.Errorf("tails: all %d sums of %d draws are exactly zero: the draws are not independent (%w)", out.K2, k1, ErrOneEpoch)
	}
	l := math.Log(float64(k1))
	inverse := (my - mx) / l
	out.Alpha = 1 / inverse
	out.StdErr = out.Alpha * out.Alpha * math.Sqrt(vx+vy) / l
	return out, nil
}

// logMoments returns the mean of log|x| over x != 0, the variance of that mean, and the number of zeros.
func logMoments(x []float64) (m, v float64, zeros int) {
	var n float64
	for _, a := range x {
		if a == 0 {
			zeros++
			continue
		}
		n++
		l := math.Log(math.Abs(a))
		d := l - m
		m += d / n // Welford's update
		v += d * (l - m)
	}
	return m, v / n / n, zeros
}

// HillPoint is Hill's estimate from the k largest of |x|.
type HillPoint struct {
	K             int
	Alpha, StdErr float64 // StdErr = Alpha/sqrt K, valid for an exact power tail only
	Threshold     float64 // |x| beyond which the tail was used
}

// HillPath returns Hill's (1975) estimate 1/alpha = mean_{i<=k} log(y_(i)/y_(k+1)), y the |x| in decreasing order, for
// each k asked for. Show the path, never one number: on a stable law of index 1.8 the top 5 % read 2.68, because a stable
// tail is a power far out only. Every k must be in [2, n-1] and leave y_(k+1) > 0.
func HillPath(x []float64, ks []int) ([]HillPoint, error) {
	if err := CheckSample(x); err != nil {
		return nil, err
	}
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = math.Abs(v)
	}
	slices.Sort(y)
	slices.Reverse(y)
	prefix := make([]float64, len(y)+1)
	for i, v := range y {
		prefix[i+1] = prefix[i] + math.Log(v)
	}
	out := make([]HillPoint, len(ks))
	for j, k := range ks {
		if k < 2 || k >= len(y) || !(y[k] > 0) {
			return nil, fmt.Errorf("tails: Hill's estimate from the %d largest of %d: k must lie in [2, n-1] with a positive threshold", k, len(y))
		}
		inverse := prefix[k]/float64(k) - math.Log(y[k])
		if !(inverse > 0) {
			return nil, fmt.Errorf("tails: the %d largest of |x| are all equal: they have no tail index", k)
		}
		out[j] = HillPoint{K: k, Alpha: 1 / inverse, StdErr: 1 / inverse / math.Sqrt(float64(k)), Threshold: y[k]}
	}
	return out, nil
}
