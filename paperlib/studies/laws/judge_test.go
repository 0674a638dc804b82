package laws

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// zeros puts an exact zero in the place of a draw with the given probability, at every batch size alike.
func zeros(share float64, p plant) plant {
	return func(r *rand.Rand, m int) float64 {
		v := p(r, m)
		if r.Float64() < share {
			return 0
		}
		return v
	}
}

func coordinates(b BatchFits, s State) (names []string) {
	for _, c := range b.Coordinates {
		if c.State == s {
			names = append(names, c.Name)
		}
	}
	return names
}

// What cannot be scored is counted by name and reason, and nothing takes its place; what has an atom is scored beside it.
func TestDeadSparseAtomic(t *testing.T) {
	dead := func(*rand.Rand, int) float64 { return 0 }
	constant := func(*rand.Rand, int) float64 { return -1.5 }
	ps := append(repeat(stablePlant(1.5), 6), dead, zeros(0.9, stablePlant(1.5)), zeros(0.4, stablePlant(1.5)), constant)
	c := synthetic(5, 400, []int{32, 128}, ps...)
	c.Activity = make([]Activity, len(ps))
	c.Activity[8] = Activity{Zero: 0.5, LogSpread: 2, Top: 0.25}
	one := judge(t, c)
	for _, b := range one.Fits.Batches {
		if got := fmt.Sprint(coordinates(b, Dead)); got != "[layer/w[6] layer/w[9]]" {
			t.Errorf("batch size %d: dead %s", b.Batch, got)
		}
		if got := fmt.Sprint(coordinates(b, Unfit)); got != "[layer/w[7]]" || !strings.Contains(b.Coordinates[7].Reason, "needs at least") {
			t.Errorf("batch size %d: unfit %s, %q", b.Batch, got, b.Coordinates[7].Reason)
		}
		if a := b.Coordinates[8].Atom; math.Abs(a-0.4) > 0.1 || b.Coordinates[0].Atom != 0 || b.Coordinates[6].Atom != 1 {
			t.Errorf("batch size %d: atoms %v, %v, %v", b.Batch, b.Coordinates[0].Atom, b.Coordinates[6].Atom, a)
		}
		s := b.Shares
		want := Shares{Dead: 0.2, Unfit: 1. / 8, Trusted: 7. / 8, Atomic: 2. / 8, Gains: 7. / 8, Atom: (b.Coordinates[7].Atom + b.Coordinates[8].Atom) / 8,
			Zero: 0.5 / 8, LogSpread: 2. / 8, Top: 0.25 / 8, ByArray: s.ByArray}
		for _, d := range []float64{s.Dead - want.Dead, s.Unfit - want.Unfit, s.Trusted - want.Trusted, s.Atomic - want.Atomic, s.Gains - want.Gains, s.Atom - want.Atom,
			float64(s.Zero - want.Zero), float64(s.LogSpread - want.LogSpread), float64(s.Top - want.Top), s.Bound, s.Rejected, s.Untested} {
			if math.Abs(d) > 1e-12 {
				t.Errorf("batch size %d: %+v, want %+v", b.Batch, s, want)
				break
			}
		}
	}
	if s := one.Fits.Batches[0].Sum; s.Tested != 6 || s.Atoms != 1 {
		t.Errorf("sum-stability of %d, %d have an atom", s.Tested, s.Atoms)
	}

	// The law of the atomic coordinate is that of its draws beside the atom: as if they were all there is.
	x := c.Draws[0].column(8, len(ps))
	var rest []float64
	for _, v := range x {
		if v != 0 {
			rest = append(rest, v)
		}
	}
	f, err := stable.FitSymmetric(rest, nil)
	if got := one.Fits.Batches[0].Coordinates[8].Alpha; err != nil || math.Abs(float64(got)-f.Law.Alpha) > 1e-9 {
		t.Errorf("tail index %v, of the draws beside the atom %v (%v)", got, f.Law.Alpha, err)
	}
	// A draw at the atom adds nothing, and the others count for more, so that the means are those of the coordinates.
	wantAlpha, wantHeld := 0.0, 0.0
	for _, k := range one.Fits.Batches[0].Coordinates {
		if k.State == Scored {
			wantAlpha += float64(k.Alpha) / 7
			wantHeld += float64(k.Gain) / 7
		}
	}
	if v := one.Vectors[32]; math.Abs(stats.SumMean(v["alpha"])-wantAlpha) > 1e-6 || math.Abs(stats.SumMean(v["gain"])-wantHeld) > 1e-9 {
		t.Errorf("means %v and %v, want %v and %v", stats.SumMean(v["alpha"]), stats.SumMean(v["gain"]), wantAlpha, wantHeld)
	}
	// Two seeds add up.
	if s := summarise(t, one, one)[0]; s.Coordinates != 20 || s.Scored != 14 || s.Dead != 4 || s.Unfit != 2 || math.Abs(s.Shares.Dead-0.2) > 1e-12 {
		t.Errorf("two seeds: %+v", s)
	}
}

// Coordinates with an atom of 40 % have no fit at the tail index of much heavier ones, which once ended the judgement: beside
// their atom they have one, and are in the means of all models.
func TestAtomsShareATailIndex(t *testing.T) {
	atom := func(r *rand.Rand, _ int) float64 {
		if r.Float64() < 0.4 {
			return -0.2
		}
		return r.ExpFloat64()
	}
	one := judge(t, synthetic(0, 500, []int{32}, append(repeat(stablePlant(0.7), 6), atom, atom, atom)...))
	b := one.Fits.Batches[0]
	if got := coordinates(b, Scored); len(got) != 9 {
		t.Errorf("scored %v", got)
	}
	for _, c := range b.Coordinates[6:] {
		if math.Abs(c.Atom-0.4) > 0.1 {
			t.Errorf("%s: an atom of %v", c.Name, c.Atom)
		}
	}
	if v := one.Vectors[32]; v["shared/heldout"] == nil || v["pooled/heldout"] == nil {
		t.Error("the laws that coordinates share are not scored")
	}
}

