package lab

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var c1a = Criterion{Claim: "C1a", Statistic: "difference of held-out log-likelihood per draw, nats",
	Text: "Supported when the interval lies above 0.", Numbers: map[string]float64{"level": .95}}

func TestVerdictByAnotherCriterionIsRefused(t *testing.T) {
	v := c1a.Verdict("digits, mlp, trained, B = 64", Supported)
	if err := CheckVerdicts([]Verdict{v}, []Criterion{c1a}); err != nil {
		t.Errorf("its own criterion: %v", err)
	}
	for what, c := range map[string]Criterion{
		"threshold": {c1a.Claim, c1a.Statistic, c1a.Text, map[string]float64{"level": .9}, 0},
		"text":      {c1a.Claim, c1a.Statistic, "Supported when above -1.", c1a.Numbers, 0},
		"version":   {c1a.Claim, c1a.Statistic, c1a.Text, c1a.Numbers, 1},
		"claim":     {"C1b", c1a.Statistic, c1a.Text, c1a.Numbers, 0},
	} {
		if err := CheckVerdicts([]Verdict{v}, []Criterion{c}); err == nil || !strings.Contains(err.Error(), "another criterion") {
			t.Errorf("another %s: %v", what, err)
		}
	}
	bad := v
	bad.Claim = "C9"
	odd := v
	odd.Outcome = "true"
	if err := CheckVerdicts([]Verdict{bad, odd}, []Criterion{c1a}); err == nil || !strings.Contains(err.Error(), "C9") ||
		!strings.Contains(err.Error(), `"true"`) {
		t.Errorf("an unknown claim and outcome: %v", err)
	}
}

// A verdict on simulated equations settles only claims that have such a part, and keeps its ground in a file.
func TestGrounds(t *testing.T) {
	v := c1a.Verdict("all", Supported)
	v.Ground = Equations
	if err := CheckVerdicts([]Verdict{v}, []Criterion{c1a}); err == nil || !strings.Contains(err.Error(), `"equations"`) {
		t.Errorf("C1a on equations: %v", err)
	}
	c7 := Criterion{Claim: "C7"}
	for _, ground := range []Ground{Equations, Networks} {
		v := c7.Verdict("all", Supported)
		v.Ground = ground
		if err := CheckVerdicts([]Verdict{v}, []Criterion{c7}); err != nil {
			t.Errorf("C7 on %s: %v", ground, err)
		}
		b, err := json.Marshal(v)
		var got Verdict
		if err := errors.Join(err, json.Unmarshal(b, &got)); err != nil || got.Ground != ground {
			t.Errorf("%s became %q (%v)", ground, got.Ground, err)
		}
	}
	v.Ground = "dreams"
	if err := CheckVerdicts([]Verdict{v}, []Criterion{c1a}); err == nil {
		t.Error("an unknown ground")
	}
}

func TestVerdictJSONKeepsNaN(t *testing.T) {
	v := c1a.Verdict("all", Undecided)
	v.Value, v.Lo, v.Hi, v.N = math.NaN(), math.Inf(-1), 2.5, "3 seeds"
	path := filepath.Join(t.TempDir(), "verdicts", "01.json")
	if err := WriteJSON(path, []Verdict{v}); err != nil {
		t.Fatal(err)
	}
	var got []Verdict
	if err := readJSON(path, &got); err != nil {
		t.Fatal(err)
	}
	if !math.IsNaN(got[0].Value) || !math.IsInf(got[0].Lo, -1) {
		t.Errorf("read %+v", got[0])
	}
	got[0].Value, v.Value = 0, 0
	if got[0] != v {
		t.Errorf("read %+v, want %+v", got[0], v)
	}
}

func TestClaims(t *testing.T) {
	var ids []string
	for _, c := range Claims() {
		ids = append(ids, c.ID)
		if c.Text == "" || c.Test == "" {
			t.Errorf("%s has no text", c.ID)
		}
	}
	if want := []string{"C1a", "C1b", "C1c", "C2", "C3", "C4", "C5", "C6a", "C6b", "C6c", "C7"}; !slices.Equal(ids, want) {
		t.Errorf("claims %v, want %v", ids, want)
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		check  Check
		turned bool
		want   string
	}{
		{Check{"a", 1, 1.1, .1000001, "seeds"}, false, InTolerance},
		{Check{"a", 1, 1.2, .1, "seeds"}, false, OutOfTolerance},
		{Check{"a", 1, 1.2, .1, "seeds"}, true, KnobTurned},
		{Check{"a", 1, math.NaN(), .1, "seeds"}, false, OutOfTolerance},
		{Check{"a", math.NaN(), 3, .1, "seeds"}, false, Unpublished},
		{Check{"a", math.Inf(1), math.Inf(1), 0, "exact"}, false, InTolerance},
		{Check{"a", 1, 1, math.NaN(), "none"}, false, InTolerance},
		{Check{"a", 1, 2, math.NaN(), "none"}, false, OutOfTolerance},
	} {
		r := c.check.Run(c.turned)
		if r.State != c.want || (r.Err() != nil) != (c.want == OutOfTolerance) {
			t.Errorf("%+v, knob turned %v: %s, error %v", c.check, c.turned, r.State, r.Err())
		}
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		lie := strings.Replace(string(b), c.want, InTolerance, 1)
		var got CheckResult
		if err := json.Unmarshal([]byte(lie), &got); err != nil || got.State != c.want {
			t.Errorf("a state changed in the file was believed: %s (%v)", got.State, err)
		}
	}
}

func TestWriteFileIsWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a", "x.json")
	if err := WriteJSON(path, map[string]int{"a": 1}); err != nil {
		t.Fatal(err)
	}
	if err := WriteJSON(path, map[string]float64{"a": math.NaN()}); err == nil {
		t.Error("a NaN was written as JSON")
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "{\n \"a\": 1\n}\n" {
		t.Errorf("the file is %q (%v)", b, err)
	}
	var f *FileError
	if err := WriteFile(filepath.Join(path, "y"), nil); !errors.As(err, &f) {
		t.Errorf("a file below a file: %v", err)
	}
}
