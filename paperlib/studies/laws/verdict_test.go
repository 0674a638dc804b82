package laws

import (
	"math"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// criteriaGolden is the digest of the criteria that were written before the first run of version 2. It changes only with them:
// then raise the version of the criterion, say why in the commit, and compute every verdict again.
const criteriaGolden = "77b8bf6c3b929af64c132cb7cd24a05b93ccee342ebdd1e4a20f8adf8d10aae4"

func TestCriteriaDigest(t *testing.T) {
	if got := CriteriaDigest(); got != criteriaGolden {
		t.Errorf("the criteria changed: digest %s, want %s", got, criteriaGolden)
	}
	// The digest sees the thresholds: they are in Numbers, and the code that settles uses the same constants.
	for i, want := range []map[string]float64{{"margin": gainMargin, "cap": gainCap}, {"margin": rivalMargin, "gaussian_limit": alphaHeavy}, {"margin": driftMargin, "gaussian_limit": alphaHeavy}} {
		c := Criteria()[i]
		want["untrusted"], want["discovery"] = mistrusted, discovery
		for name, v := range want {
			if c.Numbers[name] != v || len(c.Numbers) != len(want) {
				t.Errorf("%s: thresholds %v, want %v", c.Claim, c.Numbers, want)
			}
		}
		before := c.Digest()
		c.Text += " "
		if c.Digest() == before {
			t.Errorf("%s: the digest does not see the text", c.Claim)
		}
	}
}

func TestVerdictsRefuseOtherCriteria(t *testing.T) {
	g := Group{Net: "mlp", Data: "digits", Snapshot: "trained", Criteria: "of last year"}
	_, err := Verdicts([]Group{{Criteria: CriteriaDigest()}, g})
	if err == nil || !strings.Contains(err.Error(), "mlp on digits (trained)") || !strings.Contains(err.Error(), "criteria") {
		t.Errorf("a result of other criteria: %v", err)
	}
}

// from is an estimate of one seed whose 95 % interval is [lo, hi].
func from(lo, hi float64) tails.SeedMean {
	return tails.SeedMean{BySeed: []stats.Number{stats.Number((lo + hi) / 2)}, Within: stats.Number((hi - lo) / 2 / stats.NormalHalfWidth(study.Level))}
}

// sound is a batch size of which everything can be said, with noise of tail index 1.5.
func sound() BatchSummary {
	return BatchSummary{Batch: 8, Rows: make([]Row, 1), Shares: Shares{Trusted: 1}, Alpha: from(1.49, 1.51), SumTested: 100, Gain: from(0.5, 0.6), Drift: from(-0.01, 0.01),
		Rivals: map[Model]tails.SeedMean{StudentT: from(0.01, 0.02), GGD: from(0.01, 0.02), Lognormal: from(0.01, 0.02)}}
}

// TestOutcomes walks through the criteria at and around their thresholds.
func TestOutcomes(t *testing.T) {
	const s, n, u = lab.Supported, lab.NotSupported, lab.Undecided
	rival := func(m Model, e tails.SeedMean) func(*BatchSummary) {
		return func(b *BatchSummary) { b.Rivals[m] = e }
	}
	drift := func(e tails.SeedMean) func(*BatchSummary) { return func(b *BatchSummary) { b.Drift = e } }
	shares := func(change func(*Shares)) func(*BatchSummary) { return func(b *BatchSummary) { change(&b.Shares) } }
	for name, c := range map[string]struct {
		change func(*BatchSummary)
		want   [3]lab.Outcome // C1a, C1b, C1c
	}{
		"sound":                    {func(*BatchSummary) {}, [3]lab.Outcome{s, s, s}},
		"gain across the margin":   {func(b *BatchSummary) { b.Gain = from(0.005, 0.02) }, [3]lab.Outcome{u, s, s}},
		"gain above 0 alone":       {func(b *BatchSummary) { b.Gain = from(0.001, 0.009) }, [3]lab.Outcome{n, s, s}},
		"no gain":                  {func(b *BatchSummary) { b.Gain = from(-0.2, -0.1) }, [3]lab.Outcome{n, s, s}},
		"a rival as good":          {rival(StudentT, from(-0.0005, 0.0005)), [3]lab.Outcome{s, u, s}},
		"a better rival":           {rival(Lognormal, from(-0.02, -0.01)), [3]lab.Outcome{s, n, s}},
		"better within the margin": {rival(GGD, from(-0.0009, -0.0003)), [3]lab.Outcome{s, u, s}},
		// At a third of the error the interval is 1.22 times as wide, and ends at -.0009.
		"better alone, not of three":   {rival(GGD, from(-0.012, -0.002)), [3]lab.Outcome{s, u, s}},
		"drift across the margin":      {drift(from(-0.01, 0.06)), [3]lab.Outcome{s, s, u}},
		"drift above the margin":       {drift(from(0.051, 0.06)), [3]lab.Outcome{s, s, n}},
		"drift below":                  {drift(from(-0.3, -0.2)), [3]lab.Outcome{s, s, u}},
		"drift not tested":             {drift(tails.SeedMean{}), [3]lab.Outcome{s, s, u}},
		"sums not tested":              {func(b *BatchSummary) { b.SumTested = 0 }, [3]lab.Outcome{s, s, u}},
		"a tenth of the sums rejected": {func(b *BatchSummary) { b.SumRejected = 10 }, [3]lab.Outcome{s, s, s}},
		"more sums rejected":           {func(b *BatchSummary) { b.SumRejected = 11 }, [3]lab.Outcome{s, s, u}},
		"looks Gaussian, no drift":     {func(b *BatchSummary) { b.Alpha = from(1.96, 1.98) }, [3]lab.Outcome{s, u, u}},
		"looks Gaussian, drifts": {func(b *BatchSummary) {
			b.Alpha, b.Drift, b.Rivals[GGD] = from(1.96, 1.98), from(0.06, 0.07), from(-0.2, -0.1)
		}, [3]lab.Outcome{s, u, u}},
		"a tenth of the fits not trusted": {shares(func(s *Shares) { s.Trusted = 1 - 0.1 }), [3]lab.Outcome{s, s, s}},
		"more fits not trusted":           {shares(func(s *Shares) { s.Trusted = 0.89 }), [3]lab.Outcome{u, u, u}},
		"not trusted, no gain": {func(b *BatchSummary) {
			b.Shares.Trusted, b.Gain, b.Rivals[GGD], b.Drift = 0.5, from(-1, 0), from(-1, -0.5), from(0.1, 0.2)
		}, [3]lab.Outcome{n, n, n}},
		"atoms": {shares(func(s *Shares) { s.Atomic = 0.2 }), [3]lab.Outcome{s, u, u}},
	} {
		b := sound()
		c.change(&b)
		for i, judge := range []func(BatchSummary, float64) (stats.Interval, lab.Outcome){gain, rivals, stability} {
			if _, got := judge(b, study.Level); got != c.want[i] {
				t.Errorf("%s: %s is %s, want %s", name, Criteria()[i].Claim, got, c.want[i])
			}
			// A higher level decides nothing that a lower one leaves open: Holm's method rests on it.
			if _, got := judge(b, 0.999); got != c.want[i] && got != u {
				t.Errorf("%s: %s is %s at the level .999, and %s at .95", name, Criteria()[i].Claim, got, c.want[i])
			}
		}
	}
	b := sound()
	b.Rivals[GGD] = from(-0.3, -0.1)
	if e, _ := rivals(b, study.Level); math.Abs(e.Value+0.2) > 1e-12 {
		t.Errorf("C1b shows %v, not the best rival", e)
	}
}

// What withholds a verdict is said beside it.
func TestNotes(t *testing.T) {
	b := sound()
	b.Shares = Shares{Trusted: 0.3, Bound: 0.4, Rejected: 0.2, Unfit: 0.1, Atomic: 0.25, Gains: 0.75}
	b.Alpha, b.SumRejected, b.SumTop, b.SumAtoms = from(1.96, 1.98), 7, 512, 12
	for i, want := range [][]string{
		{"ahead for 75 % of the parameters", "40 % at the bound of the tail index, 20 % rejected by Anderson-Darling, 10 % that no law"},
		{"against Student t 0.015", "Gaussian, lognormal scale 0.015", looksGaussian, "40 % at the bound", "25 % of the parameters have an atom"},
		{"mean tail index 1.97", "rejected for 7 of 100 coordinates", "12 have an atom", looksGaussian},
	} {
		note := scope(i, Group{Net: "mlp", Data: "digits", Snapshot: "trained"}, b).Note
		for _, w := range want {
			if !strings.Contains(note, w) {
				t.Errorf("%s: %q lacks %q", Criteria()[i].Claim, note, w)
			}
		}
	}
	if note := scope(0, Group{}, BatchSummary{}).Note; note != "too few coordinates are scored" {
		t.Errorf("nothing scored: %q", note)
	}
}

// The networks of one snapshot and batch size are joined after Holm; others are questions of their own.
func TestVerdictsJoinNetworks(t *testing.T) {
	group := func(net, snapshot string, gains ...tails.SeedMean) Group {
		g := Group{Net: net, Data: "digits", Snapshot: snapshot, Criteria: CriteriaDigest(), Seeds: []uint64{1}}
		for i, e := range gains {
			b := sound()
			b.Batch, b.Gain = 8<<(2*i), e
			g.Batches = append(g.Batches, b)
		}
		return g
	}
	yes, no, barely := from(0.5, 0.6), from(-0.6, -0.5), from(0.0101, 0.05) // barely: by its own interval alone
	list, err := Verdicts([]Group{group("a", "trained", yes, yes), group("b", "trained", no, barely), group("c", "trained", barely), group("a", "initial", no)})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]lab.Verdict{}
	for _, v := range list {
		if v.Claim == "C1a" {
			got[v.Scope] = v
		}
	}
	for scope, want := range map[string]lab.Outcome{
		"all networks, trained, batch size 8": lab.Depends, "all networks, trained, batch size 32": lab.Supported, "all networks, initial, batch size 8": lab.NotSupported,
		"a on digits, trained, batch size 8": lab.Supported, "b on digits, trained, batch size 8": lab.NotSupported,
		"c on digits, trained, batch size 8":  lab.Supported, // the last of three, once the others are decided
		"b on digits, trained, batch size 32": lab.Supported,
	} {
		if got[scope].Outcome != want {
			t.Errorf("%s: %s, want %s", scope, got[scope].Outcome, want)
		}
	}
	if n := got["all networks, trained, batch size 8"]; n.Note != "2 of 3 supported, 1 of 3 not supported" || n.N != "3 networks" {
		t.Errorf("%+v", n)
	}
	two, err := Verdicts([]Group{group("a", "trained", barely), group("b", "trained", barely)})
	if err != nil || two[0].Outcome != lab.Undecided || !strings.Contains(two[0].Note, "not after Holm") {
		t.Errorf("two that need the same level: %+v (%v)", two[0], err)
	}
	if err := lab.CheckVerdicts(list, Criteria()); err != nil {
		t.Error(err)
	}
}
