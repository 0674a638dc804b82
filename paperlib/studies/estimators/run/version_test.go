package run

import (
	"fmt"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/golden"
	"github.com/sgnlab/sgnlab/paperlib/studies/estimators"
)

// What the parts compute of small samples. Counts must agree exactly, so an outcome on the edge would show on another
// processor: the tolerance leaves room for one sample of them.
func TestResultsBelongToTheVersion(t *testing.T) {
	got := golden.Results{Values: map[string]float64{}, Tolerance: 1e-4}
	for _, part := range []estimators.Part{estimators.PartPaths, estimators.PartEstimates, estimators.PartTests} {
		r, err := setting(part, 1).compute(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for what, curves := range map[string][]estimators.Curve{"sums": r.Sums, "blocks": r.Blocks, "tails": r.Tails, "others": r.Others, "phi": r.Phi} {
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
	}
	golden.Version(t, "nb03", "estimators.Study.Version", estimators.Study.Version, got)
}

// What the analysis says of small files: the verdicts that were given at all, file by file.
func TestVerdictsBelongToTheirVersion(t *testing.T) {
	s := setting(estimators.PartVerdicts, 1)
	s.sizes.Files = []fileSize{{Coordinates: 12, Draws: 1000, Files: 2}, {Coordinates: 1, Draws: 1000, Files: 4}}
	r, err := s.compute(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := golden.Results{Values: map[string]float64{}, Tolerance: 1e-4}
	for _, c := range r.Verdicts {
		for verdict, n := range c.Verdicts {
			got.Values[fmt.Sprintf("%s, %d x %d: %s", c.Truth, c.Coordinates, c.Draws, verdict)] = float64(n)
		}
	}
	golden.Version(t, "nb03_verdicts", "estimators.VerdictsVersion", estimators.VerdictsVersion, got)
}
