package analyze

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// analysis is one run.
type analysis struct {
	o      Options
	source Source
	design design
	second []bool // blocks in the second half, see split; nil when there are too few draws

	heavy, free *accumulator // coordinates heavier than the Gaussian; those of them that nothing speaks against alone
	serial      []float64    // summed over judged coordinates, by block
	coordinates []Coordinate
	examples    map[tails.Family]Example
	zero        []bool // draws that are zero in every coordinate so far
}

// chunk is how many columns are judged before their contributions are added up; it bounds the memory.
const chunk = 32

// Analyze reads the source once and judges it. The result depends on the data, Sampling, Level and Seed alone, not on the
// workers. Memory: the blocks of the source, and what [Footprint] says.
//
// It fails when the source does, when ctx ends, or when the file has fewer than MinDraws draws or no coordinate; a
// coordinate that cannot be judged is counted and stops nothing.
func Analyze(ctx context.Context, source Source, options Options) (*Report, error) {
	o, err := options.Check()
	if err != nil {
		return nil, err
	}
	n, total := source.Draws(), source.Coordinates()
	switch {
	case total < 1:
		return nil, fmt.Errorf("%w: no coordinate", ErrTooSmall)
	case n < MinDraws:
		return nil, fmt.Errorf("%w: %d draws of %d coordinates; at least %d draws are needed. Draws are rows and coordinates are columns: is the array transposed?", ErrTooSmall, n, total, MinDraws)
	}
	d := newDesign(n)
	a := &analysis{o: o, source: source, design: d, second: d.split(o.Seed), heavy: newAccumulator(d), free: newAccumulator(d), serial: make([]float64, d.blocks), examples: map[tails.Family]Example{}}
	a.zero = make([]bool, n)
	for i := range a.zero {
		a.zero[i] = true
	}
	a.coordinates = make([]Coordinate, 0, min(total, 1<<24)) // to grow would take the memory twice
	workers := make([]*worker, o.Workers)
	for i := range workers {
		workers[i] = a.newWorker()
	}
	err = source.Columns(ctx, func(first int, columns [][]float64) error {
		for lo := 0; lo < len(columns); lo += chunk {
			if err := a.judgeChunk(ctx, workers, first+lo, columns[lo:min(lo+chunk, len(columns))]); err != nil {
				return err
			}
			if o.Progress != nil {
				o.Progress(len(a.coordinates), total)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(a.coordinates) != total {
		return nil, fmt.Errorf("analyze: the source announced %d coordinates and gave %d", total, len(a.coordinates))
	}
	return a.report(), nil
}

// judgeChunk judges some columns in parallel and adds them up in order.
func (a *analysis) judgeChunk(ctx context.Context, workers []*worker, first int, columns [][]float64) error {
	done := make([]Coordinate, len(columns))
	parts := make([]*contribution, len(columns))
	err := stats.ParallelWorkers(ctx, len(columns), len(workers), func(w int) func(context.Context, int) error {
		return func(_ context.Context, k int) error {
			if len(columns[k]) != a.design.n {
				return fmt.Errorf("analyze: coordinate %d has %d draws instead of %d", first+k, len(columns[k]), a.design.n)
			}
			done[k], parts[k] = workers[w].judge(first+k, columns[k])
			return nil
		}
	})
	if err != nil {
		return err
	}
	a.coordinates = append(a.coordinates, done...)
	for _, column := range columns {
		for i, v := range column {
			a.zero[i] = a.zero[i] && v == 0
		}
	}
	for i, p := range parts {
		if p == nil {
			continue
		}
		a.keep(&done[i], columns[i])
		for b, v := range p.serial {
			a.serial[b] += v
		}
		if p.heavy {
			a.heavy.add(p)
			c := &a.coordinates[len(a.coordinates)-len(done)+i]
			c.pooled, c.free = true, !p.condemned
			if !p.condemned {
				a.free.add(p)
			}
		}
	}
	return nil
}
