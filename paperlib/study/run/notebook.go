package run

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Notebook is a registered study with its types left out: what the commands on all notebooks need, always with the
// published knobs.
type Notebook struct {
	Number, Slug, Title, Folder string
	Criteria                    []lab.Criterion
	Source                      study.Source // of the criteria; empty in studies that are older than it
	arrays                      []string

	// Plan lists the units, with what they read, and returns the index of their results.
	Plan func(ctx context.Context, l *pipeline.Lab) (lab.Plan, Index, error)
	// Load reads the results of an index, which is decoded by the function given, for drawing into the folder out.
	Load func(s *lab.Store, p lab.Profile, out string, index func(any) error) (Page, error)
	// Expect computes what tells the spread between seeds, and writes what a run under the profile of l is expected to give.
	Expect func(ctx context.Context, l *pipeline.Lab, index func(any) error) error
}

// Index names the results of a notebook: a *study.Index.
type Index interface {
	IDs() []string
	Save() error
}

// Page is a loaded notebook: a *study.Page.
type Page interface {
	Checks() ([]lab.Check, error)
	Save() error
	Record([]lab.CheckResult) error
	Entries() []*lab.Entry
	Drawings() []study.Drawing
	Turned() bool
}

// Arrays are the arrays of one result that are published.
func (n Notebook) Arrays(e *lab.Entry) (list []string) {
	for _, name := range n.arrays {
		if e.HasArray(name) {
			list = append(list, name)
		}
	}
	return list
}

var notebooks []Notebook

// Notebooks are the registered studies by number. Import package studies for its sake to have all.
func Notebooks() []Notebook { return slices.Clone(notebooks) }

// Register makes a study known to the commands and returns the function that its compute cell calls. It panics when
// two studies have one number.
func Register[K comparable, R any](s *study.Study[K, R], units Units[K, R]) Compute[K, R] {
	w := newWork(s, units)
	at, found := slices.BinarySearchFunc(notebooks, s.Number, func(n Notebook, number string) int { return strings.Compare(n.Number, number) })
	if found {
		panic(fmt.Sprintf("run: two studies are notebook %s: %s and %s", s.Number, notebooks[at].Slug, s.Slug))
	}
	notebooks = slices.Insert(notebooks, at, Notebook{
		Number: s.Number, Slug: s.Slug, Title: s.Title, Folder: s.Folder, Criteria: s.Criteria, Source: s.Source, arrays: s.Arrays,
		Plan: func(ctx context.Context, l *pipeline.Lab) (lab.Plan, Index, error) {
			jobs, index, err := w.plan(ctx, l, s.Published)
			return jobs, index, err
		},
		Load: func(store *lab.Store, p lab.Profile, out string, index func(any) error) (Page, error) {
			return w.load(store, p, out, index)
		},
		Expect: w.expect,
	})
	return w.compute
}

func (w work[K, R]) load(store *lab.Store, p lab.Profile, out string, index func(any) error) (*study.Page[K, R], error) {
	var i study.Index[K]
	if err := index(&i); err != nil {
		return nil, err
	}
	page, err := w.study.Load(store, p, i)
	if err != nil {
		return nil, err
	}
	page.Out = out
	return page, nil
}

func (w work[K, R]) expect(ctx context.Context, l *pipeline.Lab, index func(any) error) error {
	page, err := w.load(l.Store, l.Profile, "", index)
	if err != nil {
		return err
	}
	_, spread, _, err := w.list(ctx, l, page.Knobs())
	if err != nil {
		return err
	}
	var further []study.Of[R]
	for _, j := range spread {
		e, err := j.do(ctx, l.Store)
		if err != nil {
			return err
		}
		r, err := w.study.Read(e)
		if err != nil {
			return err
		}
		further = append(further, r)
	}
	return study.Expect(l.Profile, w.study.Number, page.Observed, page.Spread(further...))
}
