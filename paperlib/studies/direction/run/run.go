// Package run simulates what figure 13 shows.
package run

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/studies/direction"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
	simulations "github.com/sgnlab/sgnlab/paperlib/study/simulated/run"
)

// Compute simulates what the run store lacks and returns the index of the results.
var Compute = simulations.Register(direction.Study, parts)

func parts(k direction.Knobs, p lab.Profile) []simulations.Part {
	n := run.ByProfile(p, 40, 300, 2000) // of a setting and seed
	seconds := func(full float64) float64 { return 0.2 + full*float64(n)/2000 }
	s := settings{k, n}
	return []simulations.Part{
		{Name: "exits by coordinate", Sizes: n, Seconds: seconds(12), Compute: s.coordinates},
		{Name: "unequal counts and scales", Sizes: n, Seconds: seconds(40), Compute: s.counts},
		{Name: "jumps that are vectors", Sizes: n, Seconds: seconds(3), Compute: s.vectors},
		simulations.Planted(k, p, 2, direction.Plants(run.Repetitions*n)),
	}
}

type settings struct {
	k direction.Knobs
	n int
}

// exits simulates one setting in |x_i| < width_i; every one has random streams of its own.
func (s settings) exits(ctx context.Context, seed uint64, stream int, noise levy.Noise, width []float64, scheme levy.Scheme) ([]levy.Exit, error) {
	n := len(width)
	h, lo := make(levy.Diagonal, n), make([]float64, n)
	for i, w := range width {
		h[i], lo[i] = 1, -w
	}
	e := levy.Equation{Potential: h, Noise: noise, Start: make([]float64, n)}
	// A budget far beyond any exit of theory: nothing should run for ever.
	return levy.FirstExits(ctx, e, levy.Box{Lo: lo, Hi: width}, scheme, levy.Runs{Paths: s.n, First: stream * s.n, Seed: seed, MaxTime: 1e12})
}

// counted are the cells of the first coordinates.
func counted(group string, x float64, how string, list []levy.Exit, dim, shown int) (cells []simulated.Cell) {
	count := levy.Count(list, dim)
	for i := range shown {
		c := simulated.Exits(group, direction.Axis(i), x, how, list)
		c.Events, c.Trials = count.ByCoordinate[i], count.Exits
		if i > 0 { // counted once
			c.Paths, c.Censored, c.Overflows, c.Steps = 0, 0, 0, 0
		}
		cells = append(cells, c)
	}
	return cells
}

func scheme(sigma, nearest float64) (levy.Scheme, string) {
	if sigma >= direction.Coarse[len(direction.Coarse)-1] {
		return levy.Euler{Step: direction.Step}, fmt.Sprintf("Euler, dt = %g", direction.Step)
	}
	u := direction.Threshold * nearest
	return levy.Jumps{Threshold: u}, fmt.Sprintf("jump-adapted, threshold %.3g", u)
}

func same(v float64, n int) []float64 {
	s := make([]float64, n)
	for i := range s {
		s[i] = v
	}
	return s
}

func (s settings) coordinates(ctx context.Context, seed uint64, task *lab.Task) (cells []simulated.Cell, err error) {
	stream := 0
	for _, sigma := range append(append([]float64{}, direction.Coarse...), direction.Fine...) {
		for _, c := range []struct {
			group        string
			alpha, width []float64
		}{{"equal", s.k.Alphas(), same(1, 3)}, {"crossing", []float64{s.k.Heavy, s.k.Light}, []float64{s.k.Far, s.k.Near}}} {
			n := len(c.alpha)
			noise, err := levy.NewCoordinates(c.alpha, same(sigma, n))
			if err != nil {
				return nil, err
			}
			how, words := scheme(sigma, min(c.width[0], c.width[n-1]))
			list, err := s.exits(ctx, seed, stream, noise, c.width, how)
			if err != nil {
				return nil, err
			}
			cells = append(cells, counted(c.group, sigma, words, list, n, n)...)
			stream++
		}
		task.Set(stream, fmt.Sprintf("sigma %g", sigma))
	}
	return cells, nil
}