// Means weigh parameters: a bias of a hundred weights is a hundredth of the mean, and of equal weight among arrays.
func TestMeansWeighParameters(t *testing.T) {
	c := synthetic(8, 1000, []int{32}, append(repeat(gaussianPlant, 5), repeat(stablePlant(1), 5)...)...)
	for j := range c.Coordinates {
		c.Weights[j] = 0.99 / 5
		if j >= 5 {
			c.Weights[j] = 0.01 / 5
			c.Coordinates[j] = fmt.Sprintf("layer/bias[%d]", j-5)
		}
	}
	one := judge(t, c)
	b := summarise(t, one)[0]
	if got := b.Alpha.Interval(0.95).Value; got < 1.95 {
		t.Errorf("the mean over parameters is %v: biases count for a hundredth", got)
	}
	if got := float64(b.Shares.ByArray); got < 1.4 || got > 1.55 {
		t.Errorf("the mean over arrays is %v, want about 1.5", got)
	}
	want := 0.0
	for j, k := range one.Fits.Batches[0].Coordinates {
		if k.Gain > 0 {
			want += c.Weights[j]
		}
	}
	if g := b.Shares.Gains; math.Abs(g-want) > 1e-12 || g < 0.0099 {
		t.Errorf("the stable law is ahead for %v of the parameters, want %v, of which .01 are the biases", g, want)
	}
	c.Weights = c.Weights[1:]
	if _, err := Judge(t.Context(), c, func(int, int, string) {}, nil); err == nil || !strings.Contains(err.Error(), "9 weights for 10") {
		t.Errorf("too few weights: %v", err)
	}
}

// A fit at the bound is marked, and not trusted: lognormal scales of log-sd 7 have no tail index that a stable law has.
func TestBoundIsAFinding(t *testing.T) {
	b := judge(t, synthetic(9, 800, []int{8}, repeat(meanOf(func(r *rand.Rand) float64 { return math.Exp(7*r.NormFloat64()) * r.NormFloat64() }), 6)...)).Fits.Batches[0]
	if s := b.Shares; s.Bound < 0.99 || s.Trusted != 0 || s.Rejected != 0 || s.Untested != 0 {
		t.Errorf("%+v", s)
	}
}

// A rung serves for the drift and is scored against no rival.
func TestRung(t *testing.T) {
	c := synthetic(10, 600, []int{8, 32}, repeat(meanOf(studentT3), 6)...)
	full := judge(t, c)
	c.Draws[1].Rung = true
	rung := judge(t, c)
	if d := cmp.Diff(fmt.Sprint(full.Vectors[8]), fmt.Sprint(rung.Vectors[8])); d != "" {
		t.Error("the smaller batch size is judged otherwise")
	}
	if v := rung.Vectors[32]; v["gain"] != nil || v["alpha"] == nil {
		t.Errorf("a rung has the vectors %v", v)
	}
	if d := summarise(t, rung)[0].Drift.Interval(0.95); !(d.Value > 0.05) {
		t.Errorf("the drift of Student t is %v", d)
	}
}

// The largest captured batch size has nothing to be compared with, and coupled examples no ladder.
func TestLargestBatch(t *testing.T) {
	c := synthetic(3, 300, []int{32, 128}, repeat(stablePlant(1.5), 6)...)
	for _, coupled := range []bool{false, true} {
		c.Coupled = coupled
		for i, b := range summarise(t, judge(t, c)) {
			tested := i == 0 && !coupled
			if (b.SumTested > 0) != tested || (b.SumReason == "") != tested || b.Drift.Interval(0.95).Known() != tested {
				t.Errorf("coupled %v, batch size %d: tested %d, reason %q, drift %v", coupled, b.Batch, b.SumTested, b.SumReason, b.Drift)
			}
		}
	}
}

// No mean of a handful of coordinates.
func TestTooFewScored(t *testing.T) {
	b := summarise(t, judge(t, synthetic(1, 300, []int{32, 128}, append(repeat(gaussianPlant, minScored-1), func(*rand.Rand, int) float64 { return 0 })...)))[0]
	if b.Scored != minScored-1 || b.Dead != 1 || len(b.Rows) != 0 || b.Gain.Interval(0.95).Known() || b.Gain.Kind() != "none" {
		t.Errorf("%+v", b)
	}
}

// The same numbers, bit for bit, whatever the number of processors.
func TestDeterminism(t *testing.T) {
	c := synthetic(6, 260, []int{32, 128}, append(repeat(meanOf(studentT3), 4), repeat(stablePlant(1.6), 3)...)...)
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	nulls = tails.NullCache{}
	one := judge(t, c)
	oneSummary := summarise(t, one)
	runtime.GOMAXPROCS(7)
	nulls = tails.NullCache{}
	seven := judge(t, c)
	// Text compares NaN and shows every digit that a float64 has.
	for name, pair := range map[string][2]any{"fits": {one.Fits, seven.Fits}, "vectors": {one.Vectors, seven.Vectors}, "summaries": {oneSummary, summarise(t, seven)}} {
		if a, b := fmt.Sprint(pair[0]), fmt.Sprint(pair[1]); a != b {
			t.Errorf("%s differ: %s", name, cmp.Diff(a, b))
		}
	}
	if other := judge(t, synthetic(7, 260, []int{32, 128}, repeat(stablePlant(1.6), 5)...)); fmt.Sprint(other.Fits) == fmt.Sprint(one.Fits) {
		t.Error("another seed gives the same fits")
	}
}
