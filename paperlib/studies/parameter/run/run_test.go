package run

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/studies/parameter"
	"github.com/sgnlab/sgnlab/paperlib/tails"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// bare opens the lab of the smoke profile on a machine with nothing but the digits.
func bare(t *testing.T) *pipeline.Lab {
	t.Helper()
	for name, value := range map[string]string{"SGNLAB_DATA": "", "SGNLAB_CACHE": t.TempDir(), "SGNLAB_OFFLINE": "1", "SGNLAB_RUNS": t.TempDir(),
		"SGNLAB_FRESH": "1", "SGNLAB_PROFILE": "smoke", "SGNLAB_SEED": "", "SGNLAB_BACKEND": "go"} {
		t.Setenv(name, value)
	}
	l, err := pipeline.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

// choosing runs choose inside a unit of the store and gives its result with the kept draws.
func choosing(t *testing.T, k parameter.Knobs, names []string, columns [][]float64) (parameter.Result, []float64, error) {
	t.Helper()
	s, err := lab.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r, e, err := lab.Do(t.Context(), s, lab.Unit{Study: "test", Knobs: k}, func(_ context.Context, w *lab.Work) (parameter.Result, error) {
		return choose(w, k, planted(names, columns))
	})
	if err != nil {
		return r, nil, err
	}
	a, err := e.Array("draws")
	if err != nil {
		t.Fatal(err)
	}
	return r, a.Float64(), nil
}

// planted are candidates of a reader's own.
func planted(names []string, columns [][]float64) candidates {
	return candidates{among: parameter.Coordinates, names: names, column: func(j int) []float64 { return columns[j] }}
}

// plantedColumns are 2000 draws each of stable laws far apart in tail index (the standard error of a fitted one is
// about 0.035, the gaps are 0.25 or more), of a Gaussian, and of a coordinate that no gradient reaches.
func plantedColumns() (names []string, columns [][]float64) {
	names = []string{"alpha 1.75", "dead", "alpha 1.25", "gaussian", "alpha 1.5"}
	for i, alpha := range []float64{1.75, 0, 1.25, 2, 1.5} {
		x := make([]float64, 2000)
		if alpha > 0 {
			law := stable.Symmetric{Alpha: alpha, Gamma: math.Pow(10, float64(-i)), Src: rng.Stream(11, "planted", names[i])}
			for j := range x {
				x[j] = law.Rand()
			}
		}
		columns = append(columns, x)
	}
	return names, columns
}

// Planted truth: the coordinate is chosen by the rank of its tail index among the live ones, and its fit recovers it.
// Five standard errors are exceeded with probability below 1e-6 for each of five fits; the seed is fixed.
func TestCoordinateIsChosenByRank(t *testing.T) {
	names, columns := plantedColumns()
	for _, c := range []struct {
		rank  float64
		name  string
		alpha float64
	}{{0, "alpha 1.25", 1.25}, {0.3, "alpha 1.5", 1.5}, {0.6, "alpha 1.75", 1.75}, {1, "gaussian", 2}} {
		r, draws, err := choosing(t, parameter.Knobs{Batch: 8, Rank: c.rank}, names, columns)
		if err != nil {
			t.Fatal(err)
		}
		if r.Coordinate != c.name || !slices.Equal(draws, columns[slices.Index(names, c.name)]) {
			t.Errorf("rank %v: coordinate %q, want %q with its own draws", c.rank, r.Coordinate, c.name)
		}
		if math.Abs(r.Alpha-c.alpha) > 5*0.036 {
			t.Errorf("rank %v: tail index %.3f, planted %v", c.rank, r.Alpha, c.alpha)
		}
		if r.Among != parameter.Coordinates || r.Activity != nil || r.Sampled != 5 || r.Live != 4 || math.Abs(r.MedianAlpha-1.5) > 5*0.036 {
			t.Errorf("rank %v: %d of %d live, median tail index %.3f; want 4 of 5 and the lower median 1.5",
				c.rank, r.Live, r.Sampled, r.MedianAlpha)
		}
		var families []tails.Family
		for _, f := range r.Laws {
			families = append(families, f.Family)
			if law, err := f.Law(); err != nil || math.IsNaN(law.LogProb(draws[0])) {
				t.Errorf("rank %v: the law %s cannot be used: %v", c.rank, f.Family, err)
			}
		}
		if !slices.Equal(families, []tails.Family{tails.FamilyGaussian, tails.FamilyStable, tails.FamilyStudentT, tails.FamilyGGD}) {
			t.Errorf("rank %v: laws %v", c.rank, families)
		}
		if float64(r.Laws[1].Parameters[0]) != r.Alpha {
			t.Errorf("rank %v: the curve of the stable law has tail index %v, the result says %v", c.rank, r.Laws[1].Parameters[0], r.Alpha)
		}
	}
}

func TestRankOutOfRangeAndNothingLive(t *testing.T) {
	names, columns := plantedColumns()
	for _, rank := range []float64{-0.01, 1.01, math.Inf(1), math.NaN()} {
		k := parameter.Knobs{Rank: rank}
		_, err := choose(nil, k, planted(names, columns))
		if err == nil || !strings.Contains(err.Error(), "rank is") || !strings.Contains(err.Error(), "0 (heaviest tail) to 1 (lightest)") {
			t.Errorf("rank %v: %v", rank, err)
		}
	}
	_, _, err := choosing(t, parameter.Knobs{}, []string{"dead", "dead too"}, [][]float64{make([]float64, 100), slices.Repeat([]float64{3}, 100)})
	if err == nil || !strings.Contains(err.Error(), "none of 2 coordinates is live") {
		t.Errorf("two dead coordinates: %v", err)
	}
	_, _, err = choosing(t, parameter.Knobs{}, []string{"broken"}, [][]float64{{1, 2, math.NaN(), 4, 5, 6, 7, 8, 9, 10, 11, 12}})
	if err == nil || !strings.Contains(err.Error(), "coordinate broken") {
		t.Errorf("a draw that is no number: %v", err)
	}
}

// A reader must hear of zeros and of repeated draws: continuous laws are fitted to them.
func TestFlagsOfTheDraws(t *testing.T) {
	r := rng.New(3, "flags")
	x := make([]float64, 1000)
	for i := range x {
		if x[i] = r.NormFloat64(); i < 50 {
			x[i] = 0
		}
	}
	got, _, err := choosing(t, parameter.Knobs{}, []string{"zeros"}, [][]float64{x})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Flags) != 2 || !strings.HasPrefix(got.Flags[0], "5.0 % of the draws are exactly zero") || !strings.Contains(got.Flags[1], "more than once") {
		t.Errorf("flags %q", got.Flags)
	}
}

