package minimum

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/studytest"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// planted are draws of the closed forms, with scales and rates that are off by factors.
func planted(t *testing.T, n int, scale, rate float64) (cells simulated.Cells) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	draw := func(alpha, gamma, delta float64, name string) (x []float64) {
		law := stable.Symmetric{Alpha: alpha, Gamma: gamma, Delta: delta, Src: rng.Stream(2, "planted", name)}
		for range n {
			x = append(x, law.Rand())
		}
		return x
	}
	for _, alpha := range Alphas {
		law, err := stationary(Published, alpha)
		must(err)
		cells = append(cells, simulated.Cell{Group: "stationary", Series: Series(alpha), Paths: n, Sample: draw(alpha, law.Gamma*scale, 0, Series(alpha))})
	}
	for _, x := range Rates {
		g, err := levy.StationaryScaleSGD(Published.Alpha, Sigma, Published.H, x/Published.H)
		must(err)
		cells = append(cells, simulated.Cell{Group: "discrete", Series: "iteration", X: x, Paths: n, Sample: draw(Published.Alpha, g*scale, 0, Move(int(10*x), 0))})
	}
	mean, err := levy.MeanPosition(Published.Alpha, From, Published.H, 1/Published.H)
	must(err)
	for _, t := range Times { // that of 1/h is judged
		cells = append(cells, simulated.Cell{Group: "position", Series: "equation", X: t, Paths: n, Sample: draw(Published.Alpha, 0.3, mean*scale, "position")})
	}
	for _, sigma := range Noises {
		w, err := chain(Published, sigma)
		must(err)
		q := w.Generator()
		for from := range Minima {
			time := float64(n) / w.Leave(from)
			for to := range Minima {
				if to != from {
					cells = append(cells, simulated.Cell{Group: "moves", Series: Move(from, to), X: sigma, Paths: 10, Events: int(q.At(from, to)*rate*time + 0.5), Total: time})
				}
			}
		}
	}
	return cells
}

// Of 6000 exact draws the distance exceeds .05 less the bound with probability below 1e-4, and a scale its margin below 1e-4.
func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		cells              simulated.Cells
		law, time, overall lab.Outcome
		same               lab.Outcome
	}{
		"theory holds":       {planted(t, 6000, 1, 1), lab.Supported, lab.Supported, lab.Supported, lab.Undecided},
		"scales too wide":    {planted(t, 6000, 1.4, 1), lab.NotSupported, lab.Supported, lab.Depends, lab.NotSupported},
		"moves too frequent": {planted(t, 6000, 1, 1.5), lab.Supported, lab.NotSupported, lab.Depends, lab.Undecided},
		"few draws":          {planted(t, 100, 1, 1), lab.Undecided, lab.Undecided, lab.Supported, lab.Undecided}, // the position is known well enough
	} {
		got := studytest.Outcomes(t, criteria, verdicts, Published, c.cells)
		if got["C6c, stationary law, alpha 1.5"] != c.law || got["C6c, time in well 1, sigma 0.05"] != c.time || got["C6c, simulated equations"] != c.overall || got["C3, planted noise on a quadratic, eta h = 1"] != c.same {
			t.Errorf("%s: %v", name, got)
		}
	}
}

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
