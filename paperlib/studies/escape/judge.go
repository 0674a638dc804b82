package escape

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// theory is the closed form for the well of the knobs.
func theory(k Knobs, alpha, sigma float64) (levy.ExitRate, error) {
	return levy.NewExitRate([]float64{alpha}, []float64{sigma}, []float64{k.Left}, []float64{k.Right})
}

// ratio is a cell's mean over the closed form.
func ratio(k Knobs, alpha float64, c simulated.Cell, level float64) (stats.Interval, error) {
	t, err := theory(k, alpha, c.X)
	if err != nil {
		return stats.Interval{}, err
	}
	return c.MeanAt(level).Over(t.MeanTime()), nil
}

// limit is the noise scale over the distance to the nearer edge at which the simulated mean is first off the closed form by
// the tolerance. On straight lines between the simulated scales, in their logarithm, its lower end is where the end of the
// single intervals that is farther from 1 is off, its upper end where the nearer one is. An end is 0 where that is so at the
// smallest scale, and infinite where it is so at none.
func limit(k Knobs, alpha float64, cells simulated.Cells) (stats.Interval, error) {
	curve := cells.Of("euler", Series(alpha))
	var at []float64
	var value, farther, nearer []float64 // distances from 1, from the smallest scale on
	for i := len(curve) - 1; i >= 0; i-- {
		e, err := ratio(k, alpha, curve[i], study.Level)
		if err != nil {
			return e, err
		}
		if !e.Known() {
			return stats.Unknown(), nil
		}
		at = append(at, curve[i].X/k.Near())
		value = append(value, math.Abs(e.Value-1))
		farther = append(farther, max(math.Abs(e.Lo-1), math.Abs(e.Hi-1)))
		nearer = append(nearer, max(e.Lo-1, 1-e.Hi, 0))
	}
	return stats.Interval{Value: crossing(at, value, tolerance), Lo: crossing(at, farther, tolerance), Hi: crossing(at, nearer, tolerance)}, nil
}

// crossing is where y first exceeds the level, on straight lines in log x; x rises.
func crossing(x, y []float64, level float64) float64 {
	for i := range x {
		switch {
		case y[i] <= level:
		case i == 0:
			return 0
		default:
			share := (level - y[i-1]) / (y[i] - y[i-1])
			return x[i-1] * math.Pow(x[i]/x[i-1], share)
		}
	}
	return math.Inf(1)
}

func verdicts(k Knobs, cells simulated.Cells) ([]lab.Verdict, error) {
	var scopes []study.Scope
	for _, alpha := range Alphas {
		cell, err := cells.At("euler", Series(alpha), len(Coarse)-1)
		if err != nil {
			return nil, err
		}
		reach, err := limit(k, alpha, cells)
		if err != nil {
			return nil, err
		}
		scopes = append(scopes, study.Scope{
			Words: fmt.Sprintf("alpha %g, sigma/d %g", alpha, judgedAt),
			At: func(level float64) (stats.Interval, lab.Outcome, error) {
				e, err := ratio(k, alpha, cell, level)
				return e, lab.Within(e, 1-tolerance, 1+tolerance), err
			},
			Kind: "95 %, chi-square, for exponential times", N: fmt.Sprintf("%d exits of %d paths, %s", cell.Events, cell.Paths, cell.How),
			Note: "10 % off at sigma/d = " + reach.Text(2),
		})
	}
	return study.Judge(criteria[0], simulated.Everywhere, scopes, "the closed form is the limit of small noise, and how far it reaches stands beside each")
}

func observed(k Knobs, cells simulated.Cells) (map[string]float64, error) {
	m := map[string]float64{}
	for _, alpha := range Alphas {
		for _, group := range []string{"euler", "jumps"} {
			for _, c := range cells.Of(group, Series(alpha)) {
				e, err := ratio(k, alpha, c, study.Level)
				if err != nil {
					return nil, err
				}
				m[fmt.Sprintf("mean time over theory, %s, %s, sigma %g", group, Series(alpha), c.X)] = e.Value
			}
		}
		reach, err := limit(k, alpha, cells)
		if err != nil {
			return nil, err
		}
		m["sigma/d at which the closed form is 10 % off, "+Series(alpha)] = reach.Value
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
