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
	entries, err := choose(archive.File, o.Array)
	if err != nil {
		return err
	}
	a := &npzArchive{ctx: ctx, r: r, size: size, o: o}
	defer func() { f.spool = a.spool }()
	if len(entries) == 1 {
		h, err := a.header(entries[0])
		if err != nil {
			return err
		}
		return a.one(f, entries[0], h)
	}
	arrays := make([]array, len(entries))
	for k, e := range entries {
		h, err := a.header(e)
		if err != nil && !errors.Is(err, ErrUnsupported) {
			return err
		}
		arrays[k] = array{strings.TrimSuffix(e.Name, ".npy"), h, err}
	}
	chosen, err := together(f, arrays, o)
	switch {
	case err != nil:
		return err
	case len(chosen) == 1:
		return a.one(f, entries[chosen[0]], arrays[chosen[0]].header)
	}
	var parts beside
	draws, halves := 0, element{}
	for _, k := range chosen {
		d, label, err := a.place(f, entries[k], arrays[k].header)
		if err != nil {
			return err
		}
		parts = append(parts, part{source: d, coordinates: d.coordinates(), name: arrays[k].name, inner: label})
		if draws = d.draws; d.element.halves() {
			halves = d.element
		}
	}
	f.setBeside("npz", parts, draws)
	f.remarkHalves(o, halves)
	return nil
}

// npzArchive opens arrays of an archive.
type npzArchive struct {
	ctx   context.Context
	r     io.ReaderAt
	size  int64
	o     Options
	spool *spool // of all deflated arrays, one behind the other
}

// one makes an array the table.
func (a *npzArchive) one(f *File, entry *zip.File, h npyHeader) error {
	d, label, err := a.place(f, entry, h)
	if err != nil {
		return err
	}
	f.setDense(map[uint16]string{zip.Store: "npz, stored", zip.Deflate: "npz, deflated"}[entry.Method], h, d, label)
	f.remarkHalves(a.o, h.element)
	return f.leaveOutUnwritten(a.ctx, d, a.o)
}

// open checks what an entry declares and opens it.
func (a *npzArchive) open(entry *zip.File) (io.ReadCloser, error) {
	if entry.Method != zip.Store && entry.Method != zip.Deflate {
		return nil, unsupported("array %q is compressed by method %d; numpy.savez and numpy.savez_compressed write what is known", entry.Name, entry.Method)
	}
	if entry.UncompressedSize64 > 1<<62 || entry.CompressedSize64 > uint64(a.size) {
		return nil, malformed("array %q declares %d bytes, deflated to %d, in a file of %d", entry.Name, entry.UncompressedSize64, entry.CompressedSize64, a.size)
	}
	content, err := entry.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: array %q: %w", ErrFormat, entry.Name, err)
	}
	return content, nil
}

// header reads the header of an array.
func (a *npzArchive) header(entry *zip.File) (npyHeader, error) {
	content, err := a.open(entry)
	if err != nil {
		return npyHeader{}, err
	}
	defer content.Close()
	h, err := readHeader(&interruptible{ctx: a.ctx, r: content}, a.o.DType)
	if err == nil {
		err = h.check(int64(entry.UncompressedSize64))
	}
	if err != nil {
		return h, inArchive(entry, err)
	}
	return h, nil
}

// place finds where the numbers of an array lie: stored ones in the archive, and deflated ones in the spool.
func (a *npzArchive) place(f *File, entry *zip.File, h npyHeader) (*dense, func(int) string, error) {
	content, err := a.open(entry)
	if err != nil {
		return nil, nil, err
	}
	defer content.Close()
	in := &interruptible{ctx: a.ctx, r: content}
	r, offset := a.r, int64(0)
	if entry.Method == zip.Store {
		// Read in place; once through, for the checksum.
		offset, err = entry.DataOffset()
		if err == nil && entry.CompressedSize64 != entry.UncompressedSize64 {
			err = malformed("stored as %d bytes and declared as %d", entry.CompressedSize64, entry.UncompressedSize64)
		}
		if err == nil {
			_, err = io.Copy(io.Discard, in)
		}
		offset += h.length
	} else {
		if held := a.o.memory() / 2; int64(entry.UncompressedSize64) > held && entry.UncompressedSize64/maxExpansion > entry.CompressedSize64 {
			return nil, nil, malformed("array %q declares %d bytes, deflated to %d: %d-fold, as no array of gradients is; if it is one, allow more memory than twice its size",
				entry.Name, entry.UncompressedSize64, entry.CompressedSize64, entry.UncompressedSize64/max(entry.CompressedSize64, 1))
		}
		if a.spool == nil {
			a.spool = newSpool(a.o)
			f.closers = append(f.closers, a.spool)
		}
		r, offset = a.spool, a.spool.size
		// The reader of the archive fails when the content is longer or shorter than declared, or its checksum differs.
		if _, err = io.CopyN(io.Discard, in, h.length); err == nil {
			_, err = io.Copy(a.spool, in)
		}
	}
	if err != nil {
		return nil, nil, inArchive(entry, err)
	}
	d, label, err := h.table(r, offset, a.o.Axis)
	if err != nil {
		return nil, nil, inArchive(entry, err)
	}
	return d, label, nil
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

// choose finds the array of this name, or all.
func choose(files []*zip.File, name string) ([]*zip.File, error) {
	var names []string
	var chosen []*zip.File
	pickled := false
	for _, e := range files {
		base, ok := strings.CutSuffix(e.Name, ".npy")
		if !ok {
			pickled = pickled || strings.HasSuffix(e.Name, ".pkl")
			continue
		}
		names = append(names, base)
		if name == "" || name == base || name == e.Name || name == strconv.Quote(base) { // as the list below shows it
			if len(chosen) > 0 && name != "" {
				return nil, malformed("two arrays of the name %q", base)
			}
			chosen = append(chosen, e)
		}
	}
	switch {
	case len(names) == 0 && pickled:
		return nil, unsupported("a file of PyTorch, which holds a pickle, and pickles are never loaded. Convert a tensor [draws, coordinates] in Python:\n%s", TorchAdvice)
	case len(names) == 0:
		return nil, unsupported("a zip archive without an .npy array; save arrays with numpy.savez")
	case len(chosen) == 0:
		return nil, fmt.Errorf("%w: %q; the file has %s", ErrNoArray, name, list(names))
	}
	return chosen, nil
}

// TorchAdvice are the two lines of Python that convert a tensor which torch.save wrote.
const TorchAdvice = "  import numpy, torch\n  numpy.save(\"gradients.npy\", torch.load(\"FILE\", map_location=\"cpu\").detach().float().numpy())"

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
