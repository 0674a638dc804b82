// Command bench is what scripts/bench.sh runs: it compares implementations side by side, and is one of them.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/sgnlab/sgnlab/paperlib/bench"
)

type commands struct {
	Stable stableCmd `cmd:"" help:"Compare implementations of stable laws."`
	Levy   levyCmd   `cmd:"" help:"Compare simulators of equations driven by stable noise."`
	Serve  serveCmd  `cmd:"" help:"Answer requests on standard input as one implementation."`
}

type serveCmd struct {
	Name string `arg:"" help:"stable or gonum."`
}

// Run serves until standard input ends.
func (c serveCmd) Run(context.Context) error { return bench.Serve(c.Name, os.Stdin, os.Stdout) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c commands
	k := kong.Parse(&c, kong.Name("bench"), kong.Description("Benchmarks of the project; scripts/bench.sh sets up what they need."),
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err := k.Run(); err != nil {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		stop()
		os.Exit(1)
	}
}
