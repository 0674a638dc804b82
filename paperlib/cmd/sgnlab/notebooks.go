package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/report"
	_ "github.com/sgnlab/sgnlab/paperlib/studies" // registers them
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
)

// criteria are the rules of all notebooks, by number: a verdict that was reached by another one is refused.
func criteria() report.Criteria {
	all := report.Criteria{}
	for _, n := range run.Notebooks() {
		all[n.Number] = n.Criteria
	}
	return all
}

// selected are the notebooks with the given numbers, all when none is given.
func selected(only []string) ([]run.Notebook, error) {
	all := run.Notebooks()
	if len(only) == 0 {
		return all, nil
	}
	var list []run.Notebook
	for _, want := range only {
		if len(want) == 1 {
			want = "0" + want
		}
		i := slices.IndexFunc(all, func(n run.Notebook) bool { return n.Number == want })
		if i < 0 {
			var have []string
			for _, n := range all {
				have = append(have, n.Number)
			}
			return nil, fmt.Errorf("there is no notebook %s: the numbers are %s", want, strings.Join(have, ", "))
		}
		list = append(list, all[i])
	}
	return list, nil
}

// plan merges the units of notebooks; units that several share appear once.
func plan(ctx context.Context, l *pipeline.Lab, list []run.Notebook) (lab.Plan, error) {
	var plans []lab.Plan
	for _, n := range list {
		jobs, _, err := n.Plan(ctx, l)
		if err != nil {
			return nil, err
		}
		plans = append(plans, jobs)
	}
	return lab.Merge(plans...)
}

// draw writes the files of a notebook, and runs its checks.
func draw(n run.Notebook, s *lab.Store, p lab.Profile, out string, index func(any) error) ([]lab.CheckResult, error) {
	page, err := n.Load(s, p, out, index)
	if err != nil {
		return nil, err
	}
	checks, err := page.Checks()
	if err != nil {
		return nil, err
	}
	var results []lab.CheckResult
	for _, c := range checks {
		results = append(results, c.Run(false))
	}
	if err := files.Adopt(out); err != nil {
		return nil, err
	}
	return results, errors.Join(page.Save(), page.Record(results))
}

// thisIndex reads the index that is saved in the out folder in force.
func thisIndex(n run.Notebook) func(any) error {
	return func(v any) error { return study.LoadIndex(n.Number, v) }
}

func publishedIndex(n run.Notebook) func(any) error {
	return func(v any) error {
		found, err := study.PublishedIndex(n.Number, v)
		if err == nil && !found {
			err = fmt.Errorf("nothing is published of notebook %s: run scripts/reproduce.sh --full --publish, or --quick for a small run", n.Number)
		}
		return err
	}
}
