package sgn

import (
	"context"
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/training"
)

// fullChunk is the number of examples of one pass when the exact mean gradient is summed up, and the size of the large
// batch that a coupled network's mean is compared with.
const (
	fullChunk    = 500
	coupledBatch = 4096
)

// direct captures with one backward pass for each draw.
func (c *Capture) direct(ctx context.Context, be *training.Backend, s Source, cfg Config, seed uint64, o Options) error {
	g, err := newGradients(be, s, c.Coordinates, false)
	if err != nil {
		return err
	}
	defer g.close()
	if c.Full, c.FullBatch, err = fullGradient(ctx, g, s, len(c.Coordinates)); err != nil {
		return err
	}
	total := cfg.Draws * len(cfg.Batches)
	if s.Spec.Coupled {
		total += meanDraws(cfg.Draws) * len(cfg.Batches)
	}
	done := 0
	for _, b := range cfg.Batches {
		block := Block{Batch: b, Draws: cfg.Draws, Mean: c.Full}
		sample := func(purpose string, n int, use func(k int, g []float32)) error {
			index, weight := make([]int, b), constant(b, 1/float32(b))
			for k := range n {
				if err := ctx.Err(); err != nil {
					return err
				}
				drawBatch(stream(seed, purpose, b, k), index, s.Set.Train.Len(), cfg.WithoutReplacement)
				if err := g.of(index, weight, func(v []float32) { use(k, v) }); err != nil {
					return fmt.Errorf("batch size %d, draw %d: %w", b, k, err)
				}
				done++
				o.progress(done, total, "direct capture, batch size %d", b)
			}
			return nil
		}
		if s.Spec.Coupled {
			m := newMoments(len(c.Coordinates))
			if err := sample("mean", meanDraws(cfg.Draws), func(_ int, v []float32) { m.add(v) }); err != nil {
				return err
			}
			block.Mean, block.StdErr = m.mean, m.stdErr()
		}
		block.U = make([]float32, cfg.Draws*len(c.Coordinates))
		err := sample("draws", cfg.Draws, func(k int, v []float32) {
			centre(block.U[k*len(v):(k+1)*len(v)], v, block.Mean)
		})
		if err != nil {
			return err
		}
		c.Blocks = append(c.Blocks, block)
	}
	return nil
}

// meanDraws is the number of further draws that estimate the mean of a coupled network: a quarter of the draws.
func meanDraws(draws int) int { return max(draws/4, 2) }

func centre(dst, g []float32, mean []float64) {
	for i, v := range g {
		dst[i] = float32(float64(v) - mean[i])
	}
}

// fullGradient is the exact mean gradient over the training set, summed in float64 over chunks; for a coupled network
// it is the gradient of one batch of the first coupledBatch examples (or all of a smaller set).
func fullGradient(ctx context.Context, g *gradients, s Source, coords int) (full []float64, batch int, err error) {
	n, chunk := s.Set.Train.Len(), fullChunk
	if s.Spec.Coupled {
		n = min(n, coupledBatch)
		chunk = n
	}
	chunk = min(chunk, n)
	full = make([]float64, coords)
	for start := 0; start < n; start += chunk {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		index, weight := make([]int, chunk), make([]float32, chunk)
		for i := range index {
			if start+i < n { // the rest repeats example 0 with weight 0
				index[i], weight[i] = start+i, 1
			}
		}
		err := g.of(index, weight, func(v []float32) {
			for i, x := range v {
				full[i] += float64(x) / float64(n)
			}
		})
		if err != nil {
			return nil, 0, err
		}
	}
	return full, n, nil
}

// moments are running means and sums of squared deviations (Welford 1962).
type moments struct {
	n       int
	mean, s []float64
}

func newMoments(n int) *moments { return &moments{mean: make([]float64, n), s: make([]float64, n)} }

func (m *moments) add(v []float32) {
	m.n++
	for i, x := range v {
		d := float64(x) - m.mean[i]
		m.mean[i] += d / float64(m.n)
		m.s[i] += d * (float64(x) - m.mean[i])
	}
}

func (m *moments) stdErr() []float64 {
	e := make([]float64, len(m.s))
	for i, s := range m.s {
		e[i] = math.Sqrt(s / float64(m.n-1) / float64(m.n))
	}
	return e
}
