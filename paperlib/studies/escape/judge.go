package escape

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// The thresholds, fixed before the first run.
const (
	margin = 0.1   // how far a mean may lie from the closed form
	small  = 0.005 // the noise scale at which the limit is judged
	large  = 0.4   // and one far from it
)

// theory is the closed form for the well of the knobs.
func theory(k Knobs, alpha, sigma float64) (levy.ExitRate, error) {
	return levy.NewExitRate([]float64{alpha}, []float64{sigma}, []float64{k.Left}, []float64{k.Right})
}

// ratio is a cell's mean over the closed form.
func ratio(k Knobs, alpha float64, c simulated.Cell) (stats.Interval, error) {
	t, err := theory(k, alpha, c.X)
	if err != nil {
		return stats.Interval{}, err
	}
	return c.Mean().Over(t.MeanTime()), nil
}

func verdicts(k Knobs, cells simulated.Cells) ([]lab.Verdict, error) {
	c := criteria[0]
	var list []lab.Verdict
	for _, alpha := range Alphas {
		for _, at := range []struct {
			group string
			place int // in Fine and Coarse
			sigma float64
		}{{"jumps", len(Fine) - 1, small}, {"euler", 0, large}} {
			cell, err := cells.At(at.group, Series(alpha), at.place)
			if err != nil {
				return nil, err
			}
			e, err := ratio(k, alpha, cell)
			if err != nil {
				return nil, err
			}
			list = append(list, c.Verdict(fmt.Sprintf("alpha %g, sigma %g", alpha, at.sigma), lab.Within(e, 1-margin, 1+margin)).Of(e,
				"95 %, chi-square, for exponential times", fmt.Sprintf("%d exits of %d paths, %s", cell.Events, cell.Paths, cell.How), ""))
		}
	}
	return append(list, c.Overall("simulated equations", list, "the closed form is the limit of small noise: what speaks against it are the large noise scales")), nil
}

func observed(k Knobs, cells simulated.Cells) (map[string]float64, error) {
	m := map[string]float64{}
	for _, alpha := range Alphas {
		for _, group := range []string{"euler", "jumps"} {
			for _, c := range cells.Of(group, Series(alpha)) {
				e, err := ratio(k, alpha, c)
				if err != nil {
					return nil, err
				}
				m[fmt.Sprintf("mean time over theory, %s, %s, sigma %g", group, Series(alpha), c.X)] = e.Value
			}
		}
	}
	for _, c := range cells.Of("gauss", "cut-off") {
		t, err := cutOff(c.X)
		if err != nil {
			return nil, err
		}
		m[fmt.Sprintf("mean time over theory, Gaussian, cut-off, barrier %g", c.X)] = c.Mean().Value / t
	}
	return m, nil
}

// shift is how far a boundary seems to lie further out when a diffusion is watched at steps: -zeta(1/2)/sqrt(2 pi) standard
// deviations of a step (Broadie, Glasserman and Kou, Math. Finance 7, 1997).
func shift(sigma float64) float64 { return 0.5826 * sigma * math.Sqrt(2*GaussStep) }

// cutOff is the exact mean exit time of U = x^2/2 from (-1, 1) under Gaussian noise, for a barrier of b sigma^2, watched at steps.
func cutOff(b float64) (float64, error) {
	sigma := math.Sqrt(0.5 / b)
	d := 1 + shift(sigma)
	return levy.QuadraticExitTime(1, d, d, sigma)
}
