package parameter

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/report"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Every law that a fit can give comes back from JSON as the same law.
func TestStoredLawsComeBack(t *testing.T) {
	for f, law := range map[tails.Family]tails.Law{
		tails.FamilyGaussian:        tails.NewGaussian(1e-3, 2.5, nil),
		tails.FamilyLaplace:         tails.NewLaplace(-0.1, 0.3, nil),
		tails.FamilyStudentT:        tails.NewStudentT(0.2, 1.5, 3.7, nil),
		"student_t, Gaussian limit": tails.NewStudentT(0.2, 1.5, math.Inf(1), nil),
		tails.FamilyGGD:             tails.NewGGD(0.4, 2, 0.7, nil),
		tails.FamilyStable:          stable.Symmetric{Alpha: 1.37, Gamma: 2, Delta: -0.5},
	} {
		stored := Fitted(law)
		if family, _, _ := strings.Cut(string(f), ","); stored.Family != tails.Family(family) {
			t.Errorf("%s is stored as %s", f, stored.Family)
		}
		b, err := json.Marshal(stored)
		if err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		var back FittedLaw
		if err := json.Unmarshal(b, &back); err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		got, err := back.Law()
		if err != nil || got.NumParameters() != law.NumParameters() {
			t.Errorf("%s: %T with error %v", f, got, err)
			continue
		}
		for _, x := range []float64{-40, -1, -0.5, 0, 0.2, 0.21, 3, 700} {
			for name, v := range map[string][2]float64{
				"LogProb": {law.LogProb(x), got.LogProb(x)}, "CDF": {law.CDF(x), got.CDF(x)}, "Survival": {law.Survival(x), got.Survival(x)},
			} {
				if v[0] != v[1] {
					t.Errorf("%s: %s(%v) is %v, and %v after the store", f, name, x, v[0], v[1])
				}
			}
		}
		if a, b := law.Quantile(0.93), got.Quantile(0.93); a != b {
			t.Errorf("%s: Quantile(0.93) is %v, and %v after the store", f, a, b)
		}
	}
	if len(tails.Families()) != 5 {
		t.Errorf("there are %d families: store the new one and add it above", len(tails.Families()))
	}
	if _, err := (FittedLaw{Family: "cauchy"}).Law(); err == nil || !strings.Contains(err.Error(), `"cauchy"`) {
		t.Errorf("an unknown family: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a law without a stored form was taken for one")
		}
	}()
	Fitted(nil)
}

// planted keeps n Gaussian draws as a result of this study in s.
func planted(t *testing.T, s *lab.Store, k Knobs, coordinate string, n int) (id string, draws []float64) {
	t.Helper()
	r := rng.New(7, "nb01 planted", coordinate)
	for range n {
		draws = append(draws, r.NormFloat64())
	}
	law := tails.NewGaussian(0, 1, nil)
	_, e, err := lab.Do(t.Context(), s, lab.Unit{Study: Study.Folder, Knobs: k, Seed: 5, Inputs: map[string]string{"coordinate": coordinate}},
		func(_ context.Context, w *lab.Work) (Result, error) {
			w.Provenance("backend", "planted")
			return Result{Knobs: k, Coordinate: coordinate, Laws: []FittedLaw{Fitted(law)}, Alpha: 1.9, MedianAlpha: 1.8,
				AlphaSE: stats.Number(math.NaN()), Accuracy: 0.9, Among: Weights, Sampled: 24, Live: 20,
				Flags: []string{"planted"}, Seed: 5}, w.Array("draws", []int{n}, draws)
		})
	if err != nil {
		t.Fatal(err)
	}
	return e.ID, draws
}

