package golden

import (
	"math"
	"strings"
	"testing"
)

func TestDifferences(t *testing.T) {
	want := Results{Values: map[string]float64{"a": 1, "b": -2, "gone": 3, "none": math.NaN(), "end": math.Inf(1)}, Tolerance: 1e-6, Digest: "x"}
	if d := differences(want, want); d != nil {
		t.Errorf("equal results differ: %q", d)
	}
	near := Results{Values: map[string]float64{"a": 1 + 1e-6, "b": -2 - 1e-6, "gone": 3, "none": math.NaN(), "end": math.Inf(1)}, Digest: "x"}
	if d := differences(want, near); d != nil {
		t.Errorf("results within the tolerance differ: %q", d)
	}
	far := Results{Values: map[string]float64{"a": 1 + 1e-5, "b": math.NaN(), "new": 1, "none": 1, "end": math.Inf(-1)}, Digest: "x"}
	got := strings.Join(differences(want, far), "; ")
	for _, what := range []string{"a was 1 and is 1.00001", "b was -2 and is NaN", "gone is gone", "none was NaN and is 1", "end was +Inf and is -Inf", "new is new"} {
		if !strings.Contains(got, what) {
			t.Errorf("differences %q do not say %q", got, what)
		}
	}
}
