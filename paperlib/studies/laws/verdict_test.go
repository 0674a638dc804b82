package laws

import (
	"math"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// criteriaGolden is the digest of the criteria that were written before the first run. It changes only with them: then
// raise the version of the criterion, say why in the commit, and compute every verdict again.
const criteriaGolden = "48743ff330eda27110fc54724409c1132a2772a3abe5ac7abb909154ff6f8469"

func TestCriteriaDigest(t *testing.T) {
	if got := CriteriaDigest(); got != criteriaGolden {
		t.Errorf("the criteria changed: digest %s, want %s", got, criteriaGolden)
	}
	// The digest sees the thresholds: they are in Numbers, and the code that settles uses the same constants.
	n := Criteria()[2].Numbers
	if n["margin"] != driftMargin || n["gaussian_limit"] != alphaHeavy || len(n) != 2 {
		t.Errorf("thresholds %v", n)
	}
	for i := range Criteria() {
		c := Criteria()[i]
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

func estimate(lo, hi float64) stats.Interval {
	return stats.Interval{Value: (lo + hi) / 2, Lo: lo, Hi: hi}
}

// TestOutcomes walks through the criteria at and around their thresholds.
func TestOutcomes(t *testing.T) {
	nan := math.NaN()
	above, below, across := estimate(0.1, 0.2), estimate(-0.2, -0.1), estimate(-0.1, 0.1)
	heavy := estimate(1.5, 1.6)
	settle := func(which int, b BatchSummary) lab.Outcome {
		return verdict(Criteria()[which], which, Group{}, b).Outcome
	}
	for i, c := range []struct {
		e    stats.Interval
		want lab.Outcome
	}{{above, lab.Supported}, {below, lab.NotSupported}, {across, lab.Undecided}, {estimate(0, 1), lab.Undecided}, {estimate(-1, 0), lab.Undecided},
		{estimate(0, 0), lab.Undecided}, {stats.Unknown(), lab.Undecided}} {
		if got := settle(0, BatchSummary{C1a: c.e}); got != c.want {
			t.Errorf("C1a %d: %s, want %s", i, got, c.want)
		}
	}
	for i, c := range []struct {
		t, ggd stats.Interval
		want   lab.Outcome
	}{{above, above, lab.Supported}, {above, across, lab.Undecided}, {across, above, lab.Undecided}, {above, below, lab.NotSupported},
		{below, above, lab.NotSupported}, {below, below, lab.NotSupported}, {across, across, lab.Undecided}, {across, below, lab.NotSupported}, {stats.Unknown(), stats.Unknown(), lab.Undecided}} {
		b := BatchSummary{C1bStudentT: c.t, C1bGGD: c.ggd, Alpha: heavy}
		if got := settle(1, b); got != c.want {
			t.Errorf("C1b %d: %s, want %s", i, got, c.want)
		}
		if v := verdict(Criteria()[1], 1, Group{}, b); v.Value > math.Min(float64(c.t.Value), float64(c.ggd.Value)) {
			t.Errorf("C1b %d: shows %v, not the smaller difference", i, v.Value)
		}
		b.Alpha = estimate(1.97, 1.99) // Gaussian noise: the rivals' extra parameters decide nothing
		if got := settle(1, b); got == lab.Supported {
			t.Errorf("C1b %d: supported on Gaussian noise", i)
		}
	}
	for i, c := range []struct {
		drift, alpha stats.Interval
		want         lab.Outcome
	}{
		{estimate(-0.05, 0.05), heavy, lab.Supported},
		{estimate(-0.04, 0.03), estimate(1.9, 1.949), lab.Supported},
		{estimate(-0.04, 0.051), heavy, lab.Undecided},
		{estimate(-0.051, 0.04), heavy, lab.Undecided},
		{estimate(0.051, 0.06), heavy, lab.NotSupported},
		{estimate(-0.3, -0.2), heavy, lab.Undecided},
		{estimate(-0.01, 0.01), estimate(1.94, 1.96), lab.Undecided},
		{estimate(-0.01, 0.01), estimate(1.951, 1.99), lab.NotSupported},
		{estimate(nan, nan), heavy, lab.Undecided},
		{estimate(nan, nan), estimate(1.99, 2), lab.Undecided},
	} {
		if got := settle(2, BatchSummary{Drift: c.drift, Alpha: c.alpha}); got != c.want {
			t.Errorf("C1c %d: %s, want %s", i, got, c.want)
		}
	}
}

// TestOverall is the table of joint outcomes over all networks.
func TestOverall(t *testing.T) {
	drift := map[lab.Outcome]stats.Interval{lab.Supported: estimate(0.1, 0.2), lab.NotSupported: estimate(-0.2, -0.1), lab.Undecided: estimate(-0.1, 0.1)}
	const s, n, u = lab.Supported, lab.NotSupported, lab.Undecided
	for _, c := range []struct {
		of   []lab.Outcome
		want lab.Outcome
	}{
		{[]lab.Outcome{s}, s}, {[]lab.Outcome{n}, n}, {[]lab.Outcome{u}, u},
		{[]lab.Outcome{s, s}, s}, {[]lab.Outcome{s, u}, s}, {[]lab.Outcome{u, n}, n}, {[]lab.Outcome{u, u}, u},
		{[]lab.Outcome{s, n}, lab.Depends}, {[]lab.Outcome{n, u, s}, lab.Depends}, {[]lab.Outcome{n, n}, n},
	} {
		var groups []Group
		for i, o := range c.of {
			groups = append(groups, Group{Data: "digits", Net: string(rune('a' + i)), Snapshot: "trained", Criteria: CriteriaDigest(),
				Batches: []BatchSummary{{Batch: 32, C1a: drift[o], C1bStudentT: drift[u], C1bGGD: drift[u], Drift: stats.Unknown()}}})
		}
		// Another snapshot and another batch size have verdicts of their own.
		groups = append(groups, Group{Data: "digits", Net: "z", Snapshot: "initial", Criteria: CriteriaDigest(),
			Batches: []BatchSummary{{Batch: 32, C1a: drift[n], Drift: stats.Unknown()}, {Batch: 8, C1a: drift[s], Drift: stats.Unknown()}}})
		all, err := Verdicts(groups)
		if err != nil {
			t.Fatal(err)
		}
		if err := lab.CheckVerdicts(all, Criteria()); err != nil {
			t.Error(err)
		}
		found := 0
		for _, v := range all {
			if v.Claim != "C1a" || !v.Overall {
				continue
			}
			found++
			want := map[string]lab.Outcome{overallScope("trained", 32): c.want, overallScope("initial", 32): n, overallScope("initial", 8): s}[v.Scope]
			if v.Outcome != want {
				t.Errorf("%v gives %s for %s, want %s", c.of, v.Outcome, v.Scope, want)
			}
			if v.Scope == overallScope("trained", 32) {
				for i, o := range c.of {
					if !strings.Contains(v.Note, string(o)+": ") || !strings.Contains(v.Note, string(rune('a'+i))+" on digits") {
						t.Errorf("%v: the note leaves out a network: %s", c.of, v.Note)
					}
				}
			}
		}
		if found != 3 {
			t.Errorf("%d joint verdicts on C1a, want 3", found)
		}
	}
}
