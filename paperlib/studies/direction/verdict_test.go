package direction

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// planted are exits of which the heaviest has a given share in every scope.
func planted(exits int, share float64) (cells simulated.Cells) {
	add := func(group, series string, x float64) {
		cells = append(cells, simulated.Cell{Group: group, Series: series, X: x, Paths: exits, Trials: exits, Events: int(share * float64(exits))})
	}
	for _, group := range []string{"equal", "crossing"} {
		for _, sigma := range append(append([]float64(nil), Coarse...), Fine...) {
			add(group, Axis(0), sigma)
		}
	}
	many := Count(Counts[len(Counts)-1])
	for _, scale := range Scales {
		add("counts", many, scale)
	}
	add("vector", Axis(0), 1)
	return cells
}

func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		cells   simulated.Cells
		outcome lab.Outcome
	}{
		"the heavier leads":  {planted(1000, 0.8), lab.Supported},
		"the lighter leads":  {planted(1000, 0.2), lab.NotSupported},
		"neither":            {planted(1000, 0.5), lab.Undecided},
		"nothing was judged": {planted(0, 0), lab.Undecided},
	} {
		got := studytest.Outcomes(t, criteria, verdicts, Published, c.cells)
		if got["C7, the heavy jump is a vector"] != c.outcome || got["C7, simulated equations"] != c.outcome {
			t.Errorf("%s: %v", name, got)
		}
	}
	mixed := append(planted(1000, 0.8)[:4:4], planted(1000, 0.2)[4:]...)
	if got := studytest.Outcomes(t, criteria, verdicts, Published, mixed); got["C7, simulated equations"] != lab.Depends {
		t.Errorf("mixed: %v", got)
	}
}

// Shares at the crossover are equal, and isotropic jumps follow a simulation: 4000 exits, 4 standard errors.
func TestTheory(t *testing.T) {
	star, err := crossover(Published)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := crossing(Published, star); err != nil || math.Abs(s[0]-0.5) > 1e-9 {
		t.Errorf("at the crossover %g: %v (%v)", star, s, err)
	}
	noise, err := levy.NewIsotropic(2, IsotropicAlpha, 0.02)
	if err != nil {
		t.Fatal(err)
	}
	e := levy.Equation{Potential: levy.Diagonal{1, 1}, Noise: noise, Start: []float64{0, 0}}
	list, err := levy.FirstExits(t.Context(), e, levy.Box{Lo: []float64{-1, -2}, Hi: []float64{1, 2}}, levy.Euler{Step: 0.1}, levy.Runs{Paths: 4000, Seed: 3, MaxTime: 1e9})
	if err != nil {
		t.Fatal(err)
	}
	want := isotropic(IsotropicAlpha, 1, 2)
	if got := float64(levy.Count(list, 2).ByCoordinate[0]) / 4000; math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/4000)+0.01 {
		t.Errorf("isotropic jumps: share %.3f, theory %.3f", got, want)
	}
}
