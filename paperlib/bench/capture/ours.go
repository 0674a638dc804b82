package capture

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// gate lets a computation of the product itself, which calls progress after each of its steps, run a number of steps at a
// time: what is timed is what users run.
type gate struct {
	release chan struct{}
	stepped chan time.Time
	done    int           // examples or draws after the last step, of draws
	end     chan struct{} // closed when it has ended
	err     error         // then
	stop    context.CancelFunc
}

func newGate(ctx context.Context, run func(ctx context.Context, progress func()) error) *gate {
	ctx, stop := context.WithCancel(ctx)
	g := &gate{release: make(chan struct{}), stepped: make(chan time.Time), end: make(chan struct{}), stop: stop}
	go func() {
		defer close(g.end)
		select {
		case <-g.release:
		case <-ctx.Done():
			g.err = ctx.Err()
			return
		}
		g.err = run(ctx, func() {
			select {
			case g.stepped <- time.Now():
			case <-ctx.Done():
				return
			}
			select {
			case <-g.release:
			case <-ctx.Done():
			}
		})
	}()
	return g
}

// time lets skip steps pass and returns the mean time of the next count.
func (g *gate) time(skip, count int) (float64, error) {
	begin := time.Now()
	for i := range skip + count {
		if i == skip {
			begin = time.Now()
		}
		select {
		case g.release <- struct{}{}:
		case <-g.end:
			return 0, fmt.Errorf("it ended before it was timed: %v", g.err)
		}
		select {
		case <-g.stepped:
		case <-g.end:
			return 0, fmt.Errorf("it ended before it was timed: %v", g.err)
		}
	}
	return time.Since(begin).Seconds() / float64(count), nil
}

func (g *gate) close() {
	g.stop()
	<-g.end
}

// steps is training at work: momentum SGD, batches gathered as in training. The pool is repeated, because an evaluation
// after every four steps would be timed as well.
func (n net) steps(ctx context.Context, be *training.Backend, m models.Model, set *datasets.Set) *gate {
	c := training.Config{Epochs: 1 << 20, Batch: n.batch, LR: 1e-4, Momentum: 0.9, Schedule: "constant", MicroBatch: n.micro}
	long := *set
	long.Train = datasets.Split{}
	for range 16 {
		long.Train.Images = append(long.Train.Images, set.Train.Images...)
		long.Train.Tokens = append(long.Train.Tokens, set.Train.Tokens...)
		long.Train.Labels = append(long.Train.Labels, set.Train.Labels...)
	}
	return newGate(ctx, func(ctx context.Context, progress func()) error {
		_, err := training.Train(ctx, be, m, &long, c, 1, training.Options{Progress: func(int, int, string) { progress() }})
		return err
	})
}

// nothing is an observer that keeps nothing.
type nothing struct{}

func (nothing) Columns(context.Context, int, int, int, []float32) error { return nil }

// draws is a capture at work: progress after each draw (direct) or each chunk of examples (bank).
func (n net) draws(ctx context.Context, be *training.Backend, source sgn.Source, method sgn.Method, batch, draws int) *gate {
	c := sgn.Config{Method: method, Batches: []int{batch}, Draws: draws}
	if method == sgn.Direct {
		c.MicroBatch = n.micro
	}
	var g *gate
	g = newGate(ctx, func(ctx context.Context, progress func()) error {
		_, err := sgn.Stream(ctx, be, source, c, 1, nothing{}, sgn.Options{Memory: 8 << 30, Progress: func(done, _ int, what string) {
			if method == sgn.Bank || what != "mean gradient" {
				g.done = done
				progress()
			}
		}})
		return err
	})
	return g
}

// gradient is the loss and gradient of the first batch, for the comparison with the peers.
func (n net) gradient(be *training.Backend, m models.Model, spec *models.Spec, w training.Weights, set *datasets.Set) (loss float64, all []float32, err error) {
	np, ns := len(spec.Params), len(spec.States)
	exec, err := graph.NewExec(be.Backend, func(in []*graph.Node) []*graph.Node {
		x, y, z := training.Unpack(in[np+ns:])
		built, grads := m.Gradient(spec, be.Backend, in[:np], in[np:np+ns], models.Batch{X: x, Labels: y, Noise: z}, graph.ReduceAllMean)
		return append([]*graph.Node{graph.ReduceAllMean(built.Losses)}, grads...)
	})
	if err != nil {
		return 0, nil, err
	}
	defer exec.Finalize()
	index := make([]int, n.batch)
	for i := range index {
		index[i] = i
	}
	buffer, err := training.NewBuffer(be, spec, n.batch)
	if err != nil {
		return 0, nil, err
	}
	defer buffer.Finalize()
	if err := buffer.FillWith(set.Train, index, nil); err != nil {
		return 0, nil, err
	}
	var in []any
	for _, list := range [][]*tensors.Tensor{training.Tensors(w.Params, spec.Params), training.Tensors(w.States, spec.States), buffer.Tensors()} {
		for _, t := range list {
			in = append(in, t)
		}
	}
	out, err := exec.Call(in...)
	if err != nil {
		return 0, nil, err
	}
	for i, t := range out {
		v, err := tensors.CopyFlatData[float32](t)
		if err != nil {
			return 0, nil, err
		}
		if i == 0 {
			loss = float64(v[0])
		} else {
			all = append(all, v...)
		}
	}
	return loss, all, nil
}

var errOther = errors.New("the networks differ")
