package sgn

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
)

// fullChunk is the number of examples of one pass when the exact mean gradient is summed up, and the size of the large
// batch that a coupled network's mean is compared with.
const (
	fullChunk    = 500
	coupledBatch = 4096
)

// direct captures with one backward pass for each draw.
func (c *capture) direct(ctx context.Context) error {
	g, err := newGradients(c.be, c.source, c.config, c.seed, c.out.Coordinates, false)
	if err != nil {
		return err
	}
	defer g.close()
	estimated := c.source.Spec.Coupled || c.config.Random(c.source.Spec)
	if c.out.Full, c.out.FullBatch, err = c.full(ctx, g, estimated); err != nil {
		return err
	}
	d := &drawing{capture: c, g: g, total: c.config.Draws * len(c.config.Batches)}
	if estimated {
		d.total += meanDraws(c.config.Draws) * len(c.config.Batches)
	}
	for _, b := range c.config.Batches {
		block := Block{Batch: b, Draws: c.config.Draws, Mean: c.out.Full}
		if estimated {
			m := newMoments(len(c.out.Coordinates))
			err := d.draw(ctx, b, "mean", 0, meanDraws(c.config.Draws), func(parts [][]float32) error {
				m.add(parts, g.at)
				return nil
			})
			if err != nil {
				return err
			}
			block.Mean, block.StdErr = m.mean, m.stdErr()
		}
		if err := d.batch(ctx, b, block.Mean); err != nil {
			return err
		}
		c.out.Blocks = append(c.out.Blocks, block)
	}
	return nil
}

// drawing is a direct capture at work.
type drawing struct {
	*capture
	g           *gradients
	done, total int
}

// draw computes the gradients of batches from .. n-1 of size b and hands each to use.
func (d *drawing) draw(ctx context.Context, b int, purpose string, from, n int, use func(parts [][]float32) error) error {
	list := batches{config: d.config, seed: d.seed, purpose: purpose, n: d.source.Set.Train.Len()}
	d.done += from
	micro := b
	if d.config.MicroBatch > 0 {
		micro = min(b, d.config.MicroBatch)
	}
	parts := (b + micro - 1) / micro
	var index []int
	var fresh *rand.Rand
	next := func(k int) (job, error) {
		part := k % parts
		if part == 0 {
			index = make([]int, parts*micro) // what fills the last part up has weight 0
			list.fill(k/parts, index[:b])
			fresh = stream(d.seed, purpose+" noise", b, k/parts)
		}
		weight := make([]float32, micro)
		for i := range min(micro, b-part*micro) {
			weight[i] = 1 / float32(b)
		}
		return job{index[part*micro : (part+1)*micro], weight, fresh}, nil
	}
	var sum [][]float32
	err := d.g.each(ctx, micro, from*parts, n*parts, next, func(k int, grads [][]float32) error {
		if parts > 1 {
			if sum = add(sum, grads, k%parts == 0); k%parts < parts-1 {
				return nil
			}
			grads = sum
		}
		if err := d.finiteParts(fmt.Sprintf("gradient %d (%s)", k/parts, purpose), grads, d.g.at); err != nil {
			return err
		}
		if err := use(grads); err != nil {
			return err
		}
		d.done++
		d.options.progress(d.done, d.total, "direct capture, batch size %d", b)
		return nil
	})
	if err != nil {
		return fmt.Errorf("batch size %d: %w", b, err)
	}
	return nil
}

// add adds the gradient of a micro-batch to the sum, or begins it.
func add(sum, grads [][]float32, begin bool) [][]float32 {
	if sum == nil {
		for _, v := range grads {
			sum = append(sum, make([]float32, len(v)))
		}
	}
	for p, v := range grads {
		if begin {
			clear(sum[p])
		}
		for i, x := range v {
			sum[p][i] += x
		}
	}
	return sum
}

