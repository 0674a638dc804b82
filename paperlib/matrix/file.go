package matrix

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"unsafe"
)

// DefaultMemory is what Options.Memory of 0 means.
const DefaultMemory = 1 << 30

// Options say how a file is read; the zero value is the default.
type Options struct {
	// Memory bounds the bytes that the blocks, buffers and names take; 0 means DefaultMemory. A larger file is read in
	// several passes. The text of one line and one page of a Parquet file must fit in as well.
	Memory int64
	// Array names the array of an .npz file, with or without ".npy"; it may be empty when there is only one.
	Array string
	// Columns chooses coordinates by their names or their numbers from 0, as the file has them, or by ranges of numbers such
	// as 3-7; empty means all but the index and bookkeeping columns of a table, see [File.Remarks].
	Columns []string
	// Header says whether the first line of a text names the columns: "yes", "no", or "" to tell by what it holds.
	Header string
	// Decimal is the decimal mark of a text: ".", ",", or "" for a point unless that makes no sense.
	Decimal string
	// DType is what an .npy file holds that does not say: [BFloat16], or "".
	DType string
	// Axis is the axis of an array that numbers the draws, from 0 or, if negative, from the end; nil means the first of
	// two. With three and more the file cannot say.
	Axis *int
	// TempDir is where text and deflated arrays that exceed half of Memory are kept as binary numbers while the File is
	// open; empty means os.TempDir.
	TempDir string
	// Notice, when set, is told what an observer would wonder about: that a temporary file is written, and
	// where, or that a column is left out.
	Notice func(string)
}

// BFloat16 is a value of Options.DType.
const BFloat16 = "bfloat16"

// memory returns the bytes allowed.
func (o Options) memory() int64 {
	if o.Memory <= 0 {
		return DefaultMemory
	}
	return o.Memory
}

// notice tells the observer.
func (o Options) notice(format string, args ...any) {
	if o.Notice != nil {
		o.Notice(fmt.Sprintf(format, args...))
	}
}

// source is what a format provides: its columns.
type source interface {
	// read fills dst[j] with the draws of coordinate from+j. Besides dst it may take memory bytes.
	read(ctx context.Context, dst [][]float64, from int, memory int64) error
}

// File is an open table of draws (rows) by coordinates (columns). It is for one goroutine at a time.
type File struct {
	path, format       string
	draws, coordinates int
	names              []string         // nil, or one for each coordinate
	label              func(int) string // what stands for names where they follow from the number; or nil
	unread             map[int]string   // columns that are no numbers, and what they are
	twoAxes            bool             // see Transposes
	remarks            []string         // see Remarks
	source             source
	memory             int64  // as allowed, see Options.Memory, less metadata
	spool              *spool // nil, or what holds the numbers; part of memory
	metadata           int64  // bytes that names and the like take
	pageRoom           int64  // bytes that reading needs besides a block, beyond what is usual
	closers            []io.Closer
}

// Draws returns the number of rows.
func (f *File) Draws() int { return f.draws }

// Coordinates returns the number of columns.
func (f *File) Coordinates() int { return f.coordinates }

// Name returns what the file calls coordinate i, or "" when it has no names. It panics when i is out of range.
func (f *File) Name(i int) string {
	if i < 0 || i >= f.coordinates {
		panic(fmt.Sprintf("matrix: coordinate %d of %d", i, f.coordinates))
	}
	switch {
	case f.names != nil:
		return f.names[i]
	case f.label != nil:
		return f.label(i)
	}
	return ""
}

// Transposes tells whether Options.Axis may say that coordinates are the rows of this file: it is an array of two axes.
func (f *File) Transposes() bool { return f.twoAxes }

// Format describes the file, as in "npy, float32, C order".
func (f *File) Format() string { return f.format }

// Find returns the coordinate of this name or, when no coordinate has it, of this number counted from 0. Otherwise, or
// when several have the name, the error is an [ErrNoColumn].
func (f *File) Find(nameOrNumber string) (int, error) {
	i, err := f.find(nameOrNumber)
	if err != nil {
		return 0, f.wrap(err)
	}
	return i, nil
}

