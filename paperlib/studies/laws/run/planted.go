package run

import (
	"context"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/studies/laws"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
)

// plantedSizes are those of a planted network. The number of replicates is what the profiles differ in; each replicate has the
// seeds of a network and a tenth of its coordinates, with a third of the draws.
func plantedSizes(p lab.Profile) laws.PlantedSizes {
	return laws.PlantedSizes{Replicates: run.ByProfile(p, 1, 2, study.Replicates), Seeds: 5, Coordinates: 10, Draws: 640}
}

// Planted are the units of the planted networks.
func Planted(l *pipeline.Lab) (list []Unit) {
	sizes, seed := plantedSizes(l.Profile), l.Seed
	for _, p := range laws.Plants() {
		part := "planted network: " + p.Truth
		list = append(list, Unit{Part: part, Seed: seed, Seconds: 0.6 * float64(sizes.Replicates),
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
