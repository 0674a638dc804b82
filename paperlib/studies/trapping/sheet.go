package trapping

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

func sheet(k Knobs, cells simulated.Cells) (*figure.Sheet, error) {
	time, err := survivalPanel(k, cells, clocks[0], "survival in time", "time", k.T0/10, Budget*k.T0)
	if err != nil {
		return nil, err
	}
	steps, err := survivalPanel(k, cells, clocks[1], "survival in steps of SGD", "step", K0/10, Last)
	if err != nil {
		return nil, err
	}
	trap, err := trapPanel(k, cells)
	if err != nil {
		return nil, err
	}
	many, err := manyPanel(k, cells)
	if err != nil {
		return nil, err
	}
	mean, err := meanPanel(k, cells)
	if err != nil {
		return nil, err
	}
	rates, err := etaPanel(k, cells)
	if err != nil {
		return nil, err
	}
	six, err := figure.CurveCells(time, steps, trap, many, mean, rates)
	if err != nil {
		return nil, err
	}
	scale, err := levy.SGDCoefficient(k.Alpha, SGDAt, Eta0)
	if err != nil {
		return nil, err
	}
	caption, err := figure.Text(caption, figure.Fields{"scale": scale, "sigma": k.Sigma, "t0": k.T0, "alpha": k.Alpha, "step": Step, "sgd": SGDAt, "eta0": Eta0, "k0": K0,
		"end": Budget * k.T0, "heavy": Heavy, "light": Light, "theta": Theta2})
	return &figure.Sheet{Blocks: []figure.Block{{Columns: 3, Cells: six}}, Caption: caption, Alt: alt}, err
}

const (
	caption = "Paths in |x| < 1, U = x²/2, noise scale σ(t) = {sigma} (1 + t/{t0})^{−θ}, α = {alpha} unless said otherwise, Euler's scheme with steps of {step}. Bands: Kaplan-Meier; lines: closed form. a: in the equation's time. " +
		"b: stochastic gradient descent w ← w − η(w + {sgd} ξ) with learning rates {eta0} (1 + k/{k0})^{−θ}, in steps: the threshold αθ = 1 is the same, and the noise of the first steps is that of scale {scale:.2g} in the equation. " +
		"c: share still inside at time {end}; full lines: closed form for that time, dashed: for ever, which no simulation reaches. d: two coordinates, α = {heavy} and {light}, θ = {theta}: the heavier tail is not trapped and decides; dashed: the lighter one alone. " +
		"e: total time over exits of paths that are cut off at the budget; where paths are trapped it grows without bound, as the mean exit time is infinite. f: constant learning rates: mean number of steps over 1/(2C(ησ)^α)."
	alt = "Six panels. Survival falls to zero while alpha theta is at most 1 and levels off above; simulation follows the closed form, in time and in steps."
)

func power(p float64) string { return fmt.Sprintf("*αθ* = %g", p) }

// grid are places from a to b, equal in the logarithm.
func grid(a, b float64, n int) (list []float64) {
	for i := range n + 1 {
		list = append(list, a*math.Pow(b/a, float64(i)/float64(n)))
	}
	return list
}

func survivalPanel(k Knobs, cells simulated.Cells, c clock, strip, x string, from, to float64) (figure.Curves, error) {
	p := figure.Curves{Strip: strip, X: figure.Axis{Label: x, Log: true, Min: from, Max: to}, Y: figure.Axis{Label: "share still inside", Min: 0, Max: 1}}
	for i, x := range Powers {
		cell, err := cells.At(c.group, Series(x), 0)
		if err != nil {
			return p, err
		}
		curve, err := survival(cell)
		if err != nil {
			return p, err
		}
		theory, err := c.theory(k, x)
		if err != nil {
			return p, err
		}
		band, line := figure.Curve{Label: power(x), Look: i}, figure.Curve{Look: 5}
		for _, t := range grid(from, to, 60) {
			s, err := theory.Survival(0, t)
			if err != nil {
				return p, err
			}
			line.X, line.Theory = append(line.X, t), append(line.Theory, s)
			if e := last(curve, t); !math.IsNaN(e.Value) {
				band.X, band.Band = append(band.X, t), append(band.Band, e)
			}
		}
		p.Curves = append(p.Curves, band, line)
	}
	return p, nil
}

func trapPanel(k Knobs, cells simulated.Cells) (figure.Curves, error) {
	p := figure.Curves{Strip: "trapped", X: figure.Axis{Label: "*αθ*", Min: 0.4, Max: 3.1}, Y: figure.Axis{Label: "share still inside", Min: 0, Max: 1}}
	for i, alpha := range Alphas {
		points, line, ever := figure.Curve{Label: fmt.Sprintf("*α* = %g", alpha), Look: i}, figure.Curve{Look: i}, figure.Curve{Look: 5}
		for _, c := range cells.Of("trap", fmt.Sprintf("alpha %g", alpha)) {
			points.X, points.Points = append(points.X, c.X), append(points.Points, c.Share())
		}
		for x := 0.45; x <= 3.05; x += 0.05 {
			theory, err := cooling([]float64{alpha}, k.Sigma, k.T0, x/alpha)
			if err != nil {
				return p, err
			}
			s, err := theory.Survival(0, Budget*k.T0)
			if err != nil {
				return p, err
			}
			trapped, err := theory.Trapped(0)
			if err != nil {
				return p, err
			}
			line.X, line.Theory = append(line.X, x), append(line.Theory, s)
			ever.X, ever.Theory = append(ever.X, x), append(ever.Theory, trapped)
		}
		p.Curves = append(p.Curves, line, ever, points)
	}
	return p, nil
}

