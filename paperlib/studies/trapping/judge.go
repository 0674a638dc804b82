package trapping

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

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

// inside is the number of a cell's paths that are still inside after the time t, at most its budget: they are cut off at its end,
// and not before.
func inside(c simulated.Cell, t float64) (n int) {
	for i, v := range c.Sample {
		if v > t || c.Cut[i] && v >= t {
			n++
		}
	}
	return n
}

// hazards is the logarithm of the simulated survival to t over that of the closed form, which is the ratio of their accumulated
// hazards, with the interval of Clopper and Pearson.
func hazards(c simulated.Cell, theory levy.Cooling, t, level float64) (stats.Interval, error) {
	want, err := theory.Survival(0, t)
	if err != nil || len(c.Sample) == 0 {
		return stats.Unknown(), err
	}
	s := stats.ClopperPearson(inside(c, t), len(c.Sample), level)
	return s.Map(func(share float64) float64 { return math.Log(share) / math.Log(want) }), nil
}

// judged are those of the times at which the closed form leaves enough paths inside to tell.
func judged(theory levy.Cooling, times []float64) (list []float64, err error) {
	for _, t := range times {
		s, err := theory.Survival(0, t)
		if err != nil {
			return nil, err
		}
		if s >= least {
			list = append(list, t)
		}
	}
	return list, nil
}

// settle is the outcome of a curve at a level, with the ratio at the time where it is farthest from 1.
func settle(c simulated.Cell, theory levy.Cooling, times []float64, level float64) (worst stats.Interval, outcome lab.Outcome, err error) {
	worst, outcome = stats.Unknown(), lab.Undecided
	within, outside := len(times) > 0, false
	for _, t := range times {
		e, err := hazards(c, theory, t, level)
		if err != nil {
			return worst, outcome, err
		}
		if !(math.Abs(e.Value-1) <= math.Abs(worst.Value-1)) {
			worst = e
		}
		within = within && lab.Within(e, 1-tolerance, 1+tolerance) == lab.Supported
		// One of several may be outside by chance: the level is shared.
		shared, err := hazards(c, theory, t, 1-(1-level)/float64(len(times)))
		if err != nil {
			return worst, outcome, err
		}
		outside = outside || lab.Within(shared, 1-tolerance, 1+tolerance) == lab.NotSupported
	}
	switch {
	case outside:
		outcome = lab.NotSupported
	case within:
		outcome = lab.Supported
	}
	return worst, outcome, nil
}

func verdicts(k Knobs, cells simulated.Cells) ([]lab.Verdict, error) {
	var scopes []study.Scope
	for _, clock := range clocks {
		for _, p := range Powers {
			cell, err := cells.At(clock.group, Series(p), 0)
			if err != nil {
				return nil, err
			}
			theory, err := clock.theory(k, p)
			if err != nil {
				return nil, err
			}
			times, err := judged(theory, clock.times(k))
			if err != nil {
				return nil, err
			}
			scopes = append(scopes, study.Scope{
				Words: fmt.Sprintf("alpha theta = %g, %s", p, clock.word),
				At: func(level float64) (stats.Interval, lab.Outcome, error) {
					return settle(cell, theory, times, level)
				},
				Kind: "95 %, Clopper-Pearson of the survival", N: fmt.Sprintf("%d exits of %d paths, %s", cell.Events, cell.Paths, cell.How),
				Note: fmt.Sprintf("judged at %d of %d times", len(times), len(clock.times(k))),
			})
		}
	}
	scale, err := levy.SGDCoefficient(k.Alpha, SGDAt, Eta0)
	if err != nil {
		return nil, err
	}
	return study.Judge(criteria[0], simulated.Everywhere, scopes, fmt.Sprintf("in steps the noise begins at the scale %.2g of the equation, and notebook 10 says how far the closed form is off there", scale))
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
