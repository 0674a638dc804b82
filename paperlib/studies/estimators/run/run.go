// Package run simulates what figure 3 and its tables show: samples of known laws, and what every estimator and test of
// package tails makes of them.
package run

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/analyze"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/studies/estimators"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
)

// Compute simulates what the run store lacks and returns the index of the results.
var Compute = run.Register(estimators.Study, units)

func units(_ context.Context, l *pipeline.Lab, k estimators.Knobs) (list []run.Unit[estimators.Result], absent []string, err error) {
	for i := range run.Repetitions {
		for _, part := range estimators.Parts() {
			s := settings{part, k, sizesOf(l.Profile), l.Seed + uint64(i)}
			list = append(list, run.Unit[estimators.Result]{Part: string(part) + " of known laws", Seed: s.seed, Seconds: s.seconds(), Identity: s.identity, Compute: s.compute})
		}
	}
	return list, nil, nil
}

// settings are those of one unit.
type settings struct {
	part  estimators.Part
	knobs estimators.Knobs
	sizes sizes
	seed  uint64
}

// String names the unit for plans and progress.
func (s settings) String() string { return fmt.Sprintf("%s of known laws, seed %d", s.part, s.seed) }

// identity has of the sizes those that its part depends on, so that one profile can use what another computed.
func (s settings) identity(u *lab.Unit) {
	knobs := struct {
		Part       estimators.Part  `json:"part"`
		Knobs      estimators.Knobs `json:"knobs"`
		Draws      int              `json:"draws,omitempty"`
		Sizes      []int            `json:"sizes,omitempty"`
		Replicates []int            `json:"replicates,omitempty"`
		Files      []fileSize       `json:"files,omitempty"`
	}{Part: s.part}
	switch s.part {
	case estimators.PartPaths:
		knobs.Knobs, knobs.Draws = s.knobs, s.sizes.Draws
	case estimators.PartVerdicts: // its laws have no knobs
		knobs.Files = s.sizes.Files
		u.Versions["verdicts"] = estimators.VerdictsVersion
	default:
		knobs.Knobs, knobs.Sizes, knobs.Replicates = s.knobs, s.sizes.Sizes, s.sizes.Replicates
	}
	u.Knobs = knobs
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
	return r, err
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
		seconds += 2.5e-6 / 2 * float64(f.Coordinates*f.Draws*f.Files*len(analyze.Truths()))
	}
	return seconds
}
