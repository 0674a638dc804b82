package simulated

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

var rule = lab.Criterion{Claim: "C7", Version: 1, Statistic: "a number", Text: "a rule"}

// upTo is a scope that is decided with intervals of at most a level.
func upTo(level float64, o lab.Outcome) Scope {
	return Scope{Words: "s", At: func(l float64) (stats.Interval, lab.Outcome, error) {
		if l <= level {
			return stats.Interval{Value: l}, o, nil
		}
		return stats.Interval{Value: l}, lab.Undecided, nil
	}}
}

// Of three scopes the first needs the level 1 - .05/3, the next of what remains 1 - .05/2, the last .95.
func TestHolm(t *testing.T) {
	const yes, no, open = lab.Supported, lab.NotSupported, lab.Undecided
	for name, c := range map[string]struct {
		scopes []Scope
		want   []lab.Outcome // of the scopes, then of all
	}{
		"step by step":      {[]Scope{upTo(0.951, yes), upTo(0.99, yes), upTo(0.976, yes)}, []lab.Outcome{yes, yes, yes, yes}},
		"none is first":     {[]Scope{upTo(0.983, yes), upTo(0.98, yes), upTo(0.98, yes)}, []lab.Outcome{open, open, open, open}},
		"the second waits":  {[]Scope{upTo(0.99, yes), upTo(0.974, no), upTo(0.96, yes)}, []lab.Outcome{yes, open, open, yes}},
		"both sides":        {[]Scope{upTo(0.99, yes), upTo(0.99, no), upTo(0.94, yes)}, []lab.Outcome{yes, no, open, lab.Depends}},
		"one alone":         {[]Scope{upTo(0.95, no)}, []lab.Outcome{no, no}},
		"nothing to settle": {nil, []lab.Outcome{open}},
	} {
		list, err := Judge(rule, c.scopes, "")
		if err != nil {
			t.Fatal(err)
		}
		var got []lab.Outcome
		for i, v := range list {
			got = append(got, v.Outcome)
			if v.Overall != (i == len(c.scopes)) || !v.Overall && v.Value != Level {
				t.Errorf("%s: %+v", name, v)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	list, err := Judge(rule, []Scope{upTo(0.99, yes), upTo(0.974, no), upTo(0.9, no)}, "and so on")
	if err != nil || list[3].Note != "1 of 3 supported, 2 of 3 undecided; and so on" || list[1].Note != "not supported by its own interval, not after Holm" || list[2].Note != "" {
		t.Errorf("%+v, %v", list, err)
	}
	broken := errors.New("broken")
	if _, err := Judge(rule, []Scope{{At: func(float64) (stats.Interval, lab.Outcome, error) { return stats.Unknown(), "", broken }}}, ""); !errors.Is(err, broken) {
		t.Errorf("a scope that cannot be judged: %v", err)
	}
}

// A planted case is counted as often as it is judged falsely and rightly; the same seed gives the same replicates.
func TestJudgedCountsWhatIsFalse(t *testing.T) {
	verdicts := func(_ int, cells Cells) ([]lab.Verdict, error) {
		o := lab.Supported
		if cells[0].Total > 0.9 {
			o = lab.NotSupported
		}
		return []lab.Verdict{rule.Verdict("s", o), rule.Overall("all", []lab.Verdict{{Outcome: o}}, "")}, nil
	}
	draw := func(_ int, r *rand.Rand) (Cells, error) { return Cells{{Total: r.Float64()}}, nil }
	plants := []Plant[int]{
		{Truth: "a", False: "not supported", Draw: draw, Wrong: Says(verdicts, lab.NotSupported), Right: Joint(verdicts, lab.Supported)},
		{Truth: "b", False: "either", Nominal: "2.5 %", Draw: draw, Wrong: Says(verdicts, lab.Supported, lab.NotSupported)},
	}
	cells, err := Judged(t.Context(), 0, 1, 400, plants)
	if err != nil || cells[0].Events < 20 || cells[0].Events > 62 || cells[0].Total != float64(400-cells[0].Events) || cells[1].Events != 400 || cells[1].Total != 0 {
		t.Fatalf("%+v, %v", cells, err)
	}
	again, err := Judged(t.Context(), 0, 1, 400, plants[:1])
	if err != nil || again[0].Events != cells[0].Events {
		t.Errorf("%+v, %v", again, err)
	}
	table := plantedTable("98", cells, plants)
	if err := table.Check(); err != nil || table.Rows[0][5] != "4 in 200" || table.Rows[1][5] != "2.5 %" || table.Rows[0][6] != int(cells[0].Total) || table.Rows[1][6] != nil {
		t.Errorf("%v, %v", table.Rows, err)
	}
	if shown, planted := apart(append(cells, Cell{Group: "other"})); len(shown) != 1 || len(planted) != 2 {
		t.Errorf("%d cells are shown, %d planted", len(shown), len(planted))
	}
	plants[0].Draw = func(int, *rand.Rand) (Cells, error) { return nil, errors.New("no law") }
	if _, err := Judged(t.Context(), 0, 1, 2, plants); err == nil || !strings.Contains(err.Error(), `planted case "a": no law`) {
		t.Errorf("%v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Judged(ctx, 0, 1, 2, plants[1:]); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}
