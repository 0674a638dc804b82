package main

import (
	"context"

	"github.com/sgnlab/sgnlab/paperlib/study"
)

type expectCmd struct {
	setting
}

// Help says who needs this.
func (expectCmd) Help() string {
	return "For those who publish: computes the units of the profile and writes what a run of it is expected to give, " +
		"with six standard deviations between seeds as tolerance, to figures/results/expected."
}

// Run computes the expectations.
func (c expectCmd) Run(ctx context.Context, s streams) error {
	l, list, err := c.open()
	if err != nil {
		return err
	}
	defer l.Close()
	ctx = follow(ctx, s)
	p, err := plan(l, list)
	if err != nil {
		return err
	}
	if err := p.Run(ctx, l.Store, 1); err != nil {
		return err
	}
	for _, n := range list {
		if err := saveIndex(l, n); err != nil {
			return err
		}
		d, _, err := n.load(l.Store, l.Profile, "", thisIndex(n))
		if err != nil {
			return err
		}
		seeds, err := n.bySeed(ctx, l, d)
		if err != nil {
			return err
		}
		if err := study.Expect(l.Profile, n.number, d.Observed(), seeds); err != nil {
			return err
		}
	}
	return nil
}
