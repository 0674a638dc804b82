package run

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

type knobs struct {
	Scale float64 `json:"scale"`
}

type result struct {
	Value float64 `json:"value"`
}

// input is something that a unit reads, with a job of its own.
type input struct{ store *lab.Store }

func (i input) unit() lab.Unit { return lab.Unit{Study: "input", Seed: 1} }
func (i input) ID() string     { return i.unit().ID() }
func (i input) Jobs() []lab.Job {
	return []lab.Job{lab.UnitJob(i.unit(), "input", 1, nil, i.compute)}
}
func (i input) compute(context.Context, *lab.Work) (float64, error) { return 5, nil }

// toy is a study of a number that is 10 times the seed times the scale, plus what it reads, and its units: two seeds to
// show and one for the spread.
func toy() (*study.Study[knobs, result], Units[knobs, result], *int) {
	computed := new(int)
	s := &study.Study[knobs, result]{Number: "98", Slug: "toy", Folder: "nb98", Version: 3, Title: "A toy", Published: knobs{1},
		Criteria: []lab.Criterion{{Claim: "C2", Text: "a rule", Version: 1}},
		Check: func(k knobs) error {
			if k.Scale <= 0 {
				return errors.New("the scale must be positive")
			}
			return nil
		},
		Show: func(in study.Input[knobs, result]) (*study.Shown, error) {
			out := &study.Shown{Data: []string{"synthetic"}, Observed: map[string]float64{}, Verdicts: []lab.Verdict{in.Criteria[0].Verdict("all", lab.Undecided)},
				Tables: []study.Named{{Table: figure.Table{Columns: []figure.Column{{Key: "v", Title: "Value", Format: ".1f"}}, Caption: "Values."}}}}
			for _, r := range in.Results {
				out.Observed["sum"] += r.Result.Value
				out.Tables[0].Table.Rows = append(out.Tables[0].Table.Rows, []any{r.Result.Value})
			}
			return out, nil
		}}
	return s, func(_ context.Context, l *pipeline.Lab, k knobs) (list []Unit[result], absent []string, err error) {
		for i := range uint64(3) {
			seed := l.Seed + i
			in := input{l.Store}
			list = append(list, Unit[result]{Part: "value", Seed: seed, Sizes: ByProfile(l.Profile, 1, 2, 3), Inputs: map[string]Input{"input": in}, Seconds: 1, Spread: i == 2,
				Compute: func(ctx context.Context, _ *lab.Work) (result, error) {
					*computed++
					v, _, err := lab.Do(ctx, l.Store, in.unit(), in.compute)
					return result{10*float64(seed)*k.Scale + v}, err
				}})
		}
		return list, []string{"cola"}, nil
	}, computed
}

