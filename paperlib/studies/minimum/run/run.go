// Package run simulates what figure 12 shows.
package run

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/studies/minimum"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
	simulations "github.com/sgnlab/sgnlab/paperlib/study/simulated/run"
)

// Compute simulates what the run store lacks and returns the index of the results.
var Compute = simulations.Register(minimum.Study, parts)

// sizes are the chains of a setting and seed, and the moves between wells that the time allows at each noise scale.
type sizes struct {
	Chains int `json:"chains"`
	Moves  int `json:"moves"`
}

func parts(k minimum.Knobs, p lab.Profile) []simulations.Part {
	n := sizes{run.ByProfile(p, 150, 1000, 4000), run.ByProfile(p, 100, 800, 9000)}
	s := settings{k, n}
	return []simulations.Part{
		{Name: "laws near a minimum", Sizes: n.Chains, Seconds: 0.2 + 2e-3*float64(n.Chains), Compute: s.laws},
		{Name: "moves between wells", Sizes: n.Moves, Seconds: 0.2 + 5e-3*float64(n.Moves), Compute: s.wells},
		simulations.Planted(k, p, 2, minimum.Plants(run.Repetitions*n.Moves, run.Repetitions*minimum.Batches)),
	}
}

type settings struct {
	k minimum.Knobs
	n sizes
}

func (s settings) ends(ctx context.Context, seed uint64, stream int, alpha, sigma, start, time float64, scheme levy.Scheme) ([]float64, error) {
	noise, err := levy.NewCoordinates([]float64{alpha}, []float64{sigma})
	if err != nil {
		return nil, err
	}
	e := levy.Equation{Potential: levy.Diagonal{s.k.H}, Noise: noise, Start: []float64{start}}
	list, err := levy.Ends(ctx, e, scheme, levy.Runs{Paths: s.n.Chains, First: stream * s.n.Chains, Seed: seed, MaxTime: time})
	var x []float64
	for _, one := range list {
		if one != nil {
			x = append(x, simulated.Digits(one[0]))
		}
	}
	return x, err
}

func (s settings) cell(group, series string, x float64, how string, sample []float64) simulated.Cell {
	return simulated.Cell{Group: group, Series: series, X: x, How: how, Paths: s.n.Chains, Overflows: s.n.Chains - len(sample), Sample: sample}
}

func (s settings) laws(ctx context.Context, seed uint64, _ *lab.Task) (cells []simulated.Cell, err error) {
	k := s.k
	fine := 0.005 / k.H // its scale is too wide by (alpha-1)/400/alpha, a thousandth
	stream := 0
	next := func() int { stream++; return stream }
	for _, alpha := range minimum.Alphas {
		x, err := s.ends(ctx, seed, next(), alpha, minimum.Sigma, 0, 20/k.H, levy.Euler{Step: fine})
		if err != nil {
			return nil, err
		}
		cells = append(cells, s.cell("stationary", minimum.Series(alpha), 0, fmt.Sprintf("Euler, dt = %g", fine), x))
	}
	for _, rate := range minimum.Rates {
		eta := rate / k.H
		x, err := s.descend(ctx, seed, next(), eta, 400, 0)
		if err != nil {
			return nil, err
		}
		cells = append(cells, s.cell("discrete", "iteration", rate, "400 steps of gradient descent", x))
	}
	for _, t := range minimum.Times {
		x, err := s.ends(ctx, seed, next(), k.Alpha, minimum.Sigma, minimum.From, t/k.H, levy.Euler{Step: fine})
		if err != nil {
			return nil, err
		}
		cells = append(cells, s.cell("position", "equation", t, fmt.Sprintf("Euler, dt = %g", fine), x))
		n := int(math.Round(t / (k.Eta * k.H)))
		if n == 0 {
			continue
		}
		if x, err = s.descend(ctx, seed, next(), k.Eta, n, minimum.From); err != nil {
			return nil, err
		}
		cells = append(cells, s.cell("position", "iteration", float64(n)*k.Eta*k.H, fmt.Sprintf("%d steps of gradient descent", n), x))
	}
	return cells, nil
}

