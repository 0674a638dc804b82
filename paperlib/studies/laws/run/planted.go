package run

import (
	"context"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/studies/laws"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
)

// plantedSizes are those of a planted network: in full the seeds of a network, a tenth of its coordinates, and a third of the
// draws.
func plantedSizes(p lab.Profile) laws.PlantedSizes {
	return run.ByProfile(p,
		laws.PlantedSizes{Replicates: 1, Seeds: 2, Coordinates: 10, Draws: 320},
		laws.PlantedSizes{Replicates: 2, Seeds: 3, Coordinates: 10, Draws: 640},
		laws.PlantedSizes{Replicates: study.Replicates, Seeds: 5, Coordinates: 10, Draws: 640})
}

// Planted are the units of the planted networks.
func Planted(l *pipeline.Lab) (list []Unit) {
	sizes, seed := plantedSizes(l.Profile), l.Seed
	for _, p := range laws.Plants() {
		part := "planted network: " + p.Truth
		list = append(list, Unit{Part: part, Seed: seed, Seconds: 0.0001 * float64(sizes.Replicates*sizes.Seeds*sizes.Draws),
			Identity: func(u *lab.Unit) {
				u.Custom = ""
				u.Knobs = struct {
					Planted string            `json:"planted"`
					Sizes   laws.PlantedSizes `json:"sizes"`
				}{p.Truth, sizes}
			},
			Compute: func(ctx context.Context, _ *lab.Work) (laws.Result, error) {
				task := lab.TaskFrom(ctx, part, sizes.Replicates)
				c, err := p.Count(ctx, sizes, seed, func(done, _ int) { task.Set(done) })
				task.Done(err)
				return laws.Result{Planted: &c}, err
			}})
	}
	return list
}
