package escape

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

func label(alpha float64) string { return fmt.Sprintf("*α* = %g", alpha) }

func sheet(k Knobs, cells simulated.Cells) (*figure.Sheet, error) {
	time, ratios, err := scales(k, cells)
	if err != nil {
		return nil, err
	}
	widths, err := widthPanel(k, cells)
	if err != nil {
		return nil, err
	}
	gauss, err := gaussPanel(cells)
	if err != nil {
		return nil, err
	}
	law, p, err := lawPanel(cells)
	if err != nil {
		return nil, err
	}
	grid, err := gridPanel(k, cells)
	if err != nil {
		return nil, err
	}
	six, err := figure.CurveCells(time, ratios, widths, gauss, law, grid)
	if err != nil {
		return nil, err
	}
	reach := ""
	for i, alpha := range Alphas {
		e, err := limit(k, alpha, cells)
		if err != nil {
			return nil, err
		}
		reach += fmt.Sprintf("%s%s (α = %g)", []string{"", ", ", " and "}[i], e.Text(2), alpha)
	}
	caption, err := figure.Text(caption, figure.Fields{"reach": reach, "left": k.Left, "right": k.Right, "alpha": k.Alpha, "step": Step, "threshold": Threshold,
		"widthAt": WidthAt, "gaussStep": GaussStep, "lawAt": LawAt, "p": p, "gridAt": GridAt})
	return &figure.Sheet{Blocks: []figure.Block{{Columns: 3, Cells: six}}, Caption: caption, Alt: alt}, err
}

const (
	caption = "Mean exit times of simulated equations, U = x²/2. a: from (-{left}, {right}) against the noise scale; lines: 1/λ = σ^{−α}/(C (a^{−α} + b^{−α})). b: the same over the line: the closed form is the limit of small noise, and 10 % off (lower line) at σ/d = {reach}, d the distance to the nearer edge. " +
		"Euler's scheme with steps of {step} for σ/d from .05 on; the jump-adapted scheme with a threshold of {threshold} d below and at .1 draws exits at the stated rate, so that its agreement is arithmetic. " +
		"c: α = {alpha}, σ = {widthAt}, wells of equal width whose depths differ fourfold. d: Gaussian noise (α = 2): time is exponential in the depth; cut-off well (-1, 1) with its exact line (boundary shifted for steps of {gaussStep}) and, dashed, Kramers' formula for such a boundary; double well (x²−1)² with Kramers' formula for its saddle. " +
		"e: law of exit times, α = {alpha}, σ = {lawAt}, Kaplan-Meier; line: exp(−t); test of exponential times: p = {p:.2g}. f: what watching at steps does, σ = {gridAt}; the jump-adapted scheme is set at 0.005."
	alt = "Six panels. Mean exit times fall on the power laws of theory as the noise scale falls; width counts and depth does not; under Gaussian noise the time is exponential in the barrier; exit times are exponential."
)

func scales(k Knobs, cells simulated.Cells) (time, ratios figure.Curves, err error) {
	time = figure.Curves{Strip: "time against noise", X: figure.Axis{Label: "noise scale *σ*", Log: true}, Y: figure.Axis{Label: "mean exit time", Log: true}}
	ratios = figure.Curves{Strip: "over the closed form", X: time.X, Y: figure.Axis{Label: "simulated / theory", Min: 0.4, Max: 1.15}, Levels: []float64{1, 1 - tolerance}}
	for i, alpha := range Alphas {
		points := figure.Curve{Label: label(alpha), Look: i}
		over := figure.Curve{Label: label(alpha), Look: i}
		line := figure.Curve{Look: i}
		for _, group := range []string{"euler", "jumps"} {
			for _, c := range cells.Of(group, Series(alpha)) {
				e, err := ratio(k, alpha, c, study.Level)
				if err != nil {
					return time, ratios, err
				}
				points.X, points.Points = append(points.X, c.X), append(points.Points, c.Mean())
				over.X, over.Points = append(over.X, c.X*math.Pow(1.06, float64(i)-1)), append(over.Points, e)
			}
		}
		for s := 0.004 * k.Near(); s < 0.5*k.Near(); s *= 1.3 {
			t, err := theory(k, alpha, s)
			if err != nil {
				return time, ratios, err
			}
			line.X, line.Theory = append(line.X, s), append(line.Theory, t.MeanTime())
		}
		time.Curves = append(time.Curves, line, points)
		ratios.Curves = append(ratios.Curves, over)
	}
	return time, ratios, nil
}

