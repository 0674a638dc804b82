package minimum

import (
	"fmt"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// The thresholds, fixed before the first run.
const (
	lawMargin   = 0.05 // distance of distribution functions
	scaleMargin = 0.05 // relative error of a scale
	moveMargin  = 0.1  // relative error of a rate, absolute error of a probability
	smallest    = 0.05 // the noise scale at which moves between wells are judged
)

func verdicts(k Knobs, cells simulated.Cells) ([]lab.Verdict, error) {
	var list []lab.Verdict
	for _, alpha := range Alphas {
		c, err := cells.At("stationary", Series(alpha), 0)
		if err != nil {
			return nil, err
		}
		law, err := stationary(k, alpha)
		if err != nil {
			return nil, err
		}
		d := distance(law, c.Sample)
		list = append(list, criteria[0].Verdict(fmt.Sprintf("stationary law, alpha %g", alpha), lab.Below(d, lawMargin)).Of(d, "95 %, Dvoretzky-Kiefer-Wolfowitz", fmt.Sprintf("%d chains, %s", c.Paths, c.How), ""))
	}
	half, err := cells.At("position", "equation", slices.Index(Times, 1)) // t = 1/h
	if err != nil {
		return nil, err
	}
	mean, err := levy.MeanPosition(k.Alpha, From, k.H, 1/k.H)
	if err != nil {
		return nil, err
	}
	e := medianAt(half).Over(mean)
	list = append(list, criteria[0].Verdict("position at time 1/h", lab.Within(e, 1-moveMargin, 1+moveMargin)).Of(e, "95 %, order statistics", fmt.Sprintf("%d paths, %s", half.Paths, half.How), ""))
	w, err := chain(k, smallest)
	if err != nil {
		return nil, err
	}
	moved, err := movesAt(cells, len(Noises)-1)
	if err != nil {
		return nil, err
	}
	for from := range Minima {
		c := moved.left(from)
		e := c.Mean().Over(1 / w.Leave(from))
		list = append(list, criteria[0].Verdict(fmt.Sprintf("time in well %d, sigma %g", from, smallest), lab.Within(e, 1-moveMargin, 1+moveMargin)).Of(e,
			"95 %, chi-square, for exponential times", fmt.Sprintf("%d moves, %s", c.Events, c.How), ""))
	}
	jumped, theory := moved.skipped(), moved.skippedTheory(w)
	s := jumped.Share()
	d := s.Minus(theory)
	list = append(list, criteria[0].Verdict(fmt.Sprintf("share of moves over a well, sigma %g", smallest), lab.Within(d, -moveMargin, moveMargin)).Of(d, "95 %, Clopper-Pearson",
		fmt.Sprintf("%d of %d moves", jumped.Events, jumped.Trials), fmt.Sprintf("simulated %.3f, theory %.3f", s.Value, theory)))
	list = append(list, criteria[0].Overall("simulated equations", list, ""))
	var same []lab.Verdict
	for i, x := range Rates {
		c, err := cells.At("discrete", "iteration", i)
		if err != nil {
			return nil, err
		}
		g, err := fitted(c)
		if err != nil {
			return nil, err
		}
		theory, err := levy.StationaryScaleSGD(k.Alpha, Sigma, k.H, x/k.H)
		if err != nil {
			return nil, err
		}
		e := g.Over(theory)
		outcome, note := lab.Undecided, ""
		switch lab.Within(e, 1-scaleMargin, 1+scaleMargin) {
		case lab.NotSupported:
			outcome = lab.NotSupported
		case lab.Supported:
			note = "within 5 % of the closed form"
		}
		same = append(same, criteria[1].Verdict(fmt.Sprintf("planted noise on a quadratic, eta h = %g", x), outcome).Of(e, "95 %, Fisher information",
			fmt.Sprintf("%d chains, %s", c.Paths, c.How), note))
	}
	return append(append(list, same...), criteria[1].Overall("planted noise on a quadratic", same, "planted noise says nothing of the noise of training")), nil
}

func observed(k Knobs, cells simulated.Cells) (map[string]float64, error) {
	m := map[string]float64{}
	for i, x := range Rates {
		c, err := cells.At("discrete", "iteration", i)
		if err != nil {
			return nil, err
		}
		g, err := fitted(c)
		if err != nil {
			return nil, err
		}
		m[fmt.Sprintf("scale of the iterates, eta h = %g", x)] = g.Value
	}
	for i, sigma := range Noises {
		moved, err := movesAt(cells, i)
		if err != nil {
			return nil, err
		}
		m[fmt.Sprintf("share of moves over a well, sigma %g", sigma)] = moved.skipped().Share().Value
		for from := range Minima {
			m[fmt.Sprintf("mean time in well %d, sigma %g", from, sigma)] = moved.left(from).Mean().Value
		}
	}
	return m, nil
}
