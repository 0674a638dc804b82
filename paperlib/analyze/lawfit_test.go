package analyze

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// The spread of 300 estimates must be what the standard errors say: the standard deviation of 300 values is known to 4 %,
// so 16 % is four of its standard errors; 14 comparisons fail by chance with probability 1e-3.
func TestStandardErrors(t *testing.T) {
	const n, replicates = 1500, 300
	for _, c := range []struct {
		family tails.Family
		draw   func(src rand.Source) interface{ Rand() float64 }
	}{
		{tails.FamilyGaussian, func(s rand.Source) interface{ Rand() float64 } { return tails.NewGaussian(1, 2, s) }},
		{tails.FamilyLaplace, func(s rand.Source) interface{ Rand() float64 } { return tails.NewLaplace(1, 2, s) }},
		{tails.FamilyStudentT, func(s rand.Source) interface{ Rand() float64 } { return tails.NewStudentT(1, 2, 4, s) }},
		{tails.FamilyGGD, func(s rand.Source) interface{ Rand() float64 } { return tails.NewGGD(1, 2, 1.6, s) }},
		{tails.FamilyGGD, func(s rand.Source) interface{ Rand() float64 } { return tails.NewGGD(1, 2, 0.7, s) }},
	} {
		law := c.draw(rng.Stream(1, "analyze", "test", "errors", string(c.family)))
		x, logs := make([]float64, n), make([]float64, n)
		var sum, square, variance [3]float64
		for range replicates {
			for i := range x {
				x[i] = law.Rand()
			}
			fitted, _, err := tails.FitFamily(c.family, x)
			if err != nil {
				t.Fatal(err)
			}
			f := newLawFit(c.family, fitted, x, logs)
			for k := range sum {
				sum[k] += f.Value[k]
				square[k] += f.Value[k] * f.Value[k]
				variance[k] += f.StdErr[k] * f.StdErr[k]
			}
		}
		for k, name := range ParameterNames(c.family) {
			m := sum[k] / replicates
			sd, se := math.Sqrt(square[k]/replicates-m*m), math.Sqrt(variance[k]/replicates)
			if !(math.Abs(sd/se-1) <= 0.16) {
				t.Errorf("%s %s: estimates spread by %.4f, standard error %.4f", c.family, name, sd, se)
			}
		}
	}
}

func TestLawFitAsJSON(t *testing.T) {
	f := LawFit{Family: tails.FamilyStudentT, Value: [3]float64{0, 1, math.Inf(1)}, StdErr: [3]float64{0.1, 0.2, math.NaN()}, LogLikelihood: -3, BIC: 9}
	b, err := json.Marshal(f)
	want := `{"family":"student_t","parameters":{"mu":0,"nu":null,"sigma":1},"std_err":{"mu":0.1,"nu":null,"sigma":0.2},"log_likelihood":-3,"bic":9}`
	if err != nil || string(b) != want {
		t.Errorf("%s, want %s (%v)", b, want, err)
	}
}

func TestNumberRoundTrip(t *testing.T) {
	for _, v := range []float64{0, -1.5, 1e300, math.Inf(1), math.NaN()} {
		b, err := json.Marshal(Number(v))
		if err != nil {
			t.Fatal(err)
		}
		var n Number
		if err := json.Unmarshal(b, &n); err != nil {
			t.Fatal(err)
		}
		finite := !math.IsInf(v, 0) && !math.IsNaN(v)
		if finite && float64(n) != v || !finite && (string(b) != "null" || !math.IsNaN(float64(n))) {
			t.Errorf("%v became %s and %v", v, b, n)
		}
	}
}

// A clear winner must be found where laws differ much, and none where they hardly do.
func TestClearly(t *testing.T) {
	for _, c := range []struct {
		truth string
		best  tails.Family
		clear bool
	}{
		{"Laplace", tails.FamilyLaplace, true}, {"stable 1.7", tails.FamilyStable, true}, {"uniform", tails.FamilyGGD, true},
		{"Gaussian", tails.FamilyGaussian, true}, // against Laplace, the one law that does not contain it
	} {
		r := analyzed(t, named(t, c.truth).File(5, 10000, 0, 1), Options{})
		if n := r.BestClear[c.best]; (n >= 4) != c.clear || r.Best[c.best] < 4 {
			t.Errorf("%s: %s best for %d and clearly for %d of 5", c.truth, c.best, r.Best[c.best], n)
		}
	}
	// A law is compared with a special case of its own by the likelihood ratio: 3.84 is the 5 % point of chi-squared. A law
	// that contains it does not count.
	fits := []LawFit{{Family: tails.FamilyLaplace, LogLikelihood: -10}, {Family: tails.FamilyGGD, LogLikelihood: -10 + 3.841/2}}
	logs := [][]float64{{-9, -1}, {-8, -2}}
	if p := clearly(tails.FamilyGGD, fits, logs); math.Abs(p-0.05) > 1e-3 {
		t.Errorf("generalised Gaussian against Laplace: p = %v, want 0.05", p)
	}
	if p := clearly(tails.FamilyLaplace, fits, logs); p != 0 {
		t.Errorf("Laplace against what contains it: p = %v, want 0: there is no other law", p)
	}
	// Two copies of one law are not told apart, and neither is clearly better than the other.
	l := make([]float64, 500)
	if p := vuong(l, l, 0); p != 1 {
		t.Errorf("equal laws: p = %v", p)
	}
}

func TestTextReport(t *testing.T) {
	r := analyzed(t, named(t, "Laplace").File(5, 1000, 0, 1), Options{BatchSize: 32})
	var b strings.Builder
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Heavy-tailed-not-stable: ", "minibatches of 32", "5 coordinates, 1000 draws each", "sum-stability", "What the verdict does not say"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, &b)
		}
	}
	for _, line := range strings.Split(b.String(), "\n") {
		if len([]rune(line)) > textWidth {
			t.Errorf("a line of %d characters: %s", len(line), line)
		}
	}
}
