package levy

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/bench"
	"github.com/sgnlab/sgnlab/paperlib/bench/peer"
	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
)

// Options of a run.
type Options struct {
	Short   bool
	Repeats int
	Peers   map[string]string // key (numpy, jax) to its Python; absent ones are left out
	Absent  []bench.Absence
	Script  string // levy_peers.py
	Log     io.Writer
}

// LookedFor are libraries of stochastic differential equations that were looked at and have no stable noise to compare.
var LookedFor = []bench.Absence{
	{Name: "SDE libraries", Why: "diffrax, torchsde and sdeint drive equations by Brownian motion, sdepy by Brownian motion and compound Poisson jumps; none offers stable noise"},
}

// Run compares.
func Run(ctx context.Context, o Options) (*Result, error) {
	r := &Result{Schema: 1, Started: time.Now().UTC(), Short: o.Short, Repeats: o.Repeats, Cores: runtime.GOMAXPROCS(0), Absent: append(o.Absent, LookedFor...),
		Versions: map[string]string{}, Machine: bench.ThisMachine(), Code: lab.SourceCode()}
	e, err := equation()
	if err != nil {
		return nil, err
	}
	var peers []*peer.Peer
	for _, key := range []string{"numpy", "jax"} {
		if o.Peers[key] == "" {
			continue
		}
		fmt.Fprintf(o.Log, "bench: %s\n", key)
		p, err := peer.Start(ctx, key, o.Peers[key], o.Script, 1)
		if err != nil {
			return nil, err
		}
		defer p.Close()
		r.Versions[key] = p.Version
		var ready struct {
			Paths int `json:"paths"`
		}
		if err := p.Call(map[string]any{"op": "prepare", "alpha": alphas(), "sigma": sigma, "dt": dt, "width": width}, &ready); err != nil {
			return nil, err
		}
		r.PeerPaths = append(r.PeerPaths, PeerPaths{key, ready.Paths})
		peers = append(peers, p)
	}
	if err := r.check(ctx, e, peers); err != nil {
		return nil, err
	}
	if err := r.speed(ctx, o, e, peers); err != nil {
		return nil, err
	}
	fmt.Fprintln(o.Log, "bench: rare exits")
	if err := r.rare(ctx, o); err != nil {
		return nil, err
	}
	r.judge()
	r.Seconds = time.Since(r.Started).Seconds()
	return r, nil
}

// ksLimit is exceeded by exact draws with probability 2 exp(-2 ksLimit^2) = 1.2e-4.
const ksLimit = 2.2

var errWrong = errors.New("the positions do not follow the exact law")

// check demands of every contender positions of the exact law: 200 paths of 100 coordinates after 400 steps.
func (r *Result) check(ctx context.Context, e levy.Equation, peers []*peer.Peer) error {
	const paths, steps = 200, 400
	x, err := levy.Ends(ctx, e, levy.Euler{Step: dt}, levy.Runs{Paths: paths, Seed: 2, MaxTime: steps * dt})
	if err != nil {
		return err
	}
	if err := r.accurate("sgnlab", x, steps); err != nil {
		return err
	}
	dir, remove, err := files.TempDir("", "bench")
	if err != nil {
		return err
	}
	defer remove()
	for _, p := range peers {
		out := filepath.Join(dir, p.Key)
		if err := p.Call(map[string]any{"op": "positions", "paths": paths, "steps": steps, "out": out}, &struct{}{}); err != nil {
			return err
		}
		b, err := os.ReadFile(out)
		if err != nil {
			return err
		}
		flat := make([]float64, len(b)/8)
		if _, err := binary.Decode(b, binary.LittleEndian, flat); err != nil {
			return err
		}
		if len(flat) != paths*dim {
			return fmt.Errorf("%s: %d positions, want %d", p.Key, len(flat), paths*dim)
		}
		x := make([][]float64, paths)
		for i := range x {
			x[i] = flat[i*dim : (i+1)*dim]
		}
		if err := r.accurate(p.Key, x, steps); err != nil {
			return err
		}
	}
	return nil
}

func (r *Result) accurate(who string, x [][]float64, steps int) error {
	ks, tail := accuracy(x, steps)
	r.Checks = append(r.Checks, Check{who, len(x) * dim, ks, tail})
	if !(ks < ksLimit) {
		return fmt.Errorf("%w: %s has sqrt(n) D = %.2f, at most %g", errWrong, who, ks, ksLimit)
	}
	return nil
}

