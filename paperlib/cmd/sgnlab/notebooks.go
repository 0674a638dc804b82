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
	"github.com/sgnlab/sgnlab/paperlib/studies/direction"
	nb13run "github.com/sgnlab/sgnlab/paperlib/studies/direction/run"
	"github.com/sgnlab/sgnlab/paperlib/studies/escape"
	nb10run "github.com/sgnlab/sgnlab/paperlib/studies/escape/run"
	"github.com/sgnlab/sgnlab/paperlib/studies/estimators"
	nb03run "github.com/sgnlab/sgnlab/paperlib/studies/estimators/run"
	"github.com/sgnlab/sgnlab/paperlib/studies/laws"
	nb02run "github.com/sgnlab/sgnlab/paperlib/studies/laws/run"
	"github.com/sgnlab/sgnlab/paperlib/studies/minimum"
	nb12run "github.com/sgnlab/sgnlab/paperlib/studies/minimum/run"
	"github.com/sgnlab/sgnlab/paperlib/studies/networks"
	nb04run "github.com/sgnlab/sgnlab/paperlib/studies/networks/run"
	"github.com/sgnlab/sgnlab/paperlib/studies/parameter"
	nb01run "github.com/sgnlab/sgnlab/paperlib/studies/parameter/run"
	"github.com/sgnlab/sgnlab/paperlib/studies/trapping"
	nb11run "github.com/sgnlab/sgnlab/paperlib/studies/trapping/run"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
	simsrun "github.com/sgnlab/sgnlab/paperlib/study/simulated/run"
)

// A drawable is a figure or table with its checks: what the notebook shows and what is drawn without it.
type drawable interface {
	Observed() map[string]float64
	Checks() ([]lab.Check, error)
	Save() error
	Record(checks []lab.CheckResult) error
}

// notebook is one figure or table from its units to its files. Adding a study is adding an entry to notebooks.
type notebook struct {
	number string
	study  string          // folder of the results that it is drawn from
	arrays []string        // of every result, for publishing
	some   []string        // arrays that only some results have
	rules  []lab.Criterion // by which its verdicts are reached
	// jobs are its units, and the index of the results that they make.
	jobs func(l *pipeline.Lab) ([]lab.Job, any, error)
	// bySeed are the observed numbers under several seeds, whose spread is the tolerance of a reproduction.
	bySeed func(ctx context.Context, l *pipeline.Lab, d drawable) ([]map[string]float64, error)
	// load reads the results of an index, published or of this run.
	load func(s *lab.Store, p lab.Profile, out string, index func(any) error) (drawable, []*lab.Entry, error)
}

var notebooks = []notebook{
	{
		number: parameter.Notebook, study: parameter.Study, arrays: []string{"draws"},
		jobs: func(l *pipeline.Lab) ([]lab.Job, any, error) { return three(nb01run.Jobs(l, parameter.Published)) },
		bySeed: func(ctx context.Context, l *pipeline.Lab, _ drawable) ([]map[string]float64, error) {
			return nb01run.BySeed(ctx, l, parameter.Published)
		},
		load: loader(parameter.Load, func(p *parameter.Page, out string) []*lab.Entry {
			p.Out = out
			return p.Entries
		}),
	},
	{
		number: laws.Notebook, study: laws.Study, rules: laws.Criteria(),
		jobs: func(l *pipeline.Lab) ([]lab.Job, any, error) { return three(nb02run.All(l, laws.Published)) },
		bySeed: func(_ context.Context, _ *pipeline.Lab, d drawable) ([]map[string]float64, error) {
			return d.(*laws.Page).BySeed(), nil
		},
		load: loader(laws.Load, func(p *laws.Page, out string) []*lab.Entry {
			p.Out = out
			return p.Entries
		}),
	},
	{
		number: estimators.Notebook, study: estimators.Study,
		jobs: func(l *pipeline.Lab) ([]lab.Job, any, error) { return three(nb03run.Jobs(l, estimators.Published)) },
		bySeed: func(_ context.Context, _ *pipeline.Lab, d drawable) ([]map[string]float64, error) {
			return d.(*estimators.Page).BySeed(), nil
		},
		load: loader(estimators.Load, func(p *estimators.Page, out string) []*lab.Entry {
			p.Out = out
			return p.Entries
		}),
	},
	{
		number: networks.Notebook, study: networks.Study, some: []string{"samples"},
		jobs: func(l *pipeline.Lab) ([]lab.Job, any, error) { return three(nb04run.Jobs(l, networks.Published)) },
		bySeed: func(_ context.Context, _ *pipeline.Lab, d drawable) ([]map[string]float64, error) {
			return d.(*networks.Page).BySeed(), nil
		},
		load: loader(networks.Load, func(p *networks.Page, out string) []*lab.Entry {
			p.Out = out
			return p.Entries
		}),
	},
	simulation(escape.Study, nb10run.Jobs),
	simulation(trapping.Study, nb11run.Jobs),
	simulation(minimum.Study, nb12run.Jobs),
	simulation(direction.Study, nb13run.Jobs),
}

