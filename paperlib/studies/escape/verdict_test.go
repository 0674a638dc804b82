package escape

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// planted are exits whose mean is a factor of the closed form.
func planted(t *testing.T, events int, atSmall, atLarge float64) (cells simulated.Cells) {
	t.Helper()
	for _, alpha := range Alphas {
		for _, c := range []struct {
			group  string
			sigmas []float64
			factor float64
		}{{"jumps", Fine, atSmall}, {"euler", Coarse, atLarge}} {
			for _, sigma := range c.sigmas {
				r, err := theory(Published, alpha, sigma)
				if err != nil {
					t.Fatal(err)
				}
				cells = append(cells, simulated.Cell{Group: c.group, Series: Series(alpha), X: sigma, Paths: events, Events: events, Total: float64(events) * r.MeanTime() * c.factor})
			}
		}
	}
	return cells
}

func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		cells          simulated.Cells
		small, overall lab.Outcome
	}{
		"theory holds":       {planted(t, 10000, 1, 1), lab.Supported, lab.Supported},
		"in the limit alone": {planted(t, 10000, 1, 0.6), lab.Supported, lab.Depends},
		"never":              {planted(t, 10000, 1.3, 0.6), lab.NotSupported, lab.NotSupported},
		"few exits":          {planted(t, 30, 1, 1), lab.Undecided, lab.Undecided},
		"no exit":            {planted(t, 0, 1, 1), lab.Undecided, lab.Undecided},
	} {
		got := studytest.Outcomes(t, criteria, verdicts, Published, c.cells)
		if got["C6a, alpha 1.5, sigma 0.005"] != c.small || got["C6a, simulated equations"] != c.overall {
			t.Errorf("%s: %v", name, got)
		}
	}
	if _, err := verdicts(Published, nil); err == nil {
		t.Error("verdicts without results")
	}
}
