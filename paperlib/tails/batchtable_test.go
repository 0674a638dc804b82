package tails

import (
	"math"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// captureOf draws n noises at M = 1, 4, 16, ... times the smallest batch size, each the mean of M of the law.
func captureOf(one func() float64, n, levels int) (out []Batch) {
	for j := range levels {
		b := Batch{M: 1 << (2 * j)}
		for range n {
			sum := 0.0
			for range b.M {
				sum += one()
			}
			b.X = append(b.X, sum/float64(b.M))
		}
		out = append(out, b)
	}
	return out
}

// Size between the nodes of alpha and n: 800 captures, .05 +- .03 is 3.9 sd (1e-4) for the simulated level and the
// interpolation; of .8 below 1e-3 more than 6 have a probability of 1e-5.
func TestTabulatedBatchesSize(t *testing.T) {
	for _, a := range []float64{0.45, 1.25, 1.87} {
		law := stable.Symmetric{Alpha: a, Gamma: 1e-4, Delta: 1, Src: rng.Stream(131, "batches")}
		var hit, rare float64
		for range 800 {
			var b []Batch
			for j := range 3 { // the mean of m draws is one draw of scale m^(1/alpha - 1)
				m := 1 << (2 * j)
				x := make([]float64, 500)
				for i := range x {
					x[i] = math.Pow(float64(m), 1/a-1) * 1e4 * (law.Rand() - 1)
				}
				b = append(b, Batch{m, x})
			}
			r, err := JudgeBatchStabilityTabulated(b, SumOptions{})
			if err != nil || r.Simulated || !r.Tested {
				t.Fatalf("%+v, %v", r, err)
			}
			if r.P <= 0.05 {
				hit++
			}
			if r.P <= 1e-3 {
				rare++
			}
		}
		t.Logf("alpha %g: size %.3f, %g below .001", a, hit/800, rare)
		if math.Abs(hit/800-0.05) > 0.03 || rare > 6 {
			t.Errorf("alpha %g: %.3f rejected at .05, %g of 800 at .001", a, hit/800, rare)
		}
	}
}

// A law of finite variance is rejected far beyond what 499 replicates can show, and the statistics are those of the test
// that simulates.
func TestTabulatedBatches(t *testing.T) {
	b := captureOf(NewStudentT(0, 1, 3, rng.Stream(132, "batches")).Rand, 1000, 4)
	got, err := JudgeBatchStabilityTabulated(b, SumOptions{})
	want, err2 := JudgeBatchStability(b, SumOptions{Nulls: testNulls, B: 19})
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	if got.Statistic != want.Statistic || got.Drift != want.Drift || got.Reason != want.Reason || len(got.Levels) != 4 || got.Simulated {
		t.Errorf("%+v, simulated %+v", got, want)
	}
	if got.P != 1.0/20000 || !got.AtMost {
		t.Errorf("p = %g of Student t, 3 degrees", got.P)
	}
	law := stable.Symmetric{Alpha: 1.5, Gamma: 1, Src: rng.Stream(133, "batches")}
	x := draws(400, law)
	for what, b := range map[string][]Batch{"another ratio": {{1, x}, {8, x}}, "unequal numbers": {{1, x}, {4, x[:300]}}} {
		if r, err := JudgeBatchStabilityTabulated(b, SumOptions{Nulls: testNulls, B: 19}); err != nil || !r.Simulated {
			t.Errorf("%s: %+v, %v", what, r, err)
		}
	}
	if r, err := JudgeBatchStabilityTabulated([]Batch{{1, x}, {4, x[:200]}}, SumOptions{}); err != nil || r.Tested || r.Simulated || !strings.Contains(r.Reason, "left out") {
		t.Errorf("too few: %+v, %v", r, err)
	}
	if _, err := JudgeBatchStabilityTabulated([]Batch{{1, x}, {4, make([]float64, 400)}}, SumOptions{}); err == nil {
		t.Error("a dead level was tested")
	}
}
