package capture

import (
	"context"
	"fmt"
	"math"

	"golang.org/x/sync/errgroup"

	"github.com/sgnlab/sgnlab/paperlib/bench"
	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// net compares training steps and gradients of one network.
func (r *Result) net(ctx context.Context, o Options, be *training.Backend, n net, peers []other) error {
	m, spec, w, err := n.open()
	if err != nil {
		return err
	}
	set := n.set(n.pool())
	dir, remove, err := files.TempDir("", "bench")
	if err != nil {
		return err
	}
	defer remove()
	if err := n.export(dir, spec, w, set); err != nil {
		return err
	}
	rate := map[string]float64{"mlp": 2e5, "conv-gn": 2000, "gpt": 200}[n.name]
	if rate == 0 {
		rate = 250
	}
	k := count(rate, n.batch)
	source := sgn.Source{Model: m, Spec: spec, Weights: w, Set: set}
	if n.conv {
		// The mean gradient is that of one batch: it needs no further program, which takes long to compile for convolutions.
		source.Set = n.set(n.batch)
	}
	steps := n.steps(ctx, be, m, set)
	defer steps.close()
	direct := n.draws(ctx, be, source, sgn.Direct, n.batch, o.most()*(k+ahead)+ahead+8)
	defer direct.close()

	// Everybody compiles, and computes once more, at the same time: none of it counts.
	var all errgroup.Group
	var loss float64
	var gradient []float32
	all.Go(func() (err error) {
		loss, gradient, err = n.gradient(be, m, spec, w, set)
		return err
	})
	gates, lean := []*gate{steps, direct}, o.Short && n.lean
	if lean {
		gates = gates[:1]
	}
	for _, ours := range gates {
		all.Go(func() error {
			_, err := ours.time(0, 2)
			return err
		})
	}
	losses := make([]float64, len(peers))
	for i, p := range peers {
		all.Go(func() (err error) {
			losses[i], err = p.warm(n, dir)
			return err
		})
	}
	if err := all.Wait(); err != nil {
		return err
	}
	// The same nets: the same loss and gradient for the same weights and batch.
	for i, p := range peers {
		theirs, err := readFloats(p.gradientFile(dir))
		if err != nil {
			return err
		}
		d, err := distance(theirs, gradient)
		if err != nil {
			return err
		}
		r.Checks = append(r.Checks, Check{n.name, p.Key, loss, losses[i], d})
		if diff := losses[i] - loss; !(d <= 1e-3 && math.Abs(diff) <= 1e-4*loss) {
			return fmt.Errorf("%w: loss %.6f here and %.6f in %s, gradients differ by %.2g of their norm", errOther, loss, losses[i], p.Key, d)
		}
	}
	if _, err := still(steps.time(0, 1)); err != nil {
		return err
	}
	r.say(o, "%s: compiled and checked", n.name)

	list := []contender{{"sgnlab", func() (float64, error) { return steps.time(1, k) }}}
	for _, p := range peers {
		list = append(list, contender{p.Key, func() (float64, error) { return p.time("step", n.batch, k, 0, stepping) }})
	}
	if err := r.measure("step", n, n.batch, o.most(), o, list); err != nil {
		return err
	}
	if lean {
		r.Absent = append(r.Absent, bench.Absence{Name: "direct, " + n.name, Why: "a short run times its training steps only"})
		return nil
	}
	// Gradients of batches, on the host.
	list = []contender{{"sgnlab", func() (float64, error) { return still(direct.time(ahead, k)) }}}
	for _, p := range peers {
		list = append(list, contender{p.Key, func() (float64, error) { return p.time("direct", n.batch, k, 0, source.Set.Train.Len()/n.batch) }})
	}
	if err := r.measure("direct", n, n.batch, o.most(), o, list); err != nil {
		return err
	}
	if n.name != "resnet20-gn" {
		return nil
	}
	return r.rows(ctx, o, be, n, source, peers)
}

// rows are gradients of single examples, beside torch.func at its best batch size.
func (r *Result) rows(ctx context.Context, o Options, be *training.Backend, n net, source sgn.Source, peers []other) error {
	big := n.set(4000)
	source.Set = big
	bank := n.draws(ctx, be, source, sgn.Bank, 32, 4)
	defer bank.close()
	const first, chunks = 3, 3 // what compiles, and what is timed in a repeat
	if _, err := bank.time(0, first); err != nil {
		return err
	}
	chunk := bank.done / first
	list := []contender{{"sgnlab", func() (float64, error) { return still(bank.time(ahead, chunks)) }}}
	best := map[string]int{}
	for _, p := range peers {
		if p.Key != "pytorch" { // compiling JAX's vmap over convolutions on a CPU takes minutes for each batch size
			continue
		}
		fastest := 0.0
		for _, b := range []int{8, 16, 32} {
			if _, err := p.time("rows", b, 1, 2, 4); err != nil {
				return err
			}
			s, err := p.time("rows", b, 2, 0, 4)
			if err != nil {
				return err
			}
			if v := float64(b) / s; v > fastest {
				fastest, best[p.Key] = v, b
			}
		}
		b := best[p.Key]
		list = append(list, contender{p.Key, func() (float64, error) {
			s, err := p.time("rows", b, max(1, 64/b), 0, 4)
			return s * float64(chunk) / float64(b), err // seconds for a chunk of ours
		}})
	}
	most := (big.Train.Len()/chunk - first) / (ahead + chunks) // then the examples are used up
	return r.measure("rows", n, chunk, min(most, o.most()), o, list)
}
