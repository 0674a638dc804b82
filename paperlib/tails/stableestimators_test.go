package tails

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// nu_alpha of stable-laws.md, section 6, and closed forms: Cauchy tan(.45 pi), Gaussian; nu_c 2 and 2 sqrt2 z.75.
func TestQuantileFunctions(t *testing.T) {
	for alpha, want := range map[float64]float64{1.2: 4.45085059341, 1.5: 3.14979508478, 1.8: 2.60991372272, 2: 2.43866363644, 1: math.Tan(0.45 * math.Pi)} {
		if got := nuAlpha(alpha); math.Abs(got/want-1) > 3e-12 {
			t.Errorf("nu_alpha(%g) = %.12f, want %.12f", alpha, got, want)
		}
		back, bound := alphaOfNu(want)
		if math.Abs(back-alpha) > 1e-10 || bound && alpha != 2 {
			t.Errorf("alpha of %.12f = %.12f (bound %t), want %g", want, back, bound, alpha)
		}
	}
	for alpha, want := range map[float64]float64{1: 2, 2: 2 * math.Sqrt2 * 0.67448975019608174, 1.5: 2 * 0.968933181714} {
		if got := 2 * standardQuantile(alpha, 0.75); math.Abs(got/want-1) > 1e-11 {
			t.Errorf("nu_c(%g) = %.12f, want %.12f", alpha, got, want)
		}
	}
	for a := stable.MinAlpha; a < 2; a += 0.05 {
		if got, bound := alphaOfNu(nuAlpha(a)); math.Abs(got-a) > 1e-9 || bound && a > stable.MinAlpha {
			t.Errorf("alpha %.2f comes back as %.12f", a, got)
		}
	}
	for _, nu := range []float64{0.1, 2.4, 1e9, math.Inf(1)} {
		if a, bound := alphaOfNu(nu); !bound || a != 2 && a != stable.MinAlpha {
			t.Errorf("nu = %g: alpha %g, bound %t", nu, a, bound)
		}
	}
}

// McCulloch and Koutrouvelis on their own law: centred, with honest standard errors, in every parameter.
func TestStableEstimatorsAreCalibrated(t *testing.T) {
	const n, gamma, delta = 2000, 3.0, 7.0
	for _, alpha := range []float64{0.8, 1.5, 1.7} {
		var mcculloch, koutrouvelis [3]calibration
		var skew calibration
		for r := range calibrationSamples {
			x := standardDraws(t, alpha, n, fmt.Sprint("calibration", r))
			for i := range x {
				x[i] = delta + gamma*x[i]
			}
			m, err := McCulloch(x)
			if err != nil {
				t.Fatal(err)
			}
			k, err := Koutrouvelis(x)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 3 {
				mcculloch[i].add(parameters(m.Law)[i], m.StdErr[i])
				koutrouvelis[i].add(parameters(k.Law)[i], k.StdErr[i])
			}
			skew.add(m.Skew, m.SkewStdErr)
		}
		truth := [3]float64{alpha, math.Log(gamma), delta}
		for i, name := range []string{"alpha", "log gamma", "delta"} {
			bias := [3]float64{0.006, 0.004, 0}[i] // of order 1/n
			mcculloch[i].check(t, fmt.Sprint("McCulloch ", alpha, " ", name), truth[i], bias)
			koutrouvelis[i].check(t, fmt.Sprint("Koutrouvelis ", alpha, " ", name), truth[i], bias)
		}
		skew.check(t, fmt.Sprint("skewness ", alpha), 0, 0)
		// At 1.5 maximum likelihood has sqrt(n) sd(alpha) = 1.5354 (section 6 of stable-laws.md): the efficiencies
		// that the doc comments state.
		if alpha == 1.5 {
			for name, c := range map[string]struct{ se, want float64 }{"McCulloch": {stats.SumMean(mcculloch[0].errs), 0.61}, "Koutrouvelis": {stats.Mean(koutrouvelis[0].errs), 0.92}} {
				if got := math.Pow(1.5354/math.Sqrt(n)/c.se, 2); math.Abs(got-c.want) > 0.02 {
					t.Errorf("%s: efficiency %.3f, want %.2f", name, got, c.want)
				}
			}
		}
	}
}

