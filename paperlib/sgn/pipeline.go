package sgn

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/gomlx/core/tensors"
	"golang.org/x/sync/errgroup"

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

// hold bounds the bytes of outputs that wait to be used together: it is for small networks, whose rows would otherwise be
// put away one by one. More would make the backend ask for new memory.
const hold = 1 << 20

// each computes the gradients of jobs from .. to-1, all of size examples, and hands them over in order, several at a time:
// use(k, list) has those of jobs k, k+1, ..., each as arrays that begin with coordinate g.at[p]; it must copy what it
// keeps. While the backend computes, the next batch is assembled and the last gradients are used. next is called in order.
func (g *gradients) each(ctx context.Context, size, from, to int, next func(k int) (job, error), use func(k int, list [][][]float32) error) error {
	const buffers = 2 // one that is computed with, one that is filled
	free, filled, done := make(chan *training.Buffer, buffers), make(chan filledJob, 1), make(chan []*tensors.Tensor, 1)
	var all []*training.Buffer
	defer func() {
		for _, b := range all {
			b.Finalize()
		}
	}()
	for range min(buffers, to-from) {
		b, err := training.NewBuffer(g.be, g.source.Spec, size)
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
			var b *training.Buffer
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
			case filled <- filledJob{b, j.weight}:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	group.Go(func() error {
		defer close(done)
		for f := range filled {
			out, err := g.call(f)
			if err != nil {
				return fmt.Errorf("gradient of %d examples: %w", size, err)
			}
			free <- f.buffer // a call ends when the computation has ended
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
		var list [][]*tensors.Tensor
		flush := func() error {
			err := read(list, func(parts [][][]float32) error { return use(k, parts) })
			for _, out := range list {
				finalize(out)
			}
			k, list = k+len(list), list[:0]
			return err
		}
		for out := range done {
			if list = append(list, out); len(list) == together(out) {
				if err := flush(); err != nil {
					return err
				}
			}
		}
		if len(list) == 0 {
			return nil
		}
		return flush()
	})
	err := group.Wait()
	for out := range done {
		finalize(out)
	}
	return err
}

// together is the number of jobs whose outputs are used at once.
func together(out []*tensors.Tensor) int {
	bytes := 0
	for _, t := range out {
		bytes += int(t.Shape().ByteSize())
	}
	return max(1, min(16, hold/max(bytes, 1)))
}

type filledJob struct {
	buffer *training.Buffer
	weight []float32
}

func (g *gradients) fill(b *training.Buffer, j job) error {
	spec := g.source.Spec
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

func (g *gradients) call(f filledJob) ([]*tensors.Tensor, error) {
	weight := tensors.FromFlatDataAndDimensions(f.weight, len(f.weight))
	defer func() { _ = weight.FinalizeAll() }()
	in := make([]any, 0, len(g.weights)+4)
	for _, t := range g.weights {
		in = append(in, t)
	}
	in = append(in, weight)
	for _, t := range f.buffer.Tensors() {
		in = append(in, t)
	}
	return g.exec.Call(in...)
}

// of computes one gradient and hands it to use, which must copy what it keeps.
func (g *gradients) of(ctx context.Context, j job, use func(parts [][]float32) error) error {
	return g.each(ctx, len(j.index), 0, 1, func(int) (job, error) { return j, nil },
		func(_ int, list [][][]float32) error { return use(list[0]) })
}

// read gives use the numbers of outputs.
func read(list [][]*tensors.Tensor, use func(parts [][][]float32) error) error {
	parts := make([][][]float32, len(list))
	for i, out := range list {
		parts[i] = make([][]float32, len(out))
	}
	var visit func(i, p int) error
	visit = func(i, p int) error {
		if i == len(list) {
			return use(parts)
		}
		if p == len(parts[i]) {
			return visit(i+1, 0)
		}
		var inner error
		err := tensors.ConstFlatData(list[i][p], func(v []float32) {
			parts[i][p] = v
			inner = visit(i, p+1)
		})
		if err != nil {
			return fmt.Errorf("read a gradient: %w", err)
		}
		return inner
	}
	return visit(0, 0)
}

func finalize(list []*tensors.Tensor) {
	for _, t := range list {
		_ = t.FinalizeAll()
	}
}
