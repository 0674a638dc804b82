package stable

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestSymmetricReference(t *testing.T) {
	const gamma, delta = 2.5, -4 // exercise the scaling too
	var worst [4]float64
	for _, r := range reference(t) {
		s := Symmetric{Alpha: r.alpha, Gamma: gamma, Delta: delta}
		x := delta + gamma*r.x
		var f frozen
		f.reset(r.alpha)
		j := f.at(r.x)
		err := [4]float64{
			relErr(s.Prob(x)*gamma, r.pdf),
			relErr(s.Survival(x), r.sf),
			math.Abs(j.a-r.dAlpha) / max(1, math.Abs(r.dAlpha)),
			relErr(j.z, r.dX),
		}
		for i, limit := range [4]float64{2e-12, 2e-12, 1e-9, 1e-9} {
			worst[i] = max(worst[i], err[i])
			if !(err[i] <= limit) {
				t.Errorf("alpha %g x %g: relative error %d (pdf, sf, d/dalpha, d/dx) is %.2g, limit %.2g", r.alpha, r.x, i, err[i], limit)
			}
		}
		if e := relErr(s.CDF(delta-gamma*r.x), r.sf); !(e <= 2e-12) {
			t.Errorf("alpha %g x %g: left tail off by %.2g", r.alpha, r.x, e)
		}
		if e := math.Abs(s.LogSurvival(x) - math.Log(r.sf)); !(e <= 2e-12) {
			t.Errorf("alpha %g x %g: LogSurvival off by %.2g", r.alpha, r.x, e)
		}
	}
	t.Logf("worst relative errors: pdf %.2g sf %.2g d/dalpha %.2g d/dx %.2g", worst[0], worst[1], worst[2], worst[3])
}

// Twenty-digit values in closed form: Fresnel integrals (1/2), Whittaker function (2/3), Holtsmark law (3/2), Cauchy, Gauss.
func TestClosedForms(t *testing.T) {
	for _, c := range []struct{ alpha, x, pdf float64 }{
		{0.5, 1, .08610714691260411832474},
		{2. / 3, 1, .1119827070386056776524},
		{1.5, 1, .2020381596078401303889},
		{1, 3, 1 / (10 * math.Pi)},
		{2, 3, math.Exp(-9./4) / (2 * math.Sqrt(math.Pi))},
	} {
		if e := relErr(Symmetric{Alpha: c.alpha, Gamma: 1}.Prob(c.x), c.pdf); !(e < 1e-12) {
			t.Errorf("alpha %g: density at %g off by %.2g", c.alpha, c.x, e)
		}
	}
	for a := MinAlpha; a <= 2; a += 0.05 {
		want := math.Gamma(1+1/a) / math.Pi
		if e := relErr(Symmetric{Alpha: a, Gamma: 1}.Prob(0), want); !(e < 1e-12) {
			t.Errorf("alpha %g: f(0) off by %.2g", a, e)
		}
		lf, ls := NewDirect(a).Eval(1e-9)
		if e := relErr(math.Exp(lf), want); a > 0.6 && !(e < 1e-12) {
			t.Errorf("alpha %g: direct f(0) off by %.2g", a, e)
		}
		if a > 0.6 && !(math.Abs(math.Exp(ls)-0.5) < 1e-8) {
			t.Errorf("alpha %g: P(X > 1e-9) = %v", a, math.Exp(ls))
		}
	}
	g := Symmetric{Alpha: 2, Gamma: 3, Delta: 1}
	if e := relErr(g.Survival(1+3*math.Sqrt2*1.5), math.Erfc(1.5/math.Sqrt2)/2); !(e < 1e-14) {
		t.Errorf("Gaussian survival off by %.2g", e)
	}
	c := Symmetric{Alpha: 1, Gamma: 3, Delta: 1}
	if e := relErr(c.CDF(4), 0.75); !(e < 1e-14) {
		t.Errorf("Cauchy CDF off by %.2g", e)
	}
}

