// Command benchcapture is what `scripts/bench.sh capture` runs. It needs XLA, so it is a program of its own beside bench.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/sgnlab/sgnlab/paperlib/bench"
	"github.com/sgnlab/sgnlab/paperlib/bench/capture"
	"github.com/sgnlab/sgnlab/paperlib/bench/peer"
	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

type commands struct {
	Run runCmd `cmd:"" help:"Compare."`
	Job jobCmd `cmd:"" help:"Do one capture, given as JSON on standard input, and say what it took."`
}

type runCmd struct {
	Short   bool   `help:"At most eight minutes: a part of the study, scaled, two sizes of what grows, and less time for each measure."`
	Repeats int    `default:"12" help:"Interleaved repeats, at least: of what is fast there are more."`
	Peers   string `help:"File of lines KEY, Python and, if there is none, why, separated by tabs."`
	Script  string `required:"" help:"capture_peers.py."`
	Out     string `required:"" help:"Folder for capture.json and the figure."`
	Publish bool   `help:"Also update the committed result and figure."`
}

// Run compares, writes and prints.
func (c runCmd) Run(ctx context.Context) error {
	root, err := lab.Root()
	if err != nil {
		return err
	}
	o := capture.Options{Short: c.Short, Repeats: c.Repeats, Script: c.Script, Log: os.Stderr, Do: child}
	if c.Peers == "" {
		o.Absent = []bench.Absence{{Name: "all peers", Why: "the run was asked to do without them"}}
	} else {
		o.Peers, o.Absent, err = peer.List(c.Peers)
		if err != nil {
			return err
		}
	}
	r, err := capture.Run(ctx, o)
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

// child does a job in a process of its own: its peak memory is then that of the job.
func child(ctx context.Context, j capture.Job) (d capture.Done, err error) {
	self, err := os.Executable()
	if err != nil {
		return d, err
	}
	in, err := json.Marshal(j)
	if err != nil {
		return d, err
	}
	cmd := exec.CommandContext(ctx, self, "job")
	cmd.Stdin = bytes.NewReader(in)
	var out, why bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &why
	if err := cmd.Run(); err != nil {
		return d, fmt.Errorf("%w: %s", err, why.String())
	}
	return d, json.Unmarshal(out.Bytes(), &d)
}

type jobCmd struct{}

// Run does the job.
func (jobCmd) Run(ctx context.Context) error {
	var j capture.Job
	if err := json.NewDecoder(os.Stdin).Decode(&j); err != nil {
		return err
	}
	root, err := lab.Root()
	if err != nil {
		return err
	}
	base := filepath.Join(root, "runs")
	if err := os.MkdirAll(base, 0o755); err != nil {
		return err
	}
	scratch, remove, err := files.TempDir(base, "bench")
	if err != nil {
		return err
	}
	defer remove()
	d, err := j.Run(ctx, scratch)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(d)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c commands
	k := kong.Parse(&c, kong.Name("benchcapture"), kong.BindTo(ctx, (*context.Context)(nil)))
	if err := k.Run(); err != nil {
		fmt.Fprintf(os.Stderr, "benchcapture: %v\n", err)
		stop()
		os.Exit(1)
	}
}
