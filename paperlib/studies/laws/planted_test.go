package laws

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

const (
	plantedDraws = 1000
	plantedCount = 24 // coordinates
)

// settle judges one capture for each seed of a planted law, joins them and returns the group with its verdicts at the
// smallest batch size, by claim.
func settle(t *testing.T, name string, seeds []uint64, plants []plant) (Group, map[string]lab.Verdict) {
	t.Helper()
	g := Group{Data: "planted", Net: name, Snapshot: "trained", Criteria: CriteriaDigest()}
	var list []OneSeed
	for _, s := range seeds {
		list = append(list, judge(t, synthetic(s, plantedDraws, []int{32, 512}, plants...)))
		g.Seeds = append(g.Seeds, s)
	}
	var err error
	if g.Batches, err = Summarise(list, seeds[0]); err != nil {
		t.Fatal(err)
	}
	all, err := Verdicts([]Group{g})
	if err != nil {
		t.Fatal(err)
	}
	if err := lab.CheckVerdicts(all, Criteria()); err != nil {
		t.Error(err)
	}
	out := map[string]lab.Verdict{}
	for _, v := range all {
		if v.Scope == name+" on planted, trained, batch size 32" {
			out[v.Claim] = v
		}
	}
	if len(out) != 3 {
		t.Fatalf("%d verdicts at batch size 32, want one for each of three claims: %v", len(out), out)
	}
	return g, out
}

func alternate(plants ...plant) []plant {
	list := make([]plant, plantedCount)
	for i := range list {
		list[i] = plants[i%len(plants)]
	}
	return list
}

// TestPlantedTruth goes the whole way from draws of a known law to the verdicts.
//
// False alarms: the mean drift of 40 coordinates of SaS(1.5), 1000 draws and 2 seeds has a sd of 1.4 sqrt(2/80000) =
// .007, and the interval, which resamples seeds too and so is sqrt(2) wider, leaves .05 - 1.96 .010 = .030 of the
// margin: 4.2 sd, 3e-5 for C1c of that row. The misfit of a Gaussian to heavy draws is skewed to the right, so that C1a
// of Student t misses with less than 1e-3. The other differences lie at least 6 of their standard errors from 0 or the
// margin, 4 beyond the interval's half width: less than 1e-4 each, and less than 2e-3 for the test.
//
// On Gaussian draws all three laws of C1b are the Gaussian and the difference is what their third parameter costs: it may
// have either sign, but the tail index keeps it from supporting the claim.
func TestPlantedTruth(t *testing.T) {
	stable15 := stablePlant(1.5)
	student, double := meanOf(studentT3), meanOf(laplace)
	for _, c := range []struct {
		name    string
		seeds   int
		plants  []plant
		verdict map[string][]lab.Outcome // outcomes that are right
		best    Model
	}{
		{"gaussian", 2, alternate(gaussianPlant), map[string][]lab.Outcome{
			"C1a": {lab.NotSupported, lab.Undecided}, "C1b": {lab.NotSupported, lab.Undecided}, "C1c": {lab.NotSupported}}, ""},
		{"stable", 2, repeat(stable15, 40), map[string][]lab.Outcome{
			"C1a": {lab.Supported}, "C1b": {lab.Supported}, "C1c": {lab.Supported}}, Stable},
		{"student", 1, alternate(student), map[string][]lab.Outcome{
			"C1a": {lab.Supported}, "C1b": {lab.NotSupported}, "C1c": {lab.NotSupported}}, StudentT},
		{"laplace", 1, alternate(double), map[string][]lab.Outcome{
			"C1a": {lab.Supported}, "C1b": {lab.NotSupported}, "C1c": {lab.NotSupported}}, Laplace},
		{"lognormal scale", 1, alternate(meanOf(lognormalScale)), map[string][]lab.Outcome{
			"C1a": {lab.Supported}, "C1c": {lab.NotSupported}}, ""},
		// Half stable, half Student t: heavier than Gaussian, and the t half drifts.
		{"half stable, half t", 1, alternate(stable15, student), map[string][]lab.Outcome{
			"C1a": {lab.Supported}, "C1c": {lab.NotSupported}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, verdicts := settle(t, c.name, []uint64{11, 12}[:c.seeds], c.plants)
			for claim, right := range c.verdict {
				v := verdicts[claim]
				if !slices.Contains(right, v.Outcome) {
					t.Errorf("%s is %s, want one of %v: %.4g [%.4g, %.4g], %s", claim, v.Outcome, right, v.Value, v.Lo, v.Hi, v.Note)
				}
				if v.Lo > v.Value || v.Hi < v.Value {
					t.Errorf("%s: the value %.4g is outside [%.4g, %.4g]", claim, v.Value, v.Lo, v.Hi)
				}
			}
			low := g.Batches[0]
			if low.Live != c.seeds*len(c.plants) || low.Dead+low.Unfit != 0 {
				t.Errorf("%d live, %d dead, %d unfit of %d continuous coordinates", low.Live, low.Dead, low.Unfit, low.Coordinates)
			}
			if low.SumTested != low.Live || low.SumTop != 512 {
				t.Errorf("sum-stability tested for %d of %d up to %d", low.SumTested, low.Live, low.SumTop)
			}
			n := 0
			for m, k := range low.Best {
				n += k
				if c.best != "" && k > low.Best[c.best] {
					t.Errorf("%s is best for %d coordinates, %s for %d", m, k, c.best, low.Best[c.best])
				}
			}
			if n != low.Live {
				t.Errorf("a best law for %d of %d coordinates", n, low.Live)
			}
			if want := []string{"one seed", "2 seeds"}[c.seeds-1]; !strings.Contains(low.Interval, want) {
				t.Errorf("the interval is described as %q", low.Interval)
			}
		})
	}
}

