package tails

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// lognormalScale draws Gaussians whose scale is exp(tau N): every moment finite, ML alpha of one draw 1.10 at tau = 1.
type lognormalScale struct {
	r   interface{ NormFloat64() float64 }
	tau float64
}

func (l lognormalScale) Rand() float64 { return l.r.NormFloat64() * math.Exp(l.tau*l.r.NormFloat64()) }

var testNulls = &NullCache{}

func rejections(t *testing.T, d drawer, n, reps int, level float64) float64 {
	t.Helper()
	hit := 0
	for range reps {
		r, err := JudgeSumStability(draws(n, d), SumOptions{Nulls: testNulls, B: 199, Seed: 5})
		if err != nil || !r.Tested {
			t.Fatalf("%+v, %v", r, err)
		}
		if r.P <= level {
			hit++
		}
	}
	t.Logf("%T, n = %d: %d of %d rejected", d, n, hit, reps)
	return float64(hit) / float64(reps)
}

// TestSumStabilitySize: stable samples are rejected as often as the level says. 400 samples at level .05: sd .011 from
// sampling and .015 from the 199 replicates all of them share, together .019; the bound .13 is 4.2 sd (1e-5).
func TestSumStabilitySize(t *testing.T) {
	for _, a := range []float64{1.3, 1.725} {
		law := stable.Symmetric{Alpha: a, Gamma: 1e-4, Delta: 3e-4, Src: rng.Stream(51, "sum-size")}
		if got := rejections(t, law, 1000, 400, 0.05); got > 0.13 || got < 0.002 {
			t.Errorf("alpha %g: rejects %.3f of stable samples at level .05", a, got)
		}
	}
	// The Gaussian is stable too. There alpha sits on its bound and the bootstrap is conservative.
	if got := rejections(t, NewGaussian(0, 1, rng.Stream(52, "sum-size")), 1000, 100, 0.05); got > 0.16 {
		t.Errorf("rejects %.3f of Gaussian samples", got)
	}
}

// TestSumStabilityPower: laws of finite variance (or none of it, t2) whose draws look stable one at a time.
func TestSumStabilityPower(t *testing.T) {
	src := rng.Stream(53, "sum-power")
	mix := lognormalScale{rng.New(54, "sum-power"), 1}
	for name, c := range map[string]struct {
		d     drawer
		n     int
		least float64
	}{
		"laplace 1000": {NewLaplace(0, 1, src), 1000, 0.8}, "mixture 1000": {mix, 1000, 0.8},
		"t3 4000": {NewStudentT(0, 1, 3, src), 4000, 0.9}, "laplace 4000": {NewLaplace(0, 1, src), 4000, 0.99},
	} {
		if got := rejections(t, c.d, c.n, 30, 0.05); got < c.least {
			t.Errorf("%s: power %.2f, want at least %.2f", name, got, c.least)
		}
	}
}

// TestSumStabilityReadsTheKnownDrift: alpha(m) of large samples, m = 1, 4, 16. Expected values (t3 1.611 1.769 1.883,
// Laplace 1.614 1.933 2.000, lognormal mixture 1.096 1.462 1.725, stable 1.5) were measured once at n = 1e6 by another
// implementation; here n = 40000, sd of alpha(16) about .03, and .12 is 4 sd.
func TestSumStabilityReadsTheKnownDrift(t *testing.T) {
	src := rng.Stream(55, "drift")
	for name, c := range map[string]struct {
		d    drawer
		want [3]float64
	}{
		"t3":      {NewStudentT(0, 1, 3, src), [3]float64{1.611, 1.769, 1.883}},
		"laplace": {NewLaplace(0, 1, src), [3]float64{1.614, 1.933, 2}},
		"mixture": {lognormalScale{rng.New(56, "drift"), 1}, [3]float64{1.096, 1.462, 1.725}},
		"stable":  {stable.Symmetric{Alpha: 1.5, Gamma: 1, Src: src}, [3]float64{1.5, 1.5, 1.5}},
	} {
		x := draws(40000, c.d)
		d := Design{M: []int{1, 4, 16}, N: []int{40000, 10000, 2500}}
		levels, err := fitLevels(blockSamples(x, d), d)
		if err != nil {
			t.Fatal(err)
		}
		for j, l := range levels {
			if math.Abs(l.Alpha-c.want[j]) > []float64{0.035, 0.07, 0.12}[j] {
				t.Errorf("%s: alpha(%d) = %.3f, want %.3f", name, l.M, l.Alpha, c.want[j])
			}
		}
	}
}

