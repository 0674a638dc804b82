package stable

import (
	"errors"
	"math"
	"testing"
)

// S1 densities to twenty digits and Levy's law in closed form.
func TestSkewedClosedForms(t *testing.T) {
	for _, c := range [][4]float64{
		{1.5, .5, -3, .036881391830425063707}, {1.5, .5, 1, .14151357067986657388}, {1.2, -.7, 2, .26939240243260729719},
		{.7, .3, 1, .21873885170343753091}, {1.8, 1, 3, .030441522771385361678},
	} {
		if e := relErr(Skewed{Alpha: c[0], Beta: c[1], Gamma: 1, Param: S1}.Prob(c[2]), c[3]); !(e < 1e-12) {
			t.Errorf("alpha %v beta %v x %v: off by %.2g", c[0], c[1], c[2], e)
		}
	}
	levy := Skewed{Alpha: 0.5, Beta: 1, Gamma: 2, Delta: 1, Param: S1}
	for _, x := range []float64{1.01, 1.5, 4, 1e3, 1e12} {
		y := (x - 1) / 2
		f, c := math.Pow(2*math.Pi, -0.5)*math.Pow(y, -1.5)*math.Exp(-1/(2*y))/2, math.Erfc(1/math.Sqrt(2*y))
		v, err := levy.Eval(x)
		if err != nil || !(relErr(v.Prob(), f) < 1e-12) || !(relErr(v.CDF(), c) < 1e-12) || !(relErr(v.Survival(), math.Erf(1/math.Sqrt(2*y))) < 1e-12) {
			t.Errorf("Levy at %v: %+v, %v; want f %v F %v", x, v, err, f, c)
		}
	}
	if v, err := levy.Eval(0.5); err != nil || v.Prob() != 0 || v.CDF() != 0 || v.Survival() != 1 {
		t.Errorf("before the start of the support: %+v, %v", v, err)
	}
	if v := levy.CDF(1); v != 0 {
		t.Errorf("at the start of the support F = %v", v)
	}
}

// Defining properties at points of every branch: the reflection f(x; beta) = f(-x; -beta), F + P(X > x) = 1, conversion
// between parametrisations, f the derivative of F, and the law without skewness.
func TestSkewedProperties(t *testing.T) {
	for _, p := range skewedPoints {
		law := Skewed{Alpha: p[0], Beta: p[1], Gamma: 1.7, Delta: 0.4}
		mirror := Skewed{Alpha: p[0], Beta: -p[1], Gamma: 1.7, Delta: -0.4}
		for _, x := range []float64{-1e6, -40, -3, -0.7, 0.4, 0.41, 2, 9, 300, 1e9} {
			v, err := law.Eval(x)
			w, err2 := mirror.Eval(-x)
			if err != nil || err2 != nil {
				t.Fatalf("%+v at %v: %v, %v", law, x, err, err2)
			}
			if w = w.flip(); math.Abs(v.Prob()-w.Prob()) > 1e-11*v.Prob() || math.Abs(v.CDF()-w.CDF()) > 1e-11*v.CDF() || math.Abs(v.Survival()-w.Survival()) > 1e-11*v.Survival() {
				t.Errorf("alpha %v beta %v x %v: %+v, mirrored %+v", p[0], p[1], x, v, w)
			}
			if !(math.Abs(v.CDF()+v.Survival()-1) < 1e-11) {
				t.Errorf("alpha %v beta %v x %v: F + S = 1 %+g", p[0], p[1], x, v.CDF()+v.Survival()-1)
			}
			if math.Abs(p[0]-1) > 1e-3 || p[0] == 1 {
				s1 := law.In(S1)
				if back := s1.In(S0); !(math.Abs(back.Delta-law.Delta) < 1e-12*(1+math.Abs(s1.Delta))) {
					t.Errorf("conversion to S1 and back moves delta from %v to %v", law.Delta, back.Delta)
				}
				if u, err := s1.Eval(x); err != nil || !(math.Abs(u.Prob()-v.Prob()) <= 1e-8*v.Prob()) {
					t.Errorf("alpha %v beta %v x %v: in S1 %+v, %v, in S0 %+v", p[0], p[1], x, u, err, v)
				}
			}
		}
		h := 1e-4
		if num := (law.CDF(1+h) - law.CDF(1-h)) / (2 * h); !(math.Abs(num-law.Prob(1)) < 1e-6) {
			t.Errorf("alpha %v beta %v: dF/dx is %v, f %v", p[0], p[1], num, law.Prob(1))
		}
		if p[0] < MinAlpha {
			continue
		}
		sym, plain := Symmetric{Alpha: p[0], Gamma: 1}, Skewed{Alpha: p[0], Beta: 1e-14, Gamma: 1}
		for _, x := range []float64{-20, -1, 0.3, 5} {
			if !(relErr(plain.Prob(x), sym.Prob(x)) < 1e-11) || !(relErr(plain.CDF(x), sym.CDF(x)) < 1e-11) {
				t.Errorf("alpha %v x %v: without skewness f = %v, symmetric %v", p[0], x, plain.Prob(x), sym.Prob(x))
			}
		}
	}
}

