package figure

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// The smallest of n uniform draws has distribution function 1-(1-x)^n, the largest x^n.
func TestOrderInterval(t *testing.T) {
	const n = 50
	lo, hi := orderInterval(1, n)
	if math.Abs(1-math.Pow(1-lo, n)-0.025) > 1e-12 || math.Abs(1-math.Pow(1-hi, n)-0.975) > 1e-12 {
		t.Errorf("smallest of %d: [%v, %v]", n, lo, hi)
	}
	lo, hi = orderInterval(n, n)
	if math.Abs(math.Pow(lo, n)-0.025) > 1e-12 || math.Abs(math.Pow(hi, n)-0.975) > 1e-12 {
		t.Errorf("largest of %d: [%v, %v]", n, lo, hi)
	}
}

func TestSurvivalPoints(t *testing.T) {
	abs := []float64{0, 1, 1, 2, 3, 3, 3, 10}
	e := survivalOf(abs, 100, 10)
	want := map[float64]float64{1: 7. / 8, 2: 5. / 8, 3: 4. / 8, 10: 1. / 8}
	if len(e.x) != len(want) {
		t.Fatalf("points at %v; 0 cannot be drawn on a log axis and ties are one point", e.x)
	}
	for i, x := range e.x {
		if e.p[i] != want[x] || !(e.lo[i] < e.p[i] && e.p[i] < e.hi[i]) {
			t.Errorf("at %v: %v in [%v, %v], want %v", x, e.p[i], e.lo[i], e.hi[i], want[x])
		}
	}
}

// Thinned points lie exactly on the full empirical function and never thin the outermost ranks.
func TestThinningKeepsTheTail(t *testing.T) {
	law := distuv.Pareto{Xm: 1, Alpha: 1.5, Src: rng.Stream(3, "thinning")}
	x := make([]float64, 5000)
	for i := range x {
		x[i] = law.Rand()
	}
	abs, err := absSorted("test", x)
	if err != nil {
		t.Fatal(err)
	}
	e := survivalOf(abs, 6, 11)
	if len(e.x) > 60 {
		t.Errorf("%d points are drawn", len(e.x))
	}
	for k := 1; k <= 6; k++ {
		i := len(e.x) - k
		if e.x[i] != abs[len(abs)-k] || e.p[i] != float64(k)/5000 {
			t.Errorf("rank %d from the top is (%v, %v)", k, e.x[i], e.p[i])
		}
	}
}

// All laws drawn as quantile lines must meet the normal line when they are normal, and ranks must be symmetric.
func TestQQOfNormalIsStraight(t *testing.T) {
	law := distuv.Normal{Mu: 0.3, Sigma: 2, Src: rng.Stream(4, "qq")}
	x := make([]float64, 301)
	for i := range x {
		x[i] = law.Rand()
	}
	p, err := QQ(QQSpec{Draws: x, Laws: []NamedLaw{{Family: "gaussian", Law: law}}, Envelope: "gaussian"})
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for _, r := range p.Rows() {
		switch r.Mark {
		case "line":
			lines++
			if math.Abs(r.Y-(0.3+2*r.X)) > 1e-9 {
				t.Errorf("line at %v is %v", r.X, r.Y)
			}
		case "band":
			if y := 0.3 + 2*r.X; !(r.YLo < y && y < r.YHi) {
				t.Errorf("envelope at %v is [%v, %v], the law's quantile %v", r.X, r.YLo, r.YHi, y)
			}
		}
	}
	ranks := qqRanks(301)
	if lines != len(ranks) {
		t.Errorf("%d line points for %d ranks", lines, len(ranks))
	}
	for i, r := range ranks {
		if r+ranks[len(ranks)-1-i] != 302 || (i > 0 && r <= ranks[i-1]) {
			t.Fatalf("ranks %v are not symmetric and increasing", ranks)
		}
	}
}

// The bars hold exactly the draws inside the axis: area + outside/n = 1.
func TestHistogramArea(t *testing.T) {
	law := distuv.Laplace{Scale: 1, Src: rng.Stream(5, "histogram")}
	x := make([]float64, 1500)
	for i := range x {
		x[i] = law.Rand()
	}
	p, outside, err := Histogram(HistogramSpec{Draws: x, Laws: []NamedLaw{{Family: "laplace", Law: law}}, Range: 3})
	if err != nil {
		t.Fatal(err)
	}
	area, beyond := 0.0, 0
	for _, r := range p.Rows() {
		if r.Mark == "bar" {
			area += r.Y * (r.XHi - r.XLo)
		}
	}
	for _, v := range x {
		if math.Abs(v) > 3 {
			beyond++
		}
	}
	if beyond != outside || math.Abs(area+float64(outside)/1500-1) > 1e-12 {
		t.Errorf("area %v, outside %d, counted %d", area, outside, beyond)
	}
}

func TestBadDraws(t *testing.T) {
	good := make([]float64, 20)
	for i := range good {
		good[i] = float64(i) - 9.5
	}
	bad := append([]float64{math.NaN()}, good...)
	inf := append([]float64{math.Inf(1)}, good...)
	laws := []NamedLaw{{Family: "gaussian", Law: distuv.UnitNormal}}
	for name, c := range map[string]struct {
		draws []float64
		laws  []NamedLaw
		want  string
	}{
		"NaN":         {bad, laws, "NaN"},
		"infinity":    {inf, laws, "infinity"},
		"few":         {good[:5], laws, "at least 10"},
		"dead":        {make([]float64, 20), laws, " 0"},
		"unknown law": {good, []NamedLaw{{Family: "cauchy", Law: distuv.UnitNormal}}, "registry"},
	} {
		_, err := Survival(SurvivalSpec{Draws: c.draws, Laws: c.laws})
		_, _, err2 := Histogram(HistogramSpec{Draws: c.draws, Laws: c.laws})
		for _, e := range []error{err, err2} {
			if e == nil || !strings.Contains(e.Error(), c.want) {
				t.Errorf("%s: error %v, want one with %q", name, e, c.want)
			}
		}
	}
	_, err := Survival(SurvivalSpec{Draws: good, Laws: []NamedLaw{{Family: "gaussian", Law: distuv.Normal{Sigma: math.NaN()}}}})
	if err == nil || !strings.Contains(err.Error(), "NaN") {
		t.Errorf("a law that gives NaN: %v", err)
	}
}

func TestScaledLaw(t *testing.T) {
	l := distuv.StudentsT{Mu: 0.4, Sigma: 2, Nu: 3}
	k := Scaled(l, 5)
	want := distuv.StudentsT{Mu: 0.08, Sigma: 0.4, Nu: 3}
	for _, x := range []float64{-3, -0.2, 0, 0.08, 1, 40} {
		for _, p := range [][2]float64{{k.Prob(x), want.Prob(x)}, {k.CDF(x), want.CDF(x)}, {k.Survival(x), want.Survival(x)}} {
			if math.Abs(p[0]-p[1]) > 1e-12*p[1] {
				t.Errorf("at %v: %v, want %v", x, p[0], p[1])
			}
		}
	}
	if q := k.Quantile(0.9); math.Abs(want.CDF(q)-0.9) > 1e-9 {
		t.Errorf("quantile %v", q)
	}
}
