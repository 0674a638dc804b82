// Package run computes the cells of a study of simulated equations, part by part and seed by seed, into the run store.
package run

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// Part is a piece of a study that is computed at once.
type Part struct {
	Name    string
	Sizes   any     // the profile's numbers that it depends on
	Seconds float64 // estimate on two cores; it affects nothing else
	Compute func(ctx context.Context, seed uint64, task *lab.Task) ([]simulated.Cell, error)
}

// Parts lists the parts of a study under knobs and a profile.
type Parts[K comparable] func(k K, p lab.Profile) []Part

// Simulate returns the index of a study's results under the profile of l, computing what the store lacks.
type Simulate[K comparable] func(ctx context.Context, l *pipeline.Lab, k K) (*simulated.Index[K], error)

// Jobs are the units that Simulate computes, for plans, and the index that names their results.
type Jobs[K comparable] func(l *pipeline.Lab, k K) ([]lab.Job, *simulated.Index[K], error)

// Of makes both from the parts of a study.
func Of[K comparable](s *simulated.Study[K], parts Parts[K]) (Simulate[K], Jobs[K]) {
	return func(ctx context.Context, l *pipeline.Lab, k K) (*simulated.Index[K], error) {
			return simulate(ctx, l, s, k, parts)
		},
		func(l *pipeline.Lab, k K) ([]lab.Job, *simulated.Index[K], error) { return jobs(l, s, k, parts) }
}

// Paths is the number of paths, or whatever else is counted, of a profile; gpu has that of full.
func Paths(p lab.Profile, smoke, quick, full int) int {
	switch p {
	case lab.Smoke:
		return smoke
	case lab.Quick:
		return quick
	}
	return full
}

func simulate[K comparable](ctx context.Context, l *pipeline.Lab, s *simulated.Study[K], k K, parts Parts[K]) (*simulated.Index[K], error) {
	list, index, err := plan(l, s, k, parts)
	if err != nil {
		return nil, err
	}
	for _, j := range list {
		if _, _, err := lab.Do(ctx, l.Store, j.unit, j.compute); err != nil {
			return nil, err
		}
	}
	return index, nil
}

func jobs[K comparable](l *pipeline.Lab, s *simulated.Study[K], k K, parts Parts[K]) ([]lab.Job, *simulated.Index[K], error) {
	list, index, err := plan(l, s, k, parts)
	var units []lab.Job
	for _, j := range list {
		units = append(units, lab.UnitJob(j.unit, j.name, j.seconds, nil, j.compute))
	}
	return units, index, err
}

type job struct {
	unit    lab.Unit
	name    string
	seconds float64
	compute func(ctx context.Context, _ *lab.Work) (simulated.Result, error)
}

func plan[K comparable](l *pipeline.Lab, s *simulated.Study[K], k K, parts Parts[K]) (jobs []job, index *simulated.Index[K], err error) {
	if err := s.Check(k); err != nil {
		return nil, nil, fmt.Errorf("notebook %s: %w", s.Notebook, err)
	}
	index = &simulated.Index[K]{Notebook: s.Notebook, Knobs: k}
	for i := range pipeline.CalibrationSeeds {
		seed := l.Seed + uint64(i)
		for _, p := range parts(k, l.Profile) {
			u := lab.Unit{Study: s.Study, Seed: seed, Versions: map[string]int{s.Study: s.Version}, Custom: l.Custom, Knobs: struct {
				Part  string `json:"part"`
				Knobs K      `json:"knobs"`
				Sizes any    `json:"sizes"`
			}{p.Name, k, p.Sizes}, Inputs: map[string]string{"criteria": simulated.CriteriaDigest(s.Criteria)}}
			name := fmt.Sprintf("%s, seed %d", p.Name, seed)
			jobs = append(jobs, job{u, name, p.Seconds, func(ctx context.Context, _ *lab.Work) (simulated.Result, error) {
				task := lab.TaskFrom(ctx, name, 0)
				cells, err := p.Compute(ctx, seed, task)
				task.Done(err)
				if err != nil {
					return simulated.Result{}, fmt.Errorf("%s: %w", name, err)
				}
				return simulated.Result{Part: p.Name, Seed: seed, Criteria: simulated.CriteriaDigest(s.Criteria), Cells: cells}, nil
			}})
			index.Results = append(index.Results, u.ID())
		}
	}
	return jobs, index, nil
}
