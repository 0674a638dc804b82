package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/bench"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

type stableCmd struct {
	Short       bool     `help:"At most five minutes: 10 repeats, and 10,000 of the 270,000 coordinates."`
	Repeats     int      `help:"Repeats of what is fast (default 20; 10 with --short)."`
	Seed        uint64   `default:"1" help:"Root seed of the samples."`
	Core        int      `default:"-1" help:"Core to stay on, by taskset; -1: none."`
	V1          string   `name:"v1" help:"This program built for GOAMD64=v1."`
	Peers       string   `help:"Folder of the peers' environments, as scripts/bench.sh makes it; none: no peers."`
	Coordinates int      `help:"Coordinates to fit of the 270,000 (default all; 10,000 with --short)."`
	Reference   []string `help:"CSV files of reference values (default those of package stable)."`
	Out         string   `required:"" help:"Folder for stable.json and the figure."`
	Publish     bool     `help:"Also update figures/results/bench and figures/bench-stable."`
}

// Run compares, writes and prints.
func (c stableCmd) Run(ctx context.Context) error {
	root, err := lab.Root()
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	o := bench.Options{Short: c.Short, Repeats: c.Repeats, Seed: c.Seed, Core: c.Core, Reference: c.Reference, Log: os.Stderr,
		Coordinates: c.Coordinates}
	if len(o.Reference) == 0 {
		if o.Reference, err = bench.References(root); err != nil {
			return err
		}
	}
	o.Programs = []bench.Program{{Key: "sgnlab", Argv: []string{self, "serve", "stable"}}}
	if c.V1 != "" {
		o.Programs = append(o.Programs, bench.Program{Key: "sgnlab-v1", Argv: []string{c.V1, "serve", "stable"}})
	}
	if c.Peers == "" {
		o.Absent = []bench.Absence{{Name: "all peers", Why: "the run was asked to do without them"}}
	} else {
		o.Programs = append(o.Programs, bench.Program{Key: "gonum", Argv: []string{self, "serve", "gonum"}})
		if err := addPeers(&o, c.Peers); err != nil {
			return err
		}
		o.Absent = append(o.Absent, bench.LookedFor...)
	}
	r, err := bench.Run(ctx, o)
	if err != nil {
		return err
	}
	if err := r.Save(c.Out); err != nil {
		return err
	}
	if c.Publish {
		if err := r.Publish(root); err != nil {
			return err
		}
	}
	return r.Print(os.Stdout)
}

// addPeers reads the lines that scripts/bench.sh left, KEY and the words of a command separated by tabs, or KEY, - and why
// there is none.
func addPeers(o *bench.Options, dir string) error {
	list := filepath.Join(dir, "peers.tsv")
	b, err := os.ReadFile(list)
	if err != nil {
		return fmt.Errorf("the peers are not set up (%w); run scripts/bench.sh stable", err)
	}
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		switch {
		case len(f) < 2:
			return fmt.Errorf("%s: no line KEY<tab>COMMAND: %q; run scripts/bench.sh stable, which writes it anew", list, line)
		case f[1] == "-":
			o.Absent = append(o.Absent, bench.Absence{Name: f[0], Why: strings.Join(f[2:], " ")})
		default:
			o.Programs = append(o.Programs, bench.Program{Key: f[0], Argv: f[1:], Env: bench.OneThread})
		}
	}
	return nil
}
