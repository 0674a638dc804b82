package sgn

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// bankChunk is the number of examples whose gradients are computed at a time: for convolutions 4 to 8 are fastest,
// because more rows do not stay in the cache, and 48 where the rows come as factors; others are bounded by the memory of
// their rows alone.
func bankChunk(spec *models.Spec, n int, factors bool) int {
	chunk, conv := max(1, min(64, (64<<20)/(4*spec.Size()))), 8
	if factors {
		conv = 48
	}
	for _, p := range spec.Params {
		if len(p.Dims) == 4 {
			chunk = min(chunk, conv)
		}
	}
	return min(chunk, n)
}

// bank captures by means of rows of the bank of per-example gradients.
func (c *capture) bank(ctx context.Context) error {
	n := c.source.Set.Train.Len()
	var draws [][]int32 // of each batch size, [draws][batch]
	for _, b := range c.config.Batches {
		if err := ctx.Err(); err != nil {
			return err
		}
		list := make([]int32, c.config.Draws*b)
		index := make([]int, b)
		from := batches{config: c.config, seed: c.seed, purpose: "draws", n: n}
		for k := range c.config.Draws {
			from.fill(k, index)
			for i, e := range index {
				list[k*b+i] = int32(e)
			}
		}
		draws = append(draws, list)
	}
	g, err := newGradients(c.be, c.source, c.config, c.seed, c.out.Coordinates, true)
	if err != nil {
		return err
	}
	defer g.close()
	p, l := c.out.Plan, c.layout
	c.out.Full, c.out.FullBatch = make([]float64, len(c.out.Coordinates)), n
	if c.config.Activity {
		c.out.Activity = make([]Activity, len(c.out.Coordinates))
	}
	for _, b := range c.config.Batches {
		c.out.Blocks = append(c.out.Blocks, Block{Batch: b, Draws: c.config.Draws, Mean: c.out.Full})
	}
	w := &summing{capture: c, n: n, draws: draws, out: make([]float32, l.block*lanes*c.config.Draws)}
	if p.Storage == Passes {
		for t := 0; t < l.tiles; t += l.block {
			tiles := min(l.block, l.tiles-t)
			store := newRowStore(n, t, tiles, n)
			if err := c.fill(ctx, g, store, fmt.Sprintf("pass %d of %d, per-example gradients", t/l.block+1, p.Passes)); err != nil {
				return err
			}
			if err := w.block(ctx, store, t, t+tiles); err != nil {
				return err
			}
		}
		return nil
	}
	store := newRowStore(n, 0, l.tiles, l.group)
	finished := false
	if p.Storage == OnDisk {
		id, err := c.identity("bank")
		if err != nil {
			return err
		}
		if err := store.onDisk(c.options.Scratch, "bank.rows", id); err != nil {
			return err
		}
		defer func() { store.close(finished) }()
	}
	if err := c.fill(ctx, g, store, "per-example gradients"); err != nil {
		return err
	}
	if p.Storage == OnDisk {
		store.memory, store.stage = nil, nil // the collector may have them
		w.tiles = make([]float32, l.block*n*lanes)
	}
	for t := 0; t < l.tiles; t += l.block {
		if err := w.block(ctx, store, t, min(t+l.block, l.tiles)); err != nil {
			return err
		}
	}
	finished = true
	return nil
}

// fill computes the rows that the store lacks.
func (c *capture) fill(ctx context.Context, g *gradients, store *rowStore, what string) error {
	n := store.rows
	chunk := bankChunk(c.source.Spec, n, g.factors)
	weight := constant(chunk, 1)
	start := store.have
	jobs := (n - start + chunk - 1) / chunk
	next := func(k int) (job, error) {
		index := make([]int, chunk) // the last chunk is filled up with example 0
		for i := range min(chunk, n-start-k*chunk) {
			index[i] = start + k*chunk + i
		}
		return job{index, weight, nil}, nil
	}
	return g.each(ctx, chunk, 0, jobs, next, func(k int, parts [][]float32) error {
		rows := min(chunk, n-start-k*chunk)
		if k == 0 { // the rest is known by its mean; this spares computing the rest first
			if err := g.finiteRows(chunk, start, parts); err != nil {
				return err
			}
		}
		if err := store.add(ctx, rows, g.parts(chunk, parts)); err != nil {
			return err
		}
		c.options.progress(store.have, n, "%s", what)
		return nil
	})
}