func clone(t *testing.T) *pipeline.Lab {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module " + lab.Module + "\n", "go.sum": "", "paperlib/a.go": "package a\n"} {
		if err := lab.WriteFile(filepath.Join(root, name), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range map[string]string{"SGNLAB_ROOT": root, "SGNLAB_RUNS": filepath.Join(t.TempDir(), "runs"), "SGNLAB_PROFILE": "smoke", "SGNLAB_SEED": "1"} {
		t.Setenv(name, value)
	}
	l, err := pipeline.Open()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// From a list of units to plan, index, page, checks and expectation.
func TestRegister(t *testing.T) {
	before := notebooks
	defer func() { notebooks = before }()
	l := clone(t)
	s, units, computed := toy()
	compute := Register(s, units)
	n := Notebooks()[slices.IndexFunc(Notebooks(), func(n Notebook) bool { return n.Number == "98" })]

	plan, planned, err := n.Plan(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	merged, err := lab.Merge(plan)
	if err != nil || len(merged) != 3 || merged[0].Study != "input" || len(merged[1].Needs) != 1 {
		t.Errorf("plan %v, %v", merged, err)
	}
	index, err := compute(t.Context(), l, s.Published)
	if err != nil || !slices.Equal(index.Results, planned.IDs()) || !slices.Equal(index.Absent, []string{"cola"}) || *computed != 2 {
		t.Fatalf("index %+v after %d computations, planned %v (%v)", index, *computed, planned.IDs(), err)
	}
	if _, err := compute(t.Context(), l, s.Published); err != nil || *computed != 2 {
		t.Errorf("the second time %d computations (%v)", *computed, err)
	}
	if err := index.Save(); err != nil {
		t.Fatal(err)
	}
	page, err := s.Open()
	if err != nil || page.Observed["sum"] != 40 || page.KnobTurned || page.Index.Absent[0] != "cola" {
		t.Fatalf("%+v, %v", page, err)
	}
	if _, err := page.Table("another"); err == nil || !strings.Contains(err.Error(), "table98-toy") {
		t.Errorf("a table that is not there: %v", err)
	}
	if err := errors.Join(page.Save(), page.Record(nil)); err != nil {
		t.Error(err)
	}

	saved := func(v any) error { return study.LoadIndex("98", v) }
	if err := n.Expect(t.Context(), l, saved); err != nil || *computed != 3 {
		t.Fatalf("%d computations (%v)", *computed, err)
	}
	checks, err := page.Checks()
	// 15, 25 and 35 by seed: a standard deviation of 10.
	if err != nil || len(checks) != 1 || checks[0].Expected != 40 || checks[0].Tolerance != 60 {
		t.Errorf("checks %+v, %v", checks, err)
	}

	for what, k := range map[string]knobs{"scale": {2}, "none": {0}} {
		turned, err := compute(t.Context(), l, k)
		if what == "none" {
			if err == nil || !strings.Contains(err.Error(), "notebook 98") {
				t.Errorf("refused knobs: %v", err)
			}
			continue
		}
		if err != nil || turned.Results[0] == index.Results[0] {
			t.Errorf("a turned knob: %v, %v", turned, err)
		}
	}
	only, err := compute(t.Context(), l, s.Published, Unit[result]{Part: "mine", Seed: 7, Compute: func(context.Context, *lab.Work) (result, error) { return result{1}, nil }})
	if err != nil || len(only.Results) != 1 || len(only.Absent) != 0 {
		t.Errorf("units of the caller's: %+v, %v", only, err)
	}
	_, err = compute(t.Context(), l, s.Published, Unit[result]{Part: "broken", Seed: 7, Compute: func(context.Context, *lab.Work) (result, error) { return result{}, errors.New("no") }})
	if err == nil || !strings.Contains(err.Error(), "broken, seed 7: no") {
		t.Errorf("a unit that fails: %v", err)
	}

	defer func() {
		if recover() == nil {
			t.Error("two studies have one number")
		}
	}()
	Register(s, units)
}

// A result says which text its criteria are; here nothing is known of a commit, as in an archive.
func TestResultsNameTheirCriteria(t *testing.T) {
	before := notebooks
	defer func() { notebooks = before }()
	l := clone(t)
	s, units, _ := toy()
	s.Source = study.Source{File: "paperlib/studies/toy/criteria.go", Text: "hello\n"}
	index, err := Register(s, units)(t.Context(), l, s.Published)
	if err != nil {
		t.Fatal(err)
	}
	page, err := s.Load(l.Store, lab.Smoke, *index)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range page.Entries() {
		p, err := e.Provenance()
		if err != nil || p.Facts[lab.WrittenFile] != s.Source.File || p.Facts[lab.WrittenBlob] != "ce013625030ba8dba906f756967f9e9ca394464a" || p.Facts[lab.WrittenCommit] != "" {
			t.Errorf("%v, %v", p.Facts, err)
		}
	}
}

// A result that was computed for other criteria is refused.
func TestOtherCriteria(t *testing.T) {
	before := notebooks
	defer func() { notebooks = before }()
	l := clone(t)
	s, units, _ := toy()
	index, err := Register(s, units)(t.Context(), l, s.Published)
	if err != nil {
		t.Fatal(err)
	}
	s.Criteria[0].Version++
	if _, err := s.Load(l.Store, lab.Smoke, *index); err == nil || !strings.Contains(err.Error(), "other criteria") {
		t.Errorf("%v", err)
	}
}

// What makes an id: a change of it would leave published results behind.
func TestIdentity(t *testing.T) {
	l := clone(t)
	s, units, _ := toy()
	list, _, err := units(t.Context(), l, s.Published)
	if err != nil {
		t.Fatal(err)
	}
	config, err := identity(s, l, s.Published, list[0]).Config()
	want := `{"inputs":{"criteria":"` + s.CriteriaDigest() + `","input":"` + input{}.ID() + `"},"knobs":{"knobs":{"scale":1},"part":"value","sizes":1},"layout":1,"seed":1,"study":"nb98","versions":{"nb98":3}}`
	if err != nil || string(config) != want {
		t.Errorf("%s, want\n%s (%v)", config, want, err)
	}
}