func parameters(l stable.Symmetric) [3]float64 {
	return [3]float64{l.Alpha, math.Log(l.Gamma), l.Delta}
}

// Both estimators follow a change of unit and origin: x -> a + b x.
func TestStableEstimatorsAreEquivariant(t *testing.T) {
	x := standardDraws(t, 1.6, 1000, "equivariant")
	m, err := McCulloch(x)
	if err != nil {
		t.Fatal(err)
	}
	k, err := Koutrouvelis(x)
	if err != nil {
		t.Fatal(err)
	}
	const a, b = -5e-3, 1e-4
	for i := range x {
		x[i] = a + b*x[i]
	}
	m2, err := McCulloch(x)
	if err != nil {
		t.Fatal(err)
	}
	k2, err := Koutrouvelis(x)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string][2]stable.Symmetric{"McCulloch": {m.Law, m2.Law}, "Koutrouvelis": {k.Law, k2.Law}} {
		p, q := c[0], c[1]
		if math.Abs(p.Alpha-q.Alpha) > 1e-7 || math.Abs(p.Gamma*b/q.Gamma-1) > 1e-6 || math.Abs(a+b*p.Delta-q.Delta) > 1e-6*q.Gamma {
			t.Errorf("%s: %+v becomes %+v", name, p, q)
		}
	}
	if n := len(k.Points); n < 9 || n > 12 {
		t.Errorf("%d points at alpha near 1.6, n = 1000; the table has 9 to 12 there", n)
	}
	for i, p := range k.Points {
		q := k2.Points[i]
		if math.Abs(p.LogT-math.Log(b)-q.LogT) > 1e-6 || math.Abs(p.Y-q.Y) > 1e-6 || math.Abs(p.Y-p.Line) > 4.5*p.StdErr {
			t.Errorf("point %d: %+v becomes %+v", i, p, q)
		}
	}
}

// The Gaussian is the bound: about half of the samples end there, and then alpha has no standard error.
func TestStableEstimatorsAtTheBound(t *testing.T) {
	var mcculloch, koutrouvelis int
	for r := range 40 {
		x := standardDraws(t, 2, 1000, fmt.Sprint("bound", r))
		m, err := McCulloch(x)
		if err != nil {
			t.Fatal(err)
		}
		k, err := Koutrouvelis(x)
		if err != nil {
			t.Fatal(err)
		}
		if m.AtBound {
			mcculloch++
			if m.Law.Alpha != 2 || !math.IsNaN(m.StdErr[0]) || !(m.StdErr[2] > 0) {
				t.Errorf("%+v", m)
			}
		}
		if k.AtBound {
			koutrouvelis++
			if k.Law.Alpha != 2 || !math.IsNaN(k.StdErr[0]) || !(k.StdErr[1] > 0) || k.Slope <= 2 {
				t.Errorf("%+v", k)
			}
		}
	}
	// Binomial(40, about 1/2) lies in [6, 34] but for 1e-5.
	if mcculloch < 6 || mcculloch > 34 || koutrouvelis < 6 || koutrouvelis > 34 {
		t.Errorf("at the bound %d and %d times of 40", mcculloch, koutrouvelis)
	}
	tied := make([]float64, 1000)
	copy(tied, standardDraws(t, 1.5, 300, "tied"))
	if _, err := McCulloch(tied); !errors.Is(err, stable.ErrNoSpread) {
		t.Errorf("quartiles that coincide: %v", err)
	}
	if _, err := Koutrouvelis(tied); !errors.Is(err, stable.ErrNoSpread) {
		t.Errorf("quartiles that coincide: %v", err)
	}
}
