package analyze

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/tails"
)

func TestWorkersDoNotMatter(t *testing.T) {
	c := append(named(t, "Laplace").File(20, 1000, 0, 1), named(t, "Gaussian").File(21, 1000, 0, 1)...)
	var first []byte
	for _, workers := range []int{1, 2, 7} {
		b, err := json.Marshal(analyzed(t, c, Options{Workers: workers}))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = b
		}
		if string(b) != string(first) {
			t.Errorf("%d workers give another report than one", workers)
		}
	}
}

// Raw gradients are noise plus a constant, in any unit: neither may change a verdict, an index or a statistic of sums.
func TestLocationAndScaleDoNotMatter(t *testing.T) {
	c := named(t, "Student t, nu = 3").File(6, 2000, 0, 1)
	a := analyzed(t, c, Options{})
	for k, x := range c {
		for i := range x {
			x[i] = 1e-6 * (x[i] + 10*float64(k))
		}
	}
	b := analyzed(t, c, Options{})
	if a.Verdict != b.Verdict || !maps.Equal(a.Best, b.Best) {
		t.Errorf("noise: %s %+v; raw gradients: %s %+v", a.Verdict, a.Best, b.Verdict, b.Best)
	}
	for i := range a.Heavy.Sums {
		if x, y := float64(a.Heavy.Sums[i].Z), float64(b.Heavy.Sums[i].Z); math.Abs(x-y) > 1e-4*math.Abs(x) {
			t.Errorf("z of sums %d: %v and %v", i, x, y)
		}
	}
}

func TestEveryCoordinateIsCounted(t *testing.T) {
	c := named(t, "Laplace").File(7, 1000, 0, 1)
	c[1][500] = math.NaN()
	c[2][3], c[2][4] = math.Inf(1), math.Inf(-1)
	for i := range c[3] {
		c[3][i] = 0.25
	}
	for i, v := range named(t, "Gaussian").File(1, 1000, 0, 1)[0] { // too heavy for any stable law of the domain, without a tie
		c[6][i] = math.Exp(20 * v)
	}
	for i := range c[4][:700] { // mostly zeros, as of a unit that is seldom active
		c[4][i] = 0
	}
	for i := range c[5][:100] { // some zeros: judged, with a flag
		c[5][i] = 0
	}
	r := analyzed(t, c, Options{})
	want := Counts{Judged: 2, Dead: 1, NonFinite: 2, Tied: 1, NotFitted: 1}
	if r.Counts != want || r.Gaussian.Tested != 2 {
		t.Errorf("counts %+v, Gaussian tested %d; want %+v and 2", r.Counts, r.Gaussian.Tested, want)
	}
	n := 0
	for _, f := range tails.Families() {
		n += r.Best[f]
	}
	if n != r.Counts.Judged {
		t.Errorf("best laws add up to %d of %d judged", n, r.Counts.Judged)
	}
	states := []State{Judged, NonFinite, NonFinite, Dead, Tied, Judged, NotFitted}
	for i, c := range r.PerCoordinate {
		if c.State != states[i] || c.Index != i || (c.State == Judged) != (c.Problem == "") {
			t.Errorf("coordinate %d: %s (%q), want %s", i, c.State, c.Problem, states[i])
		}
	}
	if c := r.PerCoordinate[5]; math.Abs(c.Zero-0.1) > 1e-9 {
		t.Errorf("share of zeros %v, want 0.1", c.Zero)
	}
	text := strings.Join(r.Warnings, "\n")
	for _, w := range []string{"2 of 7 coordinates with a NaN", "1 of 7 coordinates not judged: constant", "1 of 7 coordinates not judged: so many draws are one value", "1 of 7 coordinates with one value in more than 1 %"} {
		if !strings.Contains(text, w) {
			t.Errorf("no warning %q in\n%s", w, text)
		}
	}
}

func TestNothingToJudge(t *testing.T) {
	r := analyzed(t, Columns{make([]float64, 500), make([]float64, 500)}, Options{})
	if r.Verdict != Undecided || r.Counts.Dead != 2 {
		t.Errorf("dead coordinates: %s, %+v", r.Verdict, r.Counts)
	}
	for _, c := range []Columns{{}, {make([]float64, MinDraws-1)}} {
		if _, err := Analyze(t.Context(), c, Options{}); !errors.Is(err, ErrTooSmall) {
			t.Errorf("%d coordinates of %d draws: %v", c.Coordinates(), c.Draws(), err)
		}
	}
	for _, o := range []Options{{Level: 0.9}, {Sampling: "bootstrap"}, {BatchSize: -1}} {
		if _, err := Analyze(t.Context(), Columns{make([]float64, 500)}, o); err == nil {
			t.Errorf("options %+v were accepted", o)
		}
	}
}

// Draws of one epoch are never called stable, whatever they are.
func TestEpochRefusesSums(t *testing.T) {
	r := analyzed(t, named(t, "stable 1.3").File(20, 2000, 0, 1), Options{Sampling: Epoch})
	if r.Verdict != Undecided || r.SumStability.Tested != 0 || len(r.Heavy.Sums) != 0 || !strings.Contains(strings.Join(r.Limits, " "), "one epoch") {
		t.Errorf("%s, %+v, limits %q", r.Verdict, r.SumStability, r.Limits)
	}
	if r := analyzed(t, named(t, "Student t, nu = 3").File(20, 2000, 0, 1), Options{Sampling: Epoch}); r.Verdict != HeavyOnly {
		t.Errorf("Student t of one epoch: %s, though a rival law wins", r.Verdict)
	}
}

func TestZeroSumsAreNoticed(t *testing.T) {
	c := named(t, "Laplace").File(5, 1000, 0, 1)
	for _, x := range c {
		var sum float64
		for _, v := range x {
			sum += v
		}
		for i := range x {
			x[i] -= sum / float64(len(x))
		}
	}
	if r := analyzed(t, c, Options{}); !strings.Contains(strings.Join(r.Warnings, " "), "--draws epoch") {
		t.Errorf("warnings %q", r.Warnings)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Analyze(ctx, named(t, "Gaussian").File(3*chunk, 200, 0, 1), Options{Progress: func(done, total int) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

func TestFitsAgreeWithTails(t *testing.T) {
	x := named(t, "Laplace").File(1, 1000, 0, 1)
	for _, f := range analyzed(t, x, Options{}).PerCoordinate[0].Fits {
		law, l, err := tails.FitFamily(f.Family, x[0])
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(l-f.LogLikelihood) > 1e-7*math.Abs(l) || math.Abs(law.LogProb(1.5)-f.Law().LogProb(1.5)) > 1e-6 {
			t.Errorf("%s: log-likelihood %v, in tails %v", f.Family, f.LogLikelihood, l)
		}
	}
}
