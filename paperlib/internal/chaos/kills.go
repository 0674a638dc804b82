package chaos

import (
	"context"
	"fmt"
	"math/rand/v2"
	"syscall"
	"time"
)

// randomKill is a signal at a time within a run that takes so long undisturbed.
func randomKill(r *rand.Rand, whole time.Duration) kill {
	signals := []syscall.Signal{syscall.SIGKILL, syscall.SIGKILL, syscall.SIGTERM, syscall.SIGINT}
	return kill{after: time.Duration(r.Float64() * 1.1 * float64(whole)), signal: signals[r.IntN(len(signals))], group: r.IntN(2) == 0}
}

// killed kills the job a few times and lets it end then: the results must be those of an undisturbed run.
func (j job) killed() Scenario {
	return j.against("kill-", "signals at random times to '"+j.args[0]+"', which must then come to the same bytes", func(ctx context.Context, k *Case, want *reference) error {
		check, err := k.untouched("in", "beside")
		if err != nil {
			return err
		}
		most := 4
		if j.slow {
			most = 2
		}
		for n := range 1 + k.Rand.IntN(most) {
			signal := randomKill(k.Rand, want.took)
			c := j.command()
			c.kill = &signal
			o, err := k.do(ctx, c)
			if err != nil {
				return err
			}
			if err := o.killed(signal); err != nil {
				return fmt.Errorf("kill %d: %w", n+1, err)
			}
			if o.status == 0 {
				if err := j.same(k, want, o); err != nil {
					return fmt.Errorf("done before kill %d: %w", n+1, err)
				}
			}
			if err := k.leftover(ctx); err != nil {
				return o.wrap(err)
			}
		}
		if err := j.finish(ctx, k, want); err != nil {
			return err
		}
		if j.slow {
			return check()
		}
		// Once more: a finished run called again has the same results.
		if err := j.finish(ctx, k, want); err != nil {
			return fmt.Errorf("called again when all was done: %w", err)
		}
		return check()
	})
}