// TestLargestBatch: the largest captured batch size has nothing to be compared with, and coupled examples no ladder.
func TestLargestBatch(t *testing.T) {
	c := synthetic(3, 300, []int{32, 128}, repeat(stablePlant(1.5), 6)...)
	g := Group{Data: "planted", Net: "n", Snapshot: "initial", Seeds: []uint64{3}, Criteria: CriteriaDigest()}
	for _, coupled := range []bool{false, true} {
		c.Coupled = coupled
		var err error
		if g.Batches, err = Summarise([]OneSeed{judge(t, c)}, 3); err != nil {
			t.Fatal(err)
		}
		for i, b := range g.Batches {
			tested := i == 0 && !coupled
			if (b.SumTested > 0) != tested || (b.SumReason == "") != tested || math.IsNaN(float64(b.Drift.Value)) == tested {
				t.Errorf("coupled %v, batch size %d: tested %d, reason %q, drift %v", coupled, b.Batch, b.SumTested, b.SumReason, b.Drift)
			}
			if v := verdict(Criteria()[2], 2, g, b); !tested && (v.Outcome != lab.Undecided || !strings.Contains(v.Note, "not tested")) {
				t.Errorf("coupled %v, batch size %d: C1c is %s, note %q", coupled, b.Batch, v.Outcome, v.Note)
			}
			if !strings.Contains(b.Interval, "one seed") {
				t.Errorf("interval of one seed is described as %q", b.Interval)
			}
		}
	}
}

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

// grid rounds to multiples of 1/4: every draw is tied, none is most of the sample.
func grid(p plant) plant {
	return func(r *rand.Rand, m int) float64 { return math.Round(4*p(r, m)) / 4 }
}

