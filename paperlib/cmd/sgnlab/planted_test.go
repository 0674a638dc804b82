package main

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/studies/estimators"
	"github.com/sgnlab/sgnlab/paperlib/studies/laws"
	"github.com/sgnlab/sgnlab/paperlib/studies/networks"
	networksrun "github.com/sgnlab/sgnlab/paperlib/studies/networks/run"
	"github.com/sgnlab/sgnlab/paperlib/studies/parameter"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// plantResults puts results of all notebooks into the store: what a full run leaves there, from planted draws instead
// of networks and the smallest simulations instead of long ones, and an executed notebook beside it.
func plantResults(t *testing.T, l *pipeline.Lab, out string) {
	t.Helper()
	plant(t, l, parameter.Study, plantedDraws(t)...)
	var judged []studytest.Planted[laws.Result]
	for _, snapshot := range laws.Snapshots() {
		g := plantedGroup(snapshot)
		judged = append(judged, studytest.Planted[laws.Result]{Result: laws.Result{Group: &g}, Seed: 1})
	}
	count := study.PlantedCount{Truth: "stable", False: "not supported", Replicates: 200, Wrong: 1}
	plant(t, l, laws.Study, append(judged, studytest.Planted[laws.Result]{Result: laws.Result{Planted: &count}, Seed: 1})...)
	var calibration []studytest.Planted[estimators.Result]
	for _, r := range plantedCalibration() {
		calibration = append(calibration, studytest.Planted[estimators.Result]{Result: r, Seed: r.Seed})
	}
	plant(t, l, estimators.Study, calibration...)
	plant(t, l, networks.Study, plantedNetworks()...)
	small := &pipeline.Lab{Store: l.Store, Profile: lab.Smoke, Seed: 1}
	for _, n := range run.Notebooks() {
		if n.Number >= "10" { // of simulated equations
			p, index, err := n.Plan(t.Context(), small)
			fail(t, err)
			fail(t, p.Run(t.Context(), l.Store, 2))
			fail(t, index.Save())
		}
		fail(t, lab.WriteFile(filepath.Join(out, "notebooks", n.Number+"-planted.ipynb"), []byte("{}\n")))
		fail(t, lab.WriteJSON(filepath.Join(out, "timing", n.Number+".json"), map[string]float64{"seconds": 1}))
		if _, err := draw(n, l.Store, l.Profile, out, thisIndex(n)); err != nil {
			t.Fatal(err)
		}
	}
}

func plant[K comparable, R any](t *testing.T, l *pipeline.Lab, s *study.Study[K, R], planted ...studytest.Planted[R]) {
	t.Helper()
	p := studytest.Plant(t, l.Store, s, planted...)
	fail(t, p.Index.Save())
}

func plantedDraws(t *testing.T) (list []studytest.Planted[parameter.Result]) {
	t.Helper()
	r := rng.New(1, "planted results")
	for _, net := range []string{"mlp", "conv-bn"} {
		k := parameter.Published
		k.Net = net
		x := make([]float64, 400)
		for i := range x {
			x[i] = r.NormFloat64()
		}
		res := parameter.Result{Knobs: k, Coordinate: "logits/weights[3,1]", Alpha: 2, MedianAlpha: 1.9,
			Among: parameter.Weights, Sampled: 24, Live: 20, Accuracy: 0.9, Seed: 1}
		for _, f := range []tails.Family{tails.FamilyGaussian, tails.FamilyLaplace} {
			law, _, err := tails.FitFamily(f, x)
			fail(t, err)
			res.Laws = append(res.Laws, parameter.Fitted(law))
		}
		list = append(list, studytest.Planted[parameter.Result]{Result: res, Seed: 1, Arrays: func(w *lab.Work) error {
			return errors.Join(w.Array("draws", []int{len(x)}, x), w.Array("large", []int{1}, []float64{1}))
		}})
	}
	return list
}

func plantedGroup(snapshot string) laws.Group {
	e := func(v float64) stats.Interval {
		return stats.Interval{Value: v, Lo: v - 1, Hi: v + 1}
	}
	g := laws.Group{Data: "digits", Net: "mlp", Snapshot: snapshot, Method: "bank", Normalisation: "none", Seeds: []uint64{1, 2}, Accuracy: []float64{0.9, 0.91},
		Criteria: laws.CriteriaDigest()}
	for _, b := range []int{32, 128} {
		m := func(v float64) tails.SeedMean {
			return tails.SeedMean{BySeed: []stats.Number{stats.Number(v - 0.01), stats.Number(v + 0.01)}, Within: 0.01}
		}
		s := laws.BatchSummary{Batch: b, Draws: 400, Coordinates: 24, Scored: 20, Dead: 4, Best: map[laws.Model]int{laws.Stable: 20}, Alpha: m(1.5), Gain: m(0.3),
			Shares: laws.Shares{Trusted: 1, Gains: 1}, Rivals: map[laws.Model]tails.SeedMean{}}
		for _, r := range laws.Rivals() {
			s.Rivals[r] = m(0.2)
		}
		for i, m := range laws.Models() {
			s.Rows = append(s.Rows, laws.Row{Model: m, HeldOut: e(float64(-i)), BIC: stats.Number(i), DBIC: e(float64(-i)), SSE: e(1), Chi2: e(2)})
		}
		g.Batches = append(g.Batches, s)
	}
	return g
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

func plantedNetworks() (list []studytest.Planted[networks.Result]) {
	results, arrays := networks.Synthetic()
	for _, r := range results {
		p := studytest.Planted[networks.Result]{Result: r, Seed: r.Seed}
		if r.Samples != nil {
			p.Arrays = func(w *lab.Work) error {
				return errors.Join(w.Array32("samples", r.Samples, slices.Clone(arrays["samples"])),
					w.Array32("reconstructions", r.Reconstructed, slices.Clone(arrays["reconstructions"])))
			}
		}
		list = append(list, p)
	}
	return list
}

// moreTrainings counts the training runs of notebook 04 that no other notebook has.
func moreTrainings(p lab.Profile) int {
	cases, _ := pipeline.Cases(p)
	nets, _ := networksrun.Cases(p)
	more := 0
	for _, n := range nets {
		shared := 0
		for _, c := range cases {
			if c.Data == n.Data && c.Net == n.Net && c.Data != "mnist" { // there it has a recipe of its own
				shared = min(n.Seeds, pipeline.Seeds(p, c.Data))
			}
		}
		more += n.Seeds - shared
	}
	return more
}
