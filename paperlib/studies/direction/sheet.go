package direction

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

func sheet(k Knobs, cells simulated.Cells) (*figure.Sheet, error) {
	a, err := sharePanel(k, cells, "equal", "equal scales and widths", k.Alphas(), equal)
	if err != nil {
		return nil, err
	}
	b, err := sharePanel(k, cells, "crossing", "heavier tail farther from its edge", []float64{k.Heavy, k.Light}, crossing)
	if err != nil {
		return nil, err
	}
	c, err := countPanel(k, cells)
	if err != nil {
		return nil, err
	}
	d, err := preferencePanel(k, cells)
	if err != nil {
		return nil, err
	}
	e, err := vectorPanel(k, cells)
	if err != nil {
		return nil, err
	}
	frames, err := frames(cells, Frames)
	if err != nil {
		return nil, err
	}
	star, err := crossover(k)
	if err != nil {
		return nil, err
	}
	all, err := figure.CurveCells(a, b, c, d)
	if err != nil {
		return nil, err
	}
	all = append(append(all, e), figure.Cells(frames...)...)
	caption, err := figure.Text(caption, figure.Fields{"heavy": k.Heavy, "light": k.Light, "far": k.Far, "near": k.Near, "crossing": star, "countAt": CountAt, "dependAt": DependAt,
		"oblique1": Oblique[0], "oblique2": Oblique[1], "aspect1": Aspect[0], "aspect2": Aspect[1], "isotropic": IsotropicAlpha, "step": Step, "threshold": Threshold})
	return &figure.Sheet{Blocks: []figure.Block{{Columns: 3, Cells: all}}, Caption: caption, Alt: alt}, err
}

const (
	caption = "Share of exits by coordinate, U = |x|²/2. Lines: λ_i/Λ with λ_i = 2C(σ_i/d_i)^α. a: three coordinates, |x_i| < 1. b: α = {heavy} with half-width {far} against α = {light} with {near}: they cross at σ = {crossing:.3g}. " +
		"c: total share of one coordinate of α = {heavy} against several of α = {light}, at σ = {countAt}, whose noise is wider by a factor; d: the same exits by coordinate, those along the heavier one over those along each lighter one (line: λ over λ, whatever the number). " +
		"e: jumps that are vectors, σ = {dependAt}: heavy noise along ({oblique1}, {oblique2}) in the box |x_1| < {aspect1}, |x_2| < {aspect2} with light noise along the second axis, and isotropic noise of α = {isotropic} in |x_1| < 1, |x_2| < 2; rings: what independent coordinates of the same marginal laws would do. " +
		"f to i: one path of two coordinates (α = {heavy} and {light}) until it leaves, in four frames with the last jump in colour. " +
		"Euler's scheme with steps of {step} for σ from .02 on; the jump-adapted scheme with a threshold of {threshold} of the smallest half-width below draws exits at these rates, so that its agreement is arithmetic."
	alt = "Nine panels. With equal scales the heavier tail leads, the more so the smaller the noise; a nearer boundary turns the order round, and wider noise or many lighter coordinates lower its share of all exits; exit for exit, the heavier coordinate is left along more often than each lighter one, however many there are. Jumps that are vectors leave where independent coordinates would not. Four frames of one path that leaves by a jump."
)

// IsotropicAlpha is the tail index of the isotropic noise.
const IsotropicAlpha = 1.5

func sharePanel(k Knobs, cells simulated.Cells, group, title string, alphas []float64, theory func(Knobs, float64) ([]float64, error)) (figure.Curves, error) {
	p := figure.Curves{Strip: title, X: figure.Axis{Label: "noise scale *σ*", Log: true, Min: 0.004, Max: 0.5}, Y: figure.Axis{Label: "share of exits", Min: 0, Max: 1}}
	for i, alpha := range alphas {
		points, line := figure.Curve{Label: fmt.Sprintf("*α* = %g", alpha), Look: i}, figure.Curve{Look: i}
		for _, c := range cells.Of(group, Axis(i)) {
			points.X, points.Points = append(points.X, c.X), append(points.Points, c.Share())
		}
		for s := 0.004; s < 0.5; s *= 1.1 {
			t, err := theory(k, s)
			if err != nil {
				return p, err
			}
			line.X, line.Theory = append(line.X, s), append(line.Theory, t[i])
		}
		p.Curves = append(p.Curves, line, points)
	}
	return p, nil
}

// factorAxis has the simulated factors as its ticks.
func factorAxis() figure.Axis {
	a := figure.Axis{Label: "scale, lighter over heavier", Log: true, Min: 0.9, Max: 4.5}
	for _, s := range Scales {
		a.Ticks = append(a.Ticks, figure.Tick{Value: s, Label: fmt.Sprint(s)})
	}
	return a
}

func countPanel(k Knobs, cells simulated.Cells) (figure.Curves, error) {
	p := figure.Curves{Strip: "one against many", X: factorAxis(), Y: figure.Axis{Label: "total share of the heavier", Min: 0, Max: 1}}
	for i, n := range Counts {
		points, line := figure.Curve{Label: Count(n), Look: i}, figure.Curve{Look: i}
		for _, c := range cells.Of("counts", Count(n)) {
			points.X, points.Points = append(points.X, c.X), append(points.Points, c.Share())
		}
		for s := 0.9; s < 4.5; s *= 1.1 {
			t, err := against(k, n, s)
			if err != nil {
				return p, err
			}
			line.X, line.Theory = append(line.X, s), append(line.Theory, t)
		}
		p.Curves = append(p.Curves, line, points)
	}
	return p, nil
}

