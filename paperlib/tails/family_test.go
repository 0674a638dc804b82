package tails

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// A law of every family is stored as its parameters and comes back the same; it has as many as the law counts.
func TestParametersRoundTrip(t *testing.T) {
	laws := map[Family]Law{
		FamilyGaussian: NewGaussian(1e-3, 2.5, nil), FamilyLaplace: NewLaplace(-0.1, 0.3, nil),
		FamilyStudentT: NewStudentT(0.2, 1.5, math.Inf(1), nil), FamilyGGD: NewGGD(0.4, 2, 0.7, nil),
		FamilyStable:          stable.Symmetric{Alpha: 1.7, Gamma: 0.1, Delta: -2},
		FamilySkewStable:      stable.Skewed{Alpha: 1.7, Beta: -0.3, Gamma: 0.1, Delta: -2},
		FamilyNormalLognormal: NewNormalLognormal(-0.3, 0.2, 1.5, nil),
	}
	apart := []Family{FamilySkewStable, FamilyNormalLognormal}
	for _, f := range append(Families(), apart...) {
		law := laws[f]
		got, p, err := Parameters(law)
		if err != nil || got != f || len(p) != law.NumParameters() || len(p) != len(f.Parameters()) {
			t.Errorf("%s is stored as %s %v (%v)", f, got, p, err)
		}
		if back, err := f.Law(p); err != nil || back != law {
			t.Errorf("%s: %+v came back as %+v (%v)", f, law, back, err)
		}
		if _, err := f.Law(p[1:]); err == nil || !strings.Contains(err.Error(), "parameters") {
			t.Errorf("%s with %d parameters: %v", f, len(p)-1, err)
		}
		if f.Label() == "" || f.Words() == "" || len(f.StdErr(p, 10)) != len(p) {
			t.Errorf("%s: label %q, %q in a sentence, standard errors %v", f, f.Label(), f.Words(), f.StdErr(p, 10))
		}
		roles := map[Role]int{}
		for _, q := range f.Parameters() {
			roles[q.Role]++
		}
		if roles[Location] != 1 || roles[Scale] != 1 {
			t.Errorf("%s has parameters %v, want one location and one scale", f, f.Parameters())
		}
	}
	if len(laws) != len(registry) || len(laws) != len(Families())+len(apart) {
		t.Errorf("%d laws for %d families: plant the new one above", len(laws), len(registry))
	}
	// S1 is stored in S0.
	s1 := laws[FamilySkewStable].(stable.Skewed).In(stable.S1)
	if _, p, err := Parameters(s1); err != nil || math.Abs(p[3]+2) > 1e-15 {
		t.Errorf("location of an S1 law stored as %v (%v)", p, err)
	}
	if _, _, err := Parameters(point{}); err == nil {
		t.Error("a law of no family was stored")
	}
	for _, err := range []error{errorOf(Family("cauchy").Law(nil)), errorOf(Family("cauchy").Fit(nil)), errorOf(Family("cauchy").Fitter())} {
		if err == nil || !strings.Contains(err.Error(), "student_t") {
			t.Errorf("an unknown family: %v; the error lists the known ones", err)
		}
	}
}

func errorOf[T any](_ T, err error) error { return err }

// A family contains those whose every law it can fit: the fit of the larger one is never worse.
func TestContains(t *testing.T) {
	contained := 0
	for _, small := range Families() {
		law, err := small.Fit(draws(500, NewGaussian(0, 1, rng.Stream(12, "contains"))))
		if err != nil {
			t.Fatal(err)
		}
		fill, err := filler(law, rng.Stream(13, "contains", string(small)))
		if err != nil {
			t.Fatal(err)
		}
		x := make([]float64, 500)
		fill(x)
		_, own, err := FitFamily(small, x)
		if err != nil {
			t.Fatal(err)
		}
		for _, large := range Families() {
			if !large.Contains(small) {
				continue
			}
			contained++
			if _, l, err := FitFamily(large, x); err != nil || l < own-1e-6 {
				t.Errorf("%s contains %s and fits its sample worse: %v against %v (%v)", large, small, l, own, err)
			}
		}
		if small.Contains(small) {
			t.Errorf("%s contains itself", small)
		}
	}
	if contained != 4 || !FamilySkewStable.Contains(FamilyStable) || slices.Contains(FamilyGaussian.known().contains, FamilyStable) {
		t.Errorf("%d families within another, want the Gaussian in three and the Laplace law in one", contained)
	}
}
