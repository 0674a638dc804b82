package networks

import (
	"errors"
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

func planted(t *testing.T) *study.Page[Knobs, Result] {
	t.Helper()
	s, err := lab.Open(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	results, samples := Synthetic()
	var list []studytest.Planted[Result]
	for _, r := range results {
		p := studytest.Planted[Result]{Result: r, Seed: r.Seed}
		if r.Samples != nil {
			p.Arrays = func(w *lab.Work) error { return w.Array32("samples", r.Samples, samples) }
		}
		list = append(list, p)
	}
	return studytest.Plant(t, s, Study, list...)
}

func TestPageShowsEveryNetwork(t *testing.T) {
	p := planted(t)
	f, err := p.Figure()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := figure.Render(f, "svg"); err != nil {
		t.Fatal(err)
	}
	curves := map[string]bool{}
	for _, r := range f.Rows() {
		if r.Mark == "line" || r.Mark == "point" {
			curves[r.Panel+" "+r.Series] = true
		}
	}
	for _, want := range []string{"a seed 1", "a seed 2", "b seed 1", "c seed 1", "a without looking", "c without looking"} {
		if !curves[want] {
			t.Errorf("the figure lacks %q: %v", want, curves)
		}
	}
	if curves["b without looking"] {
		t.Error("an autoencoder has no answer without looking")
	}
	table, err := p.Table("table04-networks")
	if err := errors.Join(err, table.Check()); err != nil {
		t.Fatal(err)
	}
	if got := table.Rows[0][8].(stats.Interval); math.Abs(got.Value-0.96) > 1e-12 || got.Lo != 0.95 || got.Hi != 0.97 {
		t.Errorf("the table has %+v for two seeds that reach .95 and .97", got)
	}
	if got := p.Observed["ELBO of vae on digits"]; got != -60 {
		t.Errorf("ELBO %v, want minus the loss", got)
	}
	if got := p.Spread(); len(got) != 2 || len(got[0]) != 3 || len(got[1]) != 1 {
		t.Errorf("by seed: %v", got)
	}
}

func TestMeasures(t *testing.T) {
	p := Point{Test: 2, Accuracy: 0.5, Matthews: 0.25}
	for m, want := range map[Measure]float64{Accuracy: 0.5, Matthews: 0.25, ELBO: -2, Noise: 2, Bits: 2 / math.Ln2} {
		if got := p.Value(m); math.Abs(got-want) > 1e-15 {
			t.Errorf("%s is %v, want %v", m, got, want)
		}
	}
}

func TestResultsThatCannotBeShown(t *testing.T) {
	if err := (Result{}).Check(); err == nil {
		t.Error("no evaluation passes")
	}
	if err := (Result{Run: Run{1, make([]Point, 1)}}).Check(); err == nil {
		t.Error("a single evaluation passes")
	}
	results, _ := Synthetic()
	n := Network{Result: results[0], Runs: []Run{results[0].Run}}
	other := results[1]
	if err := n.add(other); err != nil || len(n.Runs) != 2 {
		t.Errorf("a further seed: %v, %d runs", err, len(n.Runs))
	}
	other.Recipe = "another"
	if err := n.add(other); err == nil || len(n.Runs) != 2 {
		t.Errorf("a run by another recipe passes as a seed: %v, %d runs", err, len(n.Runs))
	}
}