// simulation is the entry of a notebook of simulated equations.
func simulation[K comparable](s *simulated.Study[K], jobs simsrun.Jobs[K]) notebook {
	return notebook{
		number: s.Notebook, study: s.Study, rules: s.Criteria,
		jobs: func(l *pipeline.Lab) ([]lab.Job, any, error) { return three(jobs(l, s.Published)) },
		bySeed: func(_ context.Context, _ *pipeline.Lab, d drawable) ([]map[string]float64, error) {
			return d.(*simulated.Page[K]).BySeed(), nil
		},
		load: loader(s.Load, func(p *simulated.Page[K], out string) []*lab.Entry {
			p.Out = out
			return p.Entries
		}),
	}
}

// criteria are the rules of all notebooks, by number: a verdict that was reached by another one is refused.
func criteria() report.Criteria {
	all := report.Criteria{}
	for _, n := range notebooks {
		all[n.number] = n.rules
	}
	return all
}

// files are the arrays of one result that are published.
func (n notebook) files(e *lab.Entry) []string {
	list := slices.Clone(n.arrays)
	for _, name := range n.some {
		if e.HasArray(name) {
			list = append(list, name)
		}
	}
	return list
}

// loader is the load of a notebook from that of its study; place sets the folder of a page and returns its results.
func loader[I any, P drawable](load func(*lab.Store, lab.Profile, I) (P, error), place func(P, string) []*lab.Entry) func(*lab.Store, lab.Profile, string, func(any) error) (drawable, []*lab.Entry, error) {
	return func(s *lab.Store, p lab.Profile, out string, index func(any) error) (drawable, []*lab.Entry, error) {
		var i I
		if err := index(&i); err != nil {
			return nil, nil, err
		}
		page, err := load(s, p, i)
		if err != nil {
			return nil, nil, err
		}
		return page, place(page, out), nil
	}
}

func three[I any](jobs []lab.Job, index I, err error) ([]lab.Job, any, error) {
	return jobs, index, err
}

// selected are the notebooks with the given numbers, all when none is given.
func selected(only []string) ([]notebook, error) {
	if len(only) == 0 {
		return notebooks, nil
	}
	var list []notebook
	for _, want := range only {
		if len(want) == 1 {
			want = "0" + want
		}
		i := slices.IndexFunc(notebooks, func(n notebook) bool { return n.number == want })
		if i < 0 {
			var have []string
			for _, n := range notebooks {
				have = append(have, n.number)
			}
			return nil, fmt.Errorf("there is no notebook %s: the numbers are %s", want, strings.Join(have, ", "))
		}
		list = append(list, notebooks[i])
	}
	return list, nil
}

// plan merges the units of notebooks; units that several share appear once.
func plan(l *pipeline.Lab, list []notebook) (lab.Plan, error) {
	var plans []lab.Plan
	for _, n := range list {
		jobs, _, err := n.jobs(l)
		if err != nil {
			return nil, fmt.Errorf("notebook %s: %w", n.number, err)
		}
		plans = append(plans, jobs)
	}
	return lab.Merge(plans...)
}

// draw writes the files of a notebook whose index is saved in the out folder in force, and runs its checks.
func draw(n notebook, s *lab.Store, p lab.Profile, out string, index func(any) error) ([]lab.CheckResult, error) {
	d, _, err := n.load(s, p, out, index)
	if err != nil {
		return nil, fmt.Errorf("notebook %s: %w", n.number, err)
	}
	checks, err := d.Checks()
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
	return results, errors.Join(d.Save(), d.Record(results))
}

func thisIndex(n notebook) func(any) error {
	return func(v any) error { return study.LoadIndex(n.number, v) }
}

func publishedIndex(n notebook) func(any) error {
	return func(v any) error {
		found, err := study.PublishedIndex(n.number, v)
		if err == nil && !found {
			err = fmt.Errorf("nothing is published: run scripts/reproduce.sh --full --publish, or --quick for a small run")
		}
		return err
	}
}
