package files

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/google/renameio/v2"
)

// Output is a file being written. Commit gives it its name; until then what stood there is untouched.
type Output struct {
	path    string
	pending *renameio.PendingFile // nil for a stream
	stream  *os.File
}

// Create begins an output. A regular file is written under a temporary name beside it, with the permissions of the file
// that it replaces (else those that the umask leaves of 0666); a link stays, and what it leads to is replaced; a pipe or a
// character device such as /dev/null is written through, a pipe only if somebody reads it. Everything else, and a file that is one of the inputs by any
// name, is refused with [ErrTarget].
func Create(path string, inputs ...string) (*Output, error) {
	real, how, err := resolve(path, inputs)
	if err != nil {
		return nil, err
	}
	if how == stream {
		f, err := os.OpenFile(real, os.O_WRONLY|os.O_APPEND|syscall.O_NONBLOCK, 0) // a pipe that nobody reads would be waited for without end
		if errors.Is(err, syscall.ENXIO) {
			return nil, fmt.Errorf("%w: no process reads the pipe %q; start its reader first", ErrTarget, path)
		}
		return &Output{path: path, stream: f}, err
	}
	// renameio's own choice of a temporary folder may be one that other users can write to.
	sweep(real)
	f, err := renameio.NewPendingFile(real, renameio.WithTempDir(filepath.Dir(real)), renameio.WithPermissions(0o666), renameio.WithExistingPermissions())
	if err != nil {
		return nil, err
	}
	hold(f.File)
	return &Output{path: real, pending: f}, nil
}

// Write appends b.
func (o *Output) Write(b []byte) (int, error) {
	if o.stream != nil {
		return o.stream.Write(b)
	}
	return o.pending.Write(b)
}

// Commit flushes what was written to the disk and gives it its name.
func (o *Output) Commit() error {
	if o.stream != nil {
		return o.stream.Close()
	}
	if err := o.pending.CloseAtomicallyReplace(); err != nil {
		return err
	}
	return record(o.path)
}

// Discard ends an output that is not to be: nothing is left. After Commit it does nothing.
func (o *Output) Discard() {
	if o.stream != nil {
		_ = o.stream.Close()
		return
	}
	_ = o.pending.Cleanup()
}

// Write writes b to path, whole or not at all, by the rules of [Create].
func Write(path string, b []byte, inputs ...string) error {
	o, err := Create(path, inputs...)
	if err != nil {
		return err
	}
	defer o.Discard()
	if n, err := o.Write(b); err != nil {
		return err
	} else if n < len(b) {
		return io.ErrShortWrite
	}
	return o.Commit()
}

// bare drops the operation and the path of an error that a caller names itself.
func bare(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