func widthPanel(k Knobs, cells simulated.Cells) (figure.Curves, error) {
	p := figure.Curves{Strip: "width counts, not depth", X: figure.Axis{Label: "half-width", Log: true, Min: 0.4, Max: 5, Ticks: halves()}, Y: figure.Axis{Label: "mean exit time", Log: true}}
	line := figure.Curve{Label: "theory", Look: 5}
	for w := 0.45; w < 4.5; w *= 1.2 {
		t, err := levy.NewExitRate([]float64{k.Alpha}, []float64{WidthAt}, []float64{w}, []float64{w})
		if err != nil {
			return p, err
		}
		line.X, line.Theory = append(line.X, w), append(line.Theory, t.MeanTime())
	}
	p.Curves = append(p.Curves, line)
	for i, h := range Depths {
		c := figure.Curve{Label: fmt.Sprintf("*U* = %g *x*^{2}/2", h), Look: i}
		for _, cell := range cells.Of("width", fmt.Sprintf("curvature %g", h)) {
			c.X, c.Points = append(c.X, cell.X*(0.97+0.06*float64(i))), append(c.Points, cell.Mean()) // side by side
		}
		p.Curves = append(p.Curves, c)
	}
	return p, nil
}

func halves() (t []figure.Tick) {
	for _, w := range Widths {
		t = append(t, figure.Tick{Value: w, Label: fmt.Sprint(w)})
	}
	return t
}

func gaussPanel(cells simulated.Cells) (figure.Curves, error) {
	p := figure.Curves{Strip: "Gaussian noise", X: figure.Axis{Label: "barrier / *σ*^{2}", Min: 1.8, Max: 5.3}, Y: figure.Axis{Label: "mean exit time", Log: true}}
	exact, boundary, saddle := figure.Curve{Look: 0}, figure.Curve{Label: "boundary formula", Look: 3}, figure.Curve{Look: 1}
	for b := 2.05; b <= 5.2; b += 0.1 {
		t, err := cutOff(b)
		if err != nil {
			return p, err
		}
		exact.X, exact.Theory = append(exact.X, b), append(exact.Theory, t)
		sigma := math.Sqrt(0.5 / b)
		rate, err := levy.KramersBoundary(0.5, 1, 1, sigma)
		if err != nil {
			return p, err
		}
		boundary.X, boundary.Theory = append(boundary.X, b), append(boundary.Theory, 1/(2*rate))
		well, err := levy.KramersSaddle(1, 8, 4, math.Sqrt(1/b))
		if err != nil {
			return p, err
		}
		saddle.X, saddle.Theory = append(saddle.X, b), append(saddle.Theory, well)
	}
	p.Curves = append(p.Curves, exact, boundary, saddle)
	for i, name := range []string{"cut-off", "saddle"} {
		c := figure.Curve{Label: name, Look: i}
		for _, cell := range cells.Of("gauss", name) {
			c.X, c.Points = append(c.X, cell.X), append(c.Points, cell.Mean())
		}
		p.Curves = append(p.Curves, c)
	}
	return p, nil
}

