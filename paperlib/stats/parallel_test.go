package stats

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
)

func TestParallelDoesEveryTaskOnce(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000} {
		for _, workers := range []int{0, 1, 3, 5000} {
			done, limit := make([]atomic.Int32, n), workers
			if limit == 0 {
				limit = runtime.GOMAXPROCS(0)
			}
			var at, started, most atomic.Int32
			err := ParallelWorkers(t.Context(), n, workers, func(w int) func(context.Context, int) error {
				if w < 0 || w >= min(limit, n) {
					t.Errorf("%d tasks have a worker %d", n, w)
				}
				started.Add(1)
				return func(_ context.Context, i int) error {
					if now := at.Add(1); now > most.Load() {
						most.Store(now)
					}
					done[i].Add(1)
					at.Add(-1)
					return nil
				}
			})
			if err != nil || int(started.Load()) != min(limit, n) || int(most.Load()) > limit {
				t.Errorf("%d tasks, %d workers: %d started, %d at once (%v)", n, workers, started.Load(), most.Load(), err)
			}
			for i := range done {
				if k := done[i].Load(); k != 1 {
					t.Errorf("%d tasks, %d workers: task %d ran %d times", n, workers, i, k)
				}
			}
		}
	}
}

// A failed task ends the context of those under way, begins none after and comes back with its own error; one worker runs
// them in order.
func TestParallelStops(t *testing.T) {
	broken := errors.New("broken")
	var after atomic.Int32
	err := Parallel(t.Context(), 1000, 2, func(ctx context.Context, i int) error {
		switch i {
		case 0:
			<-ctx.Done() // waits until task 1 has failed
			return ctx.Err()
		case 1:
			return broken
		}
		after.Add(1)
		return nil
	})
	if !errors.Is(err, broken) || after.Load() > 0 {
		t.Errorf("%v; %d tasks were begun after a failure", err, after.Load())
	}

	ctx, cancel := context.WithCancel(t.Context())
	var order []int
	err = Parallel(ctx, 10, 1, func(_ context.Context, i int) error {
		if order = append(order, i); i == 3 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || len(order) != 4 || order[3] != 3 {
		t.Errorf("%v; done in the order %v", err, order)
	}
	if err := Parallel(ctx, 0, 1, nil); err != nil {
		t.Errorf("nothing to do under a context that has ended: %v", err)
	}
}