func TestSumStabilityRefuses(t *testing.T) {
	x := draws(999, NewGaussian(0, 1, rng.Stream(57, "refuse")))
	r, err := JudgeSumStability(x, SumOptions{})
	if err != nil || r.Tested || !strings.Contains(r.Reason, "not tested") {
		t.Errorf("999 draws: %+v, %v", r, err)
	}
	if _, err := JudgeSumStability(x, SumOptions{OneEpoch: true}); !errors.Is(err, ErrOneEpoch) {
		t.Errorf("one epoch: %v", err)
	}
	if _, err := JudgeBatchStability([]Batch{{1, x}}, SumOptions{OneEpoch: true}); !errors.Is(err, ErrOneEpoch) {
		t.Errorf("one epoch, batches: %v", err)
	}
	if _, err := JudgeSumStability(make([]float64, 2000), SumOptions{}); !errors.Is(err, &SampleError{Fault: FaultConstant}) {
		t.Errorf("dead coordinate: %v", err)
	}
	if _, err := JudgeBatchStability([]Batch{{2, x}}, SumOptions{}); err == nil {
		t.Error("batches that do not start at M = 1 accepted")
	}
	if r, err := JudgeBatchStability([]Batch{{1, x}, {4, x[:200]}}, SumOptions{}); err != nil || r.Tested || !strings.Contains(r.Reason, "M = 4 left out") {
		t.Errorf("200 draws at M = 4: %+v, %v", r, err)
	}
}

func TestBatchStability(t *testing.T) {
	src := rng.Stream(58, "batches")
	// Means of m stable draws are m^(1/alpha - 1) times one draw.
	capture := func(d drawer, n, m int) Batch {
		b := Batch{M: m, X: make([]float64, n)}
		for i := range b.X {
			b.X[i] = stats.SumMean(draws(m, d))
		}
		return b
	}
	run := func(d drawer) SumStability {
		r, err := JudgeBatchStability([]Batch{capture(d, 1000, 1), capture(d, 1000, 4), capture(d, 1000, 16)}, SumOptions{Nulls: testNulls, B: 199})
		if err != nil || !r.Tested || len(r.Levels) != 3 {
			t.Fatalf("%+v, %v", r, err)
		}
		return r
	}
	if r := run(NewLaplace(0, 2, src)); r.P > 0.01 || r.PDrift > 0.01 {
		t.Errorf("Laplace across batch sizes: %+v", r)
	}
	small := 0
	for range 20 {
		if run(stable.Symmetric{Alpha: 1.6, Gamma: 3, Src: src}).P <= 0.05 {
			small++
		}
	}
	if small > 6 { // P(Binomial(20, .07) > 6) = 1e-4
		t.Errorf("%d of 20 stable captures rejected at .05", small)
	}
	// A change of scale alone, as from a wrong learning rate or a mislabelled batch size, is found by Scaling.
	law := stable.Symmetric{Alpha: 1.6, Gamma: 3, Src: src}
	b := []Batch{capture(law, 1000, 1), capture(law, 1000, 4)}
	for i := range b[1].X {
		b[1].X[i] *= 2
	}
	if r, err := JudgeBatchStability(b, SumOptions{Nulls: testNulls, B: 199}); err != nil || r.PScaling > 0.01 || r.PDrift < 0.01 {
		t.Errorf("doubled noise: %+v, %v", r, err)
	}
}

// TestNullInterpolation: the interpolated null at an alpha between two nodes agrees with one simulated there. Common
// random numbers make the replicates comparable one by one.
func TestNullInterpolation(t *testing.T) {
	d := Design{M: []int{1, 4}, N: []int{1000, 250}}
	exact, err := simulateNull(d, 199, 5, 1.425)
	if err != nil {
		t.Fatal(err)
	}
	var worst float64
	for _, q := range []int{19, 99, 179} {
		total := make([]float64, len(exact))
		for i, e := range exact {
			total[i] = e[0] + e[1]
		}
		s := sorted(total)[q]
		want := float64(len(exact)-q+1) / 200
		p, err := testNulls.pValues(d, 199, 5, 1.425, [2]float64{s, 0})
		if err != nil {
			t.Fatal(err)
		}
		worst = math.Max(worst, math.Abs(p[2]-want))
	}
	if worst > 0.02 {
		t.Errorf("interpolated p-values differ by %.3f from the exact bootstrap", worst)
	}
}

func TestBlockSums(t *testing.T) {
	got := BlockSums([]float64{1, 2, 3, 4, 5, 6, 7}, 3)
	if len(got) != 2 || got[0] != 6 || got[1] != 15 {
		t.Errorf("block sums %v, want [6 15]", got)
	}
}

func BenchmarkSumStabilityWarm(b *testing.B) {
	x := draws(1000, stable.Symmetric{Alpha: 1.52, Gamma: 1, Src: rng.Stream(59, "bench")})
	c := &NullCache{}
	if _, err := JudgeSumStability(x, SumOptions{Nulls: c}); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for range b.N {
		if _, err := JudgeSumStability(x, SumOptions{Nulls: c}); err != nil {
			b.Fatal(err)
		}
	}
}
