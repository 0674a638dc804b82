package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/report"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
)

type reproduceCmd struct {
	setting
	FromResults bool `help:"Draw everything from the committed results; no training, no notebook."`
	Publish     bool `help:"With --profile full: update the committed figures and notebooks (with --only: of these notebooks) and REPRODUCE.md."`
	Jobs        int  `help:"Units worked on at once, and notebooks executed at once." default:"1"`
}

// Run is the main job: units, then run.Notebooks, then the report.
func (c reproduceCmd) Run(ctx context.Context, s streams) error {
	switch {
	case c.FromResults && c.Publish:
		return errors.New("--from-results draws what is published already; it does not go with --publish")
	case c.FromResults:
		return c.fromResults(s)
	case c.Publish && c.Profile != string(lab.Full):
		return errors.New("--publish belongs to --profile full: only the full profile's numbers are published")
	case c.Jobs < 1:
		return fmt.Errorf("--jobs is %d: at least 1", c.Jobs)
	}
	if c.Profile == string(lab.Full) || c.Profile == string(lab.GPU) {
		// A reproduction never compares the published numbers with themselves.
		if err := os.Setenv("SGNLAB_FRESH", "1"); err != nil {
			return err
		}
	}
	l, list, err := c.open()
	if err != nil {
		return err
	}
	defer l.Close()
	if err := l.Store.Writable(); err != nil {
		return err
	}
	ctx = follow(ctx, s)
	if _, absent := pipeline.Cases(l.Profile); len(absent) > 0 {
		lab.Notef(ctx, "left out of the %s profile, because they are not on this machine: %v (`sgnlab data fetch NAME` brings one, or set SGNLAB_DATA)", l.Profile, absent)
	}
	p, err := plan(ctx, l, list)
	if err != nil {
		return err
	}
	announce(ctx, l, p)
	if err := p.Run(ctx, l.Store, c.Jobs); err != nil {
		return err
	}
	l.Close() // the notebooks open their own backend, if they need one at all
	out, err := study.Out()
	if err != nil {
		return err
	}
	if err := files.Adopt(out); err != nil {
		return err
	}
	for _, n := range list { // those of an earlier run say nothing about this one
		if err := os.Remove(checksFile(out, n.Number)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := execute(ctx, s, list, out, c.Jobs); err != nil {
		return err
	}
	if err := finish(s, out, list); err != nil {
		return err
	}
	if c.Publish {
		return publish(s, l, list, out)
	}
	return nil
}

// announce says how long the units to do will take, before anything starts.
func announce(ctx context.Context, l *pipeline.Lab, p lab.Plan) {
	todo := p.Todo(l.Store)
	seconds := 0.0
	for _, j := range todo {
		seconds += j.Seconds
	}
	lab.Notef(ctx, "%s profile, seed %d: %d units, %d to compute, about %s on 2 cores with XLA (longer on the Go backend)",
		l.Profile, l.Seed, len(p), len(todo), lab.Duration(time.Duration(seconds*float64(time.Second))))
}

// execute runs the notebooks headless and keeps their wall times.
func execute(ctx context.Context, s streams, list []run.Notebook, out string, jobs int) error {
	root, err := lab.Root()
	if err != nil {
		return err
	}
	var group errgroup.Group
	group.SetLimit(jobs)
	for _, n := range list {
		group.Go(func() error {
			source, err := sourceNotebook(root, n)
			if err != nil {
				return err
			}
			begun := time.Now()
			python := filepath.Join(root, ".venv", "bin", "python")
			cmd := exec.CommandContext(ctx, python, filepath.Join(root, "scripts", "execute_notebook.py"), source, filepath.Join(out, "notebooks", filepath.Base(source)),
				"--parent", strconv.Itoa(os.Getpid())) // and ends with this process, however that ends
			cmd.Stdout, cmd.Stderr = s.err, s.err
			// Python makes a traceback of an interrupt while it starts; it ends at once on this signal, and later on both alike.
			cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
			cmd.WaitDelay = 20 * time.Second
			err = cmd.Run()
			made := filepath.Join(out, "notebooks", filepath.Base(source))
			if err != nil {
				made += ".failed.ipynb"
			}
			// What this run did not write may be an earlier run's that the user has edited since.
			if info, gone := os.Stat(made); gone == nil && !info.ModTime().Before(begun) {
				if r := files.Record(made); r != nil {
					return r
				}
			}
			if err != nil {
				if errors.Is(err, os.ErrNotExist) {
					return fmt.Errorf("notebook %s: %s is missing: run scripts/setup.sh", n.Number, python)
				}
				return fmt.Errorf("notebook %s did not run to its end (%w); its outputs so far are in %s", n.Number, err, filepath.Join(out, "notebooks"))
			}
			return lab.WriteJSON(filepath.Join(out, "timing", n.Number+".json"), map[string]float64{"seconds": time.Since(begun).Seconds()})
		})
	}
	return group.Wait()
}

func sourceNotebook(root string, n run.Notebook) (string, error) {
	found, err := files.Match(filepath.Join(root, "notebooks"), n.Number+"-*.ipynb")
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", fmt.Errorf("notebooks/%s-*.ipynb: found %d files, want one", n.Number, len(found))
	}
	return found[0], nil
}

// finish writes the report, says where everything is, and fails when a check did, or when one of list left none.
func finish(s streams, out string, list []run.Notebook) error {
	if err := report.HTML(out, criteria()); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "report: %s\n", filepath.Join(out, "report.html"))
	names, err := files.Match(filepath.Join(out, "checks"), "[0-9][0-9].json")
	if err != nil {
		return err
	}
	var failed []error
	for _, n := range list {
		if name := checksFile(out, n.Number); !slices.Contains(names, name) {
			failed = append(failed, fmt.Errorf("notebook %s left no checks (%s is missing), so nothing says that this run agrees with the published one; run it again", n.Number, name))
		}
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		var checks []lab.CheckResult
		if err := json.Unmarshal(b, &checks); err != nil {
			return fmt.Errorf("read %s: %w; run its notebook again", name, err)
		}
		if len(checks) == 0 {
			failed = append(failed, fmt.Errorf("%s holds no check, so nothing says that this run agrees with the published one; run its notebook again", name))
		}
		for _, c := range checks {
			fmt.Fprintf(s.out, "check %s: %s\n", filepath.Base(name)[:2], c)
			failed = append(failed, c.Err())
		}
	}
	return errors.Join(failed...)
}

func checksFile(out, number string) string { return filepath.Join(out, "checks", number+".json") }

// fromResults draws through the binary into runs/out/from-results.
func (c reproduceCmd) fromResults(s streams) error {
	list, err := selected(c.Only)
	if err != nil {
		return err
	}
	dir, err := lab.PublishedDir()
	if err != nil {
		return err
	}
	store, err := lab.Open("", dir)
	if err != nil {
		return err
	}
	runs, err := lab.RunsDir()
	if err != nil {
		return err
	}
	out := filepath.Join(runs, "out", "from-results")
	for _, n := range list {
		if _, err := draw(n, store, lab.Full, out, publishedIndex(n)); err != nil {
			return err
		}
	}
	return finish(s, out, list)
}
