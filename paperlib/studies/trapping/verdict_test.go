package trapping

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

func planted(t *testing.T, paths int, factor float64) simulated.Cells {
	t.Helper()
	cells, err := draw(Published, rng.New(1, "planted"), paths, paths, factor, 1)
	if err != nil {
		t.Fatal(err)
	}
	return cells
}

func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		cells   simulated.Cells
		outcome lab.Outcome
	}{
		"theory holds":  {planted(t, 30000, 1), lab.Supported},
		"twice as fast": {planted(t, 3000, 2), lab.NotSupported},
		"12 % faster":   {planted(t, 300000, 1.12), lab.NotSupported}, // within .05 of the survival, which was once the margin
		"few paths":     {planted(t, 60, 1), lab.Undecided},
	} {
		got := studytest.Outcomes(t, criteria, verdicts, Published, c.cells)
		if got["C6b, alpha theta = 1, in the equation's time"] != c.outcome || got["C6b, simulated equations"] != c.outcome {
			t.Errorf("%s: %v", name, got)
		}
	}
	mixed := append(planted(t, 30000, 1)[:4:4], planted(t, 30000, 2)[4:]...)
	if got := studytest.Outcomes(t, criteria, verdicts, Published, mixed); got["C6b, simulated equations"] != lab.Depends || got["C6b, alpha theta = 1, in steps of SGD"] != lab.NotSupported {
		t.Errorf("in time as stated, in steps twice as fast: %v", got)
	}
}

// The planted times accumulate the hazard of the closed form, until the path is trapped.
func TestInverse(t *testing.T) {
	for _, clock := range clocks {
		for _, p := range Powers {
			theory, err := clock.theory(Published, p)
			if err != nil {
				t.Fatal(err)
			}
			for _, hazard := range []float64{1e-3, 0.5, 1.1} {
				s, err := theory.Survival(0, inverse(theory, hazard))
				if err != nil || math.Abs(s-math.Exp(-hazard)) > 1e-12 {
					t.Errorf("%s, alpha theta %g: survival %v to the time of hazard %g (%v)", clock.word, p, s, hazard, err)
				}
			}
			trapped, err := theory.Trapped(0)
			if end := inverse(theory, 50); err != nil || math.IsInf(end, 1) != (trapped > 0) {
				t.Errorf("%s, alpha theta %g: a hazard of 50 is reached at %v, trapped with probability %v (%v)", clock.word, p, end, trapped, err)
			}
		}
	}
}

func TestPlanted(t *testing.T) { studytest.Plants(t, Published, Plants(12000, 18000)) }

// Total time over exits of paths cut off at t estimates pooledMean: exact for constant noise, where it is the mean at every t.
func TestPooledMean(t *testing.T) {
	constant, err := inTime(Published, 0)
	if err != nil {
		t.Fatal(err)
	}
	mean, err := constant.MeanTime()
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []float64{10, 100, 1000} {
		if m, err := pooledMean(constant, at); err != nil || m < mean*0.999 || m > mean*1.001 {
			t.Errorf("budget %g: %v, want %v (%v)", at, m, mean, err)
		}
	}
}
