package files

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// tempPrefix begins the names of this program's temporary folders, and owner is the file in them that says whose they are:
// the number of a process and the name of its machine.
const (
	tempPrefix = "sgnlab-"
	owner      = "pid"
)

// TempDir makes a folder for temporary files in parent (empty: os.TempDir); remove deletes it. What killed processes left
// there goes first.
func TempDir(parent, purpose string) (dir string, remove func(), err error) {
	if parent == "" {
		parent = os.TempDir()
	}
	for _, left := range Leftovers(parent) {
		_ = os.RemoveAll(left)
	}
	if dir, err = os.MkdirTemp(parent, tempPrefix+purpose+"-*"); err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) }
	host, _ := os.Hostname()
	if err := os.WriteFile(filepath.Join(dir, owner), fmt.Appendf(nil, "%d %s\n", os.Getpid(), host), 0o666); err != nil {
		remove()
		return "", nil, err
	}
	return dir, remove, nil
}

// Leftovers are the temporary folders in parent whose process is gone. A folder that does not say whose it is, or is of
// another machine, is none.
func Leftovers(parent string) (list []string) {
	found, _ := Match(parent, tempPrefix+"*")
	host, _ := os.Hostname()
	for _, dir := range found {
		info, err := os.Lstat(dir)
		if err != nil || !info.IsDir() {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, owner))
		if err != nil {
			continue // another user's, or being made
		}
		words := strings.Fields(string(b))
		if len(words) == 0 || len(words) > 1 && words[1] != host {
			continue
		}
		if pid, err := strconv.Atoi(words[0]); err == nil && pid > 0 && syscall.Kill(pid, 0) == syscall.ESRCH {
			list = append(list, dir)
		}
	}
	return list
}