// preferencePanel has the exits of countPanel by coordinate, on one line of theory for any number of lighter coordinates.
func preferencePanel(k Knobs, cells simulated.Cells) (figure.Curves, error) {
	p := figure.Curves{Strip: "preference, by coordinate", X: factorAxis(), Y: figure.Axis{Label: "exits, heavier / each lighter", Log: true}, Levels: []float64{1}}
	line := figure.Curve{Look: 5}
	for s := 0.9; s < 4.5; s *= 1.1 {
		t, err := against(k, 1, s)
		if err != nil {
			return p, err
		}
		line.X, line.Theory = append(line.X, s), append(line.Theory, t/(1-t))
	}
	p.Curves = append(p.Curves, line)
	for i, n := range Counts {
		points := figure.Curve{Label: Count(n), Look: i}
		for _, c := range cells.Of("counts", Count(n)) {
			points.X, points.Points = append(points.X, c.X*math.Pow(1.05, float64(i)-1)), append(points.Points, preference(c, n, study.Level)) // side by side
		}
		p.Curves = append(p.Curves, points)
	}
	return p, nil
}

func vectorPanel(k Knobs, cells simulated.Cells) (cell figure.Cell, err error) {
	names := []string{"oblique", "isotropic"}
	points, err := figure.Category(0, "simulated")
	if err != nil {
		return cell, err
	}
	independent, err := figure.Category(4, "if independent")
	if err != nil {
		return cell, err
	}
	a, b := figure.Series{Name: "simulated", Look: points}, figure.Series{Name: "independent", Look: independent}
	for _, group := range []string{"vector", "isotropic"} {
		c, err := cells.At(group, Axis(0), 0)
		if err != nil {
			return cell, err
		}
		e := c.Share()
		a.Y, a.Lo, a.Hi = append(a.Y, e.Value), append(a.Lo, e.Lo), append(a.Hi, e.Hi)
	}
	oblique, err := marginal(k)
	if err != nil {
		return cell, err
	}
	free, err := shares(same(IsotropicAlpha, 2), same(DependAt, 2), []float64{1, 2})
	if err != nil {
		return cell, err
	}
	b.Y = []float64{oblique, free[0]}
	b.Lo, b.Hi = b.Y, b.Y
	panel, err := figure.Dots(figure.Axis{Label: "share along the first axis", Min: -0.02, Max: 1}, names, a, b)
	if err != nil {
		return cell, err
	}
	panel.Strip = "jumps that are vectors"
	cell.Part = panel
	for _, look := range []figure.Look{points, independent} {
		cell.Legend.Entries = append(cell.Legend.Entries, figure.Entry{Label: look.Label, Look: look, Points: true})
	}
	return cell, nil
}

// Frames is the number of frames of the strip.
const Frames = 4

func table(k Knobs, cells simulated.Cells) (figure.Table, error) {
	t := figure.Table{
		Columns: []figure.Column{
			{Key: "what", Title: "Setting", Text: true}, {Key: "coordinate", Title: "Exits along", Text: true}, {Key: "x", Title: "Noise scale or factor", Format: ".4g"},
			{Key: "share", Title: "Total share", Format: ".3f"}, {Key: "theory", Title: "Theory", Format: ".3f"}, {Key: "preference", Title: "Preference", Format: ".3g"}, {Key: "exits", Title: "Exits", Format: "d"}, {Key: "how", Title: "Scheme", Text: true},
		},
		Caption: "Table 13. Shares of exits by coordinate, with 95 % Clopper-Pearson intervals, beside the closed form. Preference: exits along the heaviest tail over exits along each other coordinate.",
	}
	// others are the lighter coordinates against the one of the row; 0 where the row is not of the heaviest.
	add := func(what string, c simulated.Cell, theory float64, others int) {
		row := []any{what, c.Series, c.X, c.Share(), theory, nil, c.Trials, c.How}
		if others > 0 {
			row[5] = preference(c, others, study.Level)
		}
		t.Rows = append(t.Rows, row)
	}
	lighter := func(i, others int) int {
		if i == 0 {
			return others
		}
		return 0
	}
	for i := range k.Alphas() {
		for _, c := range cells.Of("equal", Axis(i)) {
			s, err := equal(k, c.X)
			if err != nil {
				return t, err
			}
			add("equal scales and widths", c, s[i], lighter(i, 2))
		}
	}
	for i := range 2 {
		for _, c := range cells.Of("crossing", Axis(i)) {
			s, err := crossing(k, c.X)
			if err != nil {
				return t, err
			}
			add("heavier tail farther from its edge", c, s[i], lighter(i, 1))
		}
	}
	for _, n := range Counts {
		for _, c := range cells.Of("counts", Count(n)) {
			s, err := against(k, n, c.X)
			if err != nil {
				return t, err
			}
			add("one heavier against", c, s, n)
		}
	}
	for _, c := range cells.Of("vector", Axis(0)) {
		add("heavy jumps along a vector: theory, none along the first axis", c, 0, 0)
	}
	for _, c := range cells.Of("isotropic", Axis(0)) {
		add("isotropic jumps, half-widths 1 and 2", c, isotropic(IsotropicAlpha, 1, 2), 0)
	}
	return t, nil
}