func (s settings) counts(ctx context.Context, seed uint64, task *lab.Task) (cells []simulated.Cell, err error) {
	stream := 100
	for _, n := range direction.Counts {
		for _, factor := range direction.Scales {
			noise, err := levy.NewCoordinates(append([]float64{s.k.Heavy}, same(s.k.Light, n)...), append([]float64{direction.CountAt}, same(direction.CountAt*factor, n)...))
			if err != nil {
				return nil, err
			}
			how, words := scheme(direction.CountAt, 1)
			list, err := s.exits(ctx, seed, stream, noise, same(1, n+1), how)
			if err != nil {
				return nil, err
			}
			c := counted("counts", factor, words, list, n+1, 1)[0]
			c.Series = direction.Count(n)
			cells = append(cells, c)
			stream++
			task.Set(stream-100, fmt.Sprintf("%d lighter, scale %g", n, factor))
		}
	}
	return cells, nil
}

func (s settings) vectors(ctx context.Context, seed uint64, _ *lab.Task) (cells []simulated.Cell, err error) {
	oblique, err := levy.NewDirections([][]float64{direction.Oblique, {0, 1}}, []float64{s.k.Heavy, s.k.Light}, same(direction.DependAt, 2))
	if err != nil {
		return nil, err
	}
	how, words := scheme(direction.DependAt, 1)
	list, err := s.exits(ctx, seed, 200, oblique, direction.Aspect, how)
	if err != nil {
		return nil, err
	}
	cells = counted("vector", 1, words, list, 2, 1)
	isotropic, err := levy.NewIsotropic(2, direction.IsotropicAlpha, direction.DependAt)
	if err != nil {
		return nil, err
	}
	if list, err = s.exits(ctx, seed, 201, isotropic, []float64{1, 2}, how); err != nil {
		return nil, err
	}
	cells = append(cells, counted("isotropic", 1, words, list, 2, 1)...)
	path, err := s.path(ctx, seed)
	return append(cells, path...), err
}

// path is the shortest of forty exiting paths of more than 3 units of time that leave by one jump, thinned to some 400
// positions and its last step: for the strip of frames.
func (s settings) path(ctx context.Context, seed uint64) ([]simulated.Cell, error) {
	noise, err := levy.NewCoordinates([]float64{s.k.Heavy, s.k.Light}, same(0.15, 2))
	if err != nil {
		return nil, err
	}
	e := levy.Equation{Potential: levy.Diagonal{1, 1}, Noise: noise, Start: make([]float64, 2)}
	const first, tries = 1 << 20, 40
	list, err := levy.FirstExits(ctx, e, levy.Cube(2, 1), levy.Euler{Step: direction.Step}, levy.Runs{Paths: tries, First: first, Seed: seed, MaxTime: 1e6})
	if err != nil {
		return nil, err
	}
	best := list[0]
	for _, x := range list {
		if x.Time > 3 && x.Jump > 0.9 && (x.Time < best.Time || !(best.Time > 3 && best.Jump > 0.9)) {
			best = x
		}
	}
	p, err := levy.Record(ctx, e, levy.Euler{Step: direction.Step}, seed, best.Path, int(best.Steps), 1)
	if err != nil {
		return nil, err
	}
	thin := len(p.X)/400 + 1
	cells := []simulated.Cell{{Group: "path", Series: "x1", X: float64(seed), How: "Euler, one path", Paths: 1, Steps: best.Steps, Total: best.Time}, {Group: "path", Series: "x2", X: float64(seed), How: "Euler, one path"}}
	for k, x := range p.X {
		if k%thin == 0 || k >= len(p.X)-2 {
			for i := range cells {
				cells[i].Sample = append(cells[i].Sample, simulated.Digits(x[i]))
			}
		}
	}
	return cells, nil
}
