package stable

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Quantiles q.75, q.90, q.95, q.99, q.999 of the standard law, twelve digits, from 60-digit arithmetic.
func TestQuantileValues(t *testing.T) {
	for alpha, want := range map[float64][5]float64{
		0.5:  {1.28383277519, 12.7413426616, 57.3040277306, 1559.72610373, 158836.640732},
		1.2:  {.981537200396, 2.47962752647, 4.36867543084, 16.1600664959, 108.940730852},
		1.5:  {.968933181714, 2.06146263814, 3.05194097324, 7.73644620649, 34.3208254473},
		1.8:  {.959756431402, 1.88029690826, 2.50488148079, 4.27679224988, 12.5880059845},
		1.9:  {.956803057547, 1.84304483473, 2.40427221861, 3.66906723761, 8.08394506911},
		1.95: {.955334802695, 1.82700976151, 2.36286993313, 3.45687638742, 5.83465426877},
	} {
		for i, p := range [5]float64{.75, .9, .95, .99, .999} {
			got := Symmetric{Alpha: alpha, Gamma: 1}.Quantile(p)
			if !(relErr(got, want[i]) < 5e-12) {
				t.Errorf("alpha %g: Quantile(%g) = %.13g, want %.13g", alpha, p, got, want[i])
			}
		}
	}
}

func TestQuantileRoundTrip(t *testing.T) {
	for _, a := range []float64{0.3, 0.45, 0.7, 0.98, 1, 1.25, 1.6, 1.8, 1.96, 1.99999, 2} {
		s := Symmetric{Alpha: a, Gamma: 2, Delta: 0} // delta 0: a location far larger than the quantile costs its digits
		for _, p := range []float64{1e-250, 1e-30, 1e-9, 1e-4, 0.01, 0.2, 0.39, 0.41, 0.49, 0.499999, 0.6, 0.9, 0.9999} {
			if p < 1e-100 && a < 1 {
				continue // beyond the largest float
			}
			x := s.Quantile(p)
			if e := relErr(s.CDF(x), p); !(e < 2e-12) {
				t.Errorf("alpha %g: CDF(Quantile(%g)) off by %.2g (x = %v)", a, p, e, x)
			}
		}
		if s.Quantile(0.5) != 0 || !math.IsInf(s.Quantile(0), -1) || !math.IsInf(s.Quantile(1), 1) || !math.IsNaN(s.Quantile(1.1)) || !math.IsNaN(s.Quantile(math.NaN())) {
			t.Errorf("alpha %g: special quantiles", a)
		}
	}
}

// Where a Gaussian core meets the power tail, Newton's method alone does not arrive.
func TestQuantileBetweenCoreAndTail(t *testing.T) {
	for _, a := range []float64{1.95, 1.97, 1.99, 1.999, 1.9999, 1.9999999} {
		s := Symmetric{Alpha: a, Gamma: 1}
		f, err := Freeze(a)
		if err != nil {
			t.Fatal(err)
		}
		for lq := math.Log(0.4); lq > -40; lq -= 0.003 {
			p := math.Exp(lq)
			if x := s.Quantile(p); !(relErr(s.CDF(x), p) < 2e-12) {
				t.Fatalf("alpha %v: Quantile(%g) = %v, where the CDF is %g", a, p, x, s.CDF(x))
			}
			if x := f.Quantile(p); !(relErr(f.CDF(x), p) < 2e-12) {
				t.Fatalf("alpha %v: frozen Quantile(%g) = %v, where the CDF is %g", a, p, x, f.CDF(x))
			}
		}
	}
}

func TestSymmetryAndMonotony(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 60 {
		a := MinAlpha + (2-MinAlpha)*r.Float64()
		s := Symmetric{Alpha: a, Gamma: 1}
		prev := 0.0
		for k := -200; k <= 200; k++ {
			x := math.Sinh(float64(k) / 10)
			c := s.CDF(x)
			if !(c >= prev) || s.Prob(x) != s.Prob(-x) || s.CDF(x) != s.Survival(-x) || !(s.Prob(x) > 0) {
				t.Fatalf("alpha %v x %v: CDF %v after %v, density %v and %v", a, x, c, prev, s.Prob(x), s.Prob(-x))
			}
			prev = c
		}
	}
}