// summing turns blocks of the bank into draws.
type summing struct {
	*capture
	n     int
	draws [][]int32
	tiles []float32 // buffer of a block read from disk
	out   []float32
}

// block sums rows for tiles t0 .. t1-1 and hands the draws over, one batch size after the other.
func (w *summing) block(ctx context.Context, store *rowStore, t0, t1 int) error {
	first, last := t0*lanes, min(t1*lanes, len(w.capture.out.Coordinates))
	wanted := false
	for _, b := range w.config.Batches {
		wanted = wanted || received(w.to, b) < last
	}
	tiles, err := store.block(t0, t1, w.tiles)
	if err != nil {
		return err
	}
	// Means, and rows centred at them, so that constant coordinates give exact zeros.
	err = stats.Parallel(ctx, t1-t0, 0, func(_ context.Context, t int) error {
		w.centre(tiles[t*w.n*lanes:(t+1)*w.n*lanes], (t0+t)*lanes)
		return nil
	})
	if err != nil {
		return err
	}
	// A mean is finite only if the gradient of every example is.
	if err := finite(w.capture, "the mean gradient", first, w.capture.out.Full[first:last]); err != nil || !wanted {
		return err
	}
	draws := w.config.Draws
	for i, b := range w.config.Batches {
		have := received(w.to, b)
		if have >= last {
			continue
		}
		err := stats.ParallelWorkers(ctx, t1-t0, 0, func(int) func(context.Context, int) error {
			sums := make([][lanes]float32, draws)
			return func(_ context.Context, t int) error {
				tile := tiles[t*w.n*lanes : (t+1)*w.n*lanes]
				for k := range draws {
					sumRows(&sums[k], tile, w.draws[i][k*b:(k+1)*b])
				}
				for l := range lanes {
					u := w.out[(t*lanes+l)*draws : (t*lanes+l+1)*draws]
					for k := range sums {
						u[k] = float32(float64(sums[k][l]) / float64(b))
					}
				}
				return nil
			}
		})
		if err != nil {
			return err
		}
		skip := max(0, have-first)
		if err := w.hand(ctx, b, first+skip, draws, w.out[skip*draws:(last-first)*draws]); err != nil {
			return err
		}
	}
	w.options.progress(last, len(w.capture.out.Coordinates), "draws from the bank")
	return nil
}

// centre takes the mean over the examples, in float64, from each coordinate of a tile.
func (w *summing) centre(tile []float32, first int) {
	if a := w.capture.out.Activity; a != nil {
		of := activities(tile)
		copy(a[first:], of[:])
	}
	var mean [lanes]float64
	for i := 0; i < len(tile); i += lanes {
		for l, v := range tile[i : i+lanes] {
			mean[l] += float64(v)
		}
	}
	for l := range lanes {
		mean[l] /= float64(w.n)
		if first+l < len(w.capture.out.Full) {
			w.capture.out.Full[first+l] = mean[l]
		}
	}
	for i := 0; i < len(tile); i += lanes {
		row := tile[i : i+lanes]
		for l, v := range row {
			row[l] = float32(float64(v) - mean[l])
		}
	}
}

// PerExample returns the gradients of the single examples of the training set, [examples, coordinates].
func PerExample(ctx context.Context, be *training.Backend, s Source, coords []Coordinate, o Options) ([]float32, error) {
	if s.Spec.Coupled {
		return nil, ErrCoupled
	}
	if s.Spec.NoiseSize() > 0 {
		return nil, ErrRandom
	}
	c := capture{be: be, source: s, options: o}
	return c.perExample(ctx, coords)
}

func (c *capture) perExample(ctx context.Context, coords []Coordinate) ([]float32, error) {
	g, err := newGradients(c.be, c.source, c.config, c.seed, coords, true)
	if err != nil {
		return nil, err
	}
	defer g.close()
	n, k := c.source.Set.Train.Len(), len(coords)
	store := newRowStore(n, 0, (k+lanes-1)/lanes, n)
	if err := c.fill(ctx, g, store, "per-example gradients"); err != nil {
		return nil, err
	}
	rows := make([]float32, n*k)
	for i := range n {
		for j := range k {
			rows[i*k+j] = store.memory[(j/lanes*n+i)*lanes+j%lanes]
		}
	}
	if i := infinite(rows); i >= 0 {
		return nil, fmt.Errorf("%w: that of example %d for %s is %v: %s", ErrNotFinite, i/k, coords[i%k].Name(c.source.Spec), rows[i], diverged)
	}
	return rows, nil
}