func (f *File) find(nameOrNumber string) (int, error) {
	found := -1
	for i := range f.coordinates {
		if name := f.Name(i); name == "" || name != nameOrNumber {
			continue
		}
		if found >= 0 {
			return 0, fmt.Errorf("%w: %q names both %d and %d; give a number, from 0 to %d", ErrNoColumn, nameOrNumber, found, i, f.coordinates-1)
		}
		found = i
	}
	if found >= 0 {
		return found, nil
	}
	if i, err := strconv.Atoi(nameOrNumber); err == nil && i >= 0 && i < f.coordinates {
		return i, nil
	}
	return 0, fmt.Errorf("%w: %q; give a number from 0 to %d or a name of the file's header", ErrNoColumn, nameOrNumber, f.coordinates-1)
}

// Columns calls visit with all coordinates in order, in blocks of as many as memory allows: columns[j][i] is draw i of
// coordinate first+j. The block is overwritten after visit returns. An error of visit ends the walk and is returned as it
// is; so does the end of ctx.
func (f *File) Columns(ctx context.Context, visit func(first int, columns [][]float64) error) error {
	return f.Range(ctx, 0, f.coordinates, visit)
}

// Range is Columns for the coordinates from to to-1. It panics when they do not exist.
func (f *File) Range(ctx context.Context, from, to int, visit func(first int, columns [][]float64) error) error {
	if from < 0 || to > f.coordinates || from > to {
		panic(fmt.Sprintf("matrix: coordinates %d to %d of %d", from, to, f.coordinates))
	}
	memory := f.memory - f.held()
	buffers := f.buffers(memory)
	width := (memory - buffers) / f.columnBytes()
	width = min(width, int64(to-from))
	if width < 1 && to > from {
		return f.tooSmall(memory)
	}
	block := make([][]float64, width)
	values := make([]float64, int(width)*f.draws)
	for j := range block {
		block[j] = values[j*f.draws : (j+1)*f.draws : (j+1)*f.draws]
	}
	for first := from; first < to; first += len(block) {
		block = block[:min(len(block), to-first)]
		err := ctx.Err()
		if err == nil {
			err = f.source.read(ctx, block, first, buffers)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return f.wrap(err)
		}
		if err := visit(first, block); err != nil {
			return err
		}
	}
	return nil
}

// Limit lowers the memory of Options to what is left for the file. Numbers that were kept in memory so far move to a
// temporary file if they take more than half of it. It returns an [ErrMemory] with what one coordinate takes if not even
// that fits.
func (f *File) Limit(memory int64) error {
	f.memory = min(f.memory, max(memory-f.metadata, 0))
	if f.spool != nil {
		if err := f.spool.shrink(f.memory / 2); err != nil {
			return f.wrap(err)
		}
	}
	if left := f.memory - f.held(); left-f.buffers(left) < f.columnBytes() {
		return f.tooSmall(left)
	}
	return nil
}

// LeastMemory is the memory with which the file is read one coordinate at a time: what is held besides, the column and
// its buffers.
func (f *File) LeastMemory() int64 {
	column := f.columnBytes()
	least := column + max(column/7+1, f.pageRoom)
	if f.spool != nil && f.spool.inMemory() > 0 {
		least *= 2 // half of it may be taken by the numbers
	}
	return f.metadata + least
}

// held is the part of the memory that the numbers take between reads.
func (f *File) held() int64 {
	if f.spool == nil {
		return 0
	}
	return f.spool.inMemory()
}

// buffers is the part of the memory that is for reading a block rather than for the block: an eighth, or what the largest
// page of a Parquet file takes.
func (f *File) buffers(memory int64) int64 { return max(memory/8, f.pageRoom) }

// tooSmall says that a coordinate does not fit.
func (f *File) tooSmall(memory int64) error {
	return f.wrap(fmt.Errorf("%w: one coordinate of %d draws takes %d bytes and %d are allowed; allow more memory",
		ErrMemory, f.draws, f.columnBytes()+f.buffers(memory), memory))
}

// columnBytes is the memory of one column of a block.
func (f *File) columnBytes() int64 {
	return 8*int64(f.draws) + int64(unsafe.Sizeof([]float64(nil)))
}

// wrap adds the path.
func (f *File) wrap(err error) error { return &FileError{f.path, err} }

// Close releases the file and deletes what was kept in a temporary file.
func (f *File) Close() error {
	var first error
	for _, c := range f.closers {
		if err := c.Close(); err != nil && first == nil {
			first = f.wrap(err)
		}
	}
	f.closers = nil
	return first
}