// studentT3 is the generator of the notebook's try-this.
func studentT3(r *rand.Rand) float64 {
	a, b, c := r.NormFloat64(), r.NormFloat64(), r.NormFloat64()
	return r.NormFloat64() / math.Sqrt((a*a+b*b+c*c)/3)
}

// fitted computes one unit and returns the id of its result.
func fitted(t *testing.T, l *pipeline.Lab, k parameter.Knobs, u Unit) (string, error) {
	index, err := Compute(t.Context(), l, k, u)
	if err != nil {
		return "", err
	}
	return index.Results[0], nil
}

func generated(t *testing.T, l *pipeline.Lab, name string, g Generator, n int) (string, error) {
	u, err := FitGenerator(l, name, g, n)
	if err != nil {
		return "", err
	}
	return fitted(t, l, parameter.Published, u)
}

// Planted truth from a reader's generator to the result: n = 2000 draws of Student's t with 3 degrees of freedom.
// Over 40 other seeds the fitted degrees of freedom had mean 3.04 and standard deviation 0.21. The stable law is
// misspecified there, so that its tail index tends to no 3: over the same seeds it had mean 1.617 and standard deviation
// 0.034. The intervals below are 1.62 within 0.16 (4.7 deviations) and 3.05 within 1.15 (5.5): a seed fails by chance
// with probability below 1e-5.
func TestFitGenerator(t *testing.T) {
	l := bare(t)
	if _, err := FitGenerator(l, "t3", studentT3, 2000); err == nil || !strings.Contains(err.Error(), "Lab.Custom") {
		t.Errorf("a generator without the digest of its code: %v", err)
	}
	if left, err := os.ReadDir(os.Getenv("SGNLAB_RUNS")); err != nil || len(left) > 0 {
		t.Errorf("it left %v (%v)", left, err)
	}
	l.Custom = "digest"
	id, err := generated(t, l, "t3", studentT3, 2000)
	if err != nil {
		t.Fatal(err)
	}
	e := l.Store.Lookup(parameter.Study.Folder, id)
	var r parameter.Result
	if err := e.Result(&r); err != nil {
		t.Fatal(err)
	}
	if math.Abs(r.Alpha-1.62) > 0.16 {
		t.Errorf("tail index of the stable law %.3f, want 1.62 within 0.16", r.Alpha)
	}
	if nu := float64(r.Laws[2].Parameters[2]); math.Abs(nu-3.05) > 1.15 {
		t.Errorf("degrees of freedom %.2f, want 3.05 within 1.15 (planted 3)", nu)
	}
	if r.Coordinate != "t3" || r.Knobs.Net != "t3" || r.Knobs.Data != "synthetic" || r.Live != 1 || r.Seed != l.Seed {
		t.Errorf("result %+v", r)
	}
	seen := map[string]string{id: "first"}
	for what, f := range map[string]func() (string, error){
		"other code": func() (string, error) {
			l.Custom = "other digest"
			defer func() { l.Custom = "digest" }()
			return generated(t, l, "t3", studentT3, 2000)
		},
		"more draws": func() (string, error) { return generated(t, l, "t3", studentT3, 2001) },
		"other name": func() (string, error) { return generated(t, l, "t4", studentT3, 2000) },
		"other seed": func() (string, error) {
			l.Seed++
			defer func() { l.Seed-- }()
			return generated(t, l, "t3", studentT3, 2000)
		},
	} {
		other, err := f()
		if err != nil || seen[other] != "" {
			t.Errorf("%s: %v; shares the identity of %q", what, err, seen[other])
		}
		seen[other] = what
	}
	again, err := generated(t, l, "t3", func(*rand.Rand) float64 { panic("computed again") }, 2000)
	if err != nil || again != id {
		t.Errorf("the second time: %s, %v", again, err)
	}
	if _, err := generated(t, l, "constant", func(*rand.Rand) float64 { return 1 }, 100); err == nil || !strings.Contains(err.Error(), "none of 1 coordinates is live") {
		t.Errorf("a generator that always draws the same: %v", err)
	}
}

