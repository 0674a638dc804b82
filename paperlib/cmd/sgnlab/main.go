// Command sgnlab is the command line of the project. The scripts are thin layers
// over it; each command is one file here, and what it does lives in the rooms.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// commands is the whole command line.
type commands struct {
	Doctor    doctorCmd    `cmd:"" help:"Report what this installation has, with the repair of what it lacks."`
	Data      dataCmd      `cmd:"" help:"List, fetch and verify the data sets."`
	Clean     cleanCmd     `cmd:"" help:"List what can be deleted and made again, with sizes, and delete it."`
	Plan      planCmd      `cmd:"" help:"List the units of the profile: what is done, what is to do."`
	Run       runCmd       `cmd:"" help:"Compute one unit, or all that are to do."`
	Collect   collectCmd   `cmd:"" help:"Draw figures, tables and the report from finished units."`
	Reproduce reproduceCmd `cmd:"" help:"The main job: units, notebooks, report."`
	Models    modelsCmd    `cmd:"" help:"List the networks."`
	Train     trainCmd     `cmd:"" help:"Train a network, with exact resume."`
	Capture   captureCmd   `cmd:"" help:"Capture the gradient noise of a network into files that analyze reads."`
	Stable    stableCmd    `cmd:"" help:"Stable laws: evaluate, invert, fit and draw."`
	Levy      levyCmd      `cmd:"" help:"Equations driven by stable processes: exits from a minimum, beside the theory."`
	Analyze   analyzeCmd   `cmd:"" help:"Judge a file of gradients: which law each coordinate follows, and whether sums keep it."`
	Expect    expectCmd    `cmd:"" help:"For those who publish: what a run of a profile is expected to give."`
	New       newCmd       `cmd:"" help:"Write the skeleton of a new study, with its notebook."`
	Version   versionCmd   `cmd:"" help:"Say which code this is."`
}

// streams are the command's input and outputs.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := runArgs(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(lost(os.Stdout.Close(), status, os.Stderr)) // file systems of a network may say only now that they are full
}

// runArgs executes one command line and returns the exit status: 0, 1 when the command
// failed or its output could not be written, 2 when the command line or its input is wrong,
// 130 when it was interrupted.
func runArgs(ctx context.Context, args []string, s streams) int {
	out := newOutput(s.out)
	s.out = out
	return out.end(perform(ctx, args, s, out.failed), s.err)
}

// perform is run but for the end of the output; lost tells which errors come from there.
func perform(ctx context.Context, args []string, s streams, lost func(error) bool) int {
	rootFromExecutable()
	var c commands
	helped := -1
	parser, err := kong.New(&c, kong.Name("sgnlab"), kong.Writers(s.out, s.err),
		kong.Description("Stochastic gradient noise, measured: runs, figures and tables of the artifact."),
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Exit(func(status int) { helped = status }), ranges,
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(s))
	if err != nil {
		panic(err) // the command definitions are wrong
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if helped >= 0 {
		return helped
	}
	if lost(err) {
		return 1
	}
	if err != nil {
		complain(s.err, "%v. `sgnlab --help` lists the commands, `sgnlab COMMAND --help` the options of one; nothing was done.", err)
		return 2
	}
	if parsed.Command() != "doctor" { // which reports it as a finding
		if err := lab.CheckEnvironment(); err != nil {
			complain(s.err, "%s; nothing was done.", strings.ReplaceAll(err.Error(), "\n", "; "))
			return 2
		}
	}
	err = parsed.Run()
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(s.err, interrupted(err))
		return 130
	case lost(err):
		return 1
	case err != nil:
		complain(s.err, "%v", err)
		return statusOf(err)
	}
	return 0
}

// rootFromExecutable lets .bin/sgnlab find its clone from any working directory.
func rootFromExecutable() {
	if os.Getenv("SGNLAB_ROOT") != "" {
		return
	}
	path, err := os.Executable()
	if err != nil {
		return
	}
	if path, err = filepath.EvalSymlinks(path); err != nil || filepath.Base(filepath.Dir(path)) != ".bin" {
		return
	}
	os.Setenv("SGNLAB_ROOT", filepath.Dir(filepath.Dir(path)))
	if _, err := lab.Root(); err != nil {
		os.Unsetenv("SGNLAB_ROOT")
	}
}
