package run

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Compute returns the index of a study's results under knobs, computing what the store lacks: of the units given, or of
// those that the study lists.
type Compute[K comparable, R any] func(ctx context.Context, l *pipeline.Lab, k K, units ...Unit[R]) (*study.Index[K], error)

// work is a study with its units.
type work[K comparable, R any] struct {
	study *study.Study[K, R]
	units Units[K, R]
	// written says where the criteria stand and since when, by the keys lab.WrittenFile and so on; empty where the study has
	// no source of its own.
	written func() map[string]string
}

func newWork[K comparable, R any](s *study.Study[K, R], units Units[K, R]) work[K, R] {
	return work[K, R]{s, units, sync.OnceValue(func() map[string]string {
		if s.Source.File == "" {
			return nil
		}
		root, err := lab.Root()
		if err != nil {
			root = ""
		}
		return lab.Written(root, s.Source.File, []byte(s.Source.Text))
	})}
}

// noted notes in the provenance of what u computes which text its criteria are.
func (w work[K, R]) noted(u Unit[R]) Unit[R] {
	compute := u.Compute
	u.Compute = func(ctx context.Context, at *lab.Work) (R, error) {
		for key, value := range w.written() {
			at.Provenance(key, value)
		}
		return compute(ctx, at)
	}
	return u
}

// list are the units to show and those that only tell the spread, with their identities.
func (w work[K, R]) list(ctx context.Context, l *pipeline.Lab, k K, units ...Unit[R]) (shown, spread []job[R], index *study.Index[K], err error) {
	if err := w.study.Accept(k); err != nil {
		return nil, nil, nil, err
	}
	index = &study.Index[K]{Notebook: w.study.Number, Knobs: k}
	if len(units) == 0 {
		if units, index.Absent, err = w.units(ctx, l, k); err != nil {
			return nil, nil, nil, fmt.Errorf("notebook %s: %w", w.study.Number, err)
		}
	}
	for _, u := range units {
		j := job[R]{w.noted(u), identity(w.study, l, k, u)}
		if u.Spread {
			spread = append(spread, j)
			continue
		}
		shown = append(shown, j)
		index.Results = append(index.Results, j.unit.ID())
	}
	return shown, spread, index, nil
}

// job is a unit with its identity.
type job[R any] struct {
	Unit[R]
	unit lab.Unit
}

func (j job[R]) do(ctx context.Context, s *lab.Store) (*lab.Entry, error) {
	_, e, err := lab.Do(ctx, s, j.unit, j.compute)
	return e, err
}

func (w work[K, R]) compute(ctx context.Context, l *pipeline.Lab, k K, units ...Unit[R]) (*study.Index[K], error) {
	list, _, index, err := w.list(ctx, l, k, units...)
	if err != nil {
		return nil, err
	}
	for _, j := range list {
		if _, err := j.do(ctx, l.Store); err != nil {
			return nil, err
		}
	}
	return index, nil
}

// plan are the jobs of all units and of what they read.
func (w work[K, R]) plan(ctx context.Context, l *pipeline.Lab, k K) (jobs lab.Plan, index *study.Index[K], err error) {
	list, _, index, err := w.list(ctx, l, k)
	if err != nil {
		return nil, nil, err
	}
	for _, j := range list {
		var needs []string
		for _, name := range slices.Sorted(maps.Keys(j.Inputs)) {
			in := j.Inputs[name]
			needs = append(needs, in.ID())
			jobs = append(jobs, in.Jobs()...)
		}
		jobs = append(jobs, lab.UnitJob(j.unit, j.Title(), j.Seconds, needs, j.compute))
	}
	return jobs, index, nil
}