// From a network to the figure's result through the store.
func TestFit(t *testing.T) {
	l := bare(t)
	data, err := l.Data("digits")
	if err != nil {
		t.Fatal(err)
	}
	model, err := models.ByName("mlp")
	if err != nil {
		t.Fatal(err)
	}
	net := l.TrainWith(model, data, training.Config{Epochs: 2, Batch: 128, LR: 0.05, Momentum: 0.9, Schedule: "constant"}, 1)
	accuracy := map[string]float64{}
	for _, snapshot := range []string{pipeline.Initial, pipeline.Trained} {
		// Of the four arrays the two of weights get seven coordinates.
		noise, err := l.Capture(net, snapshot, sgn.Config{Method: sgn.Auto, Batches: []int{8, 32}, Draws: 200, Coordinates: 14, Activity: true})
		if err != nil {
			t.Fatal(err)
		}
		k := parameter.Knobs{Data: "to be replaced", Net: "to be replaced", Snapshot: snapshot, Batch: 32, Rank: 0.5}
		id, err := fitted(t, l, k, Fit(noise, k))
		if err != nil {
			t.Fatal(err)
		}
		e := l.Store.Lookup(parameter.Study.Folder, id)
		var r parameter.Result
		if err := e.Result(&r); err != nil {
			t.Fatal(err)
		}
		c, err := noise.Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		trained, err := net.Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		j := slices.IndexFunc(c.Coordinates, func(co sgn.Coordinate) bool { return co.Name(trained.Spec) == r.Coordinate })
		a, err := e.Array("draws")
		if err != nil || j < 0 || !slices.Equal(a.Float64(), c.Blocks[1].Column(j)) {
			t.Errorf("%s: the draws are not those of coordinate %q at batch size 32 (%v)", snapshot, r.Coordinate, err)
		}
		if r.Knobs.Data != "digits" || r.Knobs.Net != "mlp" || r.Among != parameter.Weights || r.Sampled != 7 || r.Live < 1 || r.Seed != 1 {
			t.Errorf("%s: result %+v", snapshot, r)
		}
		dims := trained.Spec.Params[c.Coordinates[j].Param].Dims
		if len(dims) != 2 || r.Activity == nil || *r.Activity != parameter.Activity(c.Activity[j]) {
			t.Errorf("%s: %s with activity %+v", snapshot, r.Coordinate, r.Activity)
		}
		accuracy[snapshot] = r.Accuracy
		if p, err := e.Provenance(); err != nil || p.Facts["backend"] != "go" {
			t.Errorf("%s: the backend of the capture is not in the provenance: %v %v", snapshot, p.Facts, err)
		}
		k.Batch = 64
		if _, err := fitted(t, l, k, Fit(noise, k)); err == nil || !strings.Contains(err.Error(), "not captured at batch size 64") {
			t.Errorf("%s: a batch size that was not captured: %v", snapshot, err)
		}
	}
	// Two epochs teach the digits; ten classes at random give about 0.1.
	if !(accuracy[pipeline.Initial] < 0.4 && accuracy[pipeline.Trained] > 0.6) {
		t.Errorf("accuracies %v: each snapshot must have its own", accuracy)
	}
}

