// Package studytest tests a study from its units to its figure.
package studytest

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/internal/golden"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
)

// Smoke runs a study at its smallest, twice, with its published knobs on the Go backend, and demands: the same bytes of results, nothing computed
// anew from a full store, figures that render and say the words given in their captions, tables that can be written, verdicts
// by the study's criteria, numbers to check, and the golden results of its version.
// Values are what the golden keeps of the results; nil keeps the general ones of Fields.
func Smoke[K comparable, R any](t *testing.T, s *study.Study[K, R], compute run.Compute[K, R], values Values[R], words ...string) *study.Page[K, R] {
	t.Helper()
	p, l := once(t, s, compute, s.Published)
	again, _ := once(t, s, compute, s.Published)
	for i, r := range p.Results {
		if a, b := result(t, r.Entry), result(t, again.Results[i].Entry); !bytes.Equal(a, b) {
			t.Errorf("a second run gives other results: %s", r.Entry)
		}
	}
	before := map[string]time.Time{}
	for _, r := range p.Results {
		before[r.Entry.ID] = written(t, r.Entry)
	}
	if _, err := compute(t.Context(), l, s.Published); err != nil {
		t.Error(err)
	}
	for _, r := range p.Results {
		if e := l.Store.Lookup(s.Folder, r.Entry.ID); e == nil {
			t.Errorf("result %s is not in the store", r.Entry)
		} else if !written(t, e).Equal(before[e.ID]) {
			t.Errorf("result %s was computed again", r.Entry)
		}
	}
	shown(t, p.Shown, s.Criteria, words...)
	if n := len(p.Observed); n == 0 || len(p.Spread()) == 0 {
		t.Errorf("%d numbers to check, of %d seeds", n, len(p.Spread()))
	}
	if values == nil {
		values = Fields[R]
	}
	golden.Version(t, s.Folder, "Study.Version of notebook "+s.Number, s.Version, golden.Results{Values: values(t, p.Results), Tolerance: 1e-4})
	return p
}

// Turned runs a study at its smallest with knobs that its notebook tells a reader to turn, and draws what comes of it.
func Turned[K comparable, R any](t *testing.T, s *study.Study[K, R], compute run.Compute[K, R], knobs ...K) {
	t.Helper()
	for _, k := range knobs {
		p, _ := once(t, s, compute, k)
		shown(t, p.Shown, s.Criteria)
		if !p.KnobTurned {
			t.Errorf("%+v are not taken for turned knobs", k)
		}
	}
}

// Refused demands that knobs are refused, with the notebook's name.
func Refused[K comparable, R any](t *testing.T, s *study.Study[K, R], compute run.Compute[K, R], knobs ...K) {
	t.Helper()
	for _, k := range knobs {
		if _, err := compute(t.Context(), small(t), k); err == nil || !strings.Contains(err.Error(), "notebook "+s.Number) {
			t.Errorf("the knobs %+v: %v, want an error that names the notebook", k, err)
		}
	}
}

func small(t *testing.T) *pipeline.Lab {
	t.Helper()
	t.Setenv("SGNLAB_BACKEND", "go")
	store, err := lab.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	l := &pipeline.Lab{Store: store, Profile: lab.Smoke, Seed: 1}
	t.Cleanup(l.Close)
	return l
}

func once[K comparable, R any](t *testing.T, s *study.Study[K, R], compute run.Compute[K, R], k K) (*study.Page[K, R], *pipeline.Lab) {
	t.Helper()
	l := small(t)
	index, err := compute(t.Context(), l, k)
	if err != nil {
		t.Fatalf("%+v: %v", k, err)
	}
	p, err := s.Load(l.Store, lab.Smoke, *index)
	if err != nil {
		t.Fatalf("%+v: %v", k, err)
	}
	return p, l
}

func shown(t *testing.T, s *study.Shown, criteria []lab.Criterion, words ...string) {
	t.Helper()
	for _, f := range s.Figures {
		if _, err := figure.Render(f.Figure, "svg"); err != nil {
			t.Error(err)
		}
		for _, w := range words {
			if !strings.Contains(f.Figure.Caption, w) {
				t.Errorf("the caption does not say %q: %s", w, f.Figure.Caption)
			}
		}
	}
	for _, one := range s.Tables {
		if err := one.Table.Check(); err != nil {
			t.Error(err)
		}
		if len(one.Table.Rows) == 0 {
			t.Errorf("a table without rows: %s", one.Table.Caption)
		}
	}
	if len(s.Figures)+len(s.Tables) == 0 || len(s.Data) == 0 {
		t.Errorf("%d figures, %d tables, data %q", len(s.Figures), len(s.Tables), s.Data)
	}
	if err := lab.CheckVerdicts(s.Verdicts, criteria); err != nil {
		t.Error(err)
	}
}

// Outcomes are the verdicts on planted results, by claim and scope: "C6a, simulated equations".
func Outcomes[K, C any](t *testing.T, criteria []lab.Criterion, verdicts func(K, C) ([]lab.Verdict, error), k K, planted C) map[string]lab.Outcome {
	t.Helper()
	list, err := verdicts(k, planted)
	if err != nil {
		t.Fatal(err)
	}
	if err := lab.CheckVerdicts(list, criteria); err != nil {
		t.Error(err)
	}
	m := map[string]lab.Outcome{}
	for _, v := range list {
		m[v.Claim+", "+v.Scope] = v.Outcome
	}
	return m
}
