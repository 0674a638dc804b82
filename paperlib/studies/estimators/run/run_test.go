package run

import (
	"fmt"
	"math"
	"math/cmplx"
	"runtime"
	"slices"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/studies/estimators"
)

func setting(part estimators.Part, seed uint64) settings {
	return settings{part: part, knobs: estimators.Published, seed: seed,
		sizes: sizes{Draws: 12800, Sizes: []int{1000}, Replicates: []int{4}, Files: []fileSize{{Coordinates: 1, Draws: 1000, Files: 1}}}}
}

// Each planted law is the one it is called: symmetric laws by their characteristic function at two points, the others by
// what sets them apart. 4.5 standard errors: false alarm about 1e-4 in all.
func TestPlantedLaws(t *testing.T) {
	const n = 200000
	s := setting(estimators.PartPaths, 5)
	draw := func(l estimators.Law) []float64 {
		f, err := samplerOf(l, s.knobs)
		if err != nil {
			t.Fatal(err)
		}
		x := make([]float64, n)
		f(x, s.stream("planted", string(l)))
		return x
	}
	for l, phi := range map[estimators.Law]func(u float64) complex128{
		estimators.Stable:   func(u float64) complex128 { return complex(math.Exp(-math.Pow(u, 1.5)), 0) },
		estimators.Stable18: func(u float64) complex128 { return complex(math.Exp(-math.Pow(u, 1.8)), 0) },
		estimators.Gaussian: func(u float64) complex128 { return complex(math.Exp(-u*u/2), 0) },
		estimators.Laplace:  func(u float64) complex128 { return complex(1/(1+u*u), 0) },
		estimators.StudentT: func(u float64) complex128 { return complex((1+math.Sqrt(3)*u)*math.Exp(-math.Sqrt(3)*u), 0) },
		// S0(alpha, beta): log phi = -u^alpha (1 + i beta tan(pi alpha/2) (u^(1-alpha) - 1)), u > 0
		estimators.Skewed: func(u float64) complex128 {
			a := math.Pow(u, 1.5)
			arg := -a * 0.5 * math.Tan(math.Pi*0.75) * (math.Pow(u, -0.5) - 1)
			return complex(math.Exp(-a)*math.Cos(arg), math.Exp(-a)*math.Sin(arg))
		},
		estimators.Shifted: func(u float64) complex128 {
			return complex(math.Exp(-u*u/2)*math.Cos(0.1*u), math.Exp(-u*u/2)*math.Sin(0.1*u))
		},
	} {
		x := draw(l)
		for _, u := range []float64{0.5, 1.5} {
			if got, want := characteristic(x, u), phi(u); cmplx.Abs(got-want) > 4.5*1.5/math.Sqrt(n) {
				t.Errorf("%s: phi(%g) = %.4f, want %.4f", l, u, got, want)
			}
		}
	}
	// A skewed law of index 1 is drawn as any other: there log phi = -u (1 + i beta (2/pi) log u).
	s.knobs.Alpha = 1
	const u = 1.5
	if got, want := characteristic(draw(estimators.Skewed), u), cmplx.Exp(complex(-u, -0.5*2/math.Pi*u*math.Log(u))); cmplx.Abs(got-want) > 4.5*1.5/math.Sqrt(n) {
		t.Errorf("skewed, index 1: phi(%g) = %.4f, want %.4f", u, got, want)
	}
	s.knobs.Alpha = estimators.Published.Alpha
	zeros := func(x []float64) (k int) {
		for _, v := range x {
			if v == 0 {
				k++
			}
		}
		return k
	}
	if k := zeros(draw(estimators.Zeros)); math.Abs(float64(k)-n/10) > 4.5*math.Sqrt(n*0.09) {
		t.Errorf("%d zeros of %d", k, n)
	}
	if k := zeros(draw(estimators.Guarded)); k > 0 {
		t.Errorf("%d zeros are not guarded", k)
	}
	chain := draw(estimators.Chain)
	var cov, variance float64
	for i := 1; i < n; i++ {
		cov += chain[i] * chain[i-1] / n
		variance += chain[i] * chain[i] / n
	}
	if math.Abs(cov/variance-0.9) > 0.01 || math.Abs(variance-1) > 0.08 {
		t.Errorf("chain: variance %.3f, correlation %.3f", variance, cov/variance)
	}
	size := func(x []float64) (m float64) {
		for _, v := range x {
			m += math.Abs(v)
		}
		return m
	}
	if x := draw(estimators.Sorted); !(size(x[:n/2])*5 < size(x[n/2:])) {
		t.Error("the scales are not sorted")
	}
	if x := draw(estimators.Scales); !(size(x[:n/2])*1.1 > size(x[n/2:])) {
		t.Error("the scales are sorted")
	}
	if _, err := samplerOf("cauchy", s.knobs); err == nil {
		t.Error("an unknown law was drawn")
	}
}

// characteristic is the empirical characteristic function at u.
func characteristic(x []float64, u float64) (sum complex128) {
	for _, v := range x {
		sum += cmplx.Exp(complex(0, u*v))
	}
	return sum / complex(float64(len(x)), 0)
}

func id(s settings) string {
	u := lab.Unit{Study: estimators.Study.Folder, Seed: s.seed, Versions: map[string]int{}}
	s.identity(&u)
	return u.ID()
}

// The result of a unit depends on its settings alone: not on the number of workers, and on nothing that its identity
// leaves out.
func TestUnits(t *testing.T) {
	ids := map[string]string{}
	for _, part := range estimators.Parts() {
		for _, seed := range []uint64{1, 2} {
			s := setting(part, seed)
			name := fmt.Sprint(part, seed)
			for other, taken := range ids {
				if taken == id(s) {
					t.Errorf("%s and %s have one identity", name, other)
				}
			}
			ids[name] = id(s)
			turned := s
			turned.knobs.Alpha = 1.6
			if same := id(turned) == id(s); same != (part == estimators.PartVerdicts) {
				t.Errorf("%s: the knob changes the identity: %t", name, !same)
			}
			if s.seconds() <= 0 || s.String() == "" {
				t.Errorf("%s: %g s", name, s.seconds())
			}
		}
	}
	s := setting(estimators.PartEstimates, 1)
	a, err := s.compute(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	b, err := s.compute(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a.Estimates, b.Estimates) {
		t.Error("two computations of one unit differ")
	}
	for _, c := range a.Estimates {
		if c.Samples != 4 || c.Failed > 0 || c.Estimator.Claims() && !(c.Mean() > 0.8 && c.Mean() < 2.5) {
			t.Errorf("%+v", c)
		}
	}
}

func TestKnobsThatPlantNothing(t *testing.T) {
	studytest.Refused(t, estimators.Study, Compute, estimators.Knobs{Alpha: 3}, estimators.Knobs{Alpha: 1.5, Tau: 1, Rho: 1})
}
