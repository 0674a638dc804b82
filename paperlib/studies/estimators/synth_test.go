package estimators

import (
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// synthetic are the results of one seed, of the form that package run gives: every curve a straight line of its own,
// every count a number that can be recognised.
func synthetic(seed uint64) []Result {
	paths := Result{Part: PartPaths, Knobs: Published, Seed: seed, Draws: 25600}
	shift := 0.01 * float64(seed)
	curve := func(name string, xs []float64, from, step float64) Curve {
		c := Curve{Name: name}
		for i, x := range xs {
			c.Add(x, from+step*float64(i)+shift, 0.02)
		}
		return c
	}
	plain, traps := SumLaws()
	for i, l := range append(append([]Law(nil), plain...), traps...) {
		paths.Sums = append(paths.Sums, curve(string(l), []float64{2, 10, 100}, 1+0.1*float64(i), 0.05))
	}
	for i, l := range BlockLaws() {
		c := curve(string(l), []float64{1, 4, 16}, 1.1+0.1*float64(i), 0.1)
		if l == Gaussian {
			c.StdErr[0] = stats.Number(math.NaN()) // alpha on its bound
		}
		paths.Blocks = append(paths.Blocks, c)
		paths.Phi = append(paths.Phi, curve(string(l), []float64{0.125, 0.25, 0.5}, -0.1, 0.1))
	}
	for i, l := range TailLaws() {
		paths.Tails = append(paths.Tails, curve(string(l), []float64{0.01, 0.1, 0.5}, 1.5+0.3*float64(i), -0.1))
	}
	paths.Others = []Curve{curve(string(Moment), []float64{0.01, 0.1, 0.5}, 1.6, 0), curve(string(Pickands), []float64{0.01, 0.1, 0.5}, 1.8, 0.1)}
	paths.Others[1].Value[0] = stats.Number(math.Inf(1)) // no tail index

	estimates := Result{Part: PartEstimates, Knobs: Published, Seed: seed}
	for i, e := range Estimators() {
		for _, alpha := range []float64{1.2, 1.5, 1.8} {
			c := EstimateCell{Estimator: e, Alpha: alpha, N: 1000, Inverse: i > 2}
			for j := range 120 {
				v, at := 0.05*math.Sin(float64(j)+float64(i)), alpha
				if c.Inverse {
					at = 1 / alpha
				}
				c.Add(at+v, 0.04)
			}
			estimates.Estimates = append(estimates.Estimates, c)
		}
	}
	tests := Result{Part: PartTests, Knobs: Published, Seed: seed}
	for i, name := range Tests() {
		for _, l := range TestLaws() {
			c := TestCell{Test: name, Law: l, N: 1000, Samples: 100, Rejected: 5}
			if !name.Holds(l) {
				c.Rejected = 60 + i
			}
			tests.Tests = append(tests.Tests, c)
		}
	}
	verdicts := Result{Part: PartVerdicts, Seed: seed, Verdicts: []VerdictCell{
		{Truth: "stable 1.7", Expected: "stable", Coordinates: 40, Draws: 10000, Files: 60, Verdicts: map[string]int{"stable": 60}},
		{Truth: "Laplace", Expected: "heavy-tailed-not-stable", Coordinates: 40, Draws: 10000, Files: 60,
			Verdicts: map[string]int{"heavy-tailed-not-stable": 45, "stable": 15}},
		{Truth: "Laplace", Expected: "heavy-tailed-not-stable", Coordinates: 1, Draws: 1000, Files: 10,
			Verdicts: map[string]int{"undecided": 8, "stable": 2}},
	}}
	return []Result{paths, estimates, tests, verdicts}
}

// input are three synthetic seeds, or those given.
func input(results ...Result) study.Input[Knobs, Result] {
	if results == nil {
		results = append(append(synthetic(1), synthetic(2)...), synthetic(3)...)
	}
	in := study.Input[Knobs, Result]{Knobs: Published}
	for _, r := range results {
		in.Results = append(in.Results, study.Of[Result]{Result: r, Seed: r.Seed})
	}
	return in
}

// syntheticPage joins three synthetic seeds.
func syntheticPage() (*Page, error) { return join(input()) }
