package sgn

import (
	"context"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/sgnlab/sgnlab/paperlib/training"
)

// bankBytes bounds the memory of one pass of per-example gradients (all parameters of the examples of a chunk, of
// which only the sampled coordinates are kept).
const bankBytes = 64 << 20

// fromBank captures by means of rows of the bank of per-example gradients.
func (c *Capture) fromBank(ctx context.Context, be *training.Backend, s Source, cfg Config, seed uint64, o Options) error {
	rows, err := PerExample(ctx, be, s, c.Coordinates, o)
	if err != nil {
		return err
	}
	n, k := s.Set.Train.Len(), len(c.Coordinates)
	c.Full, c.FullBatch = make([]float64, k), n
	for i := range n {
		for j, v := range rows[i*k : (i+1)*k] {
			c.Full[j] += float64(v)
		}
	}
	for j := range c.Full {
		c.Full[j] /= float64(n)
	}
	for i, b := range cfg.Batches {
		o.progress(i, len(cfg.Batches), "draws from the bank, batch size %d", b)
		block := Block{Batch: b, Draws: cfg.Draws, Mean: c.Full, U: make([]float32, cfg.Draws*k)}
		var group errgroup.Group
		workers := runtime.GOMAXPROCS(0)
		for w := range workers { // a draw is a function of its number, so the workers' share does not matter
			group.Go(func() error {
				index, sum := make([]int, b), make([]float64, k)
				for d := w; d < cfg.Draws; d += workers {
					if err := ctx.Err(); err != nil {
						return err
					}
					drawBatch(stream(seed, "draws", b, d), index, n, cfg.WithoutReplacement)
					clear(sum)
					for _, e := range index {
						for j, v := range rows[e*k : (e+1)*k] {
							sum[j] += float64(v)
						}
					}
					for j, v := range sum {
						block.U[d*k+j] = float32(v/float64(b) - c.Full[j])
					}
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
		c.Blocks = append(c.Blocks, block)
	}
	o.progress(len(cfg.Batches), len(cfg.Batches), "draws from the bank")
	return nil
}

// PerExample returns the gradients of the single examples of the training set, [examples, coordinates].
func PerExample(ctx context.Context, be *training.Backend, s Source, coords []Coordinate, o Options) ([]float32, error) {
	if s.Spec.Coupled {
		return nil, ErrCoupled
	}
	g, err := newGradients(be, s, coords, true)
	if err != nil {
		return nil, err
	}
	defer g.close()
	n, k := s.Set.Train.Len(), len(coords)
	chunk := max(1, min(n, 64, bankBytes/(4*s.Spec.Size())))
	rows := make([]float32, n*k)
	weight := constant(chunk, 1)
	for start := 0; start < n; start += chunk {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		index := make([]int, chunk) // the last chunk is filled up with example 0
		for i := range index {
			if start+i < n {
				index[i] = start + i
			}
		}
		if err := g.of(index, weight, func(v []float32) { copy(rows[start*k:min(n*k, (start+chunk)*k)], v) }); err != nil {
			return nil, fmt.Errorf("per-example gradients from example %d: %w", start, err)
		}
		o.progress(min(start+chunk, n), n, "per-example gradients")
	}
	return rows, nil
}
