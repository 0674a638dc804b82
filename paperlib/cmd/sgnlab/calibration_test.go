package main

import (
	"context"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/studies/nb03"
	"github.com/sgnlab/sgnlab/paperlib/studies/page"
	"github.com/sgnlab/sgnlab/paperlib/studies/pipeline"
)

// plantCalibration puts results of notebook 03 into the store, of the form that its simulations have.
func plantCalibration(t *testing.T, l *pipeline.Lab) {
	t.Helper()
	index := nb03.Index{Knobs: nb03.Published}
	for _, r := range plantedCalibration() {
		_, e, err := lab.Do(t.Context(), l.Store, lab.Unit{Study: nb03.Study, Knobs: r.Part, Seed: r.Seed}, func(context.Context, *lab.Work) (nb03.Result, error) {
			return r, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		index.Results = append(index.Results, e.ID)
	}
	fail(t, page.SaveIndex(nb03.Notebook, index))
}

func plantedCalibration() []nb03.Result {
	curves := func(laws []nb03.Law, xs ...float64) (list []nb03.Curve) {
		for i, l := range laws {
			c := nb03.Curve{Name: string(l)}
			for _, x := range xs {
				c.Add(x, 1+0.1*float64(i), 0.01)
			}
			list = append(list, c)
		}
		return list
	}
	plain, traps := nb03.SumLaws()
	r := nb03.Result{Part: nb03.PartPaths, Knobs: nb03.Published, Seed: 1, Draws: 1000,
		Sums:   curves(append(append([]nb03.Law(nil), plain...), traps...), 2, 10),
		Blocks: curves(nb03.BlockLaws(), 1, 4), Tails: curves(nb03.TailLaws(), 0.1, 0.5), Phi: curves(nb03.BlockLaws(), 0.1, 0.3),
		Others: curves([]nb03.Law{nb03.Law(nb03.Moment), nb03.Law(nb03.Pickands)}, 0.1, 0.5)}
	estimates := nb03.Result{Part: nb03.PartEstimates, Knobs: nb03.Published, Seed: 1}
	for _, e := range nb03.Estimators() {
		c := nb03.EstimateCell{Estimator: e, Alpha: nb03.Published.Alpha, N: 1000}
		for _, v := range []float64{1.4, 1.5, 1.6} {
			c.Add(v, 0.1)
		}
		estimates.Estimates = append(estimates.Estimates, c)
	}
	tests := nb03.Result{Part: nb03.PartTests, Knobs: nb03.Published, Seed: 1}
	for _, test := range nb03.Tests() {
		for _, l := range nb03.TestLaws() {
			tests.Tests = append(tests.Tests, nb03.TestCell{Test: test, Law: l, N: 1000, Samples: 100, Rejected: 4})
		}
	}
	verdicts := nb03.Result{Part: nb03.PartVerdicts, Seed: 1, Verdicts: []nb03.VerdictCell{
		{Truth: "Laplace", Expected: "heavy-tailed-not-stable", Coordinates: 40, Draws: 1000, Files: 3, Verdicts: map[string]int{"heavy-tailed-not-stable": 3}}}}
	return []nb03.Result{r, estimates, tests, verdicts}
}
