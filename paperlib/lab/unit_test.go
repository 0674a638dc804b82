package lab

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The expected id is the SHA-256 of the text below, worked out with Python's hashlib.
func TestUnitIDGolden(t *testing.T) {
	const text = `{"inputs":{"digits":"abc"},"knobs":{"batch":64,"net":"mlp"},"layout":1,"seed":1,"study":"nb01","versions":{"fit":1}}`
	got, err := testUnit().Config()
	if err != nil || string(got) != text {
		t.Errorf("config is\n%s, want\n%s (%v)", got, text, err)
	}
	if got, want := testUnit().ID(), "ced404ac5f16a2bebaaa5d0f8db4a17a87ed31ebc533dcd7a367958af729387b"; got != want {
		t.Errorf("id is %s, want %s; changed ids orphan every published result", got, want)
	}
}

func TestCanonical(t *testing.T) {
	type knobs struct {
		B float64 `json:"b"`
		A []int
	}
	for _, c := range []struct {
		in   any
		want string
	}{
		{knobs{1, []int{3, 1}}, `{"A":[3,1],"b":1}`},
		{map[string]any{"b": "<&>é\u2028", "a": nil}, `{"a":null,"b":"<&>é\u2028"}`},
		{uint64(math.MaxUint64), "18446744073709551615"},
		{json.RawMessage("[1.0, 1e2, -0, 0.1, 1e21, 1e-7, 123456789.5]"), "[1,100,0,0.1,1e+21,1e-7,123456789.5]"},
		{json.RawMessage(`{"z":{"y":1,"x":[]},"a":true}`), `{"a":true,"z":{"x":[],"y":1}}`},
	} {
		got, err := Canonical(c.in)
		if err != nil || string(got) != c.want {
			t.Errorf("Canonical(%v) = %s, %v, want %s", c.in, got, err, c.want)
		}
	}
	for _, bad := range []any{math.NaN(), math.Inf(1), func() {}, json.RawMessage("1e999")} {
		if got, err := Canonical(bad); err == nil {
			t.Errorf("Canonical(%T) = %s, want an error", bad, got)
		}
	}
}

func TestEverythingThatDeterminesTheResultEntersTheID(t *testing.T) {
	base := testUnit().ID()
	for what, change := range map[string]func(*Unit){
		"study":   func(u *Unit) { u.Study = "nb02" },
		"knob":    func(u *Unit) { u.Knobs = map[string]any{"batch": 65, "net": "mlp"} },
		"seed":    func(u *Unit) { u.Seed = 2 },
		"version": func(u *Unit) { u.Versions = map[string]int{"fit": 2} },
		"input":   func(u *Unit) { u.Inputs = map[string]string{"digits": "abd"} },
		"custom":  func(u *Unit) { u.Custom = "c0de" },
	} {
		u := testUnit()
		change(&u)
		if u.ID() == base {
			t.Errorf("another %s gives the same id", what)
		}
	}
}

func TestBadUnits(t *testing.T) {
	for _, name := range []string{"", "out", "verdicts", "../x", "A", ".tmp", "a/b", strings.Repeat("a", 65)} {
		u := testUnit()
		u.Study = name
		if _, err := u.Config(); err == nil {
			t.Errorf("the study name %q was accepted", name)
		}
	}
	u := testUnit()
	u.Knobs = map[string]float64{"eta": math.NaN()}
	if _, err := u.Config(); err == nil || !strings.Contains(err.Error(), "finite number") {
		t.Errorf("a NaN knob: %v", err)
	}
}

// anyJSON draws JSON trees of bounded depth.
func anyJSON(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		kinds := 6
		if depth == 0 {
			kinds = 4
		}
		switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
		case 0:
			return rapid.String().Draw(t, "s")
		case 1:
			return rapid.Float64Range(-1e300, 1e300).Draw(t, "f")
		case 2:
			return rapid.Uint64().Draw(t, "u")
		case 3:
			return rapid.Bool().Draw(t, "b")
		case 4:
			return rapid.SliceOfN(anyJSON(depth-1), 0, 4).Draw(t, "list")
		default:
			return rapid.MapOfN(rapid.String(), anyJSON(depth-1), 0, 4).Draw(t, "map")
		}
	})
}

func TestCanonicalIsAFixedPointAndKeepsTheValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := anyJSON(3).Draw(t, "v")
		once, err := Canonical(v)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := Canonical(json.RawMessage(once))
		if err != nil || string(once) != string(twice) {
			t.Fatalf("canonical text %s becomes %s (%v)", once, twice, err)
		}
		// A map whose keys were inserted in another order, and indented text, are the same value.
		wide, err := json.MarshalIndent(v, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		again, err := Canonical(json.RawMessage(wide))
		if err != nil || string(again) != string(once) {
			t.Fatalf("indented: %s, want %s (%v)", again, once, err)
		}
	})
}
