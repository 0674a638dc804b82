package stable

import (
	"errors"
	"math"
	"slices"
	"testing"
)

// grouped counts x in the bins of edges.
func grouped(x, edges []float64) []float64 {
	counts := make([]float64, len(edges)-1)
	for _, v := range x {
		counts[max(0, sortSearch(edges, v)-1)]++
	}
	return counts
}

// sortSearch returns the number of edges below v.
func sortSearch(edges []float64, v float64) int {
	i, _ := slices.BinarySearch(edges, v)
	return i
}

func evenEdges(lo, hi float64, n int) []float64 {
	e := []float64{math.Inf(-1)}
	for k := range n + 1 {
		e = append(e, lo+(hi-lo)*float64(k)/float64(n))
	}
	return append(e, math.Inf(1))
}

func TestFitBinnedFineBinsEqualTheSample(t *testing.T) {
	for _, a := range []float64{0.8, 1, 1.5, 1.9, 2} {
		x := draws(Symmetric{Alpha: a, Gamma: 2, Delta: 3}, 2000, 5)
		want, err := FitSymmetric(x, nil)
		if err != nil {
			t.Fatal(err)
		}
		edges := []float64{math.Inf(-1)}
		for u := -30.0; u <= 30; u += 0.002 {
			edges = append(edges, 3+math.Sinh(u/2))
		}
		edges = append(edges, math.Inf(1))
		got, err := FitBinned(edges, grouped(x, edges), nil)
		if err != nil {
			t.Fatal(err)
		}
		if !(math.Abs(got.Law.Alpha-want.Law.Alpha) < 1e-4) || !(math.Abs(got.Law.Gamma-want.Law.Gamma) < 2e-4) || !(math.Abs(got.Law.Delta-want.Law.Delta) < 2e-4) || got.N != 2000 || got.Status != want.Status {
			t.Errorf("alpha %v: binned %+v, sample %+v", a, got.Law, want.Law)
		}
		if !math.IsNaN(want.StdErr[0]) && !(math.Abs(got.StdErr[0]/want.StdErr[0]-1) < 0.1) {
			t.Errorf("alpha %v: standard error %v, of the sample %v", a, got.StdErr, want.StdErr)
		}
	}
}

// Twenty bins of a histogram, heavy tails cut off into the outer bins: estimates scatter as the standard errors say. The
// mean of 200 standardised errors lies within 4/sqrt(200) (false alarm 6e-5 each), their mean square within
// 1 +- 4 sqrt(2/200) (about 1e-4).
func TestFitBinnedErrors(t *testing.T) {
	law := Symmetric{Alpha: 1.5, Gamma: 1, Delta: 0.3}
	edges := evenEdges(-5, 5, 20)
	const reps = 200
	var mean, square [3]float64
	for r := range reps {
		f, err := FitBinned(edges, grouped(draws(law, 2000, uint64(r)), edges), nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range [3]float64{(f.Law.Alpha - 1.5) / f.StdErr[0], math.Log(f.Law.Gamma) / f.StdErr[1], (f.Law.Delta - 0.3) / f.StdErr[2]} {
			mean[i] += v / reps
			square[i] += v * v / reps
		}
	}
	for i := range mean {
		if !(math.Abs(mean[i]) < 4/math.Sqrt(reps)) || !(math.Abs(square[i]-1) < 4*math.Sqrt(2./reps)) {
			t.Errorf("parameter %d: standardised errors have mean %.3f and mean square %.3f", i, mean[i], square[i])
		}
	}
}

func TestFitBinnedGradient(t *testing.T) {
	x := draws(Symmetric{Alpha: 1.4, Gamma: 1}, 3000, 7)
	edges := evenEdges(-6, 7, 40)
	edges = slices.Insert(edges, 1, -3e7, -2e6, -40)
	for _, a := range []float64{0.5, 1, 1.3, 1.7, 1.97} {
		b, err := newBinned(edges, grouped(x, edges), &FitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		p := params{a, 0.2, -0.1}
		s := b.sums(p, new(cumulative))
		for i := range 3 {
			const h = 1e-5
			hi, lo := p, p
			hi[i], lo[i] = p[i]+h, p[i]-h
			if i == 2 { // delta is in units of gamma in the gradient
				hi[i], lo[i] = p[i]+h*math.Exp(p[1]), p[i]-h*math.Exp(p[1])
			}
			num := (b.sums(hi, new(cumulative)).l - b.sums(lo, new(cumulative)).l) / (2 * h)
			if !(math.Abs(num-s.g[i]) < 1e-5*max(1, math.Abs(num))) {
				t.Errorf("alpha %v: gradient %d is %v, differences give %v", a, i, s.g[i], num)
			}
		}
	}
}

func TestFitBinnedOptionsAndUnits(t *testing.T) {
	x := draws(Symmetric{Alpha: 1.5, Gamma: 1}, 3000, 9)
	edges := evenEdges(-6, 6, 30)
	counts := grouped(x, edges)
	f, err := FitBinned(edges, counts, nil)
	if err != nil {
		t.Fatal(err)
	}
	moved := make([]float64, len(edges))
	for i, e := range edges {
		moved[i] = 1e-6*e + 5e-6
	}
	g, err := FitBinned(moved, counts, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !(math.Abs(g.Law.Alpha-f.Law.Alpha) < 1e-8) || !(math.Abs(g.Law.Gamma/f.Law.Gamma*1e6-1) < 1e-8) || !(math.Abs(g.LogLikelihood-f.LogLikelihood) < 1e-6) {
		t.Errorf("in other units %+v, %+v", g, f)
	}
	fixed, err := FitBinned(edges, counts, &FitOptions{FixedAlpha: f.Law.Alpha})
	if err != nil || !(math.Abs(fixed.Law.Gamma-f.Law.Gamma) < 1e-7) || !math.IsNaN(fixed.StdErr[0]) {
		t.Errorf("fixed at the maximum: %+v, %v", fixed, err)
	}
	inf := math.Inf(1)
	for what, c := range map[string]struct {
		edges, counts []float64
		o             *FitOptions
		want          error
	}{
		"finite edges":   {[]float64{0, 1, 2}, []float64{100, 100}, nil, ErrOption},
		"not increasing": {[]float64{-inf, 1, 1, inf}, []float64{100, 100, 3}, nil, ErrOption},
		"negative count": {[]float64{-inf, 1, 2, inf}, []float64{100, -1, 3}, nil, ErrOption},
		"lengths":        {[]float64{-inf, 1, inf}, []float64{100, 1, 3}, nil, ErrOption},
		"no counts":      {[]float64{-inf}, nil, nil, ErrOption},
		"NaN edge":       {[]float64{-inf, math.NaN(), inf}, []float64{100, 3}, nil, ErrOption},
		"few":            {edges, make([]float64, len(counts)), nil, ErrTooFew},
		"few bins":       {[]float64{-inf, 1, 2, inf}, []float64{100, 100, 100}, nil, ErrTooFew},
		"weights":        {edges, counts, &FitOptions{Weights: counts}, ErrOption},
		"fixed alpha":    {edges, counts, &FitOptions{FixedAlpha: 9}, ErrOption},
	} {
		if _, err := FitBinned(c.edges, c.counts, c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
