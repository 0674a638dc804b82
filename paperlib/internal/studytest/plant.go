package studytest

import (
	"context"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Planted is a result of known content.
type Planted[R any] struct {
	Result R
	Seed   uint64
	Arrays func(w *lab.Work) error // writes the arrays beside the result; nil without
}

// Plant puts results into the store as units of a study, and loads the page that shows them with the published knobs.
func Plant[K comparable, R any](t *testing.T, s *lab.Store, of *study.Study[K, R], planted ...Planted[R]) *study.Page[K, R] {
	t.Helper()
	index := study.Index[K]{Notebook: of.Number, Knobs: of.Published}
	for i, p := range planted {
		u := lab.Unit{Study: of.Folder, Knobs: i, Seed: p.Seed}
		_, e, err := lab.Do(t.Context(), s, u, func(_ context.Context, w *lab.Work) (R, error) {
			if p.Arrays == nil {
				return p.Result, nil
			}
			return p.Result, p.Arrays(w)
		})
		if err != nil {
			t.Fatal(err)
		}
		index.Results = append(index.Results, e.ID)
	}
	page, err := of.Load(s, lab.Smoke, index)
	if err != nil {
		t.Fatal(err)
	}
	return page
}
