package sgn

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"
	"golang.org/x/sync/errgroup"

	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// job is one computation of gradients: of these examples, with these weights of their losses. The random numbers that a
// loss needs, and the augmentation, are those of the example if they are frozen, else they come from fresh.
type job struct {
	index  []int
	weight []float32
	fresh  *rand.Rand
}

// each computes the gradients of jobs from .. to-1, all of size examples, and hands them over in order, as arrays of which
// number p begins with coordinate g.at[p]; use must copy what it keeps. While the backend computes, the next batch is
// assembled and the last gradient is used. next is called in order. The first computation begins with its compilation, which
// cannot be interrupted: when ctx is cancelled, each returns behind the computation at work.
func (g *gradients) each(ctx context.Context, size, from, to int, next func(k int) (job, error), use func(k int, parts [][]float32) error) error {
	const buffers = 2 // one that is computed with, one that is filled
	free, filled, done := make(chan *room, buffers), make(chan *room, 1), make(chan []*tensors.Tensor, 1)
	var all []*room
	defer func() {
		for _, b := range all {
			b.finalize()
		}
	}()
	for range min(buffers, to-from) {
		b, err := newRoom(g.be, g.source.Spec, size)
		if err != nil {
			return err
		}
		all = append(all, b)
		free <- b
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(filled)
		for k := from; k < to; k++ {
			var b *room
			select {
			case b = <-free:
			case <-ctx.Done():
				return ctx.Err()
			}
			j, err := next(k)
			if err == nil {
				err = g.fill(b, j)
			}
			if err != nil {
				return err
			}
			select {
			case filled <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	group.Go(func() error {
		defer close(done)
		for b := range filled {
			if err := ctx.Err(); err != nil {
				return err
			}
			out, err := g.call(b)
			if err != nil {
				return fmt.Errorf("gradient of %d examples: %w", size, err)
			}
			free <- b // a call ends when the computation has ended
			select {
			case done <- out:
			case <-ctx.Done():
				finalize(out)
				return ctx.Err()
			}
		}
		return nil
	})
	group.Go(func() error {
		k := from
		for out := range done {
			err := read(out, func(parts [][]float32) error { return use(k, parts) })
			finalize(out)
			if err != nil {
				return err
			}
			k++
		}
		return nil
	})
	err := group.Wait()
	for out := range done {
		finalize(out)
	}
	return err
}

// room holds what a computation reads: the examples and the weights of their losses.
type room struct {
	*training.Buffer
	weight *tensors.Tensor
}

func newRoom(be *training.Backend, spec *models.Spec, size int) (*room, error) {
	b, err := training.NewBuffer(be, spec, size)
	if err != nil {
		return nil, err
	}
	w, err := tensors.FromShapeForBackend(be.Backend, 0, shapes.Make(dtypes.Float32, size))
	if err != nil {
		b.Finalize()
		return nil, fmt.Errorf("make room for the weights of %d examples: %w", size, err)
	}
	return &room{b, w}, nil
}

func (r *room) finalize() {
	r.Finalize()
	_ = r.weight.FinalizeAll()
}

func (g *gradients) fill(b *room, j job) error {
	spec := g.source.Spec
	if err := tensors.MutableFlatData(b.weight, func(w []float32) { copy(w, j.weight) }); err != nil {
		return err
	}
	return b.Fill(g.source.Set.Train, j.index, func(i int, image, noise []float32) {
		r := j.fresh
		if g.config.FreezeNoise {
			r = rng.New(g.seed, "sgn", "frozen noise", fmt.Sprint(j.index[i]))
		}
		if g.config.Augment != "" {
			training.Augment(image, spec.Shape, r)
		}
		if len(noise) > 0 {
			spec.DrawNoise(noise, r)
		}
	})
}

func (g *gradients) call(b *room) ([]*tensors.Tensor, error) {
	in := make([]any, 0, len(g.weights)+4)
	for _, t := range g.weights {
		in = append(in, t)
	}
	in = append(in, b.weight)
	for _, t := range b.Tensors() {
		in = append(in, t)
	}
	return g.exec.Call(in...)
}

// of computes one gradient and hands it to use, which must copy what it keeps.
func (g *gradients) of(ctx context.Context, j job, use func(parts [][]float32) error) error {
	return g.each(ctx, len(j.index), 0, 1, func(int) (job, error) { return j, nil },
		func(_ int, parts [][]float32) error { return use(parts) })
}

// read gives use the numbers of outputs.
func read(out []*tensors.Tensor, use func(parts [][]float32) error) error {
	parts := make([][]float32, len(out))
	var visit func(p int) error
	visit = func(p int) error {
		if p == len(out) {
			return use(parts)
		}
		var inner error
		err := tensors.ConstFlatData(out[p], func(v []float32) {
			parts[p] = v
			inner = visit(p + 1)
		})
		if err != nil {
			return fmt.Errorf("read a gradient: %w", err)
		}
		return inner
	}
	return visit(0)
}

func finalize(list []*tensors.Tensor) {
	for _, t := range list {
		_ = t.FinalizeAll()
	}
}
