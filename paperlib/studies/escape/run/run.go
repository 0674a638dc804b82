// Package run simulates what figure 10 shows.
package run

import (
	"context"
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/studies/escape"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
	simulations "github.com/sgnlab/sgnlab/paperlib/study/simulated/run"
)

// Compute simulates what the run store lacks and returns the index of the results.
var Compute = simulations.Register(escape.Study, parts)

func parts(k escape.Knobs, p lab.Profile) []simulations.Part {
	n := run.ByProfile(p, 30, 300, 3000) // of a setting and seed
	seconds := func(full float64) float64 { return 0.2 + full*float64(n)/3000 }
	s := settings{k, n}
	return []simulations.Part{
		{Name: "exit times, Euler", Sizes: n, Seconds: seconds(13), Compute: s.euler},
		{Name: "exit times, jump-adapted", Sizes: n, Seconds: seconds(1), Compute: s.jumps},
		{Name: "exit times, Gaussian noise", Sizes: n, Seconds: seconds(8), Compute: s.gauss},
		{Name: "law of exit times and steps", Sizes: n, Seconds: seconds(3), Compute: s.law},
		simulations.Planted(k, p, 2, escape.Plants(run.Repetitions*n)),
	}
}

type settings struct {
	k escape.Knobs
	n int
}

// exits simulates one setting; every one has random streams of its own.
func exits(ctx context.Context, seed uint64, stream int, u levy.Potential, alpha, sigma float64, d levy.Domain, s levy.Scheme, start float64, n int) ([]levy.Exit, error) {
	noise, err := levy.NewCoordinates([]float64{alpha}, []float64{sigma})
	if err != nil {
		return nil, err
	}
	e := levy.Equation{Potential: u, Noise: noise, Start: []float64{start}}
	// A budget far beyond any exit of theory: nothing should run for ever.
	return levy.FirstExits(ctx, e, d, s, levy.Runs{Paths: n, First: stream * n, Seed: seed, MaxTime: 1e12})
}

func (s settings) well() levy.Box { return levy.Interval(-s.k.Left, s.k.Right) }

func (s settings) euler(ctx context.Context, seed uint64, task *lab.Task) (cells []simulated.Cell, err error) {
	how := fmt.Sprintf("Euler, dt = %g", escape.Step)
	for i, alpha := range escape.Alphas {
		for j, x := range escape.Coarse {
			sigma := x * s.k.Near()
			list, err := exits(ctx, seed, len(cells), levy.Diagonal{1}, alpha, sigma, s.well(), levy.Euler{Step: escape.Step}, 0, s.n)
			if err != nil {
				return nil, err
			}
			cells = append(cells, simulated.Exits("euler", escape.Series(alpha), sigma, how, list))
			task.Set(i*len(escape.Coarse)+j+1, fmt.Sprintf("alpha %g, sigma %g", alpha, sigma))
		}
	}
	return cells, nil
}

func (s settings) jumps(ctx context.Context, seed uint64, _ *lab.Task) (cells []simulated.Cell, err error) {
	threshold := escape.Threshold * s.k.Near()
	how := fmt.Sprintf("jump-adapted, threshold %.3g", threshold)
	stream := 100
	for _, alpha := range escape.Alphas {
		for _, x := range escape.Fine {
			sigma := x * s.k.Near()
			list, err := exits(ctx, seed, stream, levy.Diagonal{1}, alpha, sigma, s.well(), levy.Jumps{Threshold: threshold}, 0, s.n)
			if err != nil {
				return nil, err
			}
			stream++
			cells = append(cells, simulated.Exits("jumps", escape.Series(alpha), sigma, how, list))
		}
	}
	for _, h := range escape.Depths {
		for _, w := range escape.Widths {
			list, err := exits(ctx, seed, stream, levy.Diagonal{h}, s.k.Alpha, escape.WidthAt, levy.Interval(-w, w), levy.Jumps{Threshold: escape.Threshold * w}, 0, s.n)
			if err != nil {
				return nil, err
			}
			stream++
			cells = append(cells, simulated.Exits("width", fmt.Sprintf("curvature %g", h), w, fmt.Sprintf("jump-adapted, threshold %.3g", escape.Threshold*w), list))
		}
	}
	return cells, nil
}

func (s settings) gauss(ctx context.Context, seed uint64, task *lab.Task) (cells []simulated.Cell, err error) {
	how := fmt.Sprintf("Euler, dt = %g", escape.GaussStep)
	n := max(s.n/3, 10)
	for i, b := range escape.Barrier {
		list, err := exits(ctx, seed, 200+i, levy.Diagonal{1}, 2, math.Sqrt(0.5/b), levy.Interval(-1, 1), levy.Euler{Step: escape.GaussStep}, 0, n)
		if err != nil {
			return nil, err
		}
		cells = append(cells, simulated.Exits("gauss", "cut-off", b, how, list))
		// Beyond 0.5 a path has left for the other well: it is at the saddle, 0, that half of them turn back.
		list, err = exits(ctx, seed, 300+i, levy.DoubleWell{N: 1, Half: 1, Height: 1}, 2, math.Sqrt(1/b), levy.HalfSpace{Normal: []float64{1}, Offset: 0.5}, levy.Euler{Step: escape.GaussStep}, -1, n)
		if err != nil {
			return nil, err
		}
		cells = append(cells, simulated.Exits("gauss", "saddle", b, how, list))
		task.Set(i+1, fmt.Sprintf("barrier %g", b))
	}
	return cells, nil
}

func (s settings) law(ctx context.Context, seed uint64, _ *lab.Task) (cells []simulated.Cell, err error) {
	list, err := exits(ctx, seed, 400, levy.Diagonal{1}, s.k.Alpha, escape.LawAt, s.well(), levy.Euler{Step: escape.Step}, 0, s.n)
	if err != nil {
		return nil, err
	}
	cells = append(cells, simulated.Exits("law", "times", escape.LawAt, fmt.Sprintf("Euler, dt = %g", escape.Step), list).WithTimes(list))
	for i, dt := range escape.Steps {
		list, err := exits(ctx, seed, 500+i, levy.Diagonal{1}, s.k.Alpha, escape.GridAt, s.well(), levy.Euler{Step: dt}, 0, 2*s.n)
		if err != nil {
			return nil, err
		}
		cells = append(cells, simulated.Exits("grid", "Euler", dt, fmt.Sprintf("Euler, dt = %g", dt), list))
	}
	threshold := escape.Threshold / 2 * s.k.Near()
	list, err = exits(ctx, seed, 600, levy.Diagonal{1}, s.k.Alpha, escape.GridAt, s.well(), levy.Jumps{Threshold: threshold}, 0, 2*s.n)
	if err != nil {
		return nil, err
	}
	return append(cells, simulated.Exits("grid", "jump-adapted", 0.005, fmt.Sprintf("jump-adapted, threshold %.3g", threshold), list)), nil
}