func TestTablesAgainstDirect(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range segments {
		var worst [2]float64
		for range 12 {
			a := s.lo + (s.hi-s.lo)*r.Float64()
			l, d := newLaw(a), NewDirect(a)
			for range 60 {
				x := math.Exp(-18 + 36*r.Float64())
				lf, ls := d.Eval(x)
				e := [2]float64{math.Abs(l.logPDF(x) - lf), math.Abs(l.logSF(x) - ls)}
				for i := range e {
					worst[i] = max(worst[i], e[i])
					if !(e[i] < 2e-12) {
						t.Errorf("alpha %v x %v: log pdf, sf (%d) off by %.2g", a, x, i, e[i])
					}
				}
			}
		}
		t.Logf("alpha in [%g, %g]: worst error of log pdf %.2g, log sf %.2g", s.lo, s.hi, worst[0], worst[1])
	}
}

// Derivatives of the fast path against differences of the direct evaluator and, in the tail, of the series.
func TestJets(t *testing.T) {
	for _, a := range []float64{0.45, 0.8, 1.3, 1.7, 1.9, 1.97} {
		h := 1e-4
		d0, dp, dm := NewDirect(a), NewDirect(a+h), NewDirect(a-h)
		var f, fp, fm frozen
		f.reset(a)
		fp.reset(a + h)
		fm.reset(a - h)
		for _, z := range []float64{0.01, 0.3, 1, 4, 20, 1e3, 1e5, 2e6, 1e9} {
			j, jp, jm := f.at(z), fp.at(z), fm.at(z)
			lp, _ := dp.Eval(z)
			lm, _ := dm.Eval(z)
			k := 1e-4 * z
			l0, _ := d0.Eval(z)
			zp, _ := d0.Eval(z + k)
			zm, _ := d0.Eval(z - k)
			check := func(what string, got, want, scale float64) {
				if !(math.Abs(got-want) < 2e-5*(math.Abs(want)+scale)) {
					t.Errorf("alpha %g z %g: %s = %v, want %v", a, z, what, got, want)
				}
			}
			check("l", j.l, l0, 0)
			check("l_a", j.a, (lp-lm)/(2*h), 1e-2)
			check("l_z", j.z*z, (zp-zm)/(2*k)*z, 1e-3)
			check("l_aa", j.aa, (jp.a-jm.a)/(2*h), 1e-2)
			check("l_az", j.az*z, (jp.z-jm.z)/(2*h)*z, 1e-3)
			a1, a2 := f.at(z+k), f.at(z-k)
			check("l_zz", j.zz*z*z, (a1.z-a2.z)/(2*k)*z*z, 1e-3)
		}
	}
}

func TestBulkAgreesWithSingle(t *testing.T) {
	for _, a := range []float64{0.5, 1, 1.4, 1.98, 2} {
		s := Symmetric{Alpha: a, Gamma: 0.3, Delta: 2}
		x := append(draws(s, 300, 9), 2, 1e9, -1e9, math.Inf(1), math.Inf(-1))
		l, c, v := s.LogProbs(nil, x), s.CDFs(nil, x), s.Survivals(make([]float64, len(x)), x)
		for i := range x {
			for k, d := range []float64{l[i] - s.LogProb(x[i]), c[i] - s.CDF(x[i]), v[i] - s.Survival(x[i])} {
				if !(math.Abs(d) < 1e-13*math.Max(1, math.Abs(l[i]))) && !(k == 0 && math.IsInf(l[i], -1) && s.Prob(x[i]) == 0) {
					t.Fatalf("alpha %g x %v: bulk and single differ by %v (%d: log f, F, S)", a, x[i], d, k)
				}
			}
		}
	}
	if !math.IsNaN(Symmetric{Alpha: 3, Gamma: 1}.LogProbs(nil, []float64{1})[0]) {
		t.Error("invalid law: want NaN")
	}
}
