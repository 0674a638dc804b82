// Package run lists the units of a study of simulated equations: its parts, each under every seed.
package run

import (
	"context"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// Part is a piece of a study that is computed at once.
type Part struct {
	Name    string
	Sizes   any     // the profile's numbers that it depends on
	Seconds float64 // estimate on two cores; it affects nothing else
	Once    bool    // under the first seed alone
	Compute func(ctx context.Context, seed uint64, task *lab.Task) ([]simulated.Cell, error)
}

// Compute returns the index of the results of such a study; see run.Compute.
type Compute[K comparable] = run.Compute[K, simulated.Result]

// Register makes a study known with its parts under knobs and a profile; see run.Register.
func Register[K comparable](s *simulated.Study[K], parts func(k K, p lab.Profile) []Part) Compute[K] {
	return run.Register(s, func(_ context.Context, l *pipeline.Lab, k K) (units []run.Unit[simulated.Result], absent []string, err error) {
		for i := range run.Repetitions {
			for _, p := range parts(k, l.Profile) {
				if p.Once && i > 0 {
					continue
				}
				units = append(units, unit(p, l.Seed+uint64(i), s.CriteriaDigest()))
			}
		}
		return units, nil, nil
	})
}

// Planted is the part that judges planted cases, under the first seed alone: so many of each as a criterion speaks of, fewer
// where the profile is small.
func Planted[K comparable](k K, p lab.Profile, seconds float64, plants []simulated.Plant[K]) Part {
	n := run.ByProfile(p, 4, 20, study.Replicates)
	return Part{Name: "planted cases", Sizes: n, Seconds: 0.2 + seconds*float64(n)/study.Replicates, Once: true,
		Compute: func(ctx context.Context, seed uint64, _ *lab.Task) ([]simulated.Cell, error) {
			return simulated.Judged(ctx, k, seed, n, plants)
		}}
}

func unit(p Part, seed uint64, criteria string) run.Unit[simulated.Result] {
	u := run.Unit[simulated.Result]{Part: p.Name, Seed: seed, Sizes: p.Sizes, Seconds: p.Seconds}
	u.Compute = func(ctx context.Context, _ *lab.Work) (simulated.Result, error) {
		task := lab.TaskFrom(ctx, u.Title(), 0)
		cells, err := p.Compute(ctx, seed, task)
		task.Done(err)
		return simulated.Result{Part: p.Name, Seed: seed, Criteria: criteria, Cells: cells}, err
	}
	return u
}
