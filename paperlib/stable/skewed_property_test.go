package stable

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// drawLaw is a law of the whole domain, with the borders and the neighbourhood of alpha = 1 drawn often.
func drawLaw(t *rapid.T) Skewed {
	alpha := rapid.OneOf(rapid.Float64Range(MinSkewedAlpha, 2), rapid.SampledFrom([]float64{MinSkewedAlpha, 0.5, 1 - 1e-8, 1, 1 + 1e-8, 1.5, 2}),
		rapid.Map(rapid.Float64Range(-2e-3, 2e-3), func(d float64) float64 { return 1 + d })).Draw(t, "alpha")
	beta := rapid.OneOf(rapid.Float64Range(-1, 1), rapid.SampledFrom([]float64{-1, 0, 1})).Draw(t, "beta")
	return Skewed{Alpha: alpha, Beta: beta, Gamma: 1}
}

// drawPoint covers both tails to 1e15.
func drawPoint(t *rapid.T, name string) float64 {
	return rapid.Map(rapid.Float64Range(-35, 35), math.Sinh).Draw(t, name)
}

// f >= 0, F + P(X > x) = 1, F grows, and the reflected law scaled by 4 (exact operations) is the same.
func TestSkewedRandomLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		law := drawLaw(t)
		x, y := drawPoint(t, "x"), drawPoint(t, "y")
		x, y = min(x, y), max(x, y)
		v, err := law.Eval(x)
		w, err2 := law.Eval(y)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if !(v.Prob() >= 0) || !(v.LogCDF <= 0) || !(v.LogSurvival <= 0) || !(math.Abs(v.CDF()+v.Survival()-1) < 1e-11) {
			t.Fatalf("at %v: %+v", x, v)
		}
		if v.CDF() > w.CDF()*(1+2e-10)+1e-280 || w.Survival() > v.Survival()*(1+2e-10)+1e-280 {
			t.Fatalf("not monotone: %+v at %v, %+v at %v", v, x, w, y)
		}
		mirror, err := Skewed{Alpha: law.Alpha, Beta: -law.Beta, Gamma: 4}.Eval(-4 * x) // exact in floats
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range [3][2]float64{{v.Prob(), 4 * mirror.Prob()}, {v.CDF(), mirror.Survival()}, {v.Survival(), mirror.CDF()}} {
			if !(math.Abs(d[0]-d[1]) <= 1e-10*d[0]+1e-280) {
				t.Fatalf("at %v: %+v, reflected and scaled %+v", x, v, mirror)
			}
		}
	})
}

func TestSkewedRandomConversions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		law := drawLaw(t)
		law.Gamma = rapid.Map(rapid.Float64Range(-6, 6), math.Exp).Draw(t, "log gamma")
		law.Delta = rapid.Float64Range(-100, 100).Draw(t, "delta")
		s1 := law.In(S1)
		back := s1.In(S0)
		if s1.Param != S1 || back.Param != S0 || !(math.Abs(back.Delta-law.Delta) <= 4e-16*(math.Abs(law.Delta)+math.Abs(s1.Delta))) {
			t.Fatalf("%+v to %+v and back to %+v", law, s1, back)
		}
		if law.In(S0) != law || s1.In(S1) != s1 {
			t.Fatalf("converting %+v to its own parametrisation changes it", law)
		}
		// Quantiles are those of the standard law, scaled and moved.
		p := rapid.Float64Range(1e-3, 0.999).Draw(t, "p")
		q, standard := law.Quantile(p), Skewed{Alpha: law.Alpha, Beta: law.Beta, Gamma: 1}.Quantile(p)
		if want := law.Delta + law.Gamma*standard; !(math.Abs(q-want) <= 1e-12*(math.Abs(law.Delta)+math.Abs(law.Gamma*standard))) {
			t.Fatalf("quantile %v of %+v is %v, want %v", p, law, q, want)
		}
	})
}
