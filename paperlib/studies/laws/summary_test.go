package laws

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// TestPenalty: n = 1000 draws of c = 25 coordinates, log 1000 = 6.907755278982137, log 25000 = 10.126631103850338. All
// coordinates together have 2 c own parameters (Gaussian, Laplace), 3 c (stable, t, generalised Gaussian), 2 c own and
// one shared with 25000 draws, or 3 shared.
func TestPenalty(t *testing.T) {
	for m, want := range map[Model]float64{
		Gaussian: 13.815510557964274, Laplace: 13.815510557964274,
		Stable: 20.723265836946411, StudentT: 20.723265836946411, GGD: 20.723265836946411,
		Shared: 13.815510557964274 + 0.40506524415401352, Pooled: 1.2151957324620406,
	} {
		if got := m.penalty(1000, 25); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: penalty %.15f, want %.15f", m, got, want)
		}
	}
	for _, m := range Models() { // one coordinate: every model counts all its parameters with all its draws
		p, err := tails.Family(m).Fitter()
		if err != nil {
			p = tails.FitStable
		}
		law, err := p(sampleOf(stablePlant(1.5), 100, "penalty"))
		if err != nil {
			t.Fatal(err)
		}
		if want := tails.BIC(0, law.NumParameters(), 500); math.Abs(m.penalty(500, 1)-want) > 1e-12 {
			t.Errorf("%s: penalty %v for one coordinate, BIC counts %v", m, m.penalty(500, 1), want)
		}
	}
}

// TestBICOfRows: the rows' BIC is the mean over coordinates of tails.BIC after dividing by the root mean square, and the
// differences are between rows.
func TestBICOfRows(t *testing.T) {
	c := synthetic(4, 300, []int{32}, repeat(meanOf(studentT3), 6)...)
	bs, err := Summarise([]OneSeed{judge(t, c)}, 4)
	if err != nil {
		t.Fatal(err)
	}
	bic := map[Model]float64{}
	for _, r := range bs[0].Rows {
		bic[r.Model] = float64(r.BIC)
		if d := float64(r.BIC) - bic[Gaussian]; math.Abs(d-float64(r.DBIC.Value)) > 1e-8 {
			t.Errorf("%s: DBIC %v, BIC minus that of the Gaussian %v", r.Model, r.DBIC.Value, d)
		}
		if r.DBIC.Lo > r.DBIC.Value || r.DBIC.Hi < r.DBIC.Value {
			t.Errorf("%s: DBIC outside its interval: %v", r.Model, r.DBIC)
		}
	}
	for _, f := range tails.Families() {
		want, sumLogRMS := 0.0, 0.0
		for j := range 6 {
			x := c.Draws[0].column(j, 6)
			ms := 0.0
			for _, v := range x {
				ms += v * v / 300
			}
			sumLogRMS += 300 * math.Log(ms) / 2
			for i := range x {
				x[i] /= math.Sqrt(ms)
			}
			law, l, err := tails.FitFamily(f, x)
			if err != nil {
				t.Fatal(err)
			}
			want += tails.BIC(l, law.NumParameters(), 300) / 6
		}
		// Scaling is exact in law; fits stop at a relative 1e-9 or better.
		if got := bic[Model(f)]; math.Abs(got-want) > 1e-5 {
			t.Errorf("%s: BIC %v, want %v", f, got, want)
		}
		if f != tails.FamilyGaussian {
			continue
		}
		var raw []float64
		for j := range 6 {
			raw = append(raw, c.Draws[0].column(j, 6)...)
		}
		p, err := stable.FitSymmetric(raw, nil) // the pooled law is fitted to draws in their own units
		if err != nil {
			t.Fatal(err)
		}
		if want := (3*math.Log(1800) - 2*(p.LogLikelihood+sumLogRMS)) / 6; math.Abs(bic[Pooled]-want) > 1e-6 {
			t.Errorf("pooled: BIC %v, want %v", bic[Pooled], want)
		}
	}
}

// vectors returns a seed whose every vector is made by f.
func vectors(seed uint64, n int, f func(name string, i int) float64) OneSeed {
	one := OneSeed{Seed: seed, Fits: Fits{Coordinates: 8, Batches: []BatchFits{{Batch: 32, Draws: n, Live: 8}}},
		Vectors: map[int]map[string][]float64{32: {}}}
	for _, name := range VectorNames() {
		v := make([]float64, n)
		for i := range v {
			v[i] = f(name, i)
		}
		one.Vectors[32][name] = v
	}
	return one
}

