package main

import (
	"context"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/studies/networks"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// plantNetworks puts results of notebook 04 into the store, of the form that training has.
func plantNetworks(t *testing.T, l *pipeline.Lab) {
	t.Helper()
	index := networks.Index{Knobs: networks.Published}
	results, samples := networks.Synthetic()
	for _, r := range results {
		_, e, err := lab.Do(t.Context(), l.Store, lab.Unit{Study: networks.Study, Knobs: r.Net, Seed: r.Seed}, func(_ context.Context, w *lab.Work) (networks.Result, error) {
			if r.Samples != nil {
				return r, w.Array32("samples", r.Samples, samples)
			}
			return r, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		index.Results = append(index.Results, e.ID)
	}
	fail(t, study.SaveIndex(networks.Notebook, index))
}

// moreTrainings counts the training runs of notebook 04 that no other notebook has.
func moreTrainings(p lab.Profile) int {
	cases, _ := pipeline.Cases(p)
	nets, _ := pipeline.NetCases(p)
	more := 0
	for _, n := range nets {
		shared := 0
		for _, c := range cases {
			if c.Data == n.Data && c.Net == n.Net && c.Data != "mnist" { // there it has a recipe of its own
				shared = min(n.Seeds, pipeline.Seeds(p))
			}
		}
		more += n.Seeds - shared
	}
	return more
}
