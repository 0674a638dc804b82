package run

import (
	"fmt"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/golden"
	"github.com/sgnlab/sgnlab/paperlib/studies/nb03"
)

// What every part computes of small samples. Counts must agree exactly, so an outcome on the edge would show on another
// processor: the tolerance leaves room for one sample of them.
func TestResultsBelongToTheVersion(t *testing.T) {
	got := golden.Results{Values: map[string]float64{}, Tolerance: 1e-4}
	for _, part := range nb03.Parts() {
		r, err := setting(part, 1).compute(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for what, curves := range map[string][]nb03.Curve{"sums": r.Sums, "blocks": r.Blocks, "tails": r.Tails, "others": r.Others, "phi": r.Phi} {
			for _, c := range curves {
				last := len(c.X) - 1
				got.Values[what+" "+c.Name+" first"], got.Values[what+" "+c.Name+" last"] = float64(c.Value[0]), float64(c.Value[last])
				got.Values[what+" "+c.Name+" last, standard error"] = float64(c.StdErr[last])
			}
		}
		for _, c := range r.Estimates {
			at := fmt.Sprintf("%s, %g, %d", c.Estimator, c.Alpha, c.N)
			got.Values[at+": mean"], got.Values[at+": covered"] = c.Mean(), float64(c.Covered)
		}
		for _, c := range r.Tests {
			at := fmt.Sprintf("%s, %s, %d", c.Test, c.Law, c.N)
			got.Values[at+": rejected"], got.Values[at+": untested"] = float64(c.Rejected), float64(c.Untested)
		}
		for _, c := range r.Verdicts {
			got.Values[fmt.Sprintf("%s, %d x %d: right", c.Truth, c.Coordinates, c.Draws)] = float64(c.Verdicts[c.Expected])
		}
	}
	golden.Version(t, "nb03", "nb03.Version", nb03.Version, got)
}
