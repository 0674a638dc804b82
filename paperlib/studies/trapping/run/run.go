// Package run simulates what figure 11 shows.
package run

import (
	"context"
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/studies/trapping"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
	simulations "github.com/sgnlab/sgnlab/paperlib/study/simulated/run"
)

// Compute simulates what the run store lacks and returns the index of the results.
var Compute = simulations.Register(trapping.Study, parts)

func parts(k trapping.Knobs, p lab.Profile) []simulations.Part {
	n := run.ByProfile(p, 20, 120, 1500)                                             // of a setting and seed
	curve, steps := run.ByProfile(p, 20, 240, 4000), run.ByProfile(p, 20, 400, 6000) // of a curve that is judged
	s := settings{k, n, curve, steps}
	part := func(name string, n int, seconds float64, compute func(context.Context, uint64, *lab.Task) ([]simulated.Cell, error)) simulations.Part {
		return simulations.Part{Name: name, Sizes: n, Seconds: 0.2 + seconds*float64(n), Compute: compute}
	}
	return []simulations.Part{
		part("survival in time", curve, 0.01, s.time),
		part("survival in steps", steps, 0.003, s.steps),
		part("constant learning rates", n, 0.002, s.constant),
		part("trapping", n, 0.01, s.trapping),
		part("two coordinates", n, 0.002, s.many),
		simulations.Planted(k, p, 30, trapping.Plants(run.Repetitions*curve, run.Repetitions*steps)),
	}
}

type settings struct {
	k              trapping.Knobs
	n              int
	curveN, stepsN int // of a curve that is judged, in time and in steps
}

// exits simulates one setting in |x_i| < 1; every one has random streams of its own.
func exits(ctx context.Context, seed uint64, stream int, alpha []float64, sigma float64, schedule levy.Schedule, dt, budget float64, n int) ([]levy.Exit, error) {
	s, h := make([]float64, len(alpha)), make(levy.Diagonal, len(alpha))
	for i := range alpha {
		s[i], h[i] = sigma, 1
	}
	noise, err := levy.NewCoordinates(alpha, s)
	if err != nil {
		return nil, err
	}
	e := levy.Equation{Potential: h, Noise: noise, Schedule: schedule, Start: make([]float64, len(alpha))}
	return levy.FirstExits(ctx, e, levy.Cube(len(alpha), 1), levy.Euler{Step: dt}, levy.Runs{Paths: n, First: stream * n, Seed: seed, MaxTime: budget})
}

// cooled is the schedule with alpha theta = p.
func (s settings) cooled(alpha, p float64) levy.Schedule {
	if p == 0 {
		return levy.Schedule{}
	}
	return levy.NoiseScale(levy.Polynomial(s.k.T0, p/alpha))
}

func (s settings) time(ctx context.Context, seed uint64, task *lab.Task) (cells []simulated.Cell, err error) {
	for i, p := range trapping.Powers {
		list, err := exits(ctx, seed, i, []float64{s.k.Alpha}, s.k.Sigma, s.cooled(s.k.Alpha, p), trapping.Step, trapping.Budget*s.k.T0, s.curveN)
		if err != nil {
			return nil, err
		}
		cells = append(cells, simulated.Exits("time", trapping.Series(p), p, fmt.Sprintf("Euler, dt = %g", trapping.Step), list).WithTimes(list))
		task.Set(i+1, trapping.Series(p))
	}
	return cells, nil
}

func (s settings) trapping(ctx context.Context, seed uint64, task *lab.Task) (cells []simulated.Cell, err error) {
	n, stream := max(s.n/4, 10), 100
	const dt = 0.05
	for _, alpha := range trapping.Alphas {
		for _, p := range trapping.Trapping {
			list, err := exits(ctx, seed, stream, []float64{alpha}, s.k.Sigma, s.cooled(alpha, p), dt, trapping.Budget*s.k.T0, n)
			if err != nil {
				return nil, err
			}
			c := simulated.Exits("trap", fmt.Sprintf("alpha %g", alpha), p, fmt.Sprintf("Euler, dt = %g", dt), list)
			c.Events, c.Trials = c.Censored, c.Paths-c.Overflows
			cells = append(cells, c)
			stream++
			task.Set(stream-100, fmt.Sprintf("alpha %g, alpha theta %g", alpha, p))
		}
	}
	return cells, nil
}

func (s settings) many(ctx context.Context, seed uint64, _ *lab.Task) ([]simulated.Cell, error) {
	schedule := levy.NoiseScale(levy.Polynomial(s.k.T0, trapping.Theta2))
	list, err := exits(ctx, seed, 200, []float64{trapping.Heavy, trapping.Light}, s.k.Sigma, schedule, trapping.Step, trapping.Many, s.n)
	if err != nil {
		return nil, err
	}
	return []simulated.Cell{simulated.Exits("many", "both", trapping.Theta2, fmt.Sprintf("Euler, dt = %g", trapping.Step), list).WithTimes(list)}, nil
}

// steps is stochastic gradient descent w <- w - eta_k (w + sigma xi_k) as the Euler step of the equation whose clock ticks
// once a step: with time counted in steps the drift carries eta_k too, which no scheme of package levy has, so the
// recursion is written out.
func (s settings) steps(ctx context.Context, seed uint64, task *lab.Task) (cells []simulated.Cell, err error) {
	for i, p := range trapping.Powers {
		theta := p / s.k.Alpha
		eta := func(k int) float64 { return trapping.Eta0 * math.Exp(-theta*math.Log1p(float64(k)/trapping.K0)) }
		list, err := descend(ctx, seed, fmt.Sprintf("decay %g", p), s.k.Alpha, eta, trapping.Last, s.stepsN)
		if err != nil {
			return nil, err
		}
		cells = append(cells, simulated.Exits("steps", trapping.Series(p), p, "recursion of SGD", list).WithTimes(list))
		task.Set(i+1, trapping.Series(p))
	}
	return cells, nil
}

// constant is stochastic gradient descent at constant learning rates, until every path has left.
func (s settings) constant(ctx context.Context, seed uint64, _ *lab.Task) (cells []simulated.Cell, err error) {
	for _, rate := range trapping.Etas {
		list, err := descend(ctx, seed, fmt.Sprintf("constant %g", rate), s.k.Alpha, func(int) float64 { return rate }, math.MaxInt, s.n)
		if err != nil {
			return nil, err
		}
		cells = append(cells, simulated.Exits("eta", "constant", rate, "recursion of SGD", list))
	}
	return cells, nil
}
