package main

import (
	"context"
	"os"

	"github.com/sgnlab/sgnlab/paperlib/bench"
	"github.com/sgnlab/sgnlab/paperlib/bench/levy"
	"github.com/sgnlab/sgnlab/paperlib/bench/peer"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

type levyCmd struct {
	Short   bool   `help:"At most three minutes: 10 repeats, and fewer rare exits by Euler's scheme."`
	Repeats int    `help:"Interleaved repeats (default 20; 10 with --short)."`
	Peers   string `help:"File of lines KEY, Python and, if there is none, why, separated by tabs; none: no peers."`
	Script  string `required:"" help:"levy_peers.py."`
	Out     string `required:"" help:"Folder for levy.json and the figure."`
	Publish bool   `help:"Also update the committed result and figure."`
}

// Run compares, writes and prints.
func (c levyCmd) Run(ctx context.Context) error {
	root, err := lab.Root()
	if err != nil {
		return err
	}
	o := levy.Options{Short: c.Short, Repeats: c.Repeats, Script: c.Script, Log: os.Stderr}
	if o.Repeats == 0 {
		if o.Repeats = 20; c.Short {
			o.Repeats = 10
		}
	}
	if c.Peers == "" {
		o.Absent = []bench.Absence{{Name: "all peers", Why: "the run was asked to do without them"}}
	} else if o.Peers, o.Absent, err = peer.List(c.Peers); err != nil {
		return err
	}
	r, err := levy.Run(ctx, o)
	if err != nil {
		return err
	}
	if err := r.Save(c.Out, c.Out); err != nil {
		return err
	}
	if c.Publish {
		if err := r.Publish(root); err != nil {
			return err
		}
	}
	return r.Print(os.Stdout)
}
