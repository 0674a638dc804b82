package run

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/studies/estimators"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// outcome is what a test says of one sample.
type outcome struct{ tested, rejected bool }

// tests repeats every test at the level of 5 % on samples of every law and size.
func (s settings) tests(ctx context.Context) ([]estimators.TestCell, error) {
	var cells []estimators.TestCell
	total, done := 0, 0
	for _, r := range s.sizes.Replicates {
		total += r * len(estimators.TestLaws())
	}
	task := lab.TaskFrom(ctx, s.String(), total)
	var nulls tails.NullCache
	for _, l := range estimators.TestLaws() {
		sample, err := samplerOf(l, s.knobs)
		if err != nil {
			return nil, err
		}
		for i, n := range s.sizes.Sizes {
			list, err := parallel(ctx, s.sizes.Replicates[i], func(k int) ([]outcome, error) {
				x := make([]float64, n)
				sample(x, s.stream(string(l), fmt.Sprint(n), fmt.Sprint(k)))
				return testAll(x, &nulls)
			})
			if err != nil {
				return nil, fmt.Errorf("%s, %d draws: %w", l, n, err)
			}
			for j, name := range estimators.Tests() {
				c := estimators.TestCell{Test: name, Law: l, N: n, Samples: len(list)}
				for _, o := range list {
					switch {
					case !o[j].tested:
						c.Untested++
					case o[j].rejected:
						c.Rejected++
					}
				}
				cells = append(cells, c)
			}
			done += s.sizes.Replicates[i]
			task.Set(done, fmt.Sprintf("%s, %d draws", l, n))
		}
	}
	task.Done(nil)
	return cells, nil
}

const testLevel = 0.05

// testAll gives one outcome for each of estimators.Tests.
func testAll(x []float64, nulls *tails.NullCache) ([]outcome, error) {
	fit, err := stable.FitSymmetric(x, nil)
	if err != nil {
		return nil, err
	}
	g, err := tails.GoodnessOfFit(x, fit.Law)
	if err != nil {
		return nil, err
	}
	p, err := tails.StableGoFP(g, fit.Law.Alpha)
	if err != nil {
		return nil, err
	}
	lr, err := tails.JudgeGaussian(x)
	if err != nil {
		return nil, err
	}
	symmetry, err := tails.JudgeSymmetry(x, fit.Law)
	if err != nil {
		return nil, err
	}
	sums, err := tails.JudgeSumStabilityTabulated(x, tails.SumOptions{B: 199, Nulls: nulls})
	if err != nil {
		return nil, err
	}
	at := func(p float64) outcome { return outcome{tested: true, rejected: p <= testLevel} }
	out := []outcome{at(p.KS.P), at(p.CvM.P), at(p.AD.P), at(lr.P.P), {}, {}}
	if symmetry.Tested {
		out[4] = at(symmetry.P)
	}
	if sums.Tested {
		out[5] = at(sums.P)
	}
	return out, nil
}
