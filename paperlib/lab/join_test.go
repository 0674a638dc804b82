package lab

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

func TestJoin(t *testing.T) {
	const s, n, d, u = Supported, NotSupported, Depends, Undecided
	for _, c := range []struct {
		of   []Outcome
		want Outcome
	}{
		{nil, u}, {[]Outcome{u}, u}, {[]Outcome{u, u}, u},
		{[]Outcome{s}, s}, {[]Outcome{s, s}, s}, {[]Outcome{s, u}, s}, {[]Outcome{u, s}, s},
		{[]Outcome{n}, n}, {[]Outcome{n, n}, n}, {[]Outcome{n, u}, n}, {[]Outcome{u, n}, n},
		{[]Outcome{s, n}, d}, {[]Outcome{n, s}, d}, {[]Outcome{n, u, s}, d},
		{[]Outcome{d}, d}, {[]Outcome{d, s}, d}, {[]Outcome{d, n}, d}, {[]Outcome{u, d}, d}, {[]Outcome{d, d}, d},
	} {
		if got := Join(c.of...); got != c.want {
			t.Errorf("%q join to %q, want %q", c.of, got, c.want)
		}
		crit := Criterion{Claim: "C7", Statistic: "a number", Text: "a rule"}
		var list []Verdict
		for _, o := range c.of {
			list = append(list, crit.Verdict("one", o).Of(stats.Interval{Value: 1, Lo: 0, Hi: 2}, "95 %", "3", ""))
		}
		v := crit.Overall("all", list, "why")
		if v.Outcome != c.want || v.Scope != "all" || !v.Overall || v.Note != "why" || !math.IsNaN(v.Value) || v.Interval().Known() || CheckVerdicts([]Verdict{v}, []Criterion{crit}) != nil {
			t.Errorf("%q: the verdict over all is %+v", c.of, v)
		}
	}
}

// The words stand in the digests of published criteria.
func TestJoinText(t *testing.T) {
	const want = " Over all networks: supported if some support it and none speaks against it, not supported if some speak against it and none supports it, depends if both occur, undecided if neither does."
	if got := JoinText("networks"); got != want {
		t.Errorf("the words of the rule are %q", got)
	}
}

func TestWithinAboveBelow(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		lo, hi        float64
		within, above Outcome // of 0.9 to 1.1; of 1
	}{
		{0.95, 1.05, Supported, Undecided}, {0.9, 1.1, Supported, Undecided}, {1.01, 1.02, Supported, Supported},
		{1.4, 1.6, NotSupported, Supported}, {0.4, 0.6, NotSupported, NotSupported}, {1.1000001, inf, NotSupported, Supported},
		{0.8, 1.05, Undecided, Undecided}, {0.5, 2, Undecided, Undecided}, {1.1, 1.2, Undecided, Supported}, {0.8, 0.9, Undecided, NotSupported},
		{1, 2, Undecided, Undecided}, {0, 1, Undecided, Undecided}, {-inf, inf, Undecided, Undecided},
		{nan, nan, Undecided, Undecided}, {nan, 0.5, Undecided, Undecided}, {1.5, nan, Undecided, Undecided},
	} {
		e := stats.Interval{Value: (c.lo + c.hi) / 2, Lo: c.lo, Hi: c.hi}
		if got := Within(e, 0.9, 1.1); got != c.within {
			t.Errorf("%v lies within 0.9 to 1.1: %s, want %s", e, got, c.within)
		}
		if got := Above(e, 1); got != c.above {
			t.Errorf("%v lies above 1: %s, want %s", e, got, c.above)
		}
		turned := map[Outcome]Outcome{Supported: NotSupported, NotSupported: Supported, Undecided: Undecided}[c.above]
		if got := Below(e, 1); got != turned {
			t.Errorf("%v lies below 1: %s, want %s", e, got, turned)
		}
	}
}
