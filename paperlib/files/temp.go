package files

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// tempPrefix begins the names of this program's temporary folders; two files in them say whose they are, the number of a
// process and the name of its machine. scripts/scratch.py makes folders of the same kind.
const (
	tempPrefix = "sgnlab-"
	ownerFile  = "pid"
	hostFile   = "host"
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
	err = errors.Join(os.WriteFile(filepath.Join(dir, hostFile), []byte(host), 0o666),
		os.WriteFile(filepath.Join(dir, ownerFile), []byte(strconv.Itoa(os.Getpid())), 0o666))
	if err != nil {
		remove()
		return "", nil, err
	}
	return dir, remove, nil
}

// Leftovers are this user's temporary folders in parent whose process is gone. A folder that does not say whose it is, or is
// of another machine, is none.
func Leftovers(parent string) (list []string) {
	found, _ := Match(parent, tempPrefix+"*")
	for _, dir := range found {
		if abandoned(dir) {
			list = append(list, dir)
		}
	}
	return list
}

func abandoned(dir string) bool {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() {
		return false
	}
	if s, ok := info.Sys().(*syscall.Stat_t); !ok || int(s.Uid) != os.Geteuid() {
		return false
	}
	host, _ := os.Hostname()
	if b, err := ReadFile(filepath.Join(dir, hostFile), 1<<10); err == nil && strings.TrimSpace(string(b)) != host {
		return false
	}
	b, err := ReadFile(filepath.Join(dir, ownerFile), 1<<10)
	if err != nil {
		return false // being made
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	return err == nil && pid > 0 && syscall.Kill(pid, 0) == syscall.ESRCH
}
