package files

import (
	"os"
	"path/filepath"
	"regexp"
	"time"

	"golang.org/x/sys/unix"
)

// settled is the age from which a temporary file without a lock is a killed process': far more than lies between making a
// file and locking it.
const settled = 2 * time.Second

// hold marks a temporary file as being written, until it is closed or the process ends.
func hold(f *os.File) { _ = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) }

// sweep removes the temporary files that killed writers of path left beside it.
func sweep(path string) {
	folder, base := filepath.Split(path)
	leftover := regexp.MustCompile(`^\.` + regexp.QuoteMeta(base) + `[0-9]+$`)
	if folder == "" {
		folder = "."
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !leftover.MatchString(e.Name()) {
			continue
		}
		name := filepath.Join(folder, e.Name())
		info, err := e.Info()
		if err != nil || time.Since(info.ModTime()) < settled {
			continue
		}
		f, err := os.Open(name)
		if err != nil {
			continue
		}
		if unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil {
			_ = os.Remove(name)
		}
		_ = f.Close()
	}
}
