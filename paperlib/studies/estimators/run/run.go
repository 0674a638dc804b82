// Package run simulates what figure 3 and its tables show: samples of known laws, and what every estimator and test of
// package tails makes of them.
package run

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/studies/estimators"
)

// Simulate returns the index of the results under the profile of l, computing what the store lacks.
func Simulate(ctx context.Context, l *pipeline.Lab, k estimators.Knobs) (estimators.Index, error) {
	index := estimators.Index{Knobs: k}
	if err := k.Check(); err != nil {
		return index, err
	}
	for _, s := range settingsOf(l, k) {
		_, e, err := lab.Do(ctx, l.Store, s.unit(), s.compute)
		if err != nil {
			return index, err
		}
		index.Results = append(index.Results, e.ID)
	}
	return index, nil
}

// Jobs are the units that Simulate computes, for plans, and the index that names their results.
func Jobs(l *pipeline.Lab, k estimators.Knobs) ([]lab.Job, estimators.Index, error) {
	index := estimators.Index{Knobs: k}
	if err := k.Check(); err != nil {
		return nil, index, err
	}
	var jobs []lab.Job
	for _, s := range settingsOf(l, k) {
		u := s.unit()
		jobs = append(jobs, lab.UnitJob(u, s.String(), s.seconds(), nil, s.compute))
		index.Results = append(index.Results, u.ID())
	}
	return jobs, index, nil
}

// settings are those of one unit.
type settings struct {
	part   estimators.Part
	knobs  estimators.Knobs
	sizes  pipeline.Calibration
	seed   uint64
	custom string
}

func settingsOf(l *pipeline.Lab, k estimators.Knobs) (list []settings) {
	for i := range pipeline.CalibrationSeeds {
		for _, part := range estimators.Parts() {
			list = append(list, settings{part, k, pipeline.CalibrationSizes(l.Profile), l.Seed + uint64(i), l.Custom})
		}
	}
	return list
}

// String names the unit for plans and progress.
func (s settings) String() string { return fmt.Sprintf("%s of known laws, seed %d", s.part, s.seed) }

// unit has of the sizes those that its part depends on, so that one profile can use what another computed.
func (s settings) unit() lab.Unit {
	knobs := struct {
		Part       estimators.Part     `json:"part"`
		Knobs      estimators.Knobs    `json:"knobs"`
		Draws      int                 `json:"draws,omitempty"`
		Sizes      []int               `json:"sizes,omitempty"`
		Replicates []int               `json:"replicates,omitempty"`
		Files      []pipeline.FileSize `json:"files,omitempty"`
	}{Part: s.part}
	versions := map[string]int{"nb03": estimators.Version}
	switch s.part {
	case estimators.PartPaths:
		knobs.Knobs, knobs.Draws = s.knobs, s.sizes.Draws
	case estimators.PartVerdicts: // its laws have no knobs
		knobs.Files = s.sizes.Files
		versions["verdicts"] = estimators.VerdictsVersion
	default:
		knobs.Knobs, knobs.Sizes, knobs.Replicates = s.knobs, s.sizes.Sizes, s.sizes.Replicates
	}
	return lab.Unit{Study: estimators.Study, Seed: s.seed, Versions: versions, Knobs: knobs, Custom: s.custom}
}

// compute simulates the unit.
func (s settings) compute(ctx context.Context, _ *lab.Work) (estimators.Result, error) {
	r := estimators.Result{Part: s.part, Knobs: s.knobs, Seed: s.seed}
	var err error
	switch s.part {
	case estimators.PartPaths:
		err = s.paths(ctx, &r)
	case estimators.PartEstimates:
		r.Estimates, err = s.estimates(ctx)
	case estimators.PartTests:
		r.Tests, err = s.tests(ctx)
	case estimators.PartVerdicts:
		r.Verdicts, err = s.verdicts(ctx)
	}
	if err != nil {
		return r, fmt.Errorf("%s: %w", s, err)
	}
	return r, nil
}

// seconds estimates the time on two cores; it affects nothing else.
func (s settings) seconds() float64 {
	draws := 0.0
	for i, n := range s.sizes.Sizes {
		draws += float64(n * s.sizes.Replicates[i])
	}
	switch s.part {
	case estimators.PartPaths:
		return 1 + 3e-5*float64(s.sizes.Draws)
	case estimators.PartEstimates:
		return 1 + 3e-6*draws
	case estimators.PartTests:
		return 1 + 1e-5*draws
	}
	seconds := 1.0
	for _, f := range s.sizes.Files {
		seconds += 2.5e-5 * float64(f.Coordinates*f.Draws*f.Files)
	}
	return seconds
}
