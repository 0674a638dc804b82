package trapping

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// margin is how far survival may lie from the closed form; fixed before the first run.
const margin = 0.05

// judged are a curve's differences at the stated times.
func judged(c *levy.SurvivalCurve, theory levy.Cooling, times []float64) (worst stats.Interval, outcome lab.Outcome, err error) {
	outcome = lab.Supported
	for _, t := range times {
		d, err := difference(c, theory, t)
		if err != nil {
			return worst, "", err
		}
		if math.Abs(d.Value) >= math.Abs(worst.Value) {
			worst = d
		}
		switch lab.Within(d, -margin, margin) {
		case lab.NotSupported:
			outcome = lab.NotSupported
		case lab.Undecided:
			if outcome == lab.Supported {
				outcome = lab.Undecided
			}
		}
	}
	return worst, outcome, nil
}

// clock is one of the two ways in which time is counted.
type clock struct {
	group, word string
	theory      func(k Knobs, p float64) (levy.Cooling, error)
	times       func(k Knobs) []float64
}

var clocks = []clock{
	{"time", "in the equation's time", inTime, func(k Knobs) (list []float64) {
		for _, a := range At {
			list = append(list, a*k.T0)
		}
		return list
	}},
	{"steps", "in steps of SGD", inSteps, func(Knobs) []float64 { return []float64{K0, 10 * K0, Last} }},
}

func verdicts(k Knobs, cells simulated.Cells) ([]lab.Verdict, error) {
	c := criteria[0]
	var list []lab.Verdict
	for _, clock := range clocks {
		for _, p := range Powers {
			cell, err := cells.At(clock.group, Series(p), 0)
			if err != nil {
				return nil, err
			}
			curve, err := survival(cell)
			if err != nil {
				return nil, err
			}
			theory, err := clock.theory(k, p)
			if err != nil {
				return nil, err
			}
			worst, outcome, err := judged(curve, theory, clock.times(k))
			if err != nil {
				return nil, err
			}
			list = append(list, c.Verdict(fmt.Sprintf("alpha theta = %g, %s", p, clock.word), outcome).Of(worst, "95 %, Kaplan-Meier",
				fmt.Sprintf("%d exits of %d paths, %s", cell.Events, cell.Paths, cell.How), ""))
		}
	}
	return append(list, c.Overall("simulated equations", list, "")), nil
}

func observed(k Knobs, cells simulated.Cells) (map[string]float64, error) {
	m := map[string]float64{}
	for _, clock := range clocks {
		for _, p := range Powers {
			cell, err := cells.At(clock.group, Series(p), 0)
			if err != nil {
				return nil, err
			}
			curve, err := survival(cell)
			if err != nil {
				return nil, err
			}
			for _, t := range clock.times(k) {
				m[fmt.Sprintf("survival %s, alpha theta %g, to %g", clock.word, p, t)] = last(curve, t).Value
			}
		}
	}
	return m, nil
}
