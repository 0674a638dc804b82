package tails

import (
	"errors"
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// MinSums is the least number of sums a block length needs: with fewer, the tail index of the sums is not known to
// better than about 0.1 and drift cannot be told from noise.
const MinSums = 250

// ErrOneEpoch refuses a test of sum-stability on draws that are not independent by construction.
var ErrOneEpoch = errors.New("tails: these draws are the minibatches of one epoch: they are drawn without replacement and sum exactly to zero, so block sums say nothing about stability; capture independent draws")

// SumLevel is the fit at one level of aggregation: sums of M draws.
type SumLevel struct {
	M, N             int     // block length, number of sums
	Alpha, LogGamma  float64 // symmetric stable fit of the sums
	AlphaSE, LogGSE  float64 // standard errors of the two, from the observed information
	ExpectedLogGamma float64 // log gamma(1) + log(M)/alpha(1), what a stable law with the fit at M = 1 gives
}

// SumStability is the outcome of the test. When Tested is false only Reason and Levels mean anything.
type SumStability struct {
	Tested bool
	Reason string // why not tested, or what was compared
	Levels []SumLevel

	Drift, Scaling, Statistic float64 // see JudgeSumStability; Statistic = Drift + Scaling
	P                         float64 // p-value of Statistic, the one to judge by: (1 + #)/(B + 1)
	PDrift, PScaling          float64 // of the parts, to say where the departure lies
	B                         int
}

// SumOptions tunes the test; the zero value is the default.
type SumOptions struct {
	Ratio    int        // block lengths are 1, Ratio, Ratio^2, ...; default 4
	MaxM     int        // longest block; default: as long as MinSums sums remain
	B        int        // bootstrap replicates; default 999: with fewer, p cannot fall low enough to survive BH over many coordinates
	Seed     uint64     // root seed of the null
	OneEpoch bool       // the draws are disjoint minibatches of one epoch: refuse
	Nulls    *NullCache // shared nulls; nil computes one for this call alone
}

// JudgeSumStability asks whether sums of m draws have the law that stability predicts: the same tail index, and a scale
// m^(1/alpha) times that of one draw. A tail index below 2 shows nothing by itself, because maximum likelihood gives one
// for every heavy sample; only stable laws keep it under summation.
//
// x are independent draws of one coordinate, cut into consecutive blocks of m = 1, 4, 16, ... as long as at least
// MinSums blocks remain; fewer than two levels (under 1000 draws at ratio 4) gives Tested = false. With the stable fit
// (a_m, g_m = log gamma) of the n_m sums,
//
//	Drift   = sum_m (a_m - a_1)^2 / (2 (1/n_m + 1/n_1))
//	Scaling = sum_m (g_m - g_1 - log(m)/a_1)^2 / (1/n_m + 1/n_1 + 2 log(m)^2/(a_1^4 n_1))
//
// (sums over m > 1; 2 and 1 stand for n var(a) and n var(g), whose exact values the null absorbs). The null is a
// parametric bootstrap from the stable law fitted at m = 1, everything refitted each time. Both parts are free of
// location and scale, so the null depends on alpha and the numbers n_m alone: see NullCache. P is small for a
// finite-variance law, whose a_m drifts to 2, and for draws that depend on each other.
func JudgeSumStability(x []float64, o SumOptions) (SumStability, error) {
	o = o.withDefaults()
	if o.OneEpoch {
		return SumStability{}, ErrOneEpoch
	}
	if err := CheckSample(x); err != nil {
		return SumStability{}, err
	}
	d := Design{}
	for m := 1; len(x)/m >= MinSums && (o.MaxM == 0 || m <= o.MaxM); m *= o.Ratio {
		d.M, d.N = append(d.M, m), append(d.N, len(x)/m)
	}
	if len(d.M) < 2 {
		return SumStability{Reason: fmt.Sprintf("not tested: %d draws give %d sums of %d, fewer than %d", len(x), len(x)/o.Ratio, o.Ratio, MinSums)}, nil
	}
	if n := d.M[len(d.M)-1] * d.N[len(d.N)-1]; n > len(x) {
		panic("tails: design exceeds the sample")
	}
	d.N[0] = len(x)
	return judgeSums(blockSamples(x, d), d, o)
}

// Batch is an independent capture at M times the smallest batch size.
type Batch struct {
	M int       // batch size in units of the smallest
	X []float64 // draws of the mean gradient noise at that batch size
}

// JudgeBatchStability is JudgeSumStability across independent captures at batch sizes M times the smallest, M = 1 first:
// the noise of a batch of M B examples is the mean of M noises of B examples, so M X are the sums. Same statistic; in
// the null the levels are independent samples. A level with fewer than MinSums draws is left out and named in Reason.
func JudgeBatchStability(batches []Batch, o SumOptions) (SumStability, error) {
	o = o.withDefaults()
	if o.OneEpoch {
		return SumStability{}, ErrOneEpoch
	}
	d := Design{Independent: true}
	var samples [][]float64
	left := ""
	for i, b := range batches {
		if b.M < 1 || i == 0 && b.M != 1 || i > 0 && b.M <= batches[i-1].M {
			return SumStability{}, fmt.Errorf("tails: batch %d has M = %d: M must start at 1 and increase", i, b.M)
		}
		if len(b.X) < MinSums {
			if i == 0 {
				return SumStability{Reason: fmt.Sprintf("not tested: %d draws at the smallest batch size, fewer than %d", len(b.X), MinSums)}, nil
			}
			left += fmt.Sprintf("; M = %d left out with %d draws", b.M, len(b.X))
			continue
		}
		if err := CheckSample(b.X); err != nil {
			return SumStability{}, fmt.Errorf("batch M = %d: %w", b.M, err)
		}
		s := make([]float64, len(b.X))
		for k, v := range b.X {
			s[k] = float64(b.M) * v
		}
		samples = append(samples, s)
		d.M, d.N = append(d.M, b.M), append(d.N, len(b.X))
	}
	if len(d.M) < 2 {
		return SumStability{Reason: "not tested: fewer than two batch sizes have enough draws" + left}, nil
	}
	r, err := judgeSums(samples, d, o)
	r.Reason += left
	return r, err
}

func (o SumOptions) withDefaults() SumOptions {
	if o.Ratio < 2 {
		o.Ratio = 4
	}
	if o.B == 0 {
		o.B = 999
	}
	if o.Nulls == nil {
		o.Nulls = &NullCache{}
	}
	return o
}

// BlockSums returns the sums of consecutive blocks of m draws; a remainder shorter than m is dropped.
func BlockSums(x []float64, m int) []float64 {
	out := make([]float64, len(x)/m)
	for i := range out {
		for _, v := range x[i*m : (i+1)*m] {
			out[i] += v
		}
	}
	return out
}

func blockSamples(x []float64, d Design) [][]float64 {
	out := make([][]float64, len(d.M))
	for j, m := range d.M {
		out[j] = x
		if m > 1 {
			out[j] = BlockSums(x, m)
		}
	}
	return out
}

func judgeSums(samples [][]float64, d Design, o SumOptions) (SumStability, error) {
	levels, err := fitLevels(samples, d)
	if err != nil {
		return SumStability{}, err
	}
	out := DepartureOfSums(levels)
	out.B, out.Reason = o.B, comparedSums(d)
	p, err := o.Nulls.pValues(d, o.B, o.Seed, levels[0].Alpha, [2]float64{out.Drift, out.Scaling})
	if err != nil {
		return SumStability{}, err
	}
	out.PDrift, out.PScaling, out.P = p[0], p[1], p[2]
	return out, nil
}

func comparedSums(d Design) string { return fmt.Sprintf("sums of %v draws, %v of them", d.M, d.N) }

// SumLevels describes the stable fits of sums of m[0] = 1, m[1], ... draws.
func SumLevels(m []int, fits []stable.Fit) []SumLevel {
	out := make([]SumLevel, len(fits))
	for j, f := range fits {
		out[j] = SumLevel{M: m[j], N: f.N, Alpha: f.Law.Alpha, LogGamma: math.Log(f.Law.Gamma), AlphaSE: f.StdErr[0], LogGSE: f.StdErr[1]}
		out[j].ExpectedLogGamma = out[0].LogGamma + math.Log(float64(m[j]))/out[0].Alpha
	}
	return out
}

// DepartureOfSums is the statistic of the test, see [JudgeSumStability], without its p-values.
func DepartureOfSums(levels []SumLevel) SumStability {
	d := departure(levels)
	return SumStability{Tested: true, Levels: levels, Drift: d[0], Scaling: d[1], Statistic: d[0] + d[1]}
}

// departure is (Drift, Scaling).
func departure(l []SumLevel) [2]float64 {
	var s [2]float64
	a, n := l[0].Alpha, float64(l[0].N)
	for _, v := range l[1:] {
		nm, lm := float64(v.N), math.Log(float64(v.M))
		da, dg := v.Alpha-a, v.LogGamma-v.ExpectedLogGamma
		s[0] += da * da / (2 * (1/nm + 1/n))
		s[1] += dg * dg / (1/nm + 1/n + 2*lm*lm/(a*a*a*a*n))
	}
	return s
}
