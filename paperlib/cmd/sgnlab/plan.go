package main

import (
	"context"
	"fmt"
	"os"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
)

// setting are the options that all commands on units share; they override the environment.
type setting struct {
	Profile string   `help:"Numbers to run with: smoke, quick, full or gpu (SGNLAB_PROFILE; quick)."`
	Seed    string   `help:"Root seed of every random number (SGNLAB_SEED; 1)." placeholder:"N"`
	Only    []string `help:"Only these notebooks." placeholder:"NN"`
}

// open applies the options and opens the lab. Cells of notebooks started from here see the same environment.
func (o setting) open() (*pipeline.Lab, []run.Notebook, error) {
	if _, err := lab.ParseProfile(o.Profile); err != nil {
		return nil, nil, badInput{fmt.Errorf("--profile: %w", err)}
	}
	if _, err := strconv.ParseUint(o.Seed, 10, 64); err != nil && o.Seed != "" {
		return nil, nil, badInput{fmt.Errorf("--seed %q: a seed is a whole number from 0 to 18446744073709551615", o.Seed)}
	}
	for name, value := range map[string]string{"SGNLAB_PROFILE": o.Profile, "SGNLAB_SEED": o.Seed} {
		if value != "" {
			if err := os.Setenv(name, value); err != nil {
				return nil, nil, err
			}
		}
	}
	list, err := selected(o.Only)
	if err != nil {
		return nil, nil, err
	}
	l, err := pipeline.Open()
	return l, list, err
}

// follow puts progress on standard error into the context.
func follow(ctx context.Context, s streams) context.Context {
	return lab.WithProgress(ctx, lab.NewProgress(s.err, lab.Auto))
}

type planCmd struct {
	setting
}

// Help says what the lines mean.
func (planCmd) Help() string {
	return "One line per unit, separated by tabs: id, study, state (done, todo, or unneeded: absent, and all that need it are done), estimated seconds, ids needed (- for none), title. " +
		"`sgnlab run --id ID` runs one, in any order and on any machine that shares the run store: a loop, xargs -P, Snakemake or a Slurm array can call it."
}

// Run prints the plan. Damaged results are moved aside first, so that they are listed as to do.
func (c planCmd) Run(ctx context.Context, s streams) error {
	l, list, err := c.open()
	if err != nil {
		return err
	}
	defer l.Close()
	p, err := plan(ctx, l, list)
	if err != nil {
		return err
	}
	if _, err := p.Repair(follow(ctx, s), l.Store); err != nil {
		return err
	}
	return p.Print(s.out, l.Store)
}

type runCmd struct {
	setting
	ID   []string `help:"Run the units whose ids begin so, one after the other, and what they need; without it, all units that are to do." placeholder:"ID"`
	Jobs int      `help:"Units worked on at once." default:"1"`
}

// Run computes units.
func (c runCmd) Run(ctx context.Context, s streams) error {
	if c.Jobs < 1 {
		return fmt.Errorf("--jobs is %d: at least 1", c.Jobs)
	}
	l, list, err := c.open()
	if err != nil {
		return err
	}
	defer l.Close()
	p, err := plan(ctx, l, list)
	if err != nil {
		return err
	}
	ctx = follow(ctx, s)
	if len(c.ID) == 0 {
		return p.Run(ctx, l.Store, c.Jobs)
	}
	for _, id := range c.ID {
		if err := p.RunOne(ctx, l.Store, id); err != nil {
			return err
		}
	}
	return nil
}

type collectCmd struct {
	setting
}

// Run draws what the units of the plan gave, without notebooks. Damaged results are computed anew first.
func (c collectCmd) Run(ctx context.Context, s streams) error {
	l, list, err := c.open()
	if err != nil {
		return err
	}
	defer l.Close()
	out, err := study.Out()
	if err != nil {
		return err
	}
	p, err := plan(ctx, l, list)
	if err != nil {
		return err
	}
	ctx = follow(ctx, s)
	damaged, err := p.Repair(ctx, l.Store)
	if err != nil {
		return err
	}
	for _, id := range damaged {
		if err := p.RunOne(ctx, l.Store, id); err != nil {
			return err
		}
	}
	for _, n := range list {
		if err := saveIndex(ctx, l, n); err != nil {
			return err
		}
		if _, err := draw(n, l.Store, l.Profile, out, thisIndex(n)); err != nil {
			return err
		}
	}
	return finish(s, out, list)
}

// saveIndex writes the index that the compute cell of a notebook would write.
func saveIndex(ctx context.Context, l *pipeline.Lab, n run.Notebook) error {
	_, index, err := n.Plan(ctx, l)
	if err != nil {
		return err
	}
	return index.Save()
}