// clone points the packages to a clone without results, and opens its store.
func clone(t *testing.T) (s *lab.Store, published string) {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module " + lab.Module + "\n", "go.sum": "", "paperlib/a.go": "package a\n"} {
		if err := lab.WriteFile(filepath.Join(root, name), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("SGNLAB_ROOT", root)
	t.Setenv("SGNLAB_RUNS", filepath.Join(t.TempDir(), "runs"))
	t.Setenv("SGNLAB_PROFILE", "full")
	t.Setenv("SGNLAB_FRESH", "1")
	s, err := lab.OpenDefault()
	if err != nil {
		t.Fatal(err)
	}
	if published, err = lab.PublishedDir(); err != nil {
		t.Fatal(err)
	}
	return s, published
}

func index(k Knobs, results ...string) study.Index[Knobs] {
	return study.Index[Knobs]{Notebook: Study.Number, Knobs: k, Results: results}
}

// inputFrom is what the page is drawn from.
func inputFrom(t *testing.T, p *study.Page[Knobs, Result]) Input {
	t.Helper()
	in, err := inputOf(p.Input())
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestLoadWithoutAnythingPublished(t *testing.T) {
	s, _ := clone(t)
	if _, err := Study.Open(); err == nil || !strings.Contains(err.Error(), "compute cell") {
		t.Errorf("before the compute cell: %v", err)
	}
	main, draws := planted(t, s, Published, "first", 50)
	rest, _ := planted(t, s, Knobs{Data: "mnist", Net: "mlp", Snapshot: "trained", Batch: 32, Rank: 0.5}, "second", 40)
	index := index(Published, main, rest)
	if err := index.Save(); err != nil {
		t.Fatal(err)
	}
	p, err := Study.Open()
	if err != nil {
		t.Fatal(err)
	}
	in := inputFrom(t, p)
	if d := cmp.Diff(draws, in.Main.Draws); d != "" {
		t.Errorf("the draws changed in the store:\n%s", d)
	}
	if p.KnobTurned || !in.Main.Published || in.Published != nil || len(in.Rest) != 1 || len(p.Entries()) != 2 {
		t.Errorf("knob turned %t, published %t, grey %v, %d small multiples, %d entries", p.KnobTurned, in.Main.Published, in.Published, len(in.Rest), len(p.Entries()))
	}
	if d := cmp.Diff([]string{main, rest}, p.Stamp.Results) + cmp.Diff([]string{"digits", "mnist"}, p.Stamp.Data); d != "" || p.Stamp.Seed != 5 || p.Stamp.Profile != "full" || p.Stamp.Check() != nil {
		t.Errorf("stamp %+v: %s %v", p.Stamp, d, p.Stamp.Check())
	}
	want := map[string]float64{"median tail index of the live weights": 1.8, "test accuracy of the network": 0.9, "live weights": 20}
	if d := cmp.Diff(want, p.Observed); d != "" {
		t.Errorf("observed: %s", d)
	}
	checks, err := p.Checks()
	if err != nil || len(checks) != 3 || checks[0].Run(p.KnobTurned).State != lab.Unpublished {
		t.Errorf("checks %v, %v", checks, err)
	}
	if err := p.Save(); err != nil {
		t.Fatal(err)
	}
	if err := p.Record([]lab.CheckResult{checks[0].Run(false)}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"figures/" + name + ".svg", "figures/" + name + ".csv", "figures/" + name + ".json", "provenance/01.json", "checks/01.json"} {
		if _, err := os.Stat(filepath.Join(p.Out, name)); err != nil {
			t.Error(err)
		}
	}
	if err := report.HTML(p.Out, nil); err != nil {
		t.Errorf("the report of this run: %v", err)
	}

	index.Results[1] = strings.Repeat("0", 64)
	if _, err := Study.Load(s, lab.Full, index); err == nil || !strings.Contains(err.Error(), "000000000000 is not in the run store") {
		t.Errorf("a result that is not there: %v", err)
	}
}

// The published curve lies behind every other one in grey, and is no result of this run, whatever store was opened.
func TestPublishedCurveLiesBehind(t *testing.T) {
	for _, fresh := range []string{"1", ""} {
		s, published := clone(t)
		t.Setenv("SGNLAB_FRESH", fresh)
		ours, draws := planted(t, s, Published, "published", 60)
		if _, err := s.Lookup(Study.Folder, ours).Export(published, 1<<20, "draws"); err != nil {
			t.Fatal(err)
		}
		turned := Published
		turned.Batch = 512
		mine, _ := planted(t, s, turned, "mine", 50)
		if err := lab.WriteJSON(filepath.Join(published, "index", "01.json"), index(Published, ours)); err != nil {
			t.Fatal(err)
		}

		p, err := Study.Load(s, lab.Full, index(turned, mine))
		if err != nil {
			t.Fatal(err)
		}
		in := inputFrom(t, p)
		if !p.KnobTurned || in.Main.Published || in.Published == nil || !in.Published.Published {
			t.Fatalf("turned knob: KnobTurned %t, curve behind %v", p.KnobTurned, in.Published)
		}
		if d := cmp.Diff(draws, in.Published.Draws); d != "" {
			t.Errorf("the curve behind has other draws than the published result:\n%s", d)
		}
		if d := cmp.Diff([]string{mine}, p.Stamp.Results); d != "" || len(p.Entries()) != 1 || p.Entries()[0].ID != mine {
			t.Errorf("the published result is taken for one of this run: %s %v", d, p.Entries())
		}
		f, err := p.Figure()
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"batch size 512, coordinate mine", "Grey behind: the published draws", "coordinate published; 60 draws", "not the published ones"} {
			if !strings.Contains(f.Caption, want) {
				t.Errorf("the caption does not say %q:\n%s", want, f.Caption)
			}
		}
		checks, err := p.Checks()
		if err != nil || checks[0].Run(p.KnobTurned).State != lab.KnobTurned {
			t.Errorf("a turned knob does not only report: %v %v", checks, err)
		}

		// The published settings at another profile are another result: the published curve lies behind them too.
		quick, _ := planted(t, s, Published, "quick", 50)
		if p, err = Study.Load(s, lab.Quick, index(Published, quick)); err != nil || p.KnobTurned || inputFrom(t, p).Main.Published || inputFrom(t, p).Published == nil {
			t.Errorf("quick run: %+v, %v", p, err)
		}
		// The published result itself has nothing behind it.
		if p, err = Study.Load(s, lab.Full, index(Published, ours)); err != nil || inputFrom(t, p).Published != nil || !inputFrom(t, p).Main.Published {
			t.Errorf("the published result: %+v, %v", p, err)
		}

		if err := os.RemoveAll(filepath.Join(published, Study.Folder)); err != nil {
			t.Fatal(err)
		}
		if _, err := Study.Load(s, lab.Full, index(turned, mine)); err == nil || !strings.Contains(err.Error(), lab.Short(ours)) {
			t.Errorf("the published index names a result that is not committed: %v", err)
		}
	}
}

func TestSettingsNameEveryKnob(t *testing.T) {
	want := map[string]string{"data": "digits", "net": "mlp", "snapshot": "trained", "batch size": "32", "rank": "0.5"}
	if d := cmp.Diff(want, Published.Settings()); d != "" {
		t.Error(d)
	}
}
