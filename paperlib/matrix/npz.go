package matrix

import (
	"archive/zip"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// maxExpansion is how often larger than its deflated form an array may be when it exceeds memory. Floating-point numbers
// deflate to a half at best; only constants reach the hundreds, and archives made to fill a disk.
const maxExpansion = 100

// openNPZ opens an archive of arrays.
func openNPZ(f *File, ctx context.Context, r io.ReaderAt, size int64, o Options) error {
	directory := &budget{r: r, left: max(o.memory()/8, maxHeader)} // an entry takes some five times its bytes
	archive, err := zip.NewReader(directory, size)
	switch {
	case errors.Is(err, errBudget):
		return fmt.Errorf("%w: the directory of the archive has more than %d bytes; allow more memory, or save one array per file", ErrMemory, max(o.memory()/8, maxHeader))
	case err != nil:
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	directory.left = math.MaxInt64
	entry, err := choose(archive.File, o.Array)
	if err != nil {
		return err
	}
	if entry.Method != zip.Store && entry.Method != zip.Deflate {
		return unsupported("array %q is compressed by method %d; numpy.savez and numpy.savez_compressed write what is known", entry.Name, entry.Method)
	}
	if entry.UncompressedSize64 > 1<<62 || entry.CompressedSize64 > uint64(size) {
		return malformed("array %q declares %d bytes, deflated to %d, in a file of %d", entry.Name, entry.UncompressedSize64, entry.CompressedSize64, size)
	}
	content, err := entry.Open()
	if err != nil {
		return fmt.Errorf("%w: array %q: %w", ErrFormat, entry.Name, err)
	}
	defer content.Close()
	in := &interruptible{ctx: ctx, r: content}
	h, err := readHeader(in, int64(entry.UncompressedSize64))
	if err != nil {
		return inArchive(entry, err)
	}
	if entry.Method == zip.Store {
		// Read in place; once through, for the checksum.
		offset, err := entry.DataOffset()
		if err == nil && entry.CompressedSize64 != entry.UncompressedSize64 {
			err = malformed("stored as %d bytes and declared as %d", entry.CompressedSize64, entry.UncompressedSize64)
		}
		if err == nil {
			_, err = io.Copy(io.Discard, in)
		}
		if err != nil {
			return inArchive(entry, err)
		}
		f.setDense("npz, stored", h, r, offset+h.length)
		return nil
	}
	if held := o.memory() / 2; int64(entry.UncompressedSize64) > held && entry.UncompressedSize64/maxExpansion > entry.CompressedSize64 {
		return malformed("array %q declares %d bytes, deflated to %d: %d-fold, as no array of gradients is; if it is one, allow more memory than twice its size",
			entry.Name, entry.UncompressedSize64, entry.CompressedSize64, entry.UncompressedSize64/max(entry.CompressedSize64, 1))
	}
	data := newSpool(o)
	f.closers = append(f.closers, data)
	// The reader of the archive fails when the content is longer or shorter than declared, or its checksum differs.
	if _, err := io.Copy(data, in); err != nil {
		return inArchive(entry, err)
	}
	f.setDense("npz, deflated", h, data, 0)
	f.spool = data
	return nil
}

// inArchive says which array could not be read.
func inArchive(entry *zip.File, err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, ErrFormat):
	case errors.Is(err, zip.ErrChecksum):
		err = malformed("its checksum differs; the file is damaged")
	case errors.Is(err, zip.ErrFormat), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &corrupt):
		err = malformed("%w", err)
	}
	return fmt.Errorf("array %q: %w", entry.Name, err)
}

// choose finds the array of this name, or the only one.
func choose(files []*zip.File, name string) (*zip.File, error) {
	var names []string
	var chosen *zip.File
	for _, e := range files {
		base, ok := strings.CutSuffix(e.Name, ".npy")
		if !ok {
			continue
		}
		names = append(names, base)
		if name == "" || name == base || name == e.Name || name == strconv.Quote(base) { // as the list below shows it
			if chosen != nil && name != "" {
				return nil, malformed("two arrays of the name %q", base)
			}
			chosen = e
		}
	}
	switch {
	case len(names) == 0:
		return nil, unsupported("a zip archive without an .npy array (a PyTorch checkpoint is one, too); save tensors with numpy.save")
	case name == "" && len(names) > 1:
		return nil, fmt.Errorf("%w: name one of the arrays %s", ErrNoArray, list(names))
	case chosen == nil:
		return nil, fmt.Errorf("%w: %q; the file has %s", ErrNoArray, name, list(names))
	}
	return chosen, nil
}

// list names the first of many.
func list(names []string) string {
	const most = 20
	for i, n := range names {
		if len(n) > 80 {
			names[i] = n[:80] + "..."
		}
	}
	if len(names) > most {
		return fmt.Sprintf("%q and %d more", names[:most], len(names)-most)
	}
	return fmt.Sprintf("%q", names)
}

var errBudget = errors.New("more is read than allowed")

// budget is a reader from which no more than left bytes are read.
type budget struct {
	r    io.ReaderAt
	left int64
}

func (b *budget) ReadAt(p []byte, at int64) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, errBudget
	}
	return b.r.ReadAt(p, at)
}

// interruptible is a reader that ends with its context and counts.
type interruptible struct {
	ctx context.Context
	r   io.Reader
	n   int64
}

func (c *interruptible) Read(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}
