package stable

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"
)

// Acceptance of the symmetric laws. A6 and A7, tests of fit and estimators, are in package tails; A8, speed, is
// scripts/bench.sh.

// A1: |delta log f| <= 1e-12 on the reference file and at 1e4 random points of [0.5, 2) x [-1e8, 1e8] against the direct
// evaluator, for single values and frozen ones. (Relative to |log f| where that is above 1.)
func TestA1LogDensity(t *testing.T) {
	var worst [2]float64
	check := func(alpha, x, want float64, f *Frozen) {
		for i, got := range [2]float64{Symmetric{Alpha: alpha, Gamma: 1}.LogProb(x), f.LogProb(x)} {
			e := math.Abs(got-want) / max(1, math.Abs(want))
			worst[i] = max(worst[i], e)
			if !(e <= 1e-12) {
				t.Errorf("alpha %v x %v: log f (single, frozen: %d) off by %.2g", alpha, x, i, e)
			}
		}
	}
	freeze := func(alpha float64) *Frozen {
		f, err := Freeze(alpha)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for _, r := range reference(t) {
		check(r.alpha, r.x, math.Log(r.pdf), freeze(r.alpha))
	}
	r := rand.New(rand.NewPCG(21, 22))
	for range 200 {
		alpha := 0.5 + 1.5*r.Float64()
		f, d := freeze(alpha), NewDirect(alpha)
		for i := range 50 {
			x := math.Exp(-10 + 28.4*r.Float64())
			if i%2 == 0 {
				x = 10 * r.Float64()
			}
			lf, _ := d.Eval(x)
			check(alpha, -x, lf, f)
		}
	}
	t.Logf("worst: single %.2g, frozen %.2g", worst[0], worst[1])
}

// A1: continuous across cell edges, segment edges, alpha = 1, alpha -> 2 and x = 1e6.
func TestA1Seams(t *testing.T) {
	near := func(what string, a, b, slope float64) {
		t.Helper()
		if !(math.Abs(a-b) <= 1e-12*max(1, math.Abs(a))+slope) {
			t.Errorf("%s: %v and %v differ by %.2g", what, a, b, a-b)
		}
	}
	for _, alpha := range []float64{0.31, 0.7, 1, 1.3, 1.74, 1.9, 1.951, 1.99999} {
		s := Symmetric{Alpha: alpha, Gamma: 1}
		f, err := Freeze(alpha)
		if err != nil {
			t.Fatal(err)
		}
		f.LogProb(0)
		table := segmentOf(alpha).get()
		for cell := range table.n {
			lo, _ := table.span(cell)
			if z := math.Sqrt(lo - table.c0); z > 0 {
				near("cell edge", s.LogProb(z*(1-1e-15)), s.LogProb(z*(1+1e-15)), 1e-14*(1+alpha))
			}
		}
		for _, c := range f.pdf.cells[1:] { // the cells between two centres share an edge
			z := c[0] - f.offset
			near("frozen cell", f.LogProb(z), s.LogProb(z), 0)
		}
		for _, edge := range []float64{1e6, meshTop - f.offset} {
			near("series", f.LogProb(edge*(1-1e-15)), f.LogProb(edge*(1+1e-15)), 1e-14*(1+alpha))
			near("series", s.LogProb(edge*(1-1e-15)), s.LogProb(edge*(1+1e-15)), 1e-14*(1+alpha))
		}
	}
	for _, x := range []float64{0, 0.1, 1, 3, 8, 40, 1e3, 1e5, 1e7} {
		edges := []float64{1}
		for _, s := range segments[1:] {
			edges = append(edges, s.lo)
		}
		for _, a := range edges {
			const e = 1e-15 // log f changes by less than 200 e here
			near("alpha", Symmetric{Alpha: a - e, Gamma: 1}.LogProb(x), Symmetric{Alpha: a + e, Gamma: 1}.LogProb(x), 1e-12)
		}
		for _, e := range []float64{1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8} {
			lf, ls := NewDirect(2 - e).Eval(x)
			s := Symmetric{Alpha: 2 - e, Gamma: 1}
			near("alpha to 2", s.LogProb(x), lf, 0)
			near("alpha to 2", s.LogSurvival(x), ls, 0)
		}
	}
}

// A2: P(X > x) to 1e-12 relative in both tails, and quantiles that return to their probability within 1e-12.
func TestA2SurvivalAndQuantile(t *testing.T) {
	for _, r := range reference(t) {
		f, err := Freeze(r.alpha)
		if err != nil {
			t.Fatal(err)
		}
		s := Symmetric{Alpha: r.alpha, Gamma: 1}
		for i, got := range [4]float64{s.Survival(r.x), s.CDF(-r.x), f.Survival(r.x), f.CDF(-r.x)} {
			if e := relErr(got, r.sf); !(e <= 1e-12) {
				t.Errorf("alpha %v x %v: tail %d off by %.2g", r.alpha, r.x, i, e)
			}
		}
	}
	r := rand.New(rand.NewPCG(23, 24))
	for range 100 {
		alpha := MinAlpha + (2-MinAlpha)*r.Float64()
		f, err := Freeze(alpha)
		if err != nil {
			t.Fatal(err)
		}
		for range 50 {
			q := math.Exp(-60*r.Float64()) / 2
			if e := relErr(Symmetric{Alpha: alpha, Gamma: 1}.CDF(Symmetric{Alpha: alpha, Gamma: 1}.Quantile(q)), q); !(e <= 1e-12) {
				t.Errorf("alpha %v: probability %g comes back off by %.2g", alpha, q, e)
			}
			if e := relErr(f.CDF(f.Quantile(q)), q); !(e <= 1e-12) {
				t.Errorf("alpha %v: frozen, probability %g comes back off by %.2g", alpha, q, e)
			}
		}
	}
}

// A3: the score to 1e-9 against the references.
func TestA3Score(t *testing.T) {
	for _, r := range reference(t) {
		d := Symmetric{Alpha: r.alpha, Gamma: 1}.Derivatives(r.x)
		if e := math.Abs(d.Score[0]-r.dAlpha) / max(1, math.Abs(r.dAlpha)); !(e <= 1e-9) {
			t.Errorf("alpha %v x %v: score in alpha off by %.2g", r.alpha, r.x, e)
		}
		if e := relErr(-d.Score[2], r.dX); !(e <= 1e-9) {
			t.Errorf("alpha %v x %v: score in delta off by %.2g", r.alpha, r.x, e)
		}
	}
}

// A4: 2000 fits of n = 1e4 for each alpha: mean within 3 standard errors of the mean, spread within 10 % of the
// information's, score at the maximum below 1e-6 n. The mean of alpha has a false-alarm probability of 0.27 % for each
// alpha; bias of order 1/n is 1e-4, a third of a standard error of the mean. The spread's own error is 1.6 %.
func TestA4Fits(t *testing.T) {
	reps := 2000
	if testing.Short() {
		reps = 200
	}
	const n, block = 10000, 100
	for _, alpha := range []float64{1.2, 1.5, 1.8, 1.95} {
		s, err := NewSampler(alpha)
		if err != nil {
			t.Fatal(err)
		}
		x, dst := make([]float64, n*block), make([]MatrixFit, block)
		var sum, square float64
		for r := 0; r < reps; r += block {
			s.Fill(x, rand.NewPCG(uint64(r), 4))
			if err := FitMatrix(t.Context(), dst, x, n, block, nil); err != nil {
				t.Fatal(err)
			}
			for _, m := range dst {
				if m.Err != nil {
					t.Fatal(m.Err)
				}
				sum += m.Fit.Law.Alpha - alpha
				square += (m.Fit.Law.Alpha - alpha) * (m.Fit.Law.Alpha - alpha)
			}
			if r == 0 {
				atMaximum(t, dst[0].Fit, x, block)
			}
		}
		mean := sum / float64(reps)
		sd, want := math.Sqrt(square/float64(reps)-mean*mean), Fisher(alpha).AlphaSD()/math.Sqrt(n)
		t.Logf("alpha %v: mean off by %.2g standard errors, sqrt(n) sd %.4f, information %.4f", alpha, mean/(want/math.Sqrt(float64(reps))), sd*math.Sqrt(n), want*math.Sqrt(n))
		if !(math.Abs(mean) < 3*want/math.Sqrt(float64(reps))) {
			t.Errorf("alpha %v: mean of %d fits off by %.3g", alpha, reps, mean)
		}
		if !(math.Abs(sd/want-1) < 0.1) {
			t.Errorf("alpha %v: spread %.4g, information %.4g", alpha, sd, want)
		}
	}
}

// atMaximum checks the score of the fit to the first of the coordinates of x.
func atMaximum(t *testing.T, f Fit, x []float64, coordinates int) {
	t.Helper()
	var score [3]float64
	p := params{f.Law.Alpha, math.Log(f.Law.Gamma), f.Law.Delta}
	d := sample{total: float64(len(x) / coordinates)}
	for i := 0; i < len(x); i += coordinates {
		d.y = append(d.y, x[i])
	}
	score = d.sums(p, new(frozen)).g
	for i, g := range score {
		if !(math.Abs(g) < 1e-6*d.total) {
			t.Errorf("score %d at the maximum is %g for %v draws", i, g, d.total)
		}
	}
}

// A5: both samplers against the survival function and the characteristic function. sqrt(n) D exceeds 2.2 with
// probability 1.2e-4; each part of the empirical characteristic function exceeds 5/sqrt(2n) with probability below 6e-7.
func TestA5Draws(t *testing.T) {
	const n = 200000
	x := make([]float64, n)
	for _, alpha := range []float64{0.4, 1, 1.2, 1.5, 1.8, 1.95, 1.9999, 2} {
		s, err := NewSampler(alpha)
		if err != nil {
			t.Fatal(err)
		}
		s.Fill(x, rand.NewPCG(25, 26))
		for _, u := range []float64{0.2, 1, 2.5} {
			var phi complex128
			for _, v := range x {
				phi += cmplx.Exp(complex(0, u*v)) / n
			}
			phi -= complex(math.Exp(-math.Pow(u, alpha)), 0)
			if limit := 5 / math.Sqrt(2*n); !(math.Abs(real(phi)) < limit) || !(math.Abs(imag(phi)) < limit) {
				t.Errorf("alpha %v, t = %g: characteristic function off by %.3g", alpha, u, phi)
			}
		}
		f, err := Freeze(alpha)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(x)
		d := 0.0
		for i, p := range f.CDFs(nil, x) {
			d = max(d, p-float64(i)/n, float64(i+1)/n-p)
		}
		if !(d*math.Sqrt(n) < 2.2) {
			t.Errorf("alpha %v: sqrt(n) D = %.3g", alpha, d*math.Sqrt(n))
		}
	}
}