// TestDifferences: equal vectors differ by exactly zero, a constant shift has an interval of no width, and the mean of
// seeds is not weighted by anything.
func TestDifferences(t *testing.T) {
	r := rng.Stream(1, "differences")
	noise := make([]float64, 50)
	for i := range noise {
		noise[i] = float64(r.Uint64()%1000) / 8
	}
	same := vectors(1, 50, func(name string, i int) float64 {
		if strings.HasPrefix(name, "ggd/heldout") {
			return noise[i] - 0.5
		}
		return noise[i] / 64
	})
	for i := range noise {
		same.Vectors[32]["stable/heldout"][i], same.Vectors[32]["gaussian/heldout"][i] = noise[i], noise[i]
	}
	bs, err := Summarise([]OneSeed{same}, 9)
	if err != nil {
		t.Fatal(err)
	}
	b := bs[0]
	if b.C1a != (stats.Interval{}) {
		t.Errorf("equal vectors differ by %v", b.C1a)
	}
	if b.C1bGGD != (stats.Interval{Value: 0.5, Lo: 0.5, Hi: 0.5}) {
		t.Errorf("a shift of 1/2 gives %v", b.C1bGGD)
	}
	if !strings.Contains(b.Interval, "one seed") {
		t.Errorf("one seed is described as %q", b.Interval)
	}
	low := vectors(1, 40, func(string, int) float64 { return 1 })
	high := vectors(2, 60, func(string, int) float64 { return 3 })
	if bs, err = Summarise([]OneSeed{low, high}, 9); err != nil {
		t.Fatal(err)
	}
	if a := bs[0].Alpha; a != (stats.Interval{Value: 2, Lo: 1, Hi: 3}) {
		t.Errorf("seeds at 1 and 3 give %v: seeds are resampled, so the interval is [1, 3]", a)
	}
	if !strings.Contains(bs[0].Interval, "2 seeds") {
		t.Errorf("two seeds are described as %q", bs[0].Interval)
	}
}

// TestMissingVectors: seeds without enough live coordinates are in the counts and in no mean or penalty.
func TestMissingVectors(t *testing.T) {
	full := vectors(1, 50, func(string, int) float64 { return 0.5 })
	empty := OneSeed{Seed: 2, Fits: Fits{Coordinates: 8, Batches: []BatchFits{{Batch: 32, Draws: 50, Live: 2, Dead: make([]string, 6)}}}}
	alone, err := Summarise([]OneSeed{full}, 1)
	if err != nil {
		t.Fatal(err)
	}
	both, err := Summarise([]OneSeed{full, empty}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if b := both[0]; b.Coordinates != 16 || b.Live != 10 || b.Dead != 6 {
		t.Errorf("counts %+v", b)
	}
	for i, r := range both[0].Rows {
		if d := cmp.Diff(alone[0].Rows[i].BIC, r.BIC); d != "" {
			t.Errorf("%s: BIC changes with a seed that is in no mean: %s", r.Model, d)
		}
	}
	other := full
	other.Fits.Batches = []BatchFits{{Batch: 64}}
	for _, bad := range [][]OneSeed{{full, other}, {full, {Seed: 3}}} {
		if _, err := Summarise(bad, 1); err == nil || !strings.Contains(err.Error(), "batch sizes") {
			t.Errorf("seeds of other batch sizes: %v", err)
		}
	}
}

// TestDeterminism: the same numbers, bit for bit, whatever the number of processors.
func TestDeterminism(t *testing.T) {
	c := synthetic(6, 260, []int{32, 128}, append(repeat(meanOf(studentT3), 4), repeat(stablePlant(1.6), 3)...)...)
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	nulls = tails.NullCache{}
	one := judge(t, c)
	oneSummary, err := Summarise([]OneSeed{one}, 6)
	if err != nil {
		t.Fatal(err)
	}
	runtime.GOMAXPROCS(7)
	nulls = tails.NullCache{}
	seven := judge(t, c)
	sevenSummary, err := Summarise([]OneSeed{seven}, 6)
	if err != nil {
		t.Fatal(err)
	}
	// Text compares NaN and shows every digit that a float64 has.
	for name, pair := range map[string][2]any{"fits": {one.Fits, seven.Fits}, "vectors": {one.Vectors, seven.Vectors}, "summaries": {oneSummary, sevenSummary}} {
		if a, b := fmt.Sprint(pair[0]), fmt.Sprint(pair[1]); a != b {
			t.Errorf("%s differ: %s", name, cmp.Diff(a, b))
		}
	}
	if n := one.Fits.Batches[0].Sum.Tested; n != 7 {
		t.Errorf("sum-stability tested for %d of 7", n)
	}
	if other := judge(t, synthetic(7, 260, []int{32, 128}, repeat(stablePlant(1.6), 5)...)); fmt.Sprint(other.Fits) == fmt.Sprint(one.Fits) {
		t.Error("another seed gives the same fits")
	}
}