// speed takes turns: in each repeat every contender once, in an order that rotates. All do about the same time of work.
func (r *Result) speed(ctx context.Context, o Options, e levy.Equation, peers []*peer.Peer) error {
	type contender struct {
		who  string
		rate func() (float64, error) // coordinate-steps a second
	}
	ours := func(workers int) func() (float64, error) {
		return func() (float64, error) {
			const paths, steps = 32, 12800 // about as long as the peers' turns
			begin := time.Now()
			err := simulate(ctx, e, paths, steps, workers)
			return paths * steps * dim / time.Since(begin).Seconds(), err
		}
	}
	list := []contender{{"sgnlab", ours(1)}, {"sgnlab on 2 cores", ours(2)}}
	for _, p := range peers {
		list = append(list, contender{p.Key, func() (float64, error) {
			var a struct {
				Rate float64 `json:"rate"`
			}
			err := p.Call(map[string]any{"op": "time"}, &a)
			return a.Rate, err
		}})
	}
	rates := make([][]float64, len(list))
	fmt.Fprintln(o.Log, "bench: steps")
	for k := range o.Repeats + 1 {
		for i := range list {
			c := (i + k) % len(list)
			v, err := list[c].rate()
			if err != nil {
				return fmt.Errorf("%s: %w", list[c].who, err)
			}
			if k > 0 { // the first round warms up
				rates[c] = append(rates[c], v)
			}
		}
	}
	for c, one := range list {
		r.Timings = append(r.Timings, Timing{one.who, bench.Median(rates[c])})
		if c == 0 {
			continue
		}
		ratio := make([]float64, o.Repeats)
		for k := range ratio {
			ratio[k] = rates[0][k] / rates[c][k]
			if one.who == "sgnlab on 2 cores" {
				ratio[k] = 1 / ratio[k]
			}
		}
		r.Ratios = append(r.Ratios, Ratio{one.who, bench.Median(ratio)})
	}
	return nil
}

// rare compares the schemes where the mean exit time is 1e7 steps of Euler's: the same number of paths has the same
// Monte-Carlo error, so that steps for one exit are what an exit of a given error costs.
func (r *Result) rare(ctx context.Context, o Options) error {
	const alpha, step = 1.5, 0.01
	scale := math.Pow(1/(1e7*step)/(2*levy.TailConstant(alpha)), 1/alpha)
	rate, err := levy.NewExitRate([]float64{alpha}, []float64{scale}, []float64{1}, []float64{1})
	if err != nil {
		return err
	}
	noise, err := levy.NewCoordinates([]float64{alpha}, []float64{scale})
	if err != nil {
		return err
	}
	e := levy.Equation{Potential: levy.Diagonal{1}, Noise: noise, Start: []float64{0}}
	r.Rare = Rare{Alpha: alpha, Sigma: scale, Theory: rate.MeanTime()}
	euler, jumps := 64, 4000
	if o.Short {
		euler = 24
	}
	for _, c := range []struct {
		name  string
		s     levy.Scheme
		paths int
	}{{"euler", levy.Euler{Step: step}, euler}, {"jumps", levy.Jumps{Threshold: 0.2}, jumps}} {
		begin := time.Now()
		list, err := levy.FirstExits(ctx, e, levy.Cube(1, 1), c.s, levy.Runs{Paths: c.paths, Seed: 3, MaxTime: math.Inf(1)})
		if err != nil {
			return err
		}
		one := Exits{Scheme: c.name, Paths: c.paths, Seconds: time.Since(begin).Seconds()}
		for _, x := range list {
			one.Steps += x.Steps
		}
		times, err := levy.Times(list)
		if err != nil {
			return err
		}
		mean, err := times.Mean(bench.Level)
		if err != nil {
			return err
		}
		one.Mean, one.Lo, one.Hi = mean.Value, mean.Lo, mean.Hi
		r.Rare.Exits = append(r.Rare.Exits, one)
	}
	a, b := r.Rare.Exits[0], r.Rare.Exits[1]
	r.Rare.Gain = float64(a.Steps) / float64(a.Paths) / (float64(b.Steps) / float64(b.Paths))
	return nil
}

// judge makes the last lines and holds them against the targets.
func (r *Result) judge() {
	r.value("steps_per_s_core", r.Timings[0].Rate.Median, "at least 6e7", 6e7)
	for _, x := range r.Ratios {
		switch x.Over {
		case "numpy":
			r.value("over_numpy", x.Ratio.Median, "at least 4", 4)
		case "jax":
			r.value("over_jax", x.Ratio.Median, "at least 2.5", 2.5)
		}
	}
	for _, x := range r.Ratios {
		if x.Over == "sgnlab on 2 cores" {
			r.value("scaling_2_cores", x.Ratio.Median, "at least 1.9", 1.9)
		}
	}
	r.value("jump_adapted_over_euler", r.Rare.Gain, "at least 20", 20)
}
