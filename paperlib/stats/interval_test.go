package stats

import (
	"encoding/json"
	"math"
	"testing"
)

func TestInterval(t *testing.T) {
	i := Interval{2, 1, 4}
	for what, c := range map[string]struct{ got, want Interval }{
		"over 2":                {i.Over(2), Interval{1, 0.5, 2}},
		"over -2":               {i.Over(-2), Interval{-1, -2, -0.5}},
		"minus 3":               {i.Minus(3), Interval{-1, -2, 1}},
		"a rising function":     {i.Map(math.Exp), Interval{math.Exp(2), math.E, math.Exp(4)}},
		"a falling function":    {i.Map(func(x float64) float64 { return 1 / x }), Interval{0.5, 0.25, 1}},
		"an end that runs away": {Interval{1, 0, 2}.Map(func(x float64) float64 { return 1 / x }), Interval{1, 0.5, math.Inf(1)}},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", what, c.got, c.want)
		}
	}
	for what, c := range map[string]struct{ got, want bool }{
		"above below its end": {i.Above(0.9), true}, "above its end": {i.Above(1), false},
		"below above its end": {i.Below(4.1), true}, "below its end": {i.Below(4), false},
		"within its ends": {i.Within(1, 4), true}, "past the lower": {i.Within(1.1, 5), false}, "past the upper": {i.Within(0, 3.9), false},
		"known": {i.Known(), true}, "unknown": {Unknown().Known(), false}, "half known": {Interval{1, math.NaN(), 2}.Known(), false},
		"unknown above": {Unknown().Above(0), false}, "unknown below": {Unknown().Below(0), false}, "unknown within": {Unknown().Within(-1, 1), false},
		"unknown over": {Unknown().Over(2).Known(), false},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v", what, c.got)
		}
	}
	if got := (Interval{1.23456, -0.5, 2e6}).Text(3); got != "1.23 [-0.5, 2e+06]" {
		t.Errorf("as text: %s", got)
	}
}

func TestIntervalAsJSON(t *testing.T) {
	for text, want := range map[string]Interval{
		`{"value":1.5,"lo":1,"hi":2}`:                 {1.5, 1, 2},
		`{"value":0.1,"lo":"-Inf","hi":"+Inf"}`:       {0.1, math.Inf(-1), math.Inf(1)},
		`{"value":"NaN","lo":"NaN","hi":"NaN"}`:       Unknown(),
		`{"value":1e-300,"lo":-1e-300,"hi":1.7e+308}`: {1e-300, -1e-300, 1.7e308},
	} {
		b, err := json.Marshal(want)
		if err != nil || string(b) != text {
			t.Errorf("%v is written as %s, want %s (%v)", want, b, text, err)
		}
		var got Interval
		if err := json.Unmarshal(b, &got); err != nil || got != want && (got.Known() || want.Known()) {
			t.Errorf("%s is read as %v (%v)", b, got, err)
		}
	}
}