// Continuous in alpha where the method changes: at 1, at 1 +- 0.99e-3, in beta and x at the edge of the bridge.
func TestSkewedSeams(t *testing.T) {
	near := func(what string, a, b Skewed, x, z float64) {
		t.Helper()
		v, err := a.Eval(x)
		w, err2 := b.Eval(z)
		if err != nil || err2 != nil || !(math.Abs(v.LogProb-w.LogProb) < 1e-10) || !(math.Abs(v.LogCDF-w.LogCDF) < 1e-10) || !(math.Abs(v.LogSurvival-w.LogSurvival) < 1e-10) {
			t.Errorf("%s: %+v and %+v, %v, %v", what, v, w, err, err2)
		}
	}
	for _, beta := range []float64{-1, -0.5, 0.02, 0.8} {
		for _, x := range []float64{-3, 0.1, 1, 20, 90} {
			if beta == -1 && x > 3 {
				continue // the light tail
			}
			at := func(alpha float64) Skewed { return Skewed{Alpha: alpha, Beta: beta, Gamma: 1} }
			near("alpha = 1 from below", at(1), at(1-1e-13), x, x)
			near("alpha = 1 from above", at(1), at(1+1e-13), x, x)
			for _, seam := range []float64{1 - skewedNear, 1 + skewedNear} {
				near("edge of alpha = 1", at(seam-1e-14), at(seam+1e-14), x, x)
			}
		}
		edge := skewedNearReach * math.Abs(beta)
		if beta > 0 {
			for _, alpha := range []float64{1 - 1e-5, 1, 1 + 3e-4} {
				law := Skewed{Alpha: alpha, Beta: beta, Gamma: 1}
				near("edge in x", law, law, edge*(1-1e-14), edge*(1+1e-14))
			}
		}
	}
	for _, alpha := range []float64{1 - 1e-5, 1, 1 + 3e-4} {
		near("edge in beta", Skewed{Alpha: alpha, Beta: skewedNearBeta * (1 - 1e-14), Gamma: 1}, Skewed{Alpha: alpha, Beta: skewedNearBeta, Gamma: 1}, 0.5, 0.5)
	}
	near("far series", Skewed{Alpha: 0.3, Beta: 0.5, Gamma: 1}, Skewed{Alpha: 0.3, Beta: 0.5, Gamma: 1}, skewedFar*(1-1e-14), skewedFar*(1+1e-14))
}

func TestSkewedOutside(t *testing.T) {
	for _, s := range []Skewed{{Alpha: 0.05, Gamma: 1}, {Alpha: 2.1, Gamma: 1}, {Alpha: 1, Beta: 1.1, Gamma: 1}, {Alpha: 1, Gamma: 0}, {Alpha: 1, Gamma: 1, Delta: math.Inf(1)}, {Alpha: 1, Gamma: 1, Param: 7}, {Alpha: math.NaN(), Gamma: 1}} {
		if _, err := s.Eval(1); !errors.Is(err, ErrParameter) {
			t.Errorf("%+v: %v", s, err)
		}
		if !math.IsNaN(s.Prob(1)) || !math.IsNaN(s.Quantile(0.5)) || !math.IsNaN(s.Rand()) || !math.IsNaN(s.Mean()) {
			t.Errorf("%+v gives numbers", s)
		}
	}
	law := Skewed{Alpha: 1.5, Beta: 0.5, Gamma: 1}
	if _, err := law.Eval(math.NaN()); !errors.Is(err, ErrParameter) {
		t.Errorf("at NaN: %v", err)
	}
	if v, err := law.Eval(math.Inf(1)); err != nil || v.CDF() != 1 || v.Survival() != 0 || v.Prob() != 0 {
		t.Errorf("at infinity %+v, %v", v, err)
	}
	if m := (Skewed{Alpha: 1.5, Beta: 0.5, Gamma: 2, Delta: 3, Param: S1}).Mean(); m != 3 {
		t.Errorf("mean %v, want delta of S1", m)
	}
}

// FuzzSkewed: on the whole domain no value is NaN, no probability exceeds 1, and F grows with x.
func FuzzSkewed(f *testing.F) {
	for _, p := range skewedPoints {
		for _, x := range []float64{-1e200, -1e6, -2, 0, 1e-12, 3, 1e5, 1e120} {
			f.Add(p[0], p[1], x, x+math.Abs(x)/8)
		}
	}
	f.Fuzz(func(t *testing.T, alpha, beta, x, y float64) {
		s := Skewed{Alpha: alpha, Beta: beta, Gamma: 1}
		if s.Validate() != nil || math.IsNaN(x) || math.IsNaN(y) {
			return // outside the domain
		}
		v, err := s.Eval(x)
		if err != nil || math.IsNaN(v.LogProb) || !(v.LogCDF <= 0) || !(v.LogSurvival <= 0) {
			t.Fatalf("alpha %v beta %v x %v: %+v, %v", alpha, beta, x, v, err)
		}
		if math.Abs(v.CDF()+v.Survival()-1) > 1e-9 {
			t.Fatalf("alpha %v beta %v x %v: F + S = %v", alpha, beta, x, v.CDF()+v.Survival())
		}
		w, err := s.Eval(y)
		if err != nil {
			t.Fatalf("alpha %v beta %v x %v: %v", alpha, beta, y, err)
		}
		if x < y && v.CDF() > w.CDF()*(1+1e-9)+1e-280 || x < y && v.Survival() < w.Survival()*(1-1e-9)-1e-280 {
			t.Fatalf("alpha %v beta %v: %+v at %v, %+v at %v", alpha, beta, v, x, w, y)
		}
	})
}
