package minimum

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

func planted(t *testing.T, moves int, factor float64) simulated.Cells {
	t.Helper()
	cells, err := draw(Published, rng.New(1, "planted"), moves, 30, factor)
	if err != nil {
		t.Fatal(err)
	}
	return cells
}

func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		cells          simulated.Cells
		times, overall lab.Outcome
	}{
		"theory holds": {planted(t, 27000, 1), lab.Supported, lab.Supported},
		"all too high": {planted(t, 27000, 1.25), lab.NotSupported, lab.NotSupported},
		"few moves":    {planted(t, 20, 1), lab.Undecided, lab.Supported}, // the shares of time are known well enough
	} {
		got := studytest.Outcomes(t, criteria, verdicts, Published, c.cells)
		if got["C6c, time in the outer wells, sigma 0.05"] != c.times || got["C6c, simulated equations"] != c.overall {
			t.Errorf("%s: %v", name, got)
		}
	}
	long := append(planted(t, 27000, 1)[:36:36], planted(t, 27000, 1.25)[36:]...) // moves, then shares of time
	if got := studytest.Outcomes(t, criteria, verdicts, Published, long); got["C6c, share of time in the inner wells, sigma 0.05"] != lab.NotSupported || got["C6c, simulated equations"] != lab.Depends {
		t.Errorf("shares of time alone are off: %v", got)
	}
}

func TestPlanted(t *testing.T) { studytest.Plants(t, Published, Plants(27000, 30)) }

// The drift is minus the slope of the potential, which has the minima and saddles that the theory is told of.
func TestWells(t *testing.T) {
	u := Wells{}
	at := func(x float64) float64 { return u.Value([]float64{x}) }
	drift := func(x float64) float64 {
		d := make([]float64, 1)
		u.Drift(d, []float64{x})
		return d[0]
	}
	for x := -4.95; x < 5; x += 0.1 {
		const h = 1e-6
		if slope := (at(x+h) - at(x-h)) / (2 * h); slope+drift(x) > 1e-8 || slope+drift(x) < -1e-8 {
			t.Errorf("at %g the drift is %v, the slope %v", x, drift(x), slope)
		}
	}
	for i, m := range Minima {
		if at(m) > 1e-15 || Well([]float64{m}) != i {
			t.Errorf("minimum %g: U = %v, well %d", m, at(m), Well([]float64{m}))
		}
	}
	for _, s := range Saddle {
		if d := at(s) - Height; d > 1e-15 || d < -1e-15 || Well([]float64{s}) != -1 {
			t.Errorf("saddle %g: U = %v, well %d", s, at(s), Well([]float64{s}))
		}
	}
}
