package main

import (
	"context"
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
	p, err := plan(ctx, l, list)
	if err != nil {
		return err
	}
	if err := p.Run(ctx, l.Store, 1); err != nil {
		return err
	}
	for _, n := range list {
		if err := saveIndex(ctx, l, n); err != nil {
			return err
		}
		if err := n.Expect(ctx, l, thisIndex(n)); err != nil {
			return err
		}
	}
	return nil
}
