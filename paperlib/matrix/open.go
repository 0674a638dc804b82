package matrix

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// Open opens a table of gradients. What a file is, its first bytes tell; a name that ends in .npy, .npz or .parquet must
// agree with them. The ctx ends the reading of text and of deflated arrays, which Open reads whole.
func Open(ctx context.Context, path string, o Options) (*File, error) {
	in, err := files.Open(path)
	switch {
	case errors.Is(err, files.ErrIrregular):
		return nil, &FileError{path, fmt.Errorf("%w: %w, and a table is read more than once; give a file, or save what this gives into one", ErrUnsupported, errors.Unwrap(err))}
	case err != nil:
		return nil, &FileError{path, errors.Unwrap(err)}
	}
	info, err := in.Stat()
	var f *File
	if err == nil {
		f, err = openAt(ctx, in, info.Size(), filepath.Ext(path), o)
	}
	if err != nil {
		in.Close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &FileError{path, err}
	}
	f.path = path
	f.closers = append(f.closers, in)
	return f, nil
}

// openAt opens the table in r.
func openAt(ctx context.Context, r io.ReaderAt, size int64, extension string, o Options) (*File, error) {
	head := make([]byte, min(size, 512))
	if n, err := r.ReadAt(head, 0); n < len(head) {
		return nil, short("its first bytes", err)
	}
	if size == 0 {
		return nil, malformed("the file is empty")
	}
	f := &File{memory: o.memory()}
	format, err := recognise(head, strings.ToLower(extension))
	if err == nil {
		err = format(f, ctx, r, size, o)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	f.memory = max(f.memory-f.metadata, 0)
	return f, nil
}

// opener fills in a File.
type opener func(f *File, ctx context.Context, r io.ReaderAt, size int64, o Options) error

// recognise tells the format from the first bytes of a file.
func recognise(head []byte, extension string) (opener, error) {
	kind, format := "", opener(openText)
	switch {
	case bytes.HasPrefix(head, []byte(npyMagic)):
		kind, format = ".npy", openNPY
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		kind, format = ".npz", openNPZ
	case bytes.HasPrefix(head, []byte("PAR1")):
		kind, format = ".parquet", openParquet
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return nil, unsupported("a gzip file; unpack it first")
	case bytes.HasPrefix(head, []byte("\x89HDF")):
		return nil, unsupported("an HDF5 file; save the array with numpy.save")
	case head[0] == 0x80:
		return nil, malformed("neither .npy, .npz, .parquet nor text: it begins with %q", head[:min(len(head), 8)])
	case bytes.IndexByte(head, 0) >= 0:
		return nil, malformed("neither .npy, .npz, .parquet nor text: it begins with %q, and byte %d is NUL", head[:min(len(head), 8)], bytes.IndexByte(head, 0))
	}
	switch extension {
	case ".npy", ".npz", ".parquet":
		if kind != extension {
			return nil, malformed("the name ends in %s, and the file begins with %q", extension, head[:min(len(head), 8)])
		}
	}
	return format, nil
}

// openNPY opens an .npy file.
func openNPY(f *File, _ context.Context, r io.ReaderAt, size int64, _ Options) error {
	h, err := readHeader(io.NewSectionReader(r, 0, size), size)
	if err != nil {
		return err
	}
	f.setDense("npy", h, r, h.length)
	return nil
}

// setDense makes an array at an offset of r the table.
func (f *File) setDense(kind string, h npyHeader, r io.ReaderAt, offset int64) {
	order := "C order"
	if h.fortran {
		order = "Fortran order"
	}
	f.format = fmt.Sprintf("%s, %s, %s", kind, h.element.name, order)
	f.draws, f.coordinates = h.draws, h.coordinates
	f.source = &dense{h, r, offset}
}
