package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

// Job is a unit that can be run by name: what `sgnlab plan` prints and `sgnlab run --id` runs. It is idempotent: its
// Run looks the unit up before computing, under the unit's lock, so any engine may call it (a loop, xargs -P,
// Snakemake, a Slurm array), twice or on several machines that share the store's disk.
type Job struct {
	ID, Study string
	Title     string
	Needs     []string // ids of the jobs whose results Run reads
	Seconds   float64  // estimated, for the time to go; 0 counts as 1
	Run       func(ctx context.Context, s *Store) error
}

// UnitJob returns the job that computes u by Do.
func UnitJob[T any](u Unit, title string, seconds float64, needs []string, compute func(context.Context, *Work) (T, error)) Job {
	return Job{u.ID(), u.Study, title, needs, seconds, func(ctx context.Context, s *Store) error {
		_, _, err := Do(ctx, s, u, compute)
		return err
	}}
}

// Plan is a list of jobs, each listed after those it needs.
type Plan []Job

// Merge joins plans, keeping one of the jobs that several studies share, and sorts each job behind its needs. It
// returns an error for a need that no job fulfils and for a circle of needs.
func Merge(plans ...Plan) (Plan, error) {
	byID := map[string]Job{}
	var order []string
	for _, p := range plans {
		for _, j := range p {
			if _, ok := byID[j.ID]; !ok {
				byID[j.ID] = j
				order = append(order, j.ID)
			}
		}
	}
	var out Plan
	state := map[string]int{} // 1: on the way down, 2: placed
	var place func(id, by string) error
	place = func(id, by string) error {
		j, ok := byID[id]
		switch {
		case !ok:
			return fmt.Errorf("the job %s needs %s, which is not in the plan; add the job that computes it", by, Short(id))
		case state[id] == 1:
			return fmt.Errorf("the jobs need each other in a circle through %s %s; break it", j.Study, Short(id))
		case state[id] == 2:
			return nil
		}
		state[id] = 1
		for _, need := range j.Needs {
			if err := place(need, j.Study+" "+Short(id)); err != nil {
				return err
			}
		}
		state[id] = 2
		out = append(out, j)
		return nil
	}
	for _, id := range order {
		if err := place(id, ""); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Todo returns the jobs to run: those that nothing needs or that a job to run needs, if their results are absent. A
// result that only finished jobs would read, a trained network whose noise is captured, is not asked for again.
func (p Plan) Todo(s *Store) Plan {
	states := p.states(s)
	var out Plan
	for i, j := range p {
		if states[i] == "todo" {
			out = append(out, j)
		}
	}
	return out
}

// states says of each job of a merged plan: done, todo, or unneeded (absent, and all that need it are done).
func (p Plan) states(s *Store) []string {
	out := make([]string, len(p))
	needed, wanted := map[string]bool{}, map[string]bool{} // by any job, by a job to run
	for i := len(p) - 1; i >= 0; i-- {                     // a merged plan lists needs first, so one pass from the end sees every need
		j := p[i]
		switch {
		case s.whole(j.Study, j.ID):
			out[i] = "done"
		case needed[j.ID] && !wanted[j.ID]:
			out[i] = "unneeded"
		default:
			out[i] = "todo"
		}
		for _, n := range j.Needs {
			needed[n] = true
			wanted[n] = wanted[n] || out[i] == "todo"
		}
	}
	return out
}

// Repair moves the damaged entries of the plan's jobs aside, saying so, and returns the ids of those that have no whole
// result now: they are to do again.
func (p Plan) Repair(ctx context.Context, s *Store) (damaged []string, err error) {
	for _, j := range p {
		if len(s.present(j.Study, j.ID)) == 0 || s.whole(j.Study, j.ID) {
			continue
		}
		damaged = append(damaged, j.ID)
		if s.dir == "" {
			continue
		}
		unlock, err := s.lock(ctx, j.Study, j.ID)
		if err != nil {
			return damaged, err
		}
		s.load(ctx, j.Study, j.ID, true)
		unlock()
	}
	return damaged, nil
}

// Print writes one line per job: id, study, state, estimated seconds, ids needed (comma-separated, - for none), title;
// separated by tabs. The state is done, todo or unneeded: absent, and all that need it are done.
func (p Plan) Print(w io.Writer, s *Store) error {
	states := p.states(s)
	for i, j := range p {
		needs := "-"
		if len(j.Needs) > 0 {
			needs = strings.Join(j.Needs, ",")
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s\t%.0f\t%s\t%s\n", j.ID, j.Study, states[i], j.Seconds, needs, j.Title); err != nil {
			return err
		}
	}
	return nil
}

// Find returns the job whose id begins with prefix.
func (p Plan) Find(prefix string) (Job, error) {
	var found []Job
	for _, j := range p {
		if prefix != "" && strings.HasPrefix(j.ID, prefix) {
			found = append(found, j)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return Job{}, fmt.Errorf("no job of this plan has an id beginning with %q; `sgnlab plan` lists the ids, which "+
			"depend on the profile and the seed", prefix)
	default:
		return Job{}, fmt.Errorf("%d jobs have an id beginning with %q; give more digits", len(found), prefix)
	}
}

// RunOne runs the job whose id begins with prefix, after those of its needs that are absent.
func (p Plan) RunOne(ctx context.Context, s *Store, prefix string) error {
	j, err := p.Find(prefix)
	if err != nil {
		return err
	}
	sub, err := p.with(j)
	if err != nil {
		return err
	}
	return sub.Run(ctx, s, 1)
}

// with returns j and all it needs, from p.
func (p Plan) with(j Job) (Plan, error) {
	needed := map[string]bool{j.ID: true}
	for i := len(p) - 1; i >= 0; i-- { // a merged plan lists needs first, so one pass from the end sees every need
		if needed[p[i].ID] {
			for _, n := range p[i].Needs {
				needed[n] = true
			}
		}
	}
	var out Plan
	for _, k := range p {
		if needed[k.ID] {
			out = append(out, k)
		}
	}
	return Merge(out)
}

// Run runs every job of a merged plan that is to do, workers at a time, each behind its needs. A failing job stops
// only the jobs that need it; all errors are returned together. When ctx is cancelled no new job starts, and the
// results that are complete stay.
func (p Plan) Run(ctx context.Context, s *Store, workers int) error {
	todo := p.Todo(s)
	progress := ProgressFrom(ctx)
	for _, j := range todo {
		progress.Expect(j.weight())
	}
	finished := map[string]chan struct{}{}
	failed := make([]error, len(todo))
	index := map[string]int{}
	for i, j := range todo {
		finished[j.ID] = make(chan struct{})
		index[j.ID] = i
	}
	slots := semaphore.NewWeighted(int64(max(1, workers)))
	var g errgroup.Group
	for i, j := range todo {
		g.Go(func() error {
			defer close(finished[j.ID])
			for _, need := range j.Needs {
				if done, ok := finished[need]; ok {
					<-done
					if failed[index[need]] != nil {
						failed[i] = fmt.Errorf("%s %s was not run: it needs %s, which failed", j.Study, Short(j.ID), Short(need))
						return nil
					}
				}
			}
			if failed[i] = slots.Acquire(ctx, 1); failed[i] != nil {
				return nil
			}
			defer slots.Release(1)
			task := progress.Start(j.Study+" "+j.Title, 0, j.weight())
			failed[i] = j.Run(ctx, s)
			task.Done(failed[i])
			return nil
		})
	}
	g.Wait()
	if ctx.Err() != nil {
		return fmt.Errorf("stopped with %d of %d units still to do: %w; run the same command again to go on",
			len(p.Todo(s)), len(p), ctx.Err())
	}
	return errors.Join(failed...)
}

func (j Job) weight() float64 {
	if j.Seconds > 0 {
		return j.Seconds
	}
	return 1
}
