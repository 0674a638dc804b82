package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/env"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models/pretrained"
)

type dataCmd struct {
	List  dataListCmd  `cmd:"" help:"List the data sets and where each is on this machine."`
	Fetch dataFetchCmd `cmd:"" help:"Download what is missing and verify every byte."`
}

type dataListCmd struct{}

// Run lists the sets; it reads no contents and uses no network.
func (dataListCmd) Run(s streams) error {
	var faults []error
	for _, name := range datasets.Names() {
		where, err := datasets.Find(name)
		switch {
		case err != nil:
			where, faults = "cannot be used: see below", append(faults, err)
		case where == "":
			where = "not on this machine: sgnlab data fetch " + name
		}
		fmt.Fprintf(s.out, "%-16s %s\n", name, where)
	}
	folder, here, err := pretrained.Folder()
	switch {
	case err != nil:
		folder, faults = "cannot be used: see below", append(faults, err)
	case !here:
		folder = "pretrained weights for bert, not on this machine: sgnlab data fetch " + minilm
	}
	fmt.Fprintf(s.out, "%-16s %s\n", minilm, folder)
	if len(faults) > 0 {
		return badInput{errors.Join(faults...)}
	}
	return nil
}

type dataFetchCmd struct {
	Names []string `arg:"" name:"name" help:"Data sets, all of them, or minilm: pretrained weights for bert."`
}

// Run loads each set, which downloads and verifies it.
func (c dataFetchCmd) Run(ctx context.Context, s streams) error {
	names := c.Names
	if slices.Contains(names, "all") {
		names = datasets.Names()
	}
	progress := lab.NewProgress(s.err, lab.Auto)
	for _, name := range names {
		if name == minilm {
			if err := fetchMiniLM(ctx, s); err != nil {
				return err
			}
			continue
		}
		set, err := fetch(ctx, progress, name)
		if errors.Is(err, datasets.ErrUnknown) || errors.Is(err, datasets.ErrOptionRange) {
			return badInput{err}
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "%s: %d + %d examples, verified (SHA-256 %s), %s. %s. Please cite: %s\n",
			set.Name, set.Train.Len(), set.Test.Len(), lab.Short(set.Digest), set.Source,
			strings.TrimSuffix(set.Licence, "."), set.Citation)
	}
	return nil
}

func fetch(ctx context.Context, progress *lab.Progress, name string) (*datasets.Set, error) {
	var task *lab.Task
	var file string
	finish := func(err error) {
		if task != nil {
			task.Done(err)
		}
	}
	set, err := datasets.Load(ctx, name, datasets.Options{Progress: func(f string, done, total int64) {
		if f != file {
			finish(nil)
			file, task = f, progress.Start("downloading "+f, int(max(total, 0)), 0)
		}
		task.Set(int(done))
	}})
	finish(err)
	return set, err
}

// checkData reports which sets are here. The main job runs on the embedded digits
// and names what it draws, so that a missing set stops nothing.
func checkData(context.Context, string) []finding {
	var out []finding
	for _, name := range datasets.Names() {
		f := finding{name: "data " + name, state: fine}
		var err error
		f.detail, err = datasets.Find(name)
		switch {
		case err != nil:
			f.state, f.detail, f.repair = missing, err.Error(), "do what the message says"
		case f.detail == "":
			f.state, f.detail = note, "not on this machine: the quick profile runs without it and says so"
			f.repair = fmt.Sprintf("sgnlab data fetch %s, or point SGNLAB_DATA to a folder that holds it", name)
		}
		out = append(out, f)
	}
	return out
}

// dataCache is where package datasets keeps downloads, "" where there is none.
func dataCache() string {
	if dir, err := env.Cache(); err != nil || dir != "" {
		return dir
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "sgnlab", "data")
}
