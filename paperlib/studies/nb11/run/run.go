// Package run simulates what figure 11 shows.
package run

import (
	"context"
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/studies/nb11"
	"github.com/sgnlab/sgnlab/paperlib/studies/sims"
	"github.com/sgnlab/sgnlab/paperlib/studies/sims/run"
)

// Simulate returns the index of the results and computes what the store lacks; Jobs are the units that it computes.
var Simulate, Jobs = run.Of(nb11.Study, parts)

func parts(k nb11.Knobs, p lab.Profile) []run.Part {
	n := run.Paths(p, 20, 120, 1500) // of a setting and seed
	seconds := func(full float64) float64 { return 0.2 + full*float64(n)/1500 }
	s := settings{k, n}
	return []run.Part{
		{Name: "survival in time", Sizes: n, Seconds: seconds(15), Compute: s.time},
		{Name: "survival in steps", Sizes: n, Seconds: seconds(4), Compute: s.steps},
		{Name: "trapping", Sizes: n, Seconds: seconds(15), Compute: s.trapping},
		{Name: "two coordinates", Sizes: n, Seconds: seconds(3), Compute: s.many},
	}
}

type settings struct {
	k nb11.Knobs
	n int
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

func (s settings) time(ctx context.Context, seed uint64, task *lab.Task) (cells []sims.Cell, err error) {
	for i, p := range nb11.Powers {
		list, err := exits(ctx, seed, i, []float64{s.k.Alpha}, s.k.Sigma, s.cooled(s.k.Alpha, p), nb11.Step, nb11.Budget*s.k.T0, s.n)
		if err != nil {
			return nil, err
		}
		cells = append(cells, sims.Exits("time", nb11.Series(p), p, fmt.Sprintf("Euler, dt = %g", nb11.Step), list).WithTimes(list))
		task.Set(i+1, nb11.Series(p))
	}
	return cells, nil
}

func (s settings) trapping(ctx context.Context, seed uint64, task *lab.Task) (cells []sims.Cell, err error) {
	n, stream := max(s.n/4, 10), 100
	const dt = 0.05
	for _, alpha := range nb11.Alphas {
		for _, p := range nb11.Trapping {
			list, err := exits(ctx, seed, stream, []float64{alpha}, s.k.Sigma, s.cooled(alpha, p), dt, nb11.Budget*s.k.T0, n)
			if err != nil {
				return nil, err
			}
			c := sims.Exits("trap", fmt.Sprintf("alpha %g", alpha), p, fmt.Sprintf("Euler, dt = %g", dt), list)
			c.Events, c.Trials = c.Censored, c.Paths-c.Overflows
			cells = append(cells, c)
			stream++
			task.Set(stream-100, fmt.Sprintf("alpha %g, alpha theta %g", alpha, p))
		}
	}
	return cells, nil
}

func (s settings) many(ctx context.Context, seed uint64, _ *lab.Task) ([]sims.Cell, error) {
	schedule := levy.NoiseScale(levy.Polynomial(s.k.T0, nb11.Theta2))
	list, err := exits(ctx, seed, 200, []float64{nb11.Heavy, nb11.Light}, s.k.Sigma, schedule, nb11.Step, nb11.Many, s.n)
	if err != nil {
		return nil, err
	}
	return []sims.Cell{sims.Exits("many", "both", nb11.Theta2, fmt.Sprintf("Euler, dt = %g", nb11.Step), list).WithTimes(list)}, nil
}

// steps is stochastic gradient descent w <- w - eta_k (w + sigma xi_k) as the Euler step of the equation whose clock ticks
// once a step: with time counted in steps the drift carries eta_k too, which no scheme of package levy has, so the
// recursion is written out.
func (s settings) steps(ctx context.Context, seed uint64, task *lab.Task) (cells []sims.Cell, err error) {
	for i, p := range nb11.Powers {
		theta := p / s.k.Alpha
		eta := func(k int) float64 { return nb11.Eta0 * math.Exp(-theta*math.Log1p(float64(k)/nb11.K0)) }
		list, err := descend(ctx, seed, fmt.Sprintf("decay %g", p), s.k.Alpha, eta, nb11.Last, s.n)
		if err != nil {
			return nil, err
		}
		cells = append(cells, sims.Exits("steps", nb11.Series(p), p, "recursion of SGD", list).WithTimes(list))
		task.Set(i+1, nb11.Series(p))
	}
	for _, rate := range nb11.Etas {
		list, err := descend(ctx, seed, fmt.Sprintf("constant %g", rate), s.k.Alpha, func(int) float64 { return rate }, math.MaxInt, s.n)
		if err != nil {
			return nil, err
		}
		cells = append(cells, sims.Exits("eta", "constant", rate, "recursion of SGD", list))
	}
	return cells, nil
}
