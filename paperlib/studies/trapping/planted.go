package trapping

import (
	"math"
	"math/rand/v2"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// Plants are the planted cases, of so many paths a curve in time and in steps.
func Plants(time, steps int) []simulated.Plant[Knobs] {
	says := func(o ...lab.Outcome) func(Knobs, simulated.Cells) (bool, error) {
		return simulated.Says(verdicts, o...)
	}
	joint := func(o lab.Outcome) func(Knobs, simulated.Cells) (bool, error) { return simulated.Joint(verdicts, o) }
	at := func(factor, late float64) func(Knobs, *rand.Rand) (simulated.Cells, error) {
		return func(k Knobs, r *rand.Rand) (simulated.Cells, error) { return draw(k, r, time, steps, factor, late) }
	}
	return []simulated.Plant[Knobs]{
		{Truth: "exit times of the closed form", False: "a curve not supported", Draw: at(1, 1), Wrong: says(lab.NotSupported, lab.Depends), Right: joint(lab.Supported)},
		{Truth: "a hazard 20 % above the closed form", False: "a curve supported", Draw: at(1.2, 1), Wrong: says(lab.Supported, lab.Depends), Right: joint(lab.NotSupported)},
		{Truth: "a hazard 20 % below the closed form", False: "a curve supported", Draw: at(0.8, 1), Wrong: says(lab.Supported, lab.Depends), Right: joint(lab.NotSupported)},
		{Truth: "a hazard 20 % above the closed form in the first T0 or K0, and that of the closed form after", False: "a curve supported", Draw: at(1.2, 1/1.2), Wrong: says(lab.Supported, lab.Depends), Right: joint(lab.NotSupported)},
		{Truth: "a hazard 10 % above the closed form: at the margin", False: "a curve supported", Nominal: "2.5 %", Draw: at(1+tolerance, 1), Wrong: says(lab.Supported, lab.Depends)},
	}
}

// draw are exit times whose hazard is a factor of the closed form, and after the first of the stated times as many times more.
func draw(k Knobs, r *rand.Rand, time, steps int, factor, late float64) (cells simulated.Cells, err error) {
	for i, clock := range clocks {
		end, paths := []float64{Budget * k.T0, Last}[i], []int{time, steps}[i]
		for _, p := range Powers {
			theory, err := clock.theory(k, p)
			if err != nil {
				return nil, err
			}
			first := clock.times(k)[0]
			s, err := theory.Survival(0, first)
			if err != nil {
				return nil, err
			}
			early := -math.Log(s) * factor // accumulated until then
			c := simulated.Cell{Group: clock.group, Series: Series(p), X: p, Paths: paths, Sample: make([]float64, paths), Cut: make([]bool, paths)}
			for j := range paths {
				e := r.ExpFloat64()
				if e > early {
					e = early + (e-early)/late
				}
				t := inverse(theory, e/factor)
				if t >= end {
					t, c.Cut[j] = end, true
					c.Censored++
				} else {
					c.Events++
				}
				c.Sample[j] = t
			}
			cells = append(cells, c)
		}
	}
	return cells, nil
}

// inverse is the time until which the closed form for one coordinate accumulates a hazard; infinite where it never does.
func inverse(c levy.Cooling, hazard float64) float64 {
	p, x := c.Alpha[0]*c.Theta, hazard/(c.Rate[0]*c.T0)
	if math.Abs(p-1) < 1e-12 {
		return c.T0 * math.Expm1(x)
	}
	if grown := (1 - p) * x; grown > -1 {
		return c.T0 * math.Expm1(math.Log1p(grown)/(1-p))
	}
	return math.Inf(1)
}