// batch captures one batch size: draws into a store, then blocks of coordinates out of it.
func (d *drawing) batch(ctx context.Context, b int, mean []float64) error {
	p, l, draws, k := d.out.Plan, d.layout, d.config.Draws, len(d.out.Coordinates)
	if received(d.to, b) >= k {
		d.done += draws
		return nil
	}
	store := newRowStore(draws, 0, l.tiles, l.group)
	finished := false
	var buffer []float32
	if p.Storage == OnDisk {
		id, err := d.identity(fmt.Sprintf("direct, batch size %d", b))
		if err != nil {
			return err
		}
		if err := store.onDisk(d.options.Scratch, fmt.Sprintf("direct-B%d.rows", b), id); err != nil {
			return err
		}
		defer func() { store.close(finished) }()
		buffer = make([]float32, l.block*draws*lanes)
	}
	err := d.draw(ctx, b, "draws", store.have, draws, func(parts [][]float32) error { return store.add(ctx, 1, wholes(1, parts, d.g.at)) })
	if err != nil {
		return err
	}
	u := make([]float32, l.block*lanes*draws)
	for t := 0; t < l.tiles; t += l.block {
		if err := ctx.Err(); err != nil {
			return err
		}
		end := min(t+l.block, l.tiles)
		first, last := t*lanes, min(end*lanes, k)
		have := received(d.to, b)
		if have >= last {
			continue
		}
		tiles, err := store.block(t, end, buffer)
		if err != nil {
			return err
		}
		for j := first; j < last; j++ {
			tile := tiles[(j/lanes-t)*draws*lanes:]
			for i := range draws {
				u[(j-first)*draws+i] = float32(float64(tile[i*lanes+j%lanes]) - mean[j])
			}
		}
		skip := max(0, have-first)
		if err := d.hand(ctx, b, first+skip, draws, u[skip*draws:(last-first)*draws]); err != nil {
			return err
		}
	}
	finished = true
	return nil
}

// meanDraws is the number of further draws that estimate the mean where it is not known: a quarter of the draws.
func meanDraws(draws int) int { return max(draws/4, 2) }

// fullBatch is the number of examples of the full gradient: all, or those of one large batch where the mean is estimated.
func fullBatch(s Source, estimated bool) int {
	if n := s.Set.Train.Len(); !estimated || n < coupledBatch {
		return n
	}
	return coupledBatch
}

// full is the exact mean gradient over the training set, summed in float64 over chunks; where the mean is estimated from
// draws it is the gradient of one batch of the first coupledBatch examples (or all of a smaller set).
func (c *capture) full(ctx context.Context, g *gradients, estimated bool) (full []float64, batch int, err error) {
	n, chunk := fullBatch(c.source, estimated), fullChunk
	if c.source.Spec.Coupled {
		chunk = n
	}
	chunk = min(chunk, n)
	full = make([]float64, len(c.out.Coordinates))
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
		err := g.of(ctx, job{index, weight, stream(c.seed, "full noise", chunk, start)}, func(parts [][]float32) error {
			for p, v := range parts {
				to := full[g.at[p]:]
				for i, x := range v {
					to[i] += float64(x) / float64(n)
				}
			}
			return nil
		})
		if err != nil {
			return nil, 0, err
		}
		c.options.progress(min(start+chunk, n), n, "mean gradient")
	}
	return full, n, finite(c, "the mean gradient", 0, full)
}

// moments are running means and sums of squared deviations (Welford 1962).
type moments struct {
	n       int
	mean, s []float64
}

func newMoments(n int) *moments { return &moments{mean: make([]float64, n), s: make([]float64, n)} }

func (m *moments) add(parts [][]float32, at []int) {
	m.n++
	for p, v := range parts {
		mean, s := m.mean[at[p]:], m.s[at[p]:]
		for i, x := range v {
			d := float64(x) - mean[i]
			mean[i] += d / float64(m.n)
			s[i] += d * (float64(x) - mean[i])
		}
	}
}

func (m *moments) stdErr() []float64 {
	e := make([]float64, len(m.s))
	for i, s := range m.s {
		e[i] = math.Sqrt(s / float64(m.n-1) / float64(m.n))
	}
	return e
}
