package main

import (
	"context"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/studies/estimators"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// plantCalibration puts results of notebook 03 into the store, of the form that its simulations have.
func plantCalibration(t *testing.T, l *pipeline.Lab) {
	t.Helper()
	index := estimators.Index{Knobs: estimators.Published}
	for _, r := range plantedCalibration() {
		_, e, err := lab.Do(t.Context(), l.Store, lab.Unit{Study: estimators.Study, Knobs: r.Part, Seed: r.Seed}, func(context.Context, *lab.Work) (estimators.Result, error) {
			return r, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		index.Results = append(index.Results, e.ID)
	}
	fail(t, study.SaveIndex(estimators.Notebook, index))
}

func plantedCalibration() []estimators.Result {
	curves := func(laws []estimators.Law, xs ...float64) (list []estimators.Curve) {
		for i, l := range laws {
			c := estimators.Curve{Name: string(l)}
			for _, x := range xs {
				c.Add(x, 1+0.1*float64(i), 0.01)
			}
			list = append(list, c)
		}
		return list
	}
	plain, traps := estimators.SumLaws()
	r := estimators.Result{Part: estimators.PartPaths, Knobs: estimators.Published, Seed: 1, Draws: 1000,
		Sums:   curves(append(append([]estimators.Law(nil), plain...), traps...), 2, 10),
		Blocks: curves(estimators.BlockLaws(), 1, 4), Tails: curves(estimators.TailLaws(), 0.1, 0.5), Phi: curves(estimators.BlockLaws(), 0.1, 0.3),
		Others: curves([]estimators.Law{estimators.Law(estimators.Moment), estimators.Law(estimators.Pickands)}, 0.1, 0.5)}
	estimates := estimators.Result{Part: estimators.PartEstimates, Knobs: estimators.Published, Seed: 1}
	for _, e := range estimators.Estimators() {
		c := estimators.EstimateCell{Estimator: e, Alpha: estimators.Published.Alpha, N: 1000}
		for _, v := range []float64{1.4, 1.5, 1.6} {
			c.Add(v, 0.1)
		}
		estimates.Estimates = append(estimates.Estimates, c)
	}
	tests := estimators.Result{Part: estimators.PartTests, Knobs: estimators.Published, Seed: 1}
	for _, test := range estimators.Tests() {
		for _, l := range estimators.TestLaws() {
			tests.Tests = append(tests.Tests, estimators.TestCell{Test: test, Law: l, N: 1000, Samples: 100, Rejected: 4})
		}
	}
	verdicts := estimators.Result{Part: estimators.PartVerdicts, Seed: 1, Verdicts: []estimators.VerdictCell{
		{Truth: "Laplace", Expected: "heavy-tailed-not-stable", Coordinates: 40, Draws: 1000, Files: 3, Verdicts: map[string]int{"heavy-tailed-not-stable": 3}}}}
	return []estimators.Result{r, estimates, tests, verdicts}
}
