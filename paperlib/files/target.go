package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
)

// ErrTarget is an output path that must not or cannot be written to.
var ErrTarget = errors.New("not a place to write to")

// kind says how a target is written.
type kind int

const (
	replaced kind = iota // a regular file, or none yet: written beside it and renamed
	stream               // a pipe or a character device: written through
)

// descriptor matches the names by which a process reaches its own open files. Renaming a file onto what they lead to would
// part it from the descriptor.
var descriptor = regexp.MustCompile(`^(/dev/(stdout|stderr|fd/[0-9]+)|/proc/(self|[0-9]+)/fd/[0-9]+)$`)

// Check reports, before a long computation, why path cannot be the output of a command that reads inputs: it is one of them
// (by any name or link), a folder, a socket or a block device, or a link that leads nowhere. Its errors are [ErrTarget] or
// those of the file system.
func Check(path string, inputs ...string) error {
	_, _, err := resolve(path, inputs)
	return err
}

// resolve returns the file that path leads to, and how it is written.
func resolve(path string, inputs []string) (string, kind, error) {
	if path == "" {
		return "", 0, fmt.Errorf("%w: the name is empty; give the name of a file", ErrTarget)
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(path); err == nil {
			return "", 0, fmt.Errorf("%w: %q is a link that leads nowhere; remove the link or give another name", ErrTarget, path)
		}
		return path, replaced, nil
	}
	if err != nil {
		return "", 0, err
	}
	for _, in := range inputs {
		if other, err := os.Stat(in); err == nil && os.SameFile(info, other) {
			return "", 0, fmt.Errorf("%w: %q is the input %q itself; give another name for the output", ErrTarget, path, in)
		}
	}
	mode := info.Mode()
	switch {
	case descriptor.MatchString(filepath.Clean(path)):
		return path, stream, nil
	case mode.IsRegular():
		real, err := filepath.EvalSymlinks(path) // a link stays, and what it leads to is replaced
		return real, replaced, err
	case mode.IsDir():
		return "", 0, fmt.Errorf("%w: %q is a folder; give the name of a file in it", ErrTarget, path)
	case mode&fs.ModeNamedPipe != 0, mode&fs.ModeCharDevice != 0:
		return path, stream, nil
	}
	return "", 0, fmt.Errorf("%w: %q is neither a file nor a pipe (%s); give another name", ErrTarget, path, mode.Type())
}
