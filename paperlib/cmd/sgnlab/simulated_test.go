package main

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/studies/direction"
	nb13run "github.com/sgnlab/sgnlab/paperlib/studies/direction/run"
	"github.com/sgnlab/sgnlab/paperlib/studies/escape"
	nb10run "github.com/sgnlab/sgnlab/paperlib/studies/escape/run"
	"github.com/sgnlab/sgnlab/paperlib/studies/minimum"
	nb12run "github.com/sgnlab/sgnlab/paperlib/studies/minimum/run"
	"github.com/sgnlab/sgnlab/paperlib/studies/trapping"
	nb11run "github.com/sgnlab/sgnlab/paperlib/studies/trapping/run"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
	simsrun "github.com/sgnlab/sgnlab/paperlib/study/simulated/run"
)

// plantSimulations puts the smallest results of the simulated notebooks into the store of l, whatever its profile.
func plantSimulations(t *testing.T, l *pipeline.Lab) {
	t.Helper()
	small := &pipeline.Lab{Store: l.Store, Profile: lab.Smoke, Seed: 1}
	plantSimulation(t, small, escape.Study, nb10run.Simulate)
	plantSimulation(t, small, trapping.Study, nb11run.Simulate)
	plantSimulation(t, small, minimum.Study, nb12run.Simulate)
	plantSimulation(t, small, direction.Study, nb13run.Simulate)
}

func plantSimulation[K comparable](t *testing.T, l *pipeline.Lab, s *simulated.Study[K], simulate simsrun.Simulate[K]) {
	t.Helper()
	index, err := simulate(t.Context(), l, s.Published)
	fail(t, err)
	fail(t, index.Save())
}
