package direction

import (
	"math"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

func planted(exits int, preferences ...float64) simulated.Cells {
	return draw(rng.New(1, "planted"), exits, preferences)
}

func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		cells   simulated.Cells
		outcome lab.Outcome
	}{
		"the heavier leads":  {planted(6000, 3), lab.Supported},
		"the lighter leads":  {planted(6000, 0.3), lab.NotSupported},
		"neither":            {planted(6000, 1), lab.NotSupported},
		"at the margin":      {planted(6000, preferred), lab.Undecided},
		"few exits":          {planted(20, 1.2), lab.Undecided},
		"nothing was judged": {planted(0, 1), lab.Undecided},
		"it depends":         {planted(6000, 3, 0.3), lab.Depends},
	} {
		got := studytest.Outcomes(t, criteria, verdicts, Published, c.cells)
		if got["C7, simulated equations"] != c.outcome {
			t.Errorf("%s: %v", name, got)
		}
	}
	if _, err := verdicts(Published, nil); err == nil {
		t.Error("verdicts without results")
	}
}

// One heavy coordinate against a hundred lighter ones, left along 33 times as often as each of them: a quarter of all exits, and
// support for the claim.
func TestOneAgainstMany(t *testing.T) {
	const words = "one heavier coordinate, 100 lighter"
	list, err := verdicts(Published, planted(6000, 33))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range list {
		if v.Scope == words {
			if v.Outcome != lab.Supported || math.Abs(v.Value-33) > 3 || !strings.Contains(v.Note, "total share 0.2") || !strings.Contains(v.Note, "of 1 in 101 coordinates") {
				t.Errorf("%+v", v)
			}
			return
		}
	}
	t.Errorf("%q is not judged", words)
}

// Nothing is said of the heavy jump that is a vector.
func TestTheVectorIsNotJudged(t *testing.T) {
	for _, s := range settings() {
		if s.group == "vector" || s.group == "isotropic" {
			t.Errorf("%q is judged", s.words)
		}
	}
}

func TestPlanted(t *testing.T) { studytest.Plants(t, Published, Plants(6000)) }

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
