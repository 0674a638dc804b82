// Package run computes the results of a study, unit by unit, into the run store.
//
// A study's own run package states one list of units and registers it:
//
//	var Compute = run.Register(escape.Study, units)
//
//	func units(ctx context.Context, l *pipeline.Lab, k escape.Knobs) (list []run.Unit[escape.Result], absent []string, err error)
//
// The compute cell of the notebook calls Compute, `sgnlab plan` lists the units, `sgnlab run` computes them one by one, and
// `sgnlab reproduce` does all of it. All numbers of the profiles stand in that list; see ByProfile.
package run

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Repetitions is the number of seeds under which a simulation is repeated in every profile: their spread is the
// tolerance of a reproduction.
const Repetitions = 3

// ByProfile is the profile's own of three numbers; gpu has that of full.
func ByProfile[T any](p lab.Profile, smoke, quick, full T) T {
	switch p {
	case lab.Smoke:
		return smoke
	case lab.Quick:
		return quick
	}
	return full
}

// Input is something in the run store that a unit reads: a trained network, its snapshots, a capture, a unit of another study.
type Input = pipeline.Input

// Unit is one idempotent piece of a study's work. What determines its result is its part, the knobs, its sizes, its
// seed, its inputs, the study's version and criteria; nothing else may.
type Unit[R any] struct {
	Part    string // tells the units of a study apart, in plans, messages and identities
	Seed    uint64
	Sizes   any              // the profile's numbers that it depends on
	Inputs  map[string]Input // what it reads
	Seconds float64          // estimate on two cores, for the time to go
	// Spread says that the unit is computed only by those who publish, to know the spread between seeds; nothing shows it.
	Spread bool
	// Identity changes what the id is made of, in studies whose published ids were made another way.
	Identity func(*lab.Unit)
	Compute  func(context.Context, *lab.Work) (R, error)
}

// Units states the units of a study under the profile and seed of l, in the order in which they are shown, and what the
// profile has and this machine has not, in words.
type Units[K comparable, R any] func(ctx context.Context, l *pipeline.Lab, k K) (units []Unit[R], absent []string, err error)

// unit is the identity of u in the run store.
func (u Unit[R]) unit(identity lab.Unit) lab.Unit {
	identity.Seed = u.Seed
	for name, in := range u.Inputs {
		identity.Inputs[name] = in.ID()
	}
	if u.Identity != nil {
		u.Identity(&identity)
	}
	return identity
}

func identity[K comparable, R any](s *study.Study[K, R], l *pipeline.Lab, k K, u Unit[R]) lab.Unit {
	base := lab.Unit{Study: s.Folder, Versions: map[string]int{s.Folder: s.Version}, Custom: l.Custom, Inputs: map[string]string{}, Knobs: struct {
		Part  string `json:"part"`
		Knobs K      `json:"knobs"`
		Sizes any    `json:"sizes"`
	}{u.Part, k, u.Sizes}}
	if len(s.Criteria) > 0 {
		base.Inputs["criteria"] = s.CriteriaDigest()
	}
	return u.unit(base)
}

// Title names the unit in plans and progress.
func (u Unit[R]) Title() string { return fmt.Sprintf("%s, seed %d", u.Part, u.Seed) }

// compute is u.Compute with errors that name the unit.
func (u Unit[R]) compute(ctx context.Context, w *lab.Work) (R, error) {
	r, err := u.Compute(ctx, w)
	if err != nil {
		return r, fmt.Errorf("%s: %w", u.Title(), err)
	}
	return r, nil
}
