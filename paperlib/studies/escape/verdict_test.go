package escape

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// planted are exits by Euler's scheme whose mean is a factor of the closed form at the noise that is judged, and far from it at
// all others.
func planted(t *testing.T, events int, factor float64) (cells simulated.Cells) {
	t.Helper()
	for _, alpha := range Alphas {
		for _, x := range Coarse {
			r, err := theory(Published, alpha, x)
			if err != nil {
				t.Fatal(err)
			}
			mean := r.MeanTime() * 0.4
			if x == judgedAt {
				mean = r.MeanTime() * factor
			}
			cells = append(cells, simulated.Cell{Group: "euler", Series: Series(alpha), X: x, Paths: events, Events: events, Total: float64(events) * mean})
		}
	}
	return cells
}

func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		cells   simulated.Cells
		outcome lab.Outcome
	}{
		"theory holds":  {planted(t, 10000, 1), lab.Supported},
		"it does not":   {planted(t, 10000, 1.3), lab.NotSupported},
		"at the margin": {planted(t, 10000, 0.9), lab.Undecided},
		"few exits":     {planted(t, 30, 1), lab.Undecided},
		"no exit":       {planted(t, 0, 1), lab.Undecided},
	} {
		got := studytest.Outcomes(t, criteria, verdicts, Published, c.cells)
		if got["C6a, alpha 1.5, sigma/d 0.05"] != c.outcome || got["C6a, simulated equations"] != c.outcome {
			t.Errorf("%s: %v", name, got)
		}
	}
	if _, err := verdicts(Published, nil); err == nil {
		t.Error("verdicts without results")
	}
}

// The limit lies where the interval's straight lines cross the tolerance, whatever the width of the well; what is off from the
// smallest scale on, or nowhere, has no place between the scales.
func TestLimit(t *testing.T) {
	for _, k := range []Knobs{Published, {Left: 3, Right: 2, Alpha: 1.5}} {
		at := func(ratio ...float64) simulated.Cells {
			var cells simulated.Cells
			for i, x := range Coarse {
				r, err := theory(k, 1.5, x*k.Near())
				if err != nil {
					t.Fatal(err)
				}
				const n = 1 << 40 // an interval without width
				cells = append(cells, simulated.Cell{Group: "euler", Series: Series(1.5), X: x * k.Near(), Paths: n, Events: n, Total: n * r.MeanTime() * ratio[i]})
			}
			return cells
		}
		for name, c := range map[string]struct {
			cells simulated.Cells
			want  float64
		}{
			"between .14 and .2": {at(0.5, 0.7, 0.85, 0.95, 1, 1), 0.14 * math.Sqrt(0.2/0.14)},
			"above the form":     {at(1.5, 1.3, 1.15, 1.05, 1, 1), 0.14 * math.Sqrt(0.2/0.14)},
			"off from the start": {at(0.5, 0.7, 0.8, 0.8, 0.8, 0.8), 0},
			"nowhere off":        {at(1, 1, 1, 1, 1, 1), math.Inf(1)},
		} {
			e, err := limit(k, 1.5, c.cells)
			if err != nil || !(e.Value == c.want || math.Abs(e.Value-c.want) < 1e-4) || e.Lo > e.Value || e.Hi < e.Value {
				t.Errorf("%s: %+v, want %v (%v)", name, e, c.want, err)
			}
		}
	}
}

func TestPlanted(t *testing.T) { studytest.Plants(t, Published, Plants(9000)) }
