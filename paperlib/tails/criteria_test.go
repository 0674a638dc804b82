package tails

import (
	"errors"
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

func TestHeldOutUsesOnlyOtherFolds(t *testing.T) {
	// A fitter that returns a Gaussian at the training mean: the held-out density of each draw has a closed form.
	x := draws(240, NewGaussian(0, 1, rng.Stream(21, "tails", "heldout")))
	folds, err := ContiguousFolds(len(x), 2)
	if err != nil {
		t.Fatal(err)
	}
	got, err := HeldOut(func(train []float64) (Law, error) { return NewGaussian(stats.SumMean(train), 1, nil), nil }, x, folds)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range x {
		other := stats.SumMean(x[120:])
		if i >= 120 {
			other = stats.SumMean(x[:120])
		}
		if want := -0.5*(v-other)*(v-other) - 0.5*math.Log(2*math.Pi); math.Abs(got[i]-want) > 1e-12 {
			t.Fatalf("draw %d: %g, want %g", i, got[i], want)
		}
	}
	boom := errors.New("boom")
	if _, err := HeldOut(func([]float64) (Law, error) { return nil, boom }, x, folds); !errors.Is(err, boom) {
		t.Errorf("error of a fold lost: %v", err)
	}
	if _, err := HeldOut(nil, x[1:], folds); err == nil {
		t.Error("folds of another length accepted")
	}
}

func TestFolds(t *testing.T) {
	f, err := SeededFolds(1003, 5, rng.Stream(22, "folds"))
	if err != nil {
		t.Fatal(err)
	}
	g, _ := SeededFolds(1003, 5, rng.Stream(22, "folds"))
	sizes := make([]int, 5)
	for i, k := range f.Of {
		sizes[k]++
		if g.Of[i] != k {
			t.Fatal("the same seed gave other folds")
		}
	}
	for _, s := range sizes {
		if s < 200 || s > 201 {
			t.Errorf("fold sizes %v", sizes)
		}
	}
	if _, err := ContiguousFolds(190, 2); err == nil {
		t.Error("95 training draws accepted")
	}
}

// TestJudgeFindsThePlantedFamily: n = 4000 draws; the planted family must win held out and by BIC. The smallest gap, t
// against GGD on t3 data, is 40 standard errors of nothing by chance: false alarm far below 1e-6.
func TestJudgeFindsThePlantedFamily(t *testing.T) {
	src := rng.Stream(23, "tails", "judge")
	for want, law := range map[Family]drawer{
		FamilyGaussian: NewGaussian(1, 2, src), FamilyLaplace: NewLaplace(1, 2, src),
		FamilyStudentT: NewStudentT(0, 1, 3, src), FamilyGGD: NewGGD(0, 1, 0.5, src),
	} {
		x := draws(4000, law)
		folds, _ := SeededFolds(len(x), 5, rng.Stream(23, "folds"))
		scores, err := Judge(Families(), x, folds)
		if err != nil {
			t.Fatal(err)
		}
		best := scores[0]
		for _, s := range scores {
			if s.BIC < best.BIC {
				best = s
			}
		}
		if best.Family != want {
			t.Errorf("BIC prefers %s on %s data", best.Family, want)
		}
		// A rival that contains the planted law may tie with it held out, never beat it by more than a few nats.
		for _, s := range scores {
			if d := (s.HeldOutMean() - best.HeldOutMean()) * float64(len(x)); d > 4 {
				t.Errorf("%s data: held out, %s is ahead by %.1f nats", want, s.Family, d)
			}
		}
	}
}

func TestHistogram(t *testing.T) {
	law := NewGaussian(0, 1, rng.Stream(24, "tails", "hist"))
	x := draws(100000, law)
	b, err := NewBins(x)
	if err != nil {
		t.Fatal(err)
	}
	total, p := 0, 0.0
	for k, q := range b.Probabilities(law) {
		total += b.Counts[k]
		p += q
	}
	if total != len(x) || math.Abs(p-1) > 1e-12 {
		t.Errorf("counts add to %d of %d, probabilities to %g", total, len(x), p)
	}
	// Chi-square with known law: mean k-1, sd sqrt(2(k-1)); 6 sd is a false alarm below 1e-5 (the tail is skewed).
	e := b.Errors(law)
	k := float64(e.Bins - 1)
	if math.Abs(e.ChiSquare-k) > 6*math.Sqrt(2*k) {
		t.Errorf("chi-square %g on %g degrees of freedom", e.ChiSquare, k)
	}
	if wrong := b.Errors(NewLaplace(0, 0.8, nil)); wrong.ChiSquare < 50*k || wrong.SSE < 20*e.SSE {
		t.Errorf("Laplace on Gaussian data scores %+v, the truth %+v", wrong, e)
	}
	// SSE is free of the unit of x.
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = 1e-7 * v
	}
	by, _ := NewBins(y)
	if s := by.Errors(NewGaussian(0, 1e-7, nil)); math.Abs(s.SSE/e.SSE-1) > 1e-6 {
		t.Errorf("SSE %g in another unit, %g before", s.SSE, e.SSE)
	}
	if _, err := NewBins(append(make([]float64, 80), x[:20]...)); !errors.Is(err, &SampleError{Fault: FaultTied}) {
		t.Errorf("80 %% ties: %v", err)
	}
}

func TestBIC(t *testing.T) {
	if got, want := BIC(-10, 3, 100), 20+3*math.Log(100); got != want {
		t.Errorf("BIC = %g, want %g", got, want)
	}
}
