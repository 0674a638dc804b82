package lab

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// FileError is a failure of the file system told in one paragraph: what was being done, to which path, the cause, and
// what to do next. errors.Is sees the cause.
type FileError struct {
	Doing string // "writing the result of nb01 3f9c…"
	Path  string
	Err   error
}

func (e *FileError) Unwrap() error { return e.Err }

func (e *FileError) Error() string {
	return fmt.Sprintf("%s failed at %s: %v. %s", e.Doing, e.Path, bare(e.Err), nextStep(e.Err))
}

// bare drops the operation and path of an fs.PathError, which the message already names.
func bare(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err
	}
	return err
}

func nextStep(err error) string {
	const again = " Nothing half-written counts as done; run the same command again and it goes on from there."
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "The disk or the quota is full: free some space (`sgnlab clean` lists what can go, with sizes) or point " +
			"SGNLAB_RUNS to a folder on a larger disk." + again
	case errors.Is(err, syscall.EFBIG):
		return "The file is larger than this process may write: raise the limit (`ulimit -f unlimited`) or point " +
			"SGNLAB_RUNS to a file system without that limit." + again
	case errors.Is(err, syscall.EROFS):
		return "The folder is on a read-only file system: point SGNLAB_RUNS to a folder that can be written." + again
	case errors.Is(err, fs.ErrPermission):
		return "The folder cannot be written by this user: change its owner or mode, or point SGNLAB_RUNS to a folder " +
			"that can be written." + again
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR):
		return "A file stands where a folder is needed, or the other way round: move it away, or point SGNLAB_RUNS to " +
			"another folder." + again
	case errors.Is(err, syscall.EMFILE):
		return "Too many files are open: raise the limit (`ulimit -n 4096`)." + again
	default:
		return "Check that the disk is healthy and the folder still exists, or point SGNLAB_RUNS to another folder." + again
	}
}

func fault(doing, path string, err error) error {
	if err == nil {
		return nil
	}
	return &FileError{doing, path, err}
}
