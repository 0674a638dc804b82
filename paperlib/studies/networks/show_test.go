package networks

import (
	"errors"
	"math"
	"strings"
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
	results, arrays := Synthetic()
	var list []studytest.Planted[Result]
	for _, r := range results {
		p := studytest.Planted[Result]{Result: r, Seed: r.Seed}
		if r.Samples != nil {
			p.Arrays = func(w *lab.Work) error {
				return errors.Join(w.Array32("samples", r.Samples, arrays["samples"]),
					w.Array32("reconstructions", r.Reconstructed, arrays["reconstructions"]))
			}
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
	for _, want := range []string{"a seed 1", "a seed 2", "b seed 1", "b reconstruction, seed 1", "b KL, seed 1", "c seed 1", "d seed 1",
		"a without looking", "b without looking", "c without looking"} {
		if !curves[want] {
			t.Errorf("the figure lacks %q: %v", want, curves)
		}
	}
	if curves["d without looking"] {
		t.Error("a network without a baseline has one in the figure")
	}
	strips := 0
	for _, place := range f.Places {
		if _, ok := place.Part.(figure.Raster); ok {
			strips++
		}
	}
	if strips != 3 {
		t.Errorf("%d strips of images, want those read, reconstructed and drawn", strips)
	}
	want := "d: diffusion on UCI digits, error of the noise, 8,970 parameters, 1 seed, logarithmic axis, " +
		"early in training (3 epochs, 300 steps, no averaged weights)"
	if !strings.Contains(f.Caption, want) {
		t.Errorf("the caption lacks %q: %s", want, f.Caption)
	}
	table, err := p.Table("table04-networks")
	if err := errors.Join(err, table.Check()); err != nil {
		t.Fatal(err)
	}
	if got := table.Rows[0][8].(stats.Interval); math.Abs(got.Value-0.96) > 1e-12 || got.Lo != 0.95 || got.Hi != 0.97 {
		t.Errorf("the table has %+v for two seeds that reach .95 and .97", got)
	}
	if got := p.Observed["ELBO of vae-bernoulli on digits"]; got != -60 {
		t.Errorf("ELBO %v, want minus the loss", got)
	}
	kl := 20 * (1 - 60.0/900)
	if r, k := table.Rows[1][9].(float64), table.Rows[1][10].(float64); math.Abs(k-kl) > 1e-12 || math.Abs(r+k-60) > 1e-12 {
		t.Errorf("the table has the terms %v and %v, want %v and %v", r, k, 60-kl, kl)
	}
	if table.Rows[0][9] != nil || table.Rows[0][10] != nil {
		t.Errorf("a perceptron has the terms %v and %v", table.Rows[0][9], table.Rows[0][10])
	}
	if got := p.Spread(); len(got) != 2 || len(got[0]) != 4 || len(got[1]) != 1 {
		t.Errorf("by seed: %v", got)
	}
}

// A logarithmic axis holds every value but the divergence of the untrained encoder, which is 0 and has no logarithm.
func TestLogarithmicAxes(t *testing.T) {
	p := planted(t)
	f, err := p.Figure()
	if err != nil {
		t.Fatal(err)
	}
	logs := ""
	for _, place := range f.Places {
		panel, ok := place.Part.(*figure.Panel)
		if !ok || !panel.Y.Log {
			continue
		}
		logs += place.Name
		for _, r := range panel.Rows() {
			if inside := r.Y > panel.Y.Min && r.Y < panel.Y.Max; inside == (r.Series == "KL, seed 1" && r.X == 0) {
				t.Errorf("panel %s, %s at step %g: %g on an axis from %g to %g", place.Name, r.Series, r.X, r.Y, panel.Y.Min, panel.Y.Max)
			}
		}
	}
	if logs != "bd" {
		t.Errorf("the panels with a logarithmic axis are %q, want those of the ELBO and of the noise", logs)
	}
}

// A run of many evaluations has a logarithmic axis of steps, which holds all of them but the untrained network.
func TestLongRun(t *testing.T) {
	results, _ := Synthetic()
	n := &Network{Result: results[0]}
	for k := len(n.Points); k < 32; k++ {
		n.Points = append(n.Points, Point{Step: 100 * k, Accuracy: 0.95})
	}
	n.Runs = []Run{n.Run}
	p, err := n.curves()
	if err != nil {
		t.Fatal(err)
	}
	rows := p.Rows()
	if !p.X.Log || len(rows) != 2+31 { // the baseline has two
		t.Errorf("%d rows, logarithmic axis %v", len(rows), p.X.Log)
	}
	for _, r := range rows {
		if !(r.X >= p.X.Min && r.X <= p.X.Max) || r.X == 0 {
			t.Errorf("step %g on an axis from %g to %g", r.X, p.X.Min, p.X.Max)
		}
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
	if err := (Result{Run: Run{1, []Point{{}, {Terms: &Terms{}}}}}).Check(); err == nil {
		t.Error("terms in one of two evaluations pass")
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
