package laws

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// TestPenalty: n = 1000 draws of c = 25 coordinates, log 1000 = 6.907755278982137, log 25000 = 10.126631103850338. All
// coordinates together have 2 c own parameters (Gaussian, Laplace), 3 c (stable and its rivals), 2 c own and one shared with
// 25000 draws, or 3 shared.
func TestPenalty(t *testing.T) {
	for m, want := range map[Model]float64{
		Gaussian: 13.815510557964274, Laplace: 13.815510557964274,
		Stable: 20.723265836946411, StudentT: 20.723265836946411, GGD: 20.723265836946411, Lognormal: 20.723265836946411,
		Shared: 13.815510557964274 + 0.40506524415401352, Pooled: 1.2151957324620406,
	} {
		if got := m.penalty(1000, 25); math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: penalty %.15f, want %.15f", m, got, want)
		}
	}
}

// TestBICOfRows: the rows' BIC is the mean over coordinates of tails.BIC after dividing by the root mean square, and the
// differences are between rows.
func TestBICOfRows(t *testing.T) {
	c := synthetic(4, 300, []int{32}, repeat(meanOf(studentT3), 6)...)
	b := summarise(t, judge(t, c))[0]
	bic := map[Model]float64{}
	for _, r := range b.Rows {
		bic[r.Model] = float64(r.BIC)
		if d := float64(r.BIC) - bic[Gaussian]; math.Abs(d-float64(r.DBIC.Value)) > 1e-8 {
			t.Errorf("%s: DBIC %v, BIC minus that of the Gaussian %v", r.Model, r.DBIC.Value, d)
		}
		if r.DBIC.Lo > r.DBIC.Value || r.DBIC.Hi < r.DBIC.Value {
			t.Errorf("%s: DBIC outside its interval: %v", r.Model, r.DBIC)
		}
	}
	for _, m := range own() {
		want, sumLogRMS := 0.0, 0.0
		var raw []float64
		for j := range 6 {
			x := c.Draws[0].column(j, 6)
			raw = append(raw, x...)
			ms := 0.0
			for _, v := range x {
				ms += v * v / 300
			}
			sumLogRMS += 300 * math.Log(ms) / 2
			for i := range x {
				x[i] /= math.Sqrt(ms)
			}
			law, l, err := tails.FitFamily(tails.Family(m), x)
			if err != nil {
				t.Fatal(err)
			}
			want += tails.BIC(l, law.NumParameters(), 300) / 6
		}
		// Scaling is exact in law; fits stop at a relative 1e-9 or better, that with lognormal scale at 1e-5 of a nat.
		if got := bic[m]; math.Abs(got-want) > 1e-5 && !(m == Lognormal && math.Abs(got-want) < 1e-3) {
			t.Errorf("%s: BIC %v, want %v", m, got, want)
		}
		if m != Gaussian {
			continue
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

// vectorsOf returns a seed whose every vector is made by f.
func vectorsOf(seed uint64, n int, f func(name string, i int) float64) OneSeed {
	one := OneSeed{Seed: seed, Fits: Fits{Batches: []BatchFits{{Batch: 32, Draws: n, Coordinates: make([]Coordinate, 8)}}},
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

// Equal vectors differ by exactly zero, a constant shift has an interval of no width, and seeds are what an interval is of.
func TestDifferences(t *testing.T) {
	r := rng.Stream(1, "differences")
	noise := make([]float64, 50)
	for i := range noise {
		noise[i] = float64(r.Uint64()%1000) / 8
	}
	same := vectorsOf(1, 50, func(name string, i int) float64 {
		if strings.HasPrefix(name, "ggd/heldout") {
			return noise[i] - 0.5
		}
		return noise[i]
	})
	b := summarise(t, same)[0]
	if e := b.Rivals[StudentT].Interval(study.Level); e != (stats.Interval{}) {
		t.Errorf("equal vectors differ by %v", e)
	}
	if e := b.Rivals[GGD].Interval(study.Level); e != (stats.Interval{Value: 0.5, Lo: 0.5, Hi: 0.5}) {
		t.Errorf("a shift of 1/2 gives %v", e)
	}
	low := vectorsOf(1, 40, func(string, int) float64 { return 1 })
	high := vectorsOf(2, 60, func(string, int) float64 { return 3 })
	// Of two seeds at 1 and 3 the t interval is 2 +- 12.706.
	if e := summarise(t, low, high)[0].Alpha.Interval(0.95); e.Value != 2 || math.Abs(e.Hi-2-12.7062) > 1e-3 {
		t.Errorf("seeds at 1 and 3 give %v", e)
	}
}

// Seeds without enough coordinates are in the counts and in no mean or penalty.
func TestMissingVectors(t *testing.T) {
	full := vectorsOf(1, 50, func(string, int) float64 { return 0.5 })
	empty := OneSeed{Seed: 2, Fits: Fits{Batches: []BatchFits{{Batch: 32, Draws: 50, Coordinates: []Coordinate{{State: Dead}, {State: Unfit}}}}}}
	alone, both := summarise(t, full)[0], summarise(t, full, empty)[0]
	if both.Coordinates != 10 || both.Scored != 8 || both.Dead != 1 || both.Unfit != 1 {
		t.Errorf("counts %+v", both)
	}
	for i, r := range both.Rows {
		if d := cmp.Diff(alone.Rows[i].BIC, r.BIC); d != "" {
			t.Errorf("%s: BIC changes with a seed that is in no mean: %s", r.Model, d)
		}
	}
	other := full
	other.Fits.Batches = []BatchFits{{Batch: 64}}
	for _, bad := range [][]OneSeed{{full, other}, {full, {Seed: 3}}} {
		if _, err := Summarise(bad); err == nil || !strings.Contains(err.Error(), "batch sizes") {
			t.Errorf("seeds of other batch sizes: %v", err)
		}
	}
}
