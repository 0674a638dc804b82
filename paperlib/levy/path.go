package levy

import (
	"context"
	"errors"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Path is a recorded path.
type Path struct {
	Times []float64
	X     [][]float64 // [time][coordinate]
	// Overflow says that the path reached no finite number after the last time.
	Overflow bool
}

// Record simulates path number k for the given number of steps and keeps every thin-th position, the start included.
func Record(ctx context.Context, e Equation, s Scheme, seed uint64, k int, steps, thin int) (*Path, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	if k < 0 || steps < 1 || thin < 1 {
		return nil, badParameter("path %d, %d steps, every %d-th kept: from 0, at least 1 and at least 1", k, steps, thin)
	}
	if err := checkStep(&e, s, e.Start, nil); err != nil {
		return nil, err
	}
	p := &Path{Times: []float64{0}, X: [][]float64{append([]float64(nil), e.Start...)}}
	err := walk(ctx, &e, s, seed, k, func(i int64, t float64, x []float64) bool {
		if !finite(x) {
			p.Overflow = true
			return false
		}
		if i%int64(thin) == 0 {
			p.Times, p.X = append(p.Times, t), append(p.X, append([]float64(nil), x...))
		}
		return i < int64(steps)
	})
	return p, err
}

// Ends simulates r.Paths independent paths for r.MaxTime each (up to one step more) and returns where they came to, [path][coordinate]: draws
// of the law at that time. A path that reached no finite number has nil there. r.Centre, r.Have and r.Done are not used.
func Ends(ctx context.Context, e Equation, s Scheme, r Runs) ([][]float64, error) {
	if err := errors.Join(e.check(), r.check(len(e.Start))); err != nil {
		return nil, err
	}
	if err := checkStep(&e, s, e.Start, nil); err != nil {
		return nil, err
	}
	ends := make([][]float64, r.Paths)
	err := stats.Parallel(ctx, r.Paths, r.Workers, func(ctx context.Context, k int) error {
		return walk(ctx, &e, s, r.Seed, r.First+k, func(_ int64, t float64, x []float64) bool {
			if !finite(x) {
				return false
			}
			// The sum of steps rounds: half a billionth of the time is no step.
			if t < r.MaxTime*(1-5e-10) {
				return true
			}
			ends[k] = append([]float64(nil), x...)
			return false
		})
	})
	return ends, err
}

// walk shows a path after each step, from 1 on, until show says no.
func walk(ctx context.Context, e *Equation, s Scheme, seed uint64, k int, show func(step int64, t float64, x []float64) bool) error {
	st, err := s.start(e, stream(seed, k))
	if err != nil {
		return err
	}
	x, inc := append([]float64(nil), e.Start...), make([]float64, len(e.Start))
	t := 0.0
	for i := int64(1); ; i++ {
		if i%look == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		dt, err := st.next(x, inc)
		if err != nil {
			return fmt.Errorf("path %d: %w", k, err)
		}
		t += dt
		if !show(i, t, x) {
			return nil
		}
	}
}
