// Package simstest tests a notebook of simulated equations from its units to its figure.
package simstest

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/internal/golden"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated/run"
)

// Smoke runs a study at its smallest, twice, and demands: the same results, nothing computed anew from a full store, a
// figure that renders and tables that can be written with the words given, verdicts by the study's criteria, numbers to check
// under every seed, the golden results of its version, and refused knobs.
func Smoke[K comparable](t *testing.T, s *simulated.Study[K], simulate run.Simulate[K], words ...string) *simulated.Page[K] {
	t.Helper()
	load := func() (*simulated.Page[K], *pipeline.Lab, *simulated.Index[K]) {
		store, err := lab.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		l := &pipeline.Lab{Store: store, Profile: lab.Smoke, Seed: 1}
		index, err := simulate(t.Context(), l, s.Published)
		if err != nil {
			t.Fatal(err)
		}
		p, err := s.Load(store, lab.Smoke, *index)
		if err != nil {
			t.Fatal(err)
		}
		return p, l, index
	}
	p, l, index := load()
	again, _, _ := load()
	if d := cmp.Diff(p.Cells, again.Cells); d != "" {
		t.Errorf("a second run gives other results: %s", d)
	}
	if _, err := simulate(t.Context(), l, s.Published); err != nil {
		t.Error(err)
	}
	for i, id := range index.Results {
		if e := l.Store.Lookup(s.Study, id); e == nil || e.ID != p.Entries[i].ID {
			t.Errorf("result %s is not in the store", id)
		}
	}
	f, err := p.Draw()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := figure.Render(f, "svg"); err != nil {
		t.Error(err)
	}
	for _, w := range append(words, "censored", "overflowed", "95 %") {
		if !strings.Contains(f.Caption, w) {
			t.Errorf("the caption does not say %q: %s", w, f.Caption)
		}
	}
	table, err := p.ResultTable()
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []figure.Table{table, p.VerdictTable()} {
		if err := one.Check(); err != nil {
			t.Error(err)
		}
		if len(one.Rows) == 0 {
			t.Errorf("a table without rows: %s", one.Caption)
		}
	}
	if err := lab.CheckVerdicts(p.Verdicts, s.Criteria); err != nil {
		t.Error(err)
	}
	if n := len(p.Observed()); n == 0 || len(p.BySeed()) != pipeline.CalibrationSeeds {
		t.Errorf("%d numbers to check, of %d seeds", n, len(p.BySeed()))
	}
	var none K
	if s.Check(none) == nil {
		t.Errorf("the knobs %+v are accepted", none)
	}
	if _, err := simulate(t.Context(), l, none); err == nil || !strings.Contains(err.Error(), "notebook "+s.Notebook) {
		t.Errorf("knobs that cannot be simulated: %v", err)
	}
	got := golden.Results{Values: map[string]float64{}, Tolerance: 1e-4}
	for _, c := range p.Cells {
		sum := 0.0
		for _, v := range c.Sample {
			sum += math.Log1p(math.Abs(v))
		}
		at := fmt.Sprintf("%s, %s, %g", c.Group, c.Series, c.X)
		got.Values[at+": events"], got.Values[at+": total"], got.Values[at+": sample"] = float64(c.Events), math.Log1p(c.Total), sum
	}
	golden.Version(t, s.Study, s.Study+".Study.Version", s.Version, got)
	return p
}

// Outcomes are the verdicts of a study by scope on planted cells.
func Outcomes[K comparable](t *testing.T, s *simulated.Study[K], cells simulated.Cells) map[string]lab.Outcome {
	t.Helper()
	list, err := s.Verdicts(s.Published, cells)
	if err != nil {
		t.Fatal(err)
	}
	if err := lab.CheckVerdicts(list, s.Criteria); err != nil {
		t.Error(err)
	}
	m := map[string]lab.Outcome{}
	for _, v := range list {
		m[v.Claim+", "+v.Scope] = v.Outcome
	}
	return m
}

// Turned runs a study at its smallest with knobs that its notebook tells a reader to turn, and draws what comes of it.
func Turned[K comparable](t *testing.T, s *simulated.Study[K], simulate run.Simulate[K], knobs ...K) {
	t.Helper()
	for _, k := range knobs {
		store, err := lab.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		index, err := simulate(t.Context(), &pipeline.Lab{Store: store, Profile: lab.Smoke, Seed: 1}, k)
		if err != nil {
			t.Errorf("%+v: %v", k, err)
			continue
		}
		p, err := s.Load(store, lab.Smoke, *index)
		if err != nil {
			t.Errorf("%+v: %v", k, err)
			continue
		}
		f, err := p.Draw()
		if err != nil {
			t.Errorf("%+v: %v", k, err)
			continue
		}
		if _, err := figure.Render(f, "svg"); err != nil || !p.KnobTurned {
			t.Errorf("%+v: %v, turned %v", k, err, p.KnobTurned)
		}
	}
}
