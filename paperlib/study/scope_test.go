package study

import (
	"errors"
	"slices"
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
		list, err := Judge(rule, "all of them", c.scopes, "")
		if err != nil {
			t.Fatal(err)
		}
		var got []lab.Outcome
		for i, v := range list {
			got = append(got, v.Outcome)
			if v.Overall != (i == len(c.scopes)) || v.Overall && v.Scope != "all of them" || !v.Overall && v.Value != Level {
				t.Errorf("%s: %+v", name, v)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	list, err := Judge(rule, "all of them", []Scope{upTo(0.99, yes), upTo(0.974, no), upTo(0.9, no)}, "and so on")
	if err != nil || list[3].Note != "1 of 3 supported, 2 of 3 undecided; and so on" || list[1].Note != "not supported by its own interval, not after Holm" || list[2].Note != "" {
		t.Errorf("%+v, %v", list, err)
	}
	broken := errors.New("broken")
	if _, err := Judge(rule, "all of them", []Scope{{At: func(float64) (stats.Interval, lab.Outcome, error) { return stats.Unknown(), "", broken }}}, ""); !errors.Is(err, broken) {
		t.Errorf("a scope that cannot be judged: %v", err)
	}
}
