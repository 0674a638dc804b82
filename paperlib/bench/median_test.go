package bench

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The pairs of order statistics are those of the binomial table (Conover, table A3): n, rank from each end, coverage.
func TestMedianIntervalHasTheRanksOfTheBinomialTable(t *testing.T) {
	for _, c := range []struct {
		n, rank  int
		coverage float64
	}{
		{1, 1, 0}, {2, 1, 0.5}, {5, 1, 0.9375}, {6, 1, 0.96875}, {8, 1, 0.9921875}, {9, 2, 0.9609375},
		{10, 2, 0.978515625}, {15, 4, 0.96484375}, {20, 6, 0.9586105346679688}, {25, 8, 0.9567147493362427},
	} {
		x := make([]float64, c.n)
		for i := range x {
			x[i] = float64(c.n - i) // n, ..., 1: the order must not matter
		}
		m := Median(x)
		want := Interval{Median: float64(c.n+1) / 2, Lo: float64(c.rank), Hi: float64(c.n + 1 - c.rank), Coverage: c.coverage, Repeats: c.n}
		if math.Abs(m.Coverage-want.Coverage) > 1e-12 {
			t.Errorf("n = %d: coverage %v, want %v", c.n, m.Coverage, want.Coverage)
		}
		if m.Coverage = want.Coverage; m != want {
			t.Errorf("n = %d: %+v, want %+v", c.n, m, want)
		}
	}
}

// Over 4000 samples of ten from a skewed law the interval holds the median as often as it says: 0.9785, with standard
// deviation 0.0023. A deviation of five is a false alarm with probability 6e-7.
func TestMedianIntervalCovers(t *testing.T) {
	r, held, x := rand.New(rand.NewPCG(1, 2)), 0, make([]float64, 10)
	const samples = 4000
	for range samples {
		for i := range x {
			x[i] = r.ExpFloat64()
		}
		if m := Median(x); m.Lo <= math.Ln2 && math.Ln2 <= m.Hi {
			held++
		}
	}
	if share := float64(held) / samples; math.Abs(share-0.9785) > 5*0.0023 {
		t.Errorf("the interval held the median in %.4f of the samples, not in 0.9785", share)
	}
}

func TestMedianOfNothingPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	Median(nil)
}