func manyPanel(k Knobs, cells simulated.Cells) (figure.Curves, error) {
	p := figure.Curves{Strip: "two coordinates", X: figure.Axis{Label: "time", Log: true, Min: k.T0 / 10, Max: Many}, Y: figure.Axis{Label: "share still inside", Min: 0, Max: 1}}
	cell, err := cells.At("many", "both", 0)
	if err != nil {
		return p, err
	}
	curve, err := survival(cell)
	if err != nil {
		return p, err
	}
	both, err := cooling([]float64{Heavy, Light}, k.Sigma, k.T0, Theta2)
	if err != nil {
		return p, err
	}
	alone, err := cooling([]float64{Light}, k.Sigma, k.T0, Theta2)
	if err != nil {
		return p, err
	}
	band, line, light := figure.Curve{Label: "both", Look: 0}, figure.Curve{Look: 0}, figure.Curve{Label: "lighter alone", Look: 5}
	for _, t := range grid(k.T0/10, Many, 60) {
		s, err := both.Survival(0, t)
		if err != nil {
			return p, err
		}
		a, err := alone.Survival(0, t)
		if err != nil {
			return p, err
		}
		line.X, line.Theory = append(line.X, t), append(line.Theory, s)
		light.X, light.Theory = append(light.X, t), append(light.Theory, a)
		if e := last(curve, t); !math.IsNaN(e.Value) {
			band.X, band.Band = append(band.X, t), append(band.Band, e)
		}
	}
	line.Look = 5
	p.Curves = append(p.Curves, band, line, light)
	return p, nil
}

func meanPanel(k Knobs, cells simulated.Cells) (figure.Curves, error) {
	p := figure.Curves{Strip: "no mean where trapped", X: figure.Axis{Label: "budget of time", Log: true}, Y: figure.Axis{Label: "total time / exits", Log: true}}
	for i, x := range Powers {
		cell, err := cells.At("time", Series(x), 0)
		if err != nil {
			return p, err
		}
		theory, err := inTime(k, x)
		if err != nil {
			return p, err
		}
		points, line := figure.Curve{Label: power(x), Look: i}, figure.Curve{Look: i}
		for _, t := range grid(k.T0/4, Budget*k.T0, 6) {
			points.X, points.Points = append(points.X, t), append(points.Points, upTo(cell, t*(1-1e-9)))
		}
		for _, t := range grid(k.T0/4, Budget*k.T0, 30) {
			m, err := pooledMean(theory, t)
			if err != nil {
				return p, err
			}
			line.X, line.Theory = append(line.X, t), append(line.Theory, m)
		}
		p.Curves = append(p.Curves, line, points)
	}
	return p, nil
}

func etaPanel(k Knobs, cells simulated.Cells) (figure.Curves, error) {
	p := figure.Curves{Strip: "constant learning rate", X: figure.Axis{Label: "learning rate *η*", Log: true, Min: 0.04, Max: 0.48}, Y: figure.Axis{Label: "steps / theory", Min: 0.75, Max: 1.1}, Levels: []float64{1}}
	c := figure.Curve{Label: fmt.Sprintf("*σ* = %g", SGDAt), Look: 0}
	for _, cell := range cells.Of("eta", "") {
		h, err := levy.StepHazard([]float64{k.Alpha}, []float64{SGDAt}, []float64{1}, []float64{1}, cell.X)
		if err != nil {
			return p, err
		}
		c.X, c.Points = append(c.X, cell.X), append(c.Points, cell.Mean().Over(1/h))
	}
	p.Curves = append(p.Curves, c)
	return p, nil
}

func table(k Knobs, cells simulated.Cells) (figure.Table, error) {
	t := figure.Table{
		Columns: []figure.Column{
			{Key: "clock", Title: "Clock", Text: true}, {Key: "power", Title: "alpha theta", Format: ".3g"}, {Key: "at", Title: "Time or step", Format: ".6g"},
			{Key: "survival", Title: "Share still inside", Format: ".3f"}, {Key: "theory", Title: "Theory", Format: ".3f"}, {Key: "hazards", Title: "Log survival over theory", Format: ".3f"}, {Key: "ever", Title: "Trapped for ever (theory)", Format: ".3f"},
			{Key: "paths", Title: "Paths", Format: "d"}, {Key: "how", Title: "Scheme", Text: true},
		},
		Caption: "Table 11. Survival under cooled noise, Kaplan-Meier with 95 % intervals, beside the closed form.",
	}
	for _, c := range clocks {
		for _, p := range Powers {
			cell, err := cells.At(c.group, Series(p), 0)
			if err != nil {
				return t, err
			}
			curve, err := survival(cell)
			if err != nil {
				return t, err
			}
			theory, err := c.theory(k, p)
			if err != nil {
				return t, err
			}
			trapped, err := theory.Trapped(0)
			if err != nil {
				return t, err
			}
			for _, at := range c.times(k) {
				s, err := theory.Survival(0, at)
				if err != nil {
					return t, err
				}
				h, err := hazards(cell, theory, at, study.Level)
				if err != nil {
					return t, err
				}
				t.Rows = append(t.Rows, []any{c.word, p, at, last(curve, at), s, h, trapped, cell.Paths, cell.How})
			}
		}
	}
	return t, nil
}
