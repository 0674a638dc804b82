package pipeline

import (
	"context"
	"fmt"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// Input is something in the run store that a unit may read: a [Net], its [Snapshots], a [Noise], a [Path], a [Hessian].
// A unit that reads several says so by their ids, and its jobs stand behind theirs. Each has a method Load for its result,
// with a type of its own.
type Input interface {
	// ID is the identity of the result in the run store.
	ID() string
	// Jobs compute it: what it needs first, itself last.
	Jobs() []lab.Job
}

// Numbered names the members of a list as inputs of one unit: name-0, name-1, ...
func Numbered[I Input](name string, list []I) map[string]Input {
	inputs := map[string]Input{}
	for i, in := range list {
		inputs[name+"-"+strconv.Itoa(i)] = in
	}
	return inputs
}

// handle is a unit of this package: its identity, its place in a plan, and how it is computed. T is the stored result.
type handle[T any] struct {
	lab     *Lab
	unit    lab.Unit
	title   string         // tells it from those of other seeds
	needs   []Input        // what compute reads of the store
	seconds func() float64 // estimate of its own time
	compute func(context.Context, *lab.Work) (T, error)
}

// ID is the identity of the result in the run store.
func (h *handle[T]) ID() string { return h.unit.ID() }

// Custom is the digest of the reader's code that has a part in the result, empty if there is none.
func (h *handle[T]) Custom() string { return h.unit.Custom }

// Job is the unit as a job of a plan.
func (h *handle[T]) Job() lab.Job {
	var needs []string
	for _, in := range h.needs {
		needs = append(needs, in.ID())
	}
	return lab.UnitJob(h.unit, h.title, h.seconds(), needs, h.compute)
}

// Jobs are the jobs of all that the unit needs, and its own as the last.
func (h *handle[T]) Jobs() (jobs []lab.Job) {
	for _, in := range h.needs {
		jobs = append(jobs, in.Jobs()...)
	}
	return append(jobs, h.Job())
}

// Note copies the facts about the backend that computed the unit into the provenance of a result made from it.
func (h *handle[T]) Note(w *lab.Work) error {
	e := h.lab.Store.Lookup(h.unit.Study, h.ID())
	if e == nil {
		return fmt.Errorf("%s: the %s %s is not in the run store", h.title, h.unit.Study, lab.Short(h.ID()))
	}
	p, err := e.Provenance()
	if err != nil {
		return err
	}
	for k, v := range p.Facts {
		w.Provenance(k, v)
	}
	return nil
}

// do computes the unit unless the store has it.
func (h *handle[T]) do(ctx context.Context) (T, *lab.Entry, error) {
	return lab.Do(ctx, h.lab.Store, h.unit, h.compute)
}

// follow shows a computation's steps as one task of the progress in ctx.
func follow(ctx context.Context, title string) (step func(done, total int, message string), done func(error)) {
	var task *lab.Task
	step = func(n, total int, message string) {
		if task == nil {
			task = lab.TaskFrom(ctx, title, total)
		}
		task.Set(n, message)
	}
	return step, func(err error) {
		if task != nil {
			task.Done(err)
		}
	}
}
