package matrix

import (
	"errors"
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/shown"
)

// Kinds of errors; test with errors.Is.
var (
	// ErrFormat: the file is malformed: wrong magic, truncated, inconsistent sizes, a word where a number belongs.
	ErrFormat = errors.New("malformed file")
	// ErrUnsupported: the file is sound but is no table of floating-point numbers: integers, objects, an axis of draws that is not said.
	ErrUnsupported = errors.New("not a table of floating-point numbers")
	// ErrMemory: one coordinate, one line or one page of the file does not fit into Options.Memory.
	ErrMemory = errors.New("does not fit into the memory allowed")
	// ErrNoColumn: no coordinate has this name or number.
	ErrNoColumn = errors.New("no such coordinate")
	// ErrNoArray: an .npz file has no array of this name, or several and none was named.
	ErrNoArray = errors.New("no such array")
)

// FileError says which file could not be read and why; the text quotes a path that cannot be shown. Every error of [Open], [File.Columns], [File.Range] and [File.Find]
// is one, except those of a callback and of a context.
type FileError struct {
	Path string
	Err  error
}

func (e *FileError) Error() string { return shown.Name(e.Path) + ": " + e.Err.Error() }

// Unwrap returns the error without the path.
func (e *FileError) Unwrap() error { return e.Err }

// malformed returns an ErrFormat.
func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrFormat, fmt.Errorf(format, args...))
}

// unsupported returns an ErrUnsupported.
func unsupported(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrUnsupported, fmt.Errorf(format, args...))
}

// NotFinite is a value that is NaN or infinite.
type NotFinite struct {
	Draw, Coordinate int // counted from 0
	Value            float64
}

func (e *NotFinite) Error() string {
	return fmt.Sprintf("draw %d of coordinate %d is %v; diverged or masked draws must be left out before the file is written", e.Draw, e.Coordinate, e.Value)
}

// CheckFinite returns a [*NotFinite] for the first value of a column that is NaN or infinite, and nil when there is none.
func CheckFinite(coordinate int, column []float64) error {
	for i, v := range column {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return &NotFinite{i, coordinate, v}
		}
	}
	return nil
}