// descend iterates x <- x - eta (h x + sigma xi), gradient descent written out, with noise of its own streams: package levy's
// scheme, which should be the same, has no part in it.
func (s settings) descend(ctx context.Context, seed uint64, stream int, eta float64, steps int, start float64) ([]float64, error) {
	sampler, err := stable.NewSampler(s.k.Alpha)
	if err != nil {
		return nil, err
	}
	ends, xi := make([]float64, s.n.Chains), make([]float64, steps)
	for chain := range ends {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r := rng.Stream(seed, "nb12", "gradient descent", fmt.Sprint(stream), fmt.Sprint(chain))
		sampler.Fill(xi, rand.NewPCG(r.Uint64(), r.Uint64()))
		x := start
		for _, z := range xi {
			x -= eta * (s.k.H*x + minimum.Sigma*z)
		}
		ends[chain] = simulated.Digits(x)
	}
	return ends, nil
}

func (s settings) wells(ctx context.Context, seed uint64, task *lab.Task) (cells []simulated.Cell, err error) {
	const batches = minimum.Batches
	how := fmt.Sprintf("Euler, dt = %g", minimum.WellStep)
	wander := func(stream int, alpha, sigma, time float64) (*levy.Visits, error) {
		noise, err := levy.NewCoordinates([]float64{alpha}, []float64{sigma})
		if err != nil {
			return nil, err
		}
		e := levy.Equation{Potential: minimum.Wells{}, Noise: noise, Start: []float64{minimum.Minima[stream%len(minimum.Minima)]}}
		return levy.Wandering(ctx, e, levy.Euler{Step: minimum.WellStep}, levy.Runs{Paths: 2, First: 2 * stream, Seed: seed, MaxTime: time / 2}, len(minimum.Minima), minimum.Well)
	}
	stream := 1000000 // beyond the chains
	for i, sigma := range minimum.Noises {
		w, err := levy.NewWells(s.k.Alpha, sigma, minimum.Minima, minimum.Saddle)
		if err != nil {
			return nil, err
		}
		time := float64(s.n.Moves) / w.Leave(1) / batches
		n := len(minimum.Minima)
		moves, in := make([][]float64, n), make([]float64, n)
		share := make([][]float64, n)
		var sum levy.Visits
		for b := range batches {
			v, err := wander(stream, s.k.Alpha, sigma, time)
			if err != nil {
				return nil, err
			}
			stream++
			all := 0.0
			for _, t := range v.Time {
				all += t
			}
			for from := range n {
				in[from] += v.Time[from]
				share[from] = append(share[from], simulated.Digits(v.Time[from]/all))
				if b == 0 {
					moves[from] = make([]float64, n)
				}
				for to := range n {
					moves[from][to] += v.Moves.At(from, to)
				}
			}
			sum.Overflows, sum.Steps = sum.Overflows+v.Overflows, sum.Steps+v.Steps
			task.Set(i*batches+b+1, fmt.Sprintf("sigma %g", sigma))
		}
		for from := range n {
			for to := range n {
				if to != from {
					cells = append(cells, simulated.Cell{Group: "moves", Series: minimum.Move(from, to), X: sigma, How: how, Paths: 2 * batches, Overflows: sum.Overflows, Steps: sum.Steps, Events: int(moves[from][to]), Total: in[from]})
				}
			}
			if sigma == minimum.Noises[len(minimum.Noises)-1] {
				cells = append(cells, simulated.Cell{Group: "time", Series: "share", X: minimum.Minima[from], How: how, Paths: 2 * batches, Steps: sum.Steps, Sample: share[from]})
			}
		}
	}
	v, err := wander(stream, 2, minimum.GaussAt, float64(s.n.Moves)*10)
	if err != nil {
		return nil, err
	}
	c := simulated.Cell{Group: "gauss", Series: "moves", X: minimum.GaussAt, How: how, Paths: 2, Overflows: v.Overflows, Steps: v.Steps}
	for from := range minimum.Minima {
		for to := range minimum.Minima {
			n := int(v.Moves.At(from, to))
			c.Trials += n
			if to-from > 1 || from-to > 1 {
				c.Events += n
			}
		}
	}
	return append(cells, c), nil
}