// The evaluators are glued together at many seams; the law is smooth there.
func TestContinuity(t *testing.T) {
	value := func(a, x float64) [2]float64 {
		s := Symmetric{Alpha: a, Gamma: 1}
		return [2]float64{s.LogProb(x), s.LogSurvival(x)}
	}
	near := func(what string, u, v [2]float64, limit float64) {
		t.Helper()
		for i := range u {
			if !(math.Abs(u[i]-v[i]) <= limit) {
				t.Errorf("%s: log (pdf, sf)[%d] jumps by %.2g", what, i, u[i]-v[i])
			}
		}
	}
	for _, x := range []float64{1e-9, 0.003, 0.7, 4, 60, 1e4, 1e8} {
		for _, s := range segments[1:] {
			near("segment edge", value(math.Nextafter(s.lo, 0), x), value(s.lo, x), 2e-12)
		}
		near("alpha = 1 from below", value(1-1e-14, x), value(1, x), 2e-12)
		near("alpha = 1 from above", value(1+1e-14, x), value(1, x), 2e-12)
		for _, e := range []float64{nearOne, -nearOne} {
			lo, ls := NewDirect(1 + e*(1-1e-12)).Eval(x)
			hi, hs := NewDirect(1 + e*(1+1e-12)).Eval(x)
			near("bridge of the direct evaluator", [2]float64{lo, ls}, [2]float64{hi, hs}, 2e-12)
		}
	}
	for _, a := range []float64{0.3, 0.6, 0.95, 1.05, 1.5, 1.9, 1.999} {
		for _, x := range []float64{directHi, directLo} {
			near("series", value(a, math.Nextafter(x, 0)), value(a, math.Nextafter(x, 1e9)), 2e-12)
		}
		t0 := segmentOf(a).get()
		for cell := 1; cell < t0.n; cell++ {
			lo, _ := t0.span(cell)
			z := math.Sqrt(lo - t0.c0)
			near("cell edge", value(a, z*(1-1e-15)), value(a, z*(1+1e-15)), 2e-12)
		}
	}
	// alpha -> 2: the law tends to the Gaussian within O(2-alpha) where the Gaussian rules, and to its own series where the tail does.
	for _, e := range []float64{1e-3, 1e-4, 1e-6, 1e-8, 1e-12} {
		a := 2 - e
		for _, x := range []float64{0, 0.5, 2, 4} {
			near("alpha -> 2, centre", value(a, x), value(2, x), 40*e) // |d log S/d alpha| is 19 at x = 4
		}
		d := NewDirect(a)
		for _, x := range []float64{0.1, 3, 6, 9, 12, 15, 40, 1e3} {
			lf, ls := d.Eval(x)
			near("alpha -> 2, direct", value(a, x), [2]float64{lf, ls}, 2e-12)
		}
	}
}

func TestInvalidAndInfinite(t *testing.T) {
	for _, s := range []Symmetric{{Alpha: 0.1, Gamma: 1}, {Alpha: 2.1, Gamma: 1}, {Alpha: 1.5}, {Alpha: 1.5, Gamma: -1},
		{Alpha: math.NaN(), Gamma: 1}, {Alpha: 1.5, Gamma: math.Inf(1)}, {Alpha: 1.5, Gamma: 1, Delta: math.NaN()}} {
		for i, v := range []float64{s.LogProb(1), s.Prob(1), s.CDF(1), s.Survival(1), s.LogSurvival(1), s.Quantile(0.3), s.Rand()} {
			if !math.IsNaN(v) {
				t.Errorf("%+v: method %d gives %v, want NaN", s, i, v)
			}
		}
		if s.Validate() == nil {
			t.Errorf("%+v is said to be valid", s)
		}
	}
	for _, a := range []float64{0.5, 1, 1.5, 2} {
		s := Symmetric{Alpha: a, Gamma: 1}
		inf := math.Inf(1)
		if s.Prob(inf) != 0 || s.Prob(-inf) != 0 || s.CDF(inf) != 1 || s.CDF(-inf) != 0 || s.Survival(inf) != 0 || s.Survival(-inf) != 1 || !math.IsInf(s.LogSurvival(inf), -1) {
			t.Errorf("alpha %g: wrong at infinity", a)
		}
		if !math.IsNaN(s.CDF(math.NaN())) || !math.IsNaN(s.LogProb(math.NaN())) {
			t.Errorf("alpha %g: NaN is not passed on", a)
		}
		if lp := s.LogProb(1e300); a < 2 && (math.IsInf(lp, 0) || math.IsNaN(lp)) {
			t.Errorf("alpha %g: LogProb(1e300) = %v", a, lp)
		}
	}
}