// lawPanel also returns the p-value of the test of exponential times.
func lawPanel(cells simulated.Cells) (figure.Curves, float64, error) {
	p := figure.Curves{Strip: "law of exit times", X: figure.Axis{Label: "time / mean time", Min: 0, Max: 5}, Y: figure.Axis{Label: "share still inside", Log: true, Min: 0.005, Max: 1.2}}
	cell, err := cells.At("law", "times", 0)
	if err != nil {
		return p, 0, err
	}
	times, err := levy.NewExitTimes(cell.Sample, cell.Cut)
	if err != nil {
		return p, 0, err
	}
	curve, err := times.KaplanMeier(study.Level)
	if err != nil {
		return p, 0, err
	}
	test, err := times.Exponentiality()
	if err != nil {
		return p, 0, err
	}
	mean := cell.Mean().Value
	km, line := figure.Curve{Label: "simulated", Look: 0}, figure.Curve{Label: "exponential", Look: 5}
	for t := 0.0; t <= 5; t += 0.05 {
		line.X, line.Theory = append(line.X, t), append(line.Theory, math.Exp(-t))
		if e := curve.At(t * mean); e.Value > 0 {
			km.X, km.Band = append(km.X, t), append(km.Band, stats.Interval(e))
		}
	}
	p.Curves = append(p.Curves, km, line)
	return p, test.P, nil
}

func gridPanel(k Knobs, cells simulated.Cells) (figure.Curves, error) {
	p := figure.Curves{Strip: "watching at steps", X: figure.Axis{Label: "step d*t*", Log: true, Min: 0.004, Max: 0.13}, Y: figure.Axis{Label: "simulated / theory", Min: 0.88, Max: 1.04}}
	for i, name := range []string{"Euler", "jump-adapted"} {
		c := figure.Curve{Label: name, Look: i}
		for _, cell := range cells.Of("grid", name) {
			t, err := theory(k, k.Alpha, GridAt)
			if err != nil {
				return p, err
			}
			c.X, c.Points = append(c.X, cell.X), append(c.Points, cell.Mean().Over(t.MeanTime()))
		}
		p.Curves = append(p.Curves, c)
	}
	return p, nil
}

func table(k Knobs, cells simulated.Cells) (figure.Table, error) {
	t := figure.Table{
		Columns: []figure.Column{
			{Key: "what", Title: "Well and noise", Text: true}, {Key: "setting", Title: "Noise scale, width or barrier", Format: ".4g"}, {Key: "mean", Title: "Mean exit time", Format: ".4g"},
			{Key: "theory", Title: "Theory", Format: ".4g"}, {Key: "ratio", Title: "Simulated / theory", Format: ".3f"}, {Key: "paths", Title: "Paths", Format: "d"},
			{Key: "censored", Title: "Censored", Format: "d"}, {Key: "steps", Title: "Steps for one exit", Format: ".3g"}, {Key: "how", Title: "Scheme", Text: true},
		},
		Caption: "Table 10. Mean exit times of simulated equations (time of the equation; total time over exits), with 95 % intervals for exponential times.",
	}
	add := func(what string, c simulated.Cell, theory float64) {
		t.Rows = append(t.Rows, []any{what, c.X, c.Mean(), theory, c.Mean().Over(theory), c.Paths, c.Censored, float64(c.Steps) / float64(max(c.Events, 1)), c.How})
	}
	for _, alpha := range Alphas {
		for _, group := range []string{"euler", "jumps"} {
			for _, c := range cells.Of(group, Series(alpha)) {
				r, err := theory(k, alpha, c.X)
				if err != nil {
					return t, err
				}
				add(Series(alpha), c, r.MeanTime())
			}
		}
	}
	for _, h := range Depths {
		for _, c := range cells.Of("width", fmt.Sprintf("curvature %g", h)) {
			r, err := levy.NewExitRate([]float64{k.Alpha}, []float64{WidthAt}, []float64{c.X}, []float64{c.X})
			if err != nil {
				return t, err
			}
			add(fmt.Sprintf("half-width, curvature %g", h), c, r.MeanTime())
		}
	}
	for _, c := range cells.Of("gauss", "cut-off") {
		v, err := cutOff(c.X)
		if err != nil {
			return t, err
		}
		add("Gaussian, cut-off (exact)", c, v)
	}
	for _, c := range cells.Of("gauss", "saddle") {
		v, err := levy.KramersSaddle(1, 8, 4, math.Sqrt(1/c.X))
		if err != nil {
			return t, err
		}
		add("Gaussian, saddle (Kramers)", c, v)
	}
	return t, nil
}
