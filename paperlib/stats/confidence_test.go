package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

func TestClopperPearson(t *testing.T) {
	// 10 of 20: R binom.test gives 0.2719578 to 0.7280422. The value for 10 of 100 is tabulated by many authors as
	// (0.0490, 0.1762).
	if i := ClopperPearson(10, 20, 0.95); i.Value != 0.5 || math.Abs(i.Lo-0.2719578) > 1e-7 || math.Abs(i.Hi-0.7280422) > 1e-7 {
		t.Errorf("10 of 20: %v", i)
	}
	if i := ClopperPearson(10, 100, 0.95); math.Abs(i.Lo-0.0490) > 5e-5 || math.Abs(i.Hi-0.1762) > 5e-5 {
		t.Errorf("10 of 100: %v", i)
	}
	if i := ClopperPearson(0, 1000, 0.95); i.Lo != 0 || math.Abs(i.Hi/(1-math.Pow(0.025, 1e-3))-1) > 1e-9 {
		t.Errorf("0 of 1000: %v", i)
	}
	i, want := ClopperPearson(1, 100000, 0.95), -math.Expm1(math.Log1p(-0.025)/1e5)
	if math.Abs(i.Lo/want-1) > 1e-9 || !(i.Hi > 5.5e-5 && i.Hi < 5.6e-5) {
		t.Errorf("1 of 1e5: %v, want %g 5.57e-5", i, want)
	}
	if i := ClopperPearson(0, 0, 0.95); !math.IsNaN(i.Value) || i.Lo != 0 || i.Hi != 1 {
		t.Errorf("of no trials: %v", i)
	}
}

// Closed forms: with no success in n trials the upper end is 1 - (a/2)^(1/n), with n successes the lower end is
// (a/2)^(1/n), a = 0.05.
func TestClopperPearsonAtItsEnds(t *testing.T) {
	for _, n := range []int{1, 7, 1000} {
		edge := math.Pow(0.025, 1/float64(n))
		if i := ClopperPearson(0, n, 0.95); i.Lo != 0 || math.Abs(i.Hi-(1-edge)) > 1e-12 {
			t.Errorf("0 of %d: %v", n, i)
		}
		if i := ClopperPearson(n, n, 0.95); i.Hi != 1 || math.Abs(i.Lo-edge) > 1e-12 {
			t.Errorf("%d of %d: %v", n, n, i)
		}
	}
}

// The defining property of Clopper and Pearson: at the lower end, k or more successes have probability exactly 0.025.
func TestClopperPearsonTail(t *testing.T) {
	for _, c := range []struct{ k, n int }{{3, 20}, {17, 20}, {1, 500}} {
		i := ClopperPearson(c.k, c.n, 0.95)
		b := distuv.Binomial{N: float64(c.n), P: i.Lo}
		if p := b.Survival(float64(c.k) - 1); math.Abs(p-0.025) > 1e-9 {
			t.Errorf("%d of %d: P(K >= k) at the lower end is %v", c.k, c.n, p)
		}
		b.P = i.Hi
		if p := b.CDF(float64(c.k)); math.Abs(p-0.025) > 1e-9 {
			t.Errorf("%d of %d: P(K <= k) at the upper end is %v", c.k, c.n, p)
		}
	}
}

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
			x[i] = float64(i + 1)
		}
		got, coverage := MedianInterval(x, 0.95)
		want := Interval{Value: float64(c.n+1) / 2, Lo: float64(c.rank), Hi: float64(c.n + 1 - c.rank)}
		if math.Abs(coverage-c.coverage) > 1e-12 {
			t.Errorf("n = %d: coverage %v, want %v", c.n, coverage, c.coverage)
		}
		if got != want {
			t.Errorf("n = %d: %v, want %v", c.n, got, want)
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
		slices.Sort(x)
		if m, _ := MedianInterval(x, 0.95); m.Lo <= math.Ln2 && math.Ln2 <= m.Hi {
			held++
		}
	}
	if share := float64(held) / samples; math.Abs(share-0.9785) > 5*0.0023 {
		t.Errorf("the interval held the median in %.4f of the samples, not in 0.9785", share)
	}
}

// Tabulated normal quantiles.
func TestNormalHalfWidth(t *testing.T) {
	for level, want := range map[float64]float64{0.5: 0.6744897501960817, 0.95: 1.959963984540054, 0.99: 2.5758293035489004} {
		if z := NormalHalfWidth(level); math.Abs(z-want) > 1e-14 {
			t.Errorf("%v: %v, want %v", level, z, want)
		}
	}
	if math.Abs(Rounded95-NormalHalfWidth(0.95)) > 0.005 {
		t.Error("Rounded95 is not its rounded value")
	}
}

// With the quantiles of Student's t in tables: 3.182446 for 3 degrees of freedom at .975, 6.313752 for 1 at .95.
func TestMeanInterval(t *testing.T) {
	for _, c := range []struct {
		v            []float64
		level        float64
		mean, lo, hi float64
	}{{[]float64{1, 2, 4, 7}, 0.95, 3.5, 3.5 - 3.182446*math.Sqrt(7)/2, 3.5 + 3.182446*math.Sqrt(7)/2}, {[]float64{0, 1}, 0.9, 0.5, 0.5 - 6.313752/2, 0.5 + 6.313752/2}, {[]float64{3, 3, 3}, 0.95, 3, 3, 3}, {[]float64{0, 0}, 0.95, 0, 0, 0}} {
		i := MeanInterval(c.v, c.level)
		if !(math.Abs(i.Value-c.mean) < 1e-12 && math.Abs(i.Lo-c.lo) < 1e-5 && math.Abs(i.Hi-c.hi) < 1e-5) {
			t.Errorf("%v: %+v", c.v, i)
		}
	}
	if i := MeanInterval([]float64{2}, 0.95); i.Value != 2 || i.Known() {
		t.Errorf("one value: %+v", i)
	}
	if i := MeanInterval(nil, 0.95); !math.IsNaN(i.Value) || i.Known() {
		t.Errorf("no value: %+v", i)
	}
}

// Against the sums of the definition.
func TestBinomialTails(t *testing.T) {
	for _, n := range []int{1, 5, 21} {
		for _, p := range []float64{0.05, 0.5, 0.93} {
			term, sum := math.Pow(1-p, float64(n)), 0.0
			for k := range n + 1 {
				lower, upper := BinomialTails(k, n, p)
				if math.Abs(upper-(1-sum)) > 1e-12 || math.Abs(lower-(sum+term)) > 1e-12 {
					t.Errorf("%d of %d at %v: %v and %v, want %v and %v", k, n, p, lower, upper, sum+term, 1-sum)
				}
				sum += term
				term *= float64(n-k) / float64(k+1) * p / (1 - p)
			}
		}
	}
}
