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
// time: what is timed is what users run. The computation counts its steps itself; nobody is woken for each of them.
type gate struct {
	orders  chan order
	seconds chan float64  // a step of what was ordered
	done    int           // examples or draws after the last step, of draws
	end     chan struct{} // closed when it has ended
	err     error         // then
	stop    context.CancelFunc
}

// order is how many steps are to be done before time counts, and how many are timed.
type order struct{ skip, count int }

func newGate(ctx context.Context, run func(ctx context.Context, progress func()) error) *gate {
	ctx, stop := context.WithCancel(ctx)
	g := &gate{orders: make(chan order), seconds: make(chan float64), end: make(chan struct{}), stop: stop}
	go func() {
		defer close(g.end)
		var now order
		var begin time.Time
		steps := 0
		next := func() bool {
			select {
			case now = <-g.orders:
				begin, steps = time.Now(), 0
				return true
			case <-ctx.Done():
				return false
			}
		}
		if !next() {
			g.err = ctx.Err()
			return
		}
		g.err = run(ctx, func() {
			switch steps++; steps {
			case now.skip:
				begin = time.Now()
			case now.skip + now.count:
				select {
				case g.seconds <- time.Since(begin).Seconds() / float64(now.count):
					next()
				case <-ctx.Done():
				}
			}
		})
	}()
	return g
}

// time lets skip steps pass and returns the mean time of the next count, of which there is one at least.
func (g *gate) time(skip, count int) (float64, error) {
	select {
	case g.orders <- order{skip, count}:
	case <-g.end:
		return 0, fmt.Errorf("it ended before it was timed: %v", g.err)
	}
	select {
	case s := <-g.seconds:
		return s, nil
	case <-g.end:
		return 0, fmt.Errorf("it ended before it was timed: %v", g.err)
	}
}

func (g *gate) close() {
	g.stop()
	<-g.end
}

// stepping is how many batches an epoch of training has: its evaluation would be timed as well, so that it must be rare.
const stepping = 64

// steps is training at work: momentum SGD, batches gathered as in training, from the pool repeated.
func (n net) steps(ctx context.Context, be *training.Backend, m models.Model, set *datasets.Set) *gate {
	c := training.Config{Epochs: 1 << 20, Batch: n.batch, LR: 1e-4, Momentum: 0.9, Schedule: "constant", MicroBatch: n.micro}
	long := *set
	long.Train = datasets.Split{}
	for range stepping * n.batch / set.Train.Len() {
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
