package tails

import (
	"errors"
	"fmt"
	"slices"
)

// batchMaxLevels is the largest number of batch sizes in the table: B to 64 B in steps of 4.
const batchMaxLevels = 4

// JudgeBatchStabilityTabulated is [JudgeBatchStability] with p-values from an embedded null, which all captures and
// coordinates share: 19,999 replicates at each of 17 tail indices in [.3, 2] and three sizes, for two to four batch sizes
// M = 1, 4, 16, 64 of equally many draws, at least [MinSums]. It ends at p = 1/20000, which then is a bound, so that one
// coordinate of a hundred and twenty can be rejected at a false discovery rate of 5 % under any dependence; 499 replicates
// reject none of them, or 26 and more. Monte-Carlo error of a p-value: a twentieth at .02, a factor of 2 at the end.
//
// The null is taken at the mean of the fitted tail indices, which are estimates of one index under it. At that of the
// smallest batch size, as [JudgeBatchStability] takes it, the errors of the first fit would enter twice: near the Gaussian, where
// the null changes fast, a level of .05 measured .08 with 500 draws and .001 measured .011.
//
// For any other design [JudgeBatchStability] is called with o, and Simulated says so.
func JudgeBatchStabilityTabulated(batches []Batch, o SumOptions) (TabulatedSums, error) {
	levels := 0
	for _, b := range batches {
		if len(b.X) >= MinSums {
			levels++
		}
	}
	simulated := func() (TabulatedSums, error) {
		s, err := JudgeBatchStability(batches, o)
		return TabulatedSums{SumStability: s, Simulated: s.Tested}, err
	}
	if o.OneEpoch || levels != len(batches) || levels < 2 || levels > batchMaxLevels {
		return simulated()
	}
	d := Design{Independent: true}
	var samples [][]float64
	for j, b := range batches {
		if b.M != 1<<(2*j) || len(b.X) != len(batches[0].X) {
			return simulated()
		}
		if err := CheckSample(b.X); err != nil {
			return TabulatedSums{}, fmt.Errorf("batch M = %d: %w", b.M, err)
		}
		s := slices.Clone(b.X)
		for i := range s {
			s[i] *= float64(b.M)
		}
		samples = append(samples, s)
		d.M, d.N = append(d.M, b.M), append(d.N, len(s))
	}
	fits, err := fitLevels(samples, d)
	if err != nil {
		return TabulatedSums{}, err
	}
	out := TabulatedSums{SumStability: DepartureOfSums(fits)}
	out.Reason = comparedSums(d)
	alpha := 0.0
	for _, l := range fits {
		alpha += l.Alpha / float64(levels)
	}
	var p [3]PValue
	for i, v := range [3]float64{out.Drift, out.Scaling, out.Statistic} {
		p[i], err = batchNull().p(fmt.Sprintf("%s/%d", sumStatistics[i], levels), v, alpha, float64(d.N[0]))
		if errors.Is(err, ErrNotTabulated) {
			return simulated()
		}
		if err != nil {
			return TabulatedSums{}, err
		}
	}
	out.PDrift, out.PScaling, out.P, out.AtMost = p[0].P, p[1].P, p[2].P, p[2].AtMost
	return out, nil
}
