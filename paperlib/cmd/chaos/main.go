// Command chaos is what scripts/chaos.sh runs: it kills, damages and misuses the sgnlab program and counts what it did wrong.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/sgnlab/sgnlab/paperlib/internal/chaos"
)

type options struct {
	Minutes float64  `help:"How long." default:"10"`
	Seed    *uint64  `help:"Of the first case of every scenario, the next ones count on; without it, from the clock." placeholder:"N"`
	Only    []string `help:"Scenarios; one that ends in a dash stands for all that begin so. With --seed and without --minutes: one case." placeholder:"SCENARIO,..."`
	List    bool     `help:"List the scenarios."`
	Program string   `help:"The sgnlab executable." required:"" placeholder:"FILE"`
	Root    string   `help:"Its clone." required:"" placeholder:"DIR"`
}

func main() {
	var o options
	k := kong.Parse(&o, kong.Name("chaos"), kong.Description("Kills, damages and misuses sgnlab; scripts/chaos.sh sets up what it needs."))
	once := o.Seed != nil && len(o.Only) > 0
	for _, p := range k.Path {
		once = once && !(p.Flag != nil && p.Flag.Name == "minutes")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, o, once)
	stop()
	os.Exit(status)
}

func run(ctx context.Context, o options, once bool) int {
	scenarios, err := chaos.Choose(chaos.All(), o.Only)
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos.sh:", err)
		return 2
	}
	if o.List {
		for _, s := range scenarios {
			fmt.Printf("%-22s %s\n", s.Name, s.About)
		}
		return 0
	}
	if !(o.Minutes > 0 && o.Minutes < 1e5) {
		fmt.Fprintf(os.Stderr, "chaos.sh: --minutes %v: a positive number\n", o.Minutes)
		return 2
	}
	seed := uint64(time.Now().Unix())
	if o.Seed != nil {
		seed = *o.Seed
	}
	folder, err := os.MkdirTemp("", "sgnlab-chaos-*")
	if err == nil {
		folder, err = filepath.EvalSymlinks(folder)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos.sh: the folder of the campaign:", err)
		return 1
	}
	golang, _ := exec.LookPath("go") // without it there is no race detector, which is said
	c := &chaos.Campaign{Program: o.Program, Root: o.Root, Go: golang, Folder: folder, Seed: seed, Budget: time.Duration(o.Minutes * float64(time.Minute)), Once: once, Out: os.Stdout, Scenarios: scenarios}
	fmt.Printf("%d scenarios, %v, seed %d, in %s\n", len(scenarios), c.Budget, seed, folder)
	count, err := c.Run(ctx)
	err = errors.Join(err, c.Close())
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos.sh:", err)
	}
	fmt.Println(count)
	switch {
	case count.Failed > 0:
		return 1
	case ctx.Err() != nil:
		return 130
	case err != nil:
		return 1
	}
	return 0
}
