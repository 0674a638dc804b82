package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// checkEnvironment reports the SGNLAB_ variables that no command takes as they are.
func checkEnvironment(context.Context, string) []finding {
	if err := lab.CheckEnvironment(); err != nil {
		return []finding{{"environment", missing, strings.ReplaceAll(err.Error(), "\n", "; "), "set each of these variables as it says, or unset it"}}
	}
	return []finding{{name: "environment", state: fine, detail: "every SGNLAB_ variable that is set is known and has a value"}}
}

// checkBackends reports every backend found; the main job needs the one it would choose.
func checkBackends(ctx context.Context, _ string) []finding {
	var out []finding
	for _, b := range probeBackends(ctx) {
		f := finding{name: "backend", state: fine, detail: fmt.Sprintf("%s (%s)", b.config, b.where)}
		if b.chosen {
			f.detail += ", the one in use"
		}
		if b.err != nil {
			f.state, f.detail = note, f.detail+": "+b.err.Error()
			f.repair = setupRepair + ", or compute without it: SGNLAB_BACKEND=go"
			if b.chosen {
				f.state = missing
			}
		}
		out = append(out, f)
	}
	return out
}

// What the quick profile needs of a disk, with room for compiled cells.
const leastDisk = 2 << 30

func checkFolders(_ context.Context, root string) []finding {
	var out []finding
	runs, err := lab.RunsDir()
	if err != nil {
		return []finding{{"run store", missing, err.Error(), "set SGNLAB_RUNS to a folder that can be written to, or unset it"}}
	}
	for _, place := range []struct{ name, path, repair string }{
		{"run store", runs, "give this user write permission there, or set SGNLAB_RUNS to another folder"},
		{"temporary folder", os.TempDir(), "set TMPDIR to a folder that can be written to"},
	} {
		f := finding{name: place.name, state: fine, detail: place.path, repair: place.repair}
		dir := existing(place.path)
		if err := writable(dir); err != nil {
			f.state, f.detail = missing, fmt.Sprintf("%s cannot be written to: %v", place.path, err)
		} else if free, err := freeBytes(dir); err != nil {
			f.state, f.detail = note, fmt.Sprintf("%s: free space unknown: %v", place.path, err)
		} else {
			f.detail += ", " + lab.Bytes(free) + " free"
			if free < leastDisk {
				f.state, f.repair = missing, fmt.Sprintf("free %s there (`sgnlab clean` lists what can go), or choose another folder", lab.Bytes(leastDisk))
			}
		}
		out = append(out, f)
	}
	return out
}

// existing is the nearest folder upward that exists: where path would be made.
func existing(path string) string {
	for {
		if _, err := os.Stat(path); err == nil || path == filepath.Dir(path) {
			return path
		}
		path = filepath.Dir(path)
	}
}

func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".sgnlab-writable-*")
	if err != nil {
		return err
	}
	f.Close()
	return os.Remove(f.Name())
}

func freeBytes(dir string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), nil
}
