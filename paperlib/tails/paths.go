package tails

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// MohammadiPath returns Mohammadi's estimate for every block length asked for: the same values as Mohammadi, with a
// standard error that also counts how a sum depends on its own draws. On true stable data the path is flat; a path that
// climbs to 2 is the mark of a finite variance, and one below its neighbours may be that of dependent draws.
//
// The standard error is that of the mean of the differences log|Y_i| - mean log|X| over the k1 draws of block i, the
// blocks being independent, by the delta method. Points of one path come from the same draws and are correlated.
func MohammadiPath(x []float64, k1s []int) ([]Moment, error) {
	out := make([]Moment, len(k1s))
	for j, k1 := range k1s {
		m, err := Mohammadi(x, k1)
		if err != nil {
			return nil, err
		}
		m.StdErr = m.Alpha * m.Alpha * math.Sqrt(blockVariance(x, k1)) / math.Log(float64(k1))
		out[j] = m
	}
	return out, nil
}

// blockVariance is the variance of mean log|Y| - mean log|X|, from the influence of each block. Zeros, which have no
// logarithm, are left out of both means as in Mohammadi; draws beyond the last whole block are few and taken as its share.
func blockVariance(x []float64, k1 int) float64 {
	y := BlockSums(x, k1)
	mx, _, zx := logMoments(x)
	my, _, zy := logMoments(y)
	blocks := float64(len(y))
	usedX, usedY := float64(len(x)-zx), blocks-float64(zy)
	var s float64
	for i, v := range y {
		d := 0.0
		if v != 0 {
			d = (math.Log(math.Abs(v)) - my) / usedY
		}
		for _, u := range x[i*k1 : (i+1)*k1] {
			if u != 0 {
				d -= (math.Log(math.Abs(u)) - mx) / usedX
			}
		}
		s += d * d
	}
	return s * blocks / (blocks - 1)
}

// NormalLogMean is E log|Z| of a standard normal Z, -(gamma + log 2)/2 with Euler's gamma.
const NormalLogMean = -0.6351814227307391

// MohammadiLimit is what Mohammadi's estimate tends to with block length k1 on independent draws of finite variance s^2
// whose E log|X/s| is logMean, as long as the sums are close to normal:
//
//	1/alpha = 1/2 + (E log|Z| - E log|X/s|)/log k1
//
// It exceeds 2 only when small |x| are rarer than under the normal law. For heavy mixtures the normal law of the sums
// needs a long k1: with lognormal scales (tau = 1) the estimate at k1 = 10 is 1.22 where the formula has 1.07.
func MohammadiLimit(k1 int, logMean float64) float64 {
	return 1 / (0.5 + (NormalLogMean-logMean)/math.Log(float64(k1)))
}

// HillLimit is what Hill's estimate from the largest share p of |X| tends to as n grows with p held, for a law symmetric
// about zero:
//
//	1/alpha = E[log(|X|/u) | |X| > u],  P(|X| > u) = p
//
// It differs from the tail index as long as the tail beyond u is no exact power: on the symmetric stable law of index
// 1.8 it is 2.68 at p = .05. Accuracy: 1e-8 where the law's quantiles are that accurate. p must lie in (0, 1).
func HillLimit(law Law, p float64) (float64, error) {
	if !(p > 0 && p < 1) {
		return math.NaN(), fmt.Errorf("tails: the limit of Hill's estimate at the share %g: it must lie in (0, 1)", p)
	}
	// With |X| = Q(1 - s/2), s uniform on (0, p), s = p e^-w: the mean of log Q over the density e^-w. The lower quantile
	// -Q(s/2) keeps its digits for small s. log Q is nearly linear in w, so panels of 16 nodes are exact to rounding.
	logQ := func(w float64) float64 { return math.Log(-law.Quantile(p * math.Exp(-w) / 2)) }
	base := logQ(0)
	f := func(w float64) float64 { return math.Exp(-w) * (logQ(w) - base) }
	var s float64
	for a := 0.0; a < 32; a += 4 {
		s += quad.Fixed(f, a, a+4, 16, quad.Legendre{}, 0)
	}
	if !(s > 0) {
		return math.NaN(), fmt.Errorf("tails: the limit of Hill's estimate at the share %g is %g: the law must be continuous and symmetric about zero", p, s)
	}
	return 1 / s, nil
}
