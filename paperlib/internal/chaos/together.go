package chaos

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// rival is the job with other settings and the same output.
func (j job) rival() job {
	j.name, j.args, j.rivals = j.name+"-rival", slices.Concat(j.args, j.rivals), nil
	return j
}

// started is one of several commands at work.
type started struct {
	job  job
	want *reference
	wait func() outcome
	at   time.Time
}

// together runs the job two or three times at once on the same output, some with other settings: each must wait, or be
// refused by name, and the results must be those of one undisturbed run, the last one that has succeeded.
func (j job) together() Scenario {
	return j.against("twice-", "two or three '"+j.args[0]+"' on one output at once", func(ctx context.Context, k *Case, want *reference) error {
		rivals := len(j.rivals) > 0 && k.Rand.IntN(3) > 0
		var err error
		var all []started
		for n := range 2 + k.Rand.IntN(2) {
			s := started{job: j, want: want}
			if rivals && n%2 == 1 {
				s.job = j.rival()
				if s.want, err = k.undisturbed(ctx, s.job); err != nil {
					return err
				}
			}
			pause := time.Duration(k.Rand.Float64() * 0.5 * float64(want.took))
			if n > 0 {
				k.note(fmt.Sprintf("# and %v later at the same time", pause.Round(time.Millisecond)))
				time.Sleep(pause)
			}
			s.at = time.Now()
			if s.wait, err = k.start(ctx, s.job.command()); err != nil {
				return err
			}
			all = append(all, s)
		}
		var errs []error
		var last *started // of those that succeed, by the time of its end
		var end time.Time
		for n, s := range all {
			o := s.wait()
			switch err := o.sound(); {
			case err != nil:
				errs = append(errs, fmt.Errorf("number %d: %w", n+1, err))
			case o.status == 0:
				if at := s.at.Add(o.took); last == nil || at.After(end) {
					last, end = &s, at
				}
				if j.said && o.stdout != s.want.stdout {
					errs = append(errs, o.wrap(fmt.Errorf("number %d says something else than an undisturbed run: %s", n+1, firstDifference(s.want.stdout, o.stdout))))
				}
			case !j.names(o.stderr):
				errs = append(errs, o.wrap(fmt.Errorf("number %d was refused (exit status %d) without the name of what is in use: %s", n+1, o.status, shorten(o.stderr, 800))))
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := errors.Join(append(errs, j.of(k, last))...); err != nil {
			return err
		}
		if rivals {
			return nil
		}
		if err := j.finish(ctx, k, want); err != nil {
			return fmt.Errorf("called again: %w", err)
		}
		return nil
	})
}

// of says why the results are not those of the command that was the last to succeed.
func (j job) of(k *Case, last *started) error {
	if last == nil {
		return errors.New("none of them was done")
	}
	now, err := readTree(k.path("box"))
	if err != nil {
		return err
	}
	if d := last.want.results.differences(now.only(j.results)); len(d) > 0 {
		return fmt.Errorf("the last of them to exit with status 0 was %q, but the results are not those of an undisturbed run of it: %s", strings.Join(last.job.args, " "), shorten(strings.Join(d, "; "), 1000))
	}
	return nil
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
