package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models/pretrained"
)

// groups are what `clean` sorts its list by.
var groups = []string{"results", "setup", "data", "temporary"}

// inventory lists everything the project has put on this disk that can be made again: the run store, the set-up, downloaded
// data, leftovers of killed kernels; and the paths of what lies among it and is somebody else's.
func inventory() (all []removable, foreign []string, store *lab.Store, err error) {
	root, err := lab.Root()
	if err != nil {
		return nil, nil, nil, err
	}
	if store, err = lab.OpenDefault(); err != nil {
		return nil, nil, nil, err
	}
	own, others, err := store.Inventory()
	if err != nil {
		return nil, nil, nil, err
	}
	for _, rel := range others {
		foreign = append(foreign, filepath.Join(store.Dir(), rel))
	}
	for _, it := range own {
		all = append(all, removable{Item: it, group: "results"})
	}
	var failed error
	add := func(group, name, what, path string) {
		it, err := lab.Measure(name, what, path)
		if err == nil && it.Files > 0 {
			all = append(all, removable{Item: it, group: group})
		}
		failed = errors.Join(failed, err)
	}
	const again = ": scripts/setup.sh makes it again"
	// A folder that set-up made holds one of these files; a folder of that name without one is the user's own.
	setup := func(name, what, folder string, marks ...string) {
		path := filepath.Join(root, folder)
		if _, err := os.Lstat(path); err != nil {
			return
		}
		if !slices.ContainsFunc(marks, func(mark string) bool { _, err := os.Lstat(filepath.Join(path, mark)); return err == nil }) {
			foreign = append(foreign, path)
			return
		}
		add("setup", name, what, path)
	}
	setup("python", "the Python environment with JupyterLab"+again, ".venv", "sgnlab.made", "sgnlab.stamp")
	setup("tools", "gonb, goimports, staticcheck and sgnlab"+again, ".bin", "setup.env", "tools.stamp", "sgnlab.stamp")
	setup("kernel", "the Jupyter kernel and JupyterLab's settings"+again, ".jupyter", "kernels/sgnlab", "config", "runtime")
	setup("go", "Go's caches that are kept in the clone: downloaded again when needed", ".go", "home", "path", "build")
	var marks []string
	peers, err := files.Match(filepath.Join(root, ".venv-bench"), "*")
	if err != nil {
		return nil, nil, nil, err
	}
	for _, dir := range peers {
		marks = append(marks, filepath.Join(filepath.Base(dir), "sgnlab.stamp"))
	}
	setup("bench", "the environments of the benchmark's peers: scripts/bench.sh makes them again", ".venv-bench", marks...)
	if dir, ok := userKernel(root); ok {
		add("setup", "user-kernel", "the kernel registered by scripts/setup.sh --user", dir)
	}
	for _, dir := range files.Leftovers(os.TempDir()) {
		add("temporary", filepath.Base(dir), "left by a run that was killed: nothing is lost", dir)
	}
	if failed != nil {
		return nil, nil, nil, failed
	}
	downloads, others, err := downloaded()
	return append(all, downloads...), append(foreign, others...), store, err
}

// downloaded lists what the loaders put into the cache, which SGNLAB_CACHE may share with others, and what else lies in the
// folders that they use.
func downloaded() (all []removable, foreign []string, err error) {
	add := func(name, what string, files, others []string, remove func() error) {
		it := lab.Item{Name: name, What: what}
		for _, path := range files {
			if it.Path == "" {
				it.Path = path
			}
			if info, err := os.Lstat(path); err == nil {
				it.Bytes += info.Size()
				it.Files++
			}
		}
		foreign = append(foreign, others...)
		if it.Files > 0 {
			all = append(all, removable{Item: it, group: "data", remove: remove})
		}
	}
	if dir := dataCache(); dir != "" {
		for _, name := range datasets.Names() {
			own, others, err := datasets.Owned(dir, name)
			if err != nil {
				return nil, nil, err
			}
			add(name, "downloaded data set: sgnlab data fetch "+name+" brings it back", own, others, func() error {
				_, _, err := datasets.Remove(dir, name)
				return err
			})
		}
	}
	folder, _, err := pretrained.Folder()
	if err != nil || folder == "" {
		return all, foreign, err
	}
	own, others, err := pretrained.Owned(folder)
	if err != nil {
		return nil, nil, err
	}
	add(minilm, "pretrained encoder: sgnlab data fetch "+minilm+" brings it back", own, others, func() error {
		_, _, err := pretrained.Remove(folder)
		return err
	})
	return all, foreign, nil
}

// userKernel returns the folder of the kernel in the user's own Jupyter when it is
// this clone's.
func userKernel(root string) (string, bool) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", false
	}
	for _, data := range []string{filepath.Join(home, ".local/share/jupyter"), filepath.Join(home, "Library/Jupyter")} {
		dir := filepath.Join(data, "kernels/sgnlab")
		if k, err := readKernel(filepath.Join(dir, "kernel.json")); err == nil && k.root() == root {
			return dir, true
		}
	}
	return "", false
}