// TestDeadSparseTied: what is left out of the means is counted by name and reason, and nothing takes its place. The
// sparse coordinates have 60 % zeros, so the middle half of the draws is one value unless fewer than half of 400 draws
// are (probability below 1e-4 each by the binomial law); the outcome of the tied ones does not depend on chance.
func TestDeadSparseTied(t *testing.T) {
	dead := func(*rand.Rand, int) float64 { return 0 }
	constant := func(*rand.Rand, int) float64 { return -1.5 }
	ps := append(repeat(stablePlant(1.5), 6), dead, zeros(0.6, stablePlant(1.5)), grid(stablePlant(1.5)), constant, zeros(0.6, gaussianPlant))
	c := synthetic(5, 400, []int{32, 128}, ps...)
	one := judge(t, c)
	for _, b := range one.Fits.Batches {
		if got := fmt.Sprint(b.Dead); got != "[layer/w[6] layer/w[9]]" {
			t.Errorf("batch size %d: dead %s", b.Batch, got)
		}
		if len(b.Unfit) != 2 || !strings.HasPrefix(b.Unfit[0], "layer/w[7]: ") || !strings.HasPrefix(b.Unfit[1], "layer/w[10]: ") {
			t.Errorf("batch size %d: unfit %q", b.Batch, b.Unfit)
		}
		for _, u := range b.Unfit {
			if !strings.Contains(u, "one value") {
				t.Errorf("batch size %d: the reason does not name the tie: %s", b.Batch, u)
			}
		}
		if b.Live != 7 || len(b.Names) != 7 || len(b.Alpha) != 7 || b.Names[6] != "layer/w[8]" || b.Ties != 1 {
			t.Errorf("batch size %d: %d live, %d tied: %v", b.Batch, b.Live, b.Ties, b.Names)
		}
		if b.Live+len(b.Dead)+len(b.Unfit) != len(ps) {
			t.Errorf("batch size %d: counts do not add up to %d", b.Batch, len(ps))
		}
	}
	sums, err := Summarise([]OneSeed{one, one}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if s := sums[0]; s.Coordinates != 22 || s.Live != 14 || s.Dead != 4 || s.Unfit != 4 || s.Ties != 2 {
		t.Errorf("two seeds: %+v", s)
	}

	// The means are those of the live coordinates alone.
	var few []plant
	for _, j := range []int{0, 1, 2, 3, 4, 5, 8} {
		few = append(few, ps[j])
	}
	alone := synthetic(5, 400, []int{32, 128}, few...)
	for k := range alone.Draws {
		for i := range alone.Draws[k].N {
			for to, from := range []int{0, 1, 2, 3, 4, 5, 8} {
				alone.Draws[k].U[i*len(few)+to] = c.Draws[k].U[i*len(ps)+from]
			}
		}
	}
	want := judge(t, alone).Vectors
	for b, vs := range one.Vectors {
		for name, v := range vs {
			for i := range v {
				if v[i] != want[b][name][i] {
					t.Fatalf("batch size %d, %s, draw %d: %v, and %v without the coordinates that are left out", b, name, i, v[i], want[b][name][i])
				}
			}
		}
	}
}

// TestTooFewLive: no mean and no verdict of a handful of coordinates.
func TestTooFewLive(t *testing.T) {
	ps := append(repeat(gaussianPlant, minLive-1), func(*rand.Rand, int) float64 { return 0 })
	one := judge(t, synthetic(1, 300, []int{32, 128}, ps...))
	bs, err := Summarise([]OneSeed{one}, 1)
	if err != nil {
		t.Fatal(err)
	}
	b := bs[0]
	if b.Live != minLive-1 || b.Dead != 1 || len(b.Rows) != 0 || !math.IsNaN(float64(b.C1a.Value)) || !strings.HasPrefix(b.Interval, "none") {
		t.Errorf("%+v", b)
	}
	vs, err := Verdicts([]Group{{Criteria: CriteriaDigest(), Batches: bs}})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vs {
		if v.Outcome != lab.Undecided {
			t.Errorf("%s, %s: %s", v.Claim, v.Scope, v.Outcome)
		}
	}
}

// TestSharedIndexDropsAtoms: coordinates with an atom of 40 % that have fits of their own, and none at the tail index of
// much heavier ones, are counted as unfit for all models. They once ended the judgement. Deterministic for this seed;
// for another one an atom might fit, and the test would say so.
func TestSharedIndexDropsAtoms(t *testing.T) {
	atom := func(r *rand.Rand, _ int) float64 {
		if r.Float64() < 0.4 {
			return -0.2
		}
		return r.ExpFloat64()
	}
	c := synthetic(0, 500, []int{32}, append(repeat(stablePlant(0.7), 6), atom, atom, atom)...)
	b := judge(t, c).Fits.Batches[0]
	if b.Live != 6 || len(b.Unfit) != 3 {
		t.Errorf("%d live, unfit %q", b.Live, b.Unfit)
	}
	named := false
	for _, u := range b.Unfit {
		named = named || strings.Contains(u, "laws that coordinates share")
	}
	if !named {
		t.Errorf("no coordinate lacks the shared law alone: the test has lost its case: %q", b.Unfit)
	}
}
