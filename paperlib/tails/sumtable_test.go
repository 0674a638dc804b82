package tails

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// TestTabulatedSumsAgreeWithSimulation: the same statistics, and p-values within 4 sd of a bootstrap with 499 replicates
// plus .02 for the table and for the interpolation of either.
func TestTabulatedSumsAgreeWithSimulation(t *testing.T) {
	const b = 499
	for i, d := range []drawer{
		stable.Symmetric{Alpha: 1.42, Gamma: 1, Src: rng.Stream(121, "sums")}, stable.Symmetric{Alpha: 1.77, Gamma: 1, Src: rng.Stream(122, "sums")},
		NewStudentT(0, 1, 3, rng.Stream(123, "sums")), NewGaussian(0, 1, rng.Stream(124, "sums")),
	} {
		x := draws(1000+777*i, d)
		want, err := JudgeSumStability(x, SumOptions{B: b})
		if err != nil {
			t.Fatal(err)
		}
		got, err := JudgeSumStabilityTabulated(x, SumOptions{})
		if err != nil || got.Simulated || !got.Tested {
			t.Fatalf("%+v, %v", got, err)
		}
		if got.Drift != want.Drift || got.Scaling != want.Scaling || got.Statistic != want.Statistic || len(got.Levels) != len(want.Levels) || got.Reason != want.Reason {
			t.Errorf("%T: statistics %+v, want %+v", d, got.SumStability, want)
		}
		t.Logf("%T n %d: table %.4f %.4f %.4f, simulated %.4f %.4f %.4f", d, len(x), got.PDrift, got.PScaling, got.P, want.PDrift, want.PScaling, want.P)
		for k, p := range [3][2]float64{{got.PDrift, want.PDrift}, {got.PScaling, want.PScaling}, {got.P, want.P}} {
			if math.Abs(p[0]-p[1]) > 4*math.Sqrt(math.Max(p[0], .004)*(1-math.Min(p[0], .99))/b)+0.02 {
				t.Errorf("%T, part %d: table %.4f, simulated %.4f", d, k, p[0], p[1])
			}
		}
	}
}

// TestTabulatedSumsSize: 1200 stable samples of 1500 draws, a size and an alpha between the nodes; .05 +- .03 is 4.8
// binomial sd (1e-6).
func TestTabulatedSumsSize(t *testing.T) {
	for _, a := range []float64{1.25, 1.87} {
		law := stable.Symmetric{Alpha: a, Gamma: 1e-4, Delta: 1, Src: rng.Stream(125, "sums")}
		hit, bound := 0, 0
		for range 1200 {
			r, err := JudgeSumStabilityTabulated(draws(1500, law), SumOptions{})
			if err != nil || r.Simulated {
				t.Fatalf("%+v, %v", r, err)
			}
			if r.P <= 0.05 {
				hit++
			}
			if r.AtMost {
				bound++
			}
		}
		share := float64(hit) / 1200
		t.Logf("alpha %g: size %.3f; %d beyond the table", a, share, bound)
		if math.Abs(share-0.05) > 0.03 || bound > 8 { // P(Poisson(1.2) > 8) = 1e-5
			t.Errorf("alpha %g: %.3f rejected at .05, %d beyond p = .001", a, share, bound)
		}
	}
}

func TestTabulatedSumsPower(t *testing.T) {
	src := rng.Stream(126, "sums")
	for name, c := range map[string]struct {
		d     drawer
		n     int
		least float64
	}{"laplace 1000": {NewLaplace(0, 1, src), 1000, 0.5}, "t3 10000": {NewStudentT(0, 1, 3, rng.Stream(127, "sums")), 10000, 0.99}} {
		hit := 0.0
		for range 40 {
			r, err := JudgeSumStabilityTabulated(draws(c.n, c.d), SumOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if r.P <= 0.01 {
				hit += 1.0 / 40
			}
		}
		t.Logf("%s: power %.2f at level .01", name, hit)
		if hit < c.least {
			t.Errorf("%s: power %.2f at level .01, want %.2f", name, hit, c.least)
		}
	}
}

func TestTabulatedSumsFallBack(t *testing.T) {
	law := stable.Symmetric{Alpha: 1.5, Gamma: 1, Src: rng.Stream(128, "sums")}
	x := draws(1000, law)
	r, err := JudgeSumStabilityTabulated(x, SumOptions{Ratio: 2, B: 19})
	want, _ := JudgeSumStability(x, SumOptions{Ratio: 2, B: 19})
	if err != nil || !r.Simulated || r.P != want.P || len(r.Levels) != 3 {
		t.Errorf("ratio 2: %+v, %v; want p = %g", r, err, want.P)
	}
	if _, _, _, err := SumStabilityP(want); !errors.Is(err, ErrNotTabulated) {
		t.Errorf("ratio 2: %v", err)
	}
	if r, err := JudgeSumStabilityTabulated(x[:999], SumOptions{}); err != nil || r.Tested || r.Simulated || !strings.Contains(r.Reason, "not tested") {
		t.Errorf("999 draws: %+v, %v", r, err)
	}
	if _, err := JudgeSumStabilityTabulated(x, SumOptions{OneEpoch: true}); !errors.Is(err, ErrOneEpoch) {
		t.Errorf("one epoch: %v", err)
	}
	if _, _, _, err := SumStabilityP(SumStability{}); !errors.Is(err, ErrNotTabulated) {
		t.Errorf("no levels: %v", err)
	}
	low := draws(1000, stable.Symmetric{Alpha: 0.4, Gamma: 1, Src: rng.Stream(129, "sums")})
	if r, err := JudgeSumStabilityTabulated(low, SumOptions{B: 19}); err != nil || !r.Simulated {
		t.Errorf("alpha .4: %+v, %v", r, err)
	}
}
