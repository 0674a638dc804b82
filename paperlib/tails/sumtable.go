package tails

import (
	"errors"
	"fmt"
	"slices"
)

// TabulatedSums is the test of sum-stability with its p-values from the embedded null.
type TabulatedSums struct {
	SumStability
	AtMost    bool // P is a bound: the statistic lies beyond the table
	Simulated bool // the design is not tabulated, and the null was simulated for it
}

// sumStatistics are the names of (Drift, Scaling, Statistic) in the embedded null.
var sumStatistics = [3]string{"drift", "scaling", "total"}

// blockDesign is the design of blocks of 1, 4, 16, ... draws.
func blockDesign(n, levels int) Design {
	var d Design
	for m := 1; len(d.M) < levels; m *= 4 {
		d.M, d.N = append(d.M, m), append(d.N, n/m)
	}
	return d
}

// JudgeSumStabilityTabulated is [JudgeSumStability] with the same statistics and p-values from an embedded null instead of
// a bootstrap of its own: the fits of the sample are its whole cost, half a millisecond for 1000 draws.
//
// Tabulated are the default block lengths 1, 4, 16, ... for 1000 <= n < 256000 and a fitted tail index in [.5, 2], down to p
// = .001, which then is a bound. The null depends on alpha and the numbers of sums alone; it was simulated at 14 values of
// alpha with 10,000 samples of 1000 draws and 1,000 to 4,000 larger ones, and is interpolated. Measured size at level .05
// between the nodes: .035 to .072, n = 1500 to 100,000, sd .01 to .015.
//
// For any other design (another ratio, a MaxM that cuts levels off, more draws, a lower tail index) JudgeSumStability is
// called with o, and Simulated says so: that takes a minute or two once per design, unless o.Nulls holds it. o.B and o.Seed
// matter only then; B is 0 for a tabulated null.
func JudgeSumStabilityTabulated(x []float64, o SumOptions) (TabulatedSums, error) {
	o = o.withDefaults()
	if o.OneEpoch {
		return TabulatedSums{}, ErrOneEpoch
	}
	if err := CheckSample(x); err != nil {
		return TabulatedSums{}, err
	}
	levels := 0
	for m := 1; len(x)/m >= MinSums; m *= 4 {
		levels++
	}
	d := blockDesign(len(x), levels)
	if o.Ratio != 4 || levels < 2 || levels > sumMaxLevels || o.MaxM > 0 && o.MaxM < d.M[levels-1] {
		return simulatedSums(x, o)
	}
	fits, err := fitLevels(blockSamples(x, d), d)
	if err != nil {
		return TabulatedSums{}, err
	}
	out := TabulatedSums{SumStability: DepartureOfSums(fits)}
	out.Reason = comparedSums(d)
	drift, scaling, total, err := SumStabilityP(out.SumStability)
	if errors.Is(err, ErrNotTabulated) {
		return simulatedSums(x, o)
	}
	out.PDrift, out.PScaling, out.P, out.AtMost = drift.P, scaling.P, total.P, total.AtMost
	return out, err
}

// sumMaxLevels is the largest number of block lengths in the table.
const sumMaxLevels = 5

func simulatedSums(x []float64, o SumOptions) (TabulatedSums, error) {
	s, err := JudgeSumStability(x, o)
	return TabulatedSums{SumStability: s, Simulated: s.Tested}, err
}

// SumStabilityP returns the p-values of Drift, Scaling and Statistic of a test whose Levels are the default blocks of one
// sample, from the embedded null at the tail index fitted to single draws. It returns [ErrNotTabulated] for another design
// (see [JudgeSumStabilityTabulated]).
func SumStabilityP(s SumStability) (drift, scaling, total PValue, err error) {
	if len(s.Levels) == 0 {
		return drift, scaling, total, fmt.Errorf("%w: no levels; the test was not made (%s)", ErrNotTabulated, s.Reason)
	}
	k, n := len(s.Levels), s.Levels[0].N
	var got Design
	for _, l := range s.Levels {
		got.M, got.N = append(got.M, l.M), append(got.N, l.N)
	}
	want := blockDesign(n, k)
	if !slices.Equal(got.M, want.M) || !slices.Equal(got.N, want.N) || got.N[k-1] < MinSums || got.N[k-1] >= 4*MinSums {
		return drift, scaling, total, fmt.Errorf("%w: %v sums of %v draws; tabulated are blocks of 1, 4, 16, ... draws while %d blocks remain; use JudgeSumStability", ErrNotTabulated, got.N, got.M, MinSums)
	}
	p := [3]PValue{}
	for i, v := range [3]float64{s.Drift, s.Scaling, s.Statistic} {
		if p[i], err = sumNull().p(fmt.Sprintf("%s/%d", sumStatistics[i], k), v, s.Levels[0].Alpha, float64(n)); err != nil {
			return drift, scaling, total, fmt.Errorf("null of sum-stability; use JudgeSumStability: %w", err)
		}
	}
	return p[0], p[1], p[2], nil
}
