package chaos

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// together runs the job two or three times at once on the same output: each must wait, or be refused by name, and the
// results must be those of one undisturbed run.
func (j job) together() Scenario {
	return Scenario{Name: "twice-" + j.name, Share: j.share, Budget: j.budget, About: "two or three '" + j.args[0] + "' on one output at once",
		Run: func(ctx context.Context, k *Case) error {
			want, err := k.undisturbed(ctx, j)
			if err != nil {
				return err
			}
			if err := j.prepare(k); err != nil {
				return err
			}
			var waits []func() outcome
			for range 2 + k.Rand.IntN(2) {
				wait, err := k.start(ctx, j.command())
				if err != nil {
					return err
				}
				waits = append(waits, wait)
				pause := time.Duration(k.Rand.Float64() * 0.3 * float64(want.took))
				k.note(fmt.Sprintf("# and %v later at the same time", pause.Round(time.Millisecond)))
				time.Sleep(pause)
			}
			var errs []error
			done := 0
			for n, wait := range waits {
				o := wait()
				switch err := o.sound(); {
				case err != nil:
					errs = append(errs, fmt.Errorf("number %d: %w", n+1, err))
				case o.status == 0:
					done++
					if j.said && o.stdout != want.stdout {
						errs = append(errs, o.wrap(fmt.Errorf("number %d says something else than an undisturbed run: %s", n+1, firstDifference(want.stdout, o.stdout))))
					}
				case !j.names(o.stderr):
					errs = append(errs, o.wrap(fmt.Errorf("number %d was refused (exit status %d) without the name of what is in use: %s", n+1, o.status, shorten(o.stderr, 800))))
				}
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if done == 0 && len(errs) == 0 {
				errs = append(errs, errors.New("none of them was done"))
			}
			all, err := readTree(k.path("box"))
			if err != nil {
				return err
			}
			if d := want.results.differences(all.only(j.results)); len(d) > 0 && done > 0 {
				errs = append(errs, fmt.Errorf("%d of them exit with status 0, but the results are not those of an undisturbed run: %s", done, shorten(strings.Join(d, "; "), 800)))
			}
			if len(errs) > 0 {
				return errors.Join(errs...)
			}
			if err := j.finish(ctx, k, want); err != nil {
				return fmt.Errorf("called again: %w", err)
			}
			return nil
		}}
}

// names is true when a message names the output of the job, or the store.
func (j job) names(message string) bool {
	for i, a := range j.args {
		if (a == "--out" || a == "--html") && strings.Contains(message, strings.TrimSuffix(j.args[i+1], filepath.Ext(j.args[i+1]))) {
			return true
		}
	}
	return strings.Contains(message, "runs")
}