// The network of the knobs comes first and once, whether or not the profile has it.
func TestPanels(t *testing.T) {
	bare(t)
	for _, k := range []parameter.Knobs{{Data: "digits", Net: "mlp"}, {Data: "digits", Net: "conv-bn"}, {Data: "cifar10", Net: "conv-gn"}} {
		cases, absent := Panels(lab.Smoke, k)
		first := pipeline.Case{Data: k.Data, Net: k.Net}
		n := 0
		for _, c := range cases {
			if c == first {
				n++
			}
		}
		all, _ := pipeline.Cases(lab.Smoke)
		want := len(all)
		if !slices.Contains(all, first) {
			want++
		}
		if cases[0] != first || n != 1 || len(cases) != want || len(absent) > 0 {
			t.Errorf("%+v: panels %v, absent %v", k, cases, absent)
		}
	}
}

func TestUnknownNetwork(t *testing.T) {
	if _, err := Compute(t.Context(), bare(t), parameter.Knobs{Data: "digits", Net: "nonsense", Snapshot: "trained"}); err == nil || !strings.Contains(err.Error(), "nonsense") {
		t.Errorf("unknown network: %v", err)
	}
}

// The tolerance needs further seeds of the network that is shown in full, and no figure shows them.
func TestSpread(t *testing.T) {
	list, _, err := units(t.Context(), bare(t), parameter.Published)
	if err != nil {
		t.Fatal(err)
	}
	var seeds []uint64
	for _, u := range list {
		if u.Part == list[0].Part {
			seeds = append(seeds, u.Seed)
		}
		if u.Spread != (u.Seed != 1) {
			t.Errorf("%s, seed %d: spread %t", u.Part, u.Seed, u.Spread)
		}
	}
	if !slices.Equal(seeds, []uint64{1, 2, 3}) {
		t.Errorf("seeds %v", seeds)
	}
}
