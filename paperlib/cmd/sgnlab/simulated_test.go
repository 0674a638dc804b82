package main

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/studies/nb10"
	nb10run "github.com/sgnlab/sgnlab/paperlib/studies/nb10/run"
	"github.com/sgnlab/sgnlab/paperlib/studies/nb11"
	nb11run "github.com/sgnlab/sgnlab/paperlib/studies/nb11/run"
	"github.com/sgnlab/sgnlab/paperlib/studies/nb12"
	nb12run "github.com/sgnlab/sgnlab/paperlib/studies/nb12/run"
	"github.com/sgnlab/sgnlab/paperlib/studies/nb13"
	nb13run "github.com/sgnlab/sgnlab/paperlib/studies/nb13/run"
	"github.com/sgnlab/sgnlab/paperlib/studies/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/studies/sims"
	simsrun "github.com/sgnlab/sgnlab/paperlib/studies/sims/run"
)

// plantSimulations puts the smallest results of the simulated notebooks into the store of l, whatever its profile.
func plantSimulations(t *testing.T, l *pipeline.Lab) {
	t.Helper()
	small := &pipeline.Lab{Store: l.Store, Profile: lab.Smoke, Seed: 1}
	plantSimulation(t, small, nb10.Study, nb10run.Simulate)
	plantSimulation(t, small, nb11.Study, nb11run.Simulate)
	plantSimulation(t, small, nb12.Study, nb12run.Simulate)
	plantSimulation(t, small, nb13.Study, nb13run.Simulate)
}

func plantSimulation[K comparable](t *testing.T, l *pipeline.Lab, s *sims.Study[K], simulate simsrun.Simulate[K]) {
	t.Helper()
	index, err := simulate(t.Context(), l, s.Published)
	fail(t, err)
	fail(t, index.Save())
}
