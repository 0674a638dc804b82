package minimum

import (
	"fmt"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

func sheet(k Knobs, cells simulated.Cells) (*figure.Sheet, error) {
	var panels []figure.Curves
	for _, f := range []func(Knobs, simulated.Cells) (figure.Curves, error){lawPanel, discretePanel, positionPanel, leavePanel, skipPanel, timePanel} {
		p, err := f(k, cells)
		if err != nil {
			return nil, err
		}
		panels = append(panels, p)
	}
	six, err := figure.CurveCells(panels...)
	if err != nil {
		return nil, err
	}
	gauss, err := cells.At("gauss", "moves", 0)
	if err != nil {
		return nil, err
	}
	caption, err := figure.Text(caption, figure.Fields{"h": k.H, "sigma": Sigma, "alpha": k.Alpha, "from": From, "eta": k.Eta, "height": Height, "step": WellStep, "core": Core,
		"smallest": judgedAt, "gaussAt": GaussAt, "moves": gauss.Trials, "over": gauss.Events, "bound": gauss.Share().Hi})
	return &figure.Sheet{Blocks: []figure.Block{{Columns: 3, Cells: six}}, Caption: caption, Alt: alt}, err
}

const (
	caption = "Near a minimum of curvature {h} with noise of scale {sigma}. a to c hold for any noise scale, and show that the code does what it says. a: |X| after a time of 20/h, independent chains, Euler's scheme with steps of .005/h; lines: the stable law of scale σ(αh)^{−1/α}. " +
		"b: gradient descent with planted stable noise of α = {alpha}, written out: fitted scale of the iterates; line: ησ(1−|1−ηh|^α)^{−1/α}, exact; dashed: the limit of small steps. c: position from {from}; lines: exp(−ht) and (1−ηh)^k with η = {eta}; means with the interval of their stable law. " +
		"d to f: four wells with minima at −3, −1, 1, 3 and saddles of height {height}, α = {alpha}, Euler's scheme with steps of {step}; a path is in a well within {core} of its minimum. d: mean time in a well over 1/q; e: share of moves that jump over a well; f: long-run shares of time, σ = {smallest}. " +
		"Gaussian noise of scale {gaussAt} made {moves} moves, of which {over} went over a well (95 % upper bound of their share: {bound:.2g})."
	alt = "Six panels. The stationary laws, the scales of the iterates, the decay of the position, the times in wells, the moves over wells and the shares of time follow the closed forms."
)

// noiseAxis has the simulated noise scales as its ticks.
func noiseAxis() figure.Axis {
	a := figure.Axis{Label: "noise scale *σ*", Log: true, Min: 0.04, Max: 0.25}
	for _, s := range Noises {
		a.Ticks = append(a.Ticks, figure.Tick{Value: s, Label: fmt.Sprint(s)})
	}
	return a
}

func lawPanel(k Knobs, cells simulated.Cells) (figure.Curves, error) {
	p := figure.Curves{Strip: "stationary law", X: figure.Axis{Label: "|*x*|", Log: true, Min: 0.05, Max: 100}, Y: figure.Axis{Label: "share beyond", Log: true, Min: 3e-4, Max: 1.5}}
	for i, alpha := range Alphas {
		c, err := cells.At("stationary", Series(alpha), 0)
		if err != nil {
			return p, err
		}
		law, err := stationary(k, alpha)
		if err != nil {
			return p, err
		}
		abs := make([]float64, len(c.Sample))
		for j, v := range c.Sample {
			abs[j] = math.Abs(v)
		}
		slices.Sort(abs)
		points, line := figure.Curve{Label: fmt.Sprintf("*α* = %g", alpha), Look: i}, figure.Curve{Look: i}
		for x := 0.06; x < 100; x *= 1.6 {
			at, _ := slices.BinarySearch(abs, x)
			if n := len(abs) - at; n > 0 {
				share := stats.ClopperPearson(n, len(abs), figure.Level)
				share.Lo = math.Max(share.Lo, 1e-5)
				points.X, points.Points = append(points.X, x), append(points.Points, share)
			}
		}
		for x := 0.05; x < 100; x *= 1.2 {
			line.X, line.Theory = append(line.X, x), append(line.Theory, 2*law.Survival(x))
		}
		p.Curves = append(p.Curves, line, points)
	}
	return p, nil
}

func discretePanel(k Knobs, cells simulated.Cells) (figure.Curves, error) {
	p := figure.Curves{Strip: "gradient descent", X: figure.Axis{Label: "*ηh*", Min: 0, Max: 2}, Y: figure.Axis{Label: "scale of the iterates", Log: true}}
	exact, limit, points := figure.Curve{Look: 0}, figure.Curve{Label: "small steps", Look: 5}, figure.Curve{Label: "simulated", Look: 0}
	for x := 0.04; x < 1.97; x += 0.02 {
		eta := x / k.H
		g, err := levy.StationaryScaleSGD(k.Alpha, Sigma, k.H, eta)
		if err != nil {
			return p, err
		}
		s, err := levy.SGDCoefficient(k.Alpha, Sigma, eta)
		if err != nil {
			return p, err
		}
		l, err := levy.StationaryScale(k.Alpha, s, k.H)
		if err != nil {
			return p, err
		}
		exact.X, exact.Theory = append(exact.X, x), append(exact.Theory, g)
		limit.X, limit.Theory = append(limit.X, x), append(limit.Theory, l)
	}
	for _, c := range cells.Of("discrete", "iteration") {
		g, err := fitted(c)
		if err != nil {
			return p, err
		}
		points.X, points.Points = append(points.X, c.X), append(points.Points, g)
	}
	p.Curves = []figure.Curve{exact, limit, points}
	return p, nil
}

func positionPanel(k Knobs, cells simulated.Cells) (figure.Curves, error) {
	p := figure.Curves{Strip: "expected position", X: figure.Axis{Label: "time × *h*", Min: 0, Max: 3.2}, Y: figure.Axis{Label: "position", Min: -0.5, Max: 3.2}}
	line, steps := figure.Curve{Look: 0}, figure.Curve{Look: 1}
	for t := 0.0; t <= 3.1; t += 0.05 {
		m, err := levy.MeanPosition(k.Alpha, From, k.H, t/k.H)
		if err != nil {
			return p, err
		}
		line.X, line.Theory = append(line.X, t), append(line.Theory, m)
		steps.X, steps.Theory = append(steps.X, t), append(steps.Theory, From*math.Pow(1-k.Eta*k.H, t/(k.Eta*k.H)))
	}
	mean, median, sgd := figure.Curve{Label: "mean", Look: 0}, figure.Curve{Label: "median", Look: 2}, figure.Curve{Label: "mean, gradient descent", Look: 1}
	for _, c := range cells.Of("position", "equation") {
		g, err := levy.TransitionScale(k.Alpha, Sigma, k.H, c.X/k.H)
		if err != nil {
			return p, err
		}
		mean.X, mean.Points = append(mean.X, c.X-0.03), append(mean.Points, meanAt(c, k.Alpha, g))
		median.X, median.Points = append(median.X, c.X+0.03), append(median.Points, medianAt(c))
	}
	for _, c := range cells.Of("position", "iteration") {
		_, g := sgdLaw(k, k.Eta, int(math.Round(c.X/(k.Eta*k.H))))
		sgd.X, sgd.Points = append(sgd.X, c.X), append(sgd.Points, meanAt(c, k.Alpha, g))
	}
	p.Curves = []figure.Curve{line, steps, mean, median, sgd}
	return p, nil
}

func leavePanel(k Knobs, cells simulated.Cells) (figure.Curves, error) {
	p := figure.Curves{Strip: "time in a well", X: noiseAxis(), Y: figure.Axis{Label: "simulated / theory", Min: 0.6, Max: 1.2}, Levels: []float64{1}}
	for i, pair := range pairs {
		c := figure.Curve{Label: pair.name + " wells", Look: i}
		for n, sigma := range Noises {
			w, err := chain(k, sigma)
			if err != nil {
				return p, err
			}
			moved, err := movesAt(cells, n)
			if err != nil {
				return p, err
			}
			c.X, c.Points = append(c.X, sigma*(0.98+0.04*float64(i))), append(c.Points, moved.pooled(pair.left, pair.right).Mean().Over(1/w.Leave(pair.left)))
		}
		p.Curves = append(p.Curves, c)
	}
	return p, nil
}

func skipPanel(k Knobs, cells simulated.Cells) (figure.Curves, error) {
	p := figure.Curves{Strip: "wells jumped over", X: noiseAxis(), Y: figure.Axis{Label: "share of moves", Min: 0, Max: 0.5}}
	points, line := figure.Curve{Label: "simulated", Look: 0}, figure.Curve{Label: "theory", Look: 5}
	for n, sigma := range Noises {
		w, err := chain(k, sigma)
		if err != nil {
			return p, err
		}
		moved, err := movesAt(cells, n)
		if err != nil {
			return p, err
		}
		line.X, line.Theory = append(line.X, sigma), append(line.Theory, moved.skippedTheory(w))
		points.X, points.Points = append(points.X, sigma), append(points.Points, moved.skipped().Share())
	}
	p.Curves = []figure.Curve{line, points}
	return p, nil
}

func timePanel(k Knobs, cells simulated.Cells) (figure.Curves, error) {
	p := figure.Curves{Strip: "shares of time", X: figure.Axis{Label: "minimum", Min: -4.2, Max: 4.2}, Y: figure.Axis{Label: "share of time", Min: 0, Max: 0.5}}
	w, err := chain(k, judgedAt)
	if err != nil {
		return p, err
	}
	points, line := figure.Curve{Label: "simulated", Look: 0}, figure.Curve{Label: "theory", Look: 5}
	for i, v := range w.Stationary() {
		line.X, line.Theory = append(line.X, Minima[i]), append(line.Theory, v)
	}
	for _, c := range cells.Of("time", "share") {
		points.X, points.Points = append(points.X, c.X), append(points.Points, c.Average())
	}
	p.Curves = []figure.Curve{line, points}
	return p, nil
}

func table(k Knobs, cells simulated.Cells) (figure.Table, error) {
	t := figure.Table{
		Columns: []figure.Column{
			{Key: "what", Title: "Quantity", Text: true}, {Key: "setting", Title: "Setting", Text: true}, {Key: "simulated", Title: "Simulated", Format: ".4g"},
			{Key: "theory", Title: "Theory", Format: ".4g"}, {Key: "n", Title: "n", Text: true}, {Key: "how", Title: "Scheme", Text: true},
		},
		Caption: "Table 12. Near a minimum: simulation with 95 % intervals beside the closed form.",
		Notes:   []string{"At and below alpha = 1 the position has no mean; its median is x0 exp(-ht) for every alpha."},
	}
	for _, c := range cells.Of("discrete", "iteration") {
		g, err := fitted(c)
		if err != nil {
			return t, err
		}
		theory, err := levy.StationaryScaleSGD(k.Alpha, Sigma, k.H, c.X/k.H)
		if err != nil {
			return t, err
		}
		t.Rows = append(t.Rows, []any{"scale of the iterates", fmt.Sprintf("eta h = %g", c.X), g, theory, fmt.Sprintf("%d chains", c.Paths), c.How})
	}
	for n, sigma := range Noises {
		w, err := chain(k, sigma)
		if err != nil {
			return t, err
		}
		moved, err := movesAt(cells, n)
		if err != nil {
			return t, err
		}
		for from := range Minima {
			c := moved.left(from)
			t.Rows = append(t.Rows, []any{fmt.Sprintf("mean time in well %d", from), fmt.Sprintf("sigma = %g", sigma), c.Mean(), 1 / w.Leave(from), fmt.Sprintf("%d moves", c.Events), c.How})
		}
		jumped := moved.skipped()
		t.Rows = append(t.Rows, []any{"share of moves over a well", fmt.Sprintf("sigma = %g", sigma), jumped.Share(), moved.skippedTheory(w), fmt.Sprintf("%d moves", jumped.Trials), jumped.How})
	}
	return t, nil
}
