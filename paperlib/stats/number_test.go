package stats

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestNumberRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1)})).Draw(t, "f")
		b, err := json.Marshal(Number(f))
		if err != nil {
			t.Fatal(err)
		}
		var got Number
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
		if math.Float64bits(float64(got)) != math.Float64bits(f) && !(math.IsNaN(f) && math.IsNaN(float64(got))) {
			t.Fatalf("%v became %v through %s", f, got, b)
		}
	})
}

// What scripts read has null for a number that is missing; every other word is refused.
func TestNumberReads(t *testing.T) {
	n := Number(1)
	if err := json.Unmarshal([]byte("null"), &n); err != nil || !math.IsNaN(float64(n)) {
		t.Errorf("null is %v (%v)", n, err)
	}
	for _, text := range []string{`""`, `"nan"`, `"Infinity"`, `"1"`, `true`, `{}`, `[1]`} {
		if err := json.Unmarshal([]byte(text), &n); err == nil {
			t.Errorf("%s is read as %v", text, n)
		}
	}
}
