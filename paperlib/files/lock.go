package files

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// ErrLocked is an output that another process is writing.
var ErrLocked = errors.New("in use by another process")

// holder is what a lock file says of the process that holds it, for people.
type holder struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Since   time.Time `json:"since"`
	Command string    `json:"command"`
}

func (h holder) String() string {
	if h.PID == 0 {
		return "another process"
	}
	return fmt.Sprintf("process %d on %q (%q), since %s", h.PID, h.Host, h.Command, h.Since.Format(time.DateTime))
}

// Lock takes the lock file at path, which keeps two processes from writing one output. The error of a lock that is held is
// an [ErrLocked] and names the output and the holder. unlock gives the lock back and removes the file; a killed process' lock is free at
// once, its file is taken over. Permissions follow the umask, so that a group can share a folder.
func Lock(path, output string) (unlock func(), err error) {
	for {
		l := flock.New(path, flock.SetPermissions(0o666))
		got, err := l.TryLock()
		if err != nil {
			_ = l.Close()
			return nil, fmt.Errorf("lock %q: %w", path, bare(err))
		}
		if !got {
			_ = l.Close()
			return nil, fmt.Errorf("%q is %w: %s; wait for it to end, or name another output", output, ErrLocked, readHolder(path))
		}
		if !Current(l) {
			_ = l.Close()
			continue
		}
		err = writeHolder(path)
		if errors.Is(err, fs.ErrPermission) { // left by another user, whose process is gone
			err = errors.Join(os.Remove(path), l.Close())
			if err == nil {
				continue
			}
		}
		if err != nil {
			_ = errors.Join(os.Remove(path), l.Close())
			return nil, fmt.Errorf("lock %q: %w", path, bare(err))
		}
		return func() { _, _ = os.Remove(path), l.Close() }, nil
	}
}

// Current reports whether a lock that was taken is that of the file which stands at its path now: the file may have been
// removed between opening and locking, and such a lock locks nothing.
func Current(l *flock.Flock) bool {
	ours, err1 := l.Stat()
	there, err2 := os.Stat(l.Path())
	return err1 == nil && err2 == nil && os.SameFile(ours, there)
}

// writeHolder notes in the lock file, in place, who holds it.
func writeHolder(path string) error {
	host, _ := os.Hostname()
	command := filepath.Base(os.Args[0])
	if len(os.Args) > 1 {
		command += " " + os.Args[1]
	}
	b, err := json.Marshal(holder{os.Getpid(), host, time.Now().Truncate(time.Second), command})
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(append(b, '\n'))
	return errors.Join(err, f.Close())
}

func readHolder(path string) (h holder) {
	if b, err := os.ReadFile(path); err == nil || errors.Is(err, fs.ErrNotExist) {
		_ = json.Unmarshal(b, &h) // a lock that was just taken says nothing yet
	}
	return h
}
