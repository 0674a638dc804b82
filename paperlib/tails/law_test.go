package tails

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// checkLaw holds any law to the identities between its methods: it is how a new family is tested.
// Tolerances are relative; median is the law's centre of symmetry.
func checkLaw(t *testing.T, name string, law Law, median, scale, tol float64) {
	t.Helper()
	near := func(what string, got, want float64) {
		t.Helper()
		if got != want && !(math.Abs(got-want) <= tol*math.Max(math.Abs(want), 1e-290)) {
			t.Errorf("%s: %s = %.17g, want %.17g (relative %.1e)", name, what, got, want, got/want-1)
		}
	}
	for _, z := range []float64{-1e3, -40, -7, -2, -0.5, -1e-3, 0, 1e-6, 0.3, 1, 3, 12, 200} {
		x := median + scale*z
		near("exp LogProb against Prob", law.Prob(x), math.Exp(law.LogProb(x)))
		near("CDF + Survival", law.CDF(x)+law.Survival(x), 1)
		if median == 0 { // reflection is exact only about zero
			near("CDF(-x) against Survival(x)", law.CDF(-x), law.Survival(x))
			near("symmetry of the density", law.LogProb(-x), law.LogProb(x))
		}
		// The slope of log S is -f/S: checks density and survival against each other far into the tail.
		if s := law.Survival(x); z > 0.01 && s > 1e-280 {
			h := 1e-4 * scale * z / (1 + math.Abs(law.LogProb(x)))
			slope := (math.Log(law.Survival(x+h)) - math.Log(law.Survival(x-h))) / (2 * h)
			if want := -law.Prob(x) / s; math.Abs(slope/want-1) > 2e-5 {
				t.Errorf("%s at %g: d log S/dx = %g, -f/S = %g", name, x, slope, want)
			}
		}
	}
	for _, p := range []float64{1e-12, 1e-6, 1e-3, 0.05, 0.3, 0.5, 0.7, 0.99, 0.999999} {
		q := law.Quantile(p)
		if p < 0.5 {
			near("CDF of Quantile", law.CDF(q), p)
		} else {
			near("Survival of Quantile", law.Survival(q), 1-p)
		}
	}
	near("median", law.Quantile(0.5), median)
	if lo, hi := law.Quantile(0), law.Quantile(1); !math.IsInf(lo, -1) || !math.IsInf(hi, 1) {
		t.Errorf("%s: quantiles of 0 and 1 are %g and %g, want the ends of the line", name, lo, hi)
	}
}

func TestLawsAreConsistent(t *testing.T) {
	for _, at := range []struct{ mu, s float64 }{{0, 1}, {0, 3e-9}, {2, 0.5}} {
		checkLaw(t, "gaussian", NewGaussian(at.mu, at.s, nil), at.mu, at.s, 1e-12)
		checkLaw(t, "laplace", NewLaplace(at.mu, at.s, nil), at.mu, at.s, 1e-12)
		for _, nu := range []float64{0.3, 1, 2.5, 30, 400, 1e5, math.Inf(1)} {
			checkLaw(t, "student_t", NewStudentT(at.mu, at.s, nu, nil), at.mu, at.s, 2e-10)
		}
		for _, b := range []float64{0.3, 0.7, 1, 1.5, 2, 6} {
			checkLaw(t, "ggd", NewGGD(at.mu, at.s, b, nil), at.mu, at.s, 1e-10)
		}
	}
}

func TestClosedForms(t *testing.T) {
	near := func(what string, got, want, tol float64) {
		t.Helper()
		if math.Abs(got/want-1) > tol {
			t.Errorf("%s = %.16g, want %.16g", what, got, want)
		}
	}
	// Normal survival at 10 and 30 sigma: DLMF 7.12 asymptotics agree with mpmath erfc to all digits shown.
	near("Gaussian S(10)", NewGaussian(0, 1, nil).Survival(10), 7.619853024160527e-24, 1e-13)
	near("Gaussian S(30)", NewGaussian(0, 1, nil).Survival(30), 4.906713927148187e-198, 1e-12)
	// t with nu = 1 is Cauchy; nu = 2 has S(z) = (1 - z/sqrt(2+z^2))/2.
	c := NewStudentT(0, 1, 1, nil)
	near("Cauchy S(1e8)", c.Survival(1e8), math.Atan2(1, 1e8)/math.Pi, 1e-13)
	near("Cauchy f(3)", c.Prob(3), 1/(math.Pi*10), 1e-14)
	z := 1e5
	near("t2 S(1e5)", NewStudentT(0, 1, 2, nil).Survival(z), 1/(2+z*z)/(1+z/math.Sqrt(2+z*z)), 1e-13)
	// GGD: shape 1 is Laplace, shape 2 a Gaussian of deviation scale/sqrt 2.
	near("GGD1 S(50)", NewGGD(0, 1, 1, nil).Survival(50), 0.5*math.Exp(-50), 1e-12)
	near("GGD2 S(8)", NewGGD(0, math.Sqrt2, 2, nil).Survival(8), NewGaussian(0, 1, nil).Survival(8), 1e-12)
	near("GGD1/2 S(49)", NewGGD(0, 1, 0.5, nil).Survival(49), 0.5*math.Exp(-7)*8, 1e-12) // Q(2,t) = e^-t (1+t)
	// Continuity through the switch from gamma functions to the expansion in 1/nu.
	lo, hi := studentLogNorm(studentSmallEta*(1-1e-9)), studentLogNorm(studentSmallEta*(1+1e-9))
	near("t constant across the seam", lo, hi, 1e-11)
	a1, a2 := studentLogNormDerivatives(studentSmallEta * (1 - 1e-9))
	b1, b2 := studentLogNormDerivatives(studentSmallEta * (1 + 1e-9))
	near("first derivative across the seam", a1, b1, 1e-9)
	near("second derivative across the seam", a2, b2, 1e-4)
}

func TestRandFollowsCDF(t *testing.T) {
	// Kolmogorov's statistic with known parameters: P(sqrt(n) D > 2.2) = 1.3e-4 per law.
	src := rng.Stream(7, "tails", "rand")
	type drawer interface {
		Law
		Rand() float64
	}
	for name, law := range map[string]drawer{
		"gaussian": NewGaussian(1, 2, src), "laplace": NewLaplace(-1, 2, src), "t": NewStudentT(3, 0.1, 1.5, src),
		"t inf": NewStudentT(3, 0.1, math.Inf(1), src), "ggd .6": NewGGD(0, 2, 0.6, src), "ggd 3": NewGGD(1, 2, 3, src),
	} {
		x := make([]float64, 20000)
		for i := range x {
			x[i] = law.Rand()
		}
		if d := kolmogorov(law, x) * math.Sqrt(float64(len(x))); d > 2.2 {
			t.Errorf("%s: sqrt(n) D = %.2f", name, d)
		}
	}
}

func kolmogorov(law Law, x []float64) float64 {
	s := sorted(x)
	n, d := float64(len(s)), 0.0
	for i, v := range s {
		c := law.CDF(v)
		d = math.Max(d, math.Max(float64(i+1)/n-c, c-float64(i)/n))
	}
	return d
}
