package stats

import (
	"context"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Parallel runs task(ctx, 0) to task(ctx, n-1), each once and begun in this order, on so many goroutines; workers <= 0 means
// one for each processor that Go uses (GOMAXPROCS). The first error of a task, or the end of ctx, ends the context that tasks
// are given and begins no further one; it is returned when those under way have returned.
func Parallel(ctx context.Context, n, workers int, task func(ctx context.Context, i int) error) error {
	return ParallelWorkers(ctx, n, workers, func(int) func(context.Context, int) error { return task })
}

// ParallelWorkers is [Parallel] for tasks that use memory again: each worker 0, 1, ... makes its own task function once,
// and runs one task at a time. Which worker runs a task is chance.
func ParallelWorkers(ctx context.Context, n, workers int, start func(worker int) func(ctx context.Context, i int) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for worker := range min(workers, n) {
		group.Go(func() error {
			task := start(worker)
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := task(ctx, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}
