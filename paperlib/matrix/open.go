package matrix

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// Open opens a table of gradients. What a file is, its first bytes tell; a name that ends in .npy, .npz, .parquet or
// .safetensors must agree with them. A folder is read as the parts of one Parquet table. The ctx ends the reading of text and
// of deflated arrays, which Open reads whole.
func Open(ctx context.Context, path string, o Options) (*File, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return openFolder(ctx, path, o)
	}
	f, err := openFile(ctx, path, o)
	if err == nil {
		err = f.finish(ctx, o)
	}
	if err != nil {
		return nil, f.fail(ctx, path, err)
	}
	return f, nil
}

// openFile opens one file with all its columns.
func openFile(ctx context.Context, path string, o Options) (*File, error) {
	in, err := files.Open(path)
	switch {
	case errors.Is(err, files.ErrIrregular):
		return nil, fmt.Errorf("%w: %w, and a table is read more than once; give a file, or save what this gives into one", ErrUnsupported, errors.Unwrap(err))
	case err != nil:
		return nil, errors.Unwrap(err)
	}
	info, err := in.Stat()
	if err != nil {
		in.Close()
		return nil, err
	}
	f, err := openAt(ctx, in, info.Size(), path, o)
	if err != nil {
		in.Close()
		return nil, err
	}
	f.closers = append(f.closers, in)
	return f, nil
}

// fail closes what was opened, and adds the path unless ctx has ended.
func (f *File) fail(ctx context.Context, path string, err error) error {
	if f != nil {
		f.Close()
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &FileError{path, err}
}

// finish chooses the columns of a file that was opened.
func (f *File) finish(ctx context.Context, o Options) error {
	err := f.choose(ctx, o)
	f.memory = max(o.memory()-f.metadata, 0)
	return err
}

// openAt opens the table in r with all its columns.
func openAt(ctx context.Context, r io.ReaderAt, size int64, path string, o Options) (*File, error) {
	head := make([]byte, min(size, 512))
	if n, err := r.ReadAt(head, 0); n < len(head) {
		return nil, short("its first bytes", err)
	}
	if size == 0 {
		return nil, malformed("the file is empty")
	}
	f := &File{path: path, memory: o.memory()}
	kind, format, err := recognise(head, strings.ToLower(filepath.Ext(path)))
	if err == nil {
		err = o.fit(kind)
	}
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

// fit refuses options that mean nothing for a kind of file.
func (o Options) fit(kind string) error {
	text, array := kind == textKind, kind == ".npy" || kind == ".npz" || kind == ".safetensors"
	switch {
	case o.Header != "" && !text:
		return unsupported("--header is for text, and this is a %s file", kind)
	case o.Decimal != "" && !text:
		return unsupported("--decimal is for text, and this is a %s file", kind)
	case o.Axis != nil && !array:
		return unsupported("--axis is for arrays (.npy, .npz, .safetensors); the rows of this file are its draws")
	case o.DType != "" && kind != ".npy" && kind != ".npz":
		return unsupported("--dtype is for .npy and .npz files, which may not say it")
	case o.Array != "" && kind != ".npz" && kind != ".safetensors":
		return unsupported("the file has one table, and none of the name %.40q", o.Array)
	}
	return nil
}

// opener fills in a File.
type opener func(f *File, ctx context.Context, r io.ReaderAt, size int64, o Options) error

const textKind = "text"

// recognise tells the format from the first bytes of a file.
func recognise(head []byte, extension string) (kind string, format opener, err error) {
	kind, format = textKind, openText
	begins := func(s string) bool { return bytes.HasPrefix(head, []byte(s)) }
	switch {
	case begins(npyMagic):
		kind, format = ".npy", openNPY
	case begins("PK\x03\x04"), begins("PK\x05\x06"):
		kind, format = ".npz", openNPZ
	case begins("PAR1"):
		kind, format = ".parquet", openParquet
	case len(head) > 8 && head[8] == '{' && head[5] == 0 && head[6] == 0 && head[7] == 0:
		kind, format = ".safetensors", openSafetensors
	case begins("\x1f\x8b"):
		format = openCompressed(gunzip)
	case begins("BZh"):
		format = openCompressed(bunzip)
	case begins("\xfd7zXZ\x00"):
		return "", nil, unsupported("an xz file; unpack it first: xz --decompress --keep FILE")
	case begins("\x28\xb5\x2f\xfd"):
		return "", nil, unsupported("a zstd file; unpack it first: zstd --decompress --keep FILE")
	case begins("\x89HDF"):
		return "", nil, unsupported("an HDF5 file; save the array with numpy.save")
	case begins("\xff\xfe"), begins("\xfe\xff"): // UTF-16
	case head[0] == 0x80:
		return "", nil, malformed("neither .npy, .npz, .parquet, .safetensors nor text: it begins with %q", head[:min(len(head), 8)])
	case bytes.IndexByte(head, 0) >= 0:
		return "", nil, malformed("neither .npy, .npz, .parquet, .safetensors nor text: it begins with %q, and byte %d is NUL", head[:min(len(head), 8)], bytes.IndexByte(head, 0))
	}
	switch extension {
	case ".npy", ".npz", ".parquet", ".safetensors":
		if kind != extension {
			return "", nil, malformed("the name ends in %s, and the file begins with %q", extension, head[:min(len(head), 8)])
		}
	}
	return kind, format, nil
}

// openNPY opens an .npy file.
func openNPY(f *File, ctx context.Context, r io.ReaderAt, size int64, o Options) error {
	h, err := readHeader(io.NewSectionReader(r, 0, size), o.DType)
	if err != nil {
		return err
	}
	n, err := h.bytes()
	if err != nil {
		return err
	}
	if more := size - h.length - n; more > 0 {
		var magic [6]byte
		if _, err := r.ReadAt(magic[:min(more, 6)], h.length+n); err == nil && string(magic[:]) == npyMagic && o.Axis == nil {
			return openAppended(f, ctx, r, size, o)
		} else if err != nil && err != io.EOF {
			return fmt.Errorf("reading byte %d: %w", h.length+n, err)
		}
	}
	if err := h.check(size); err != nil {
		return err
	}
	d, label, err := h.table(r, h.length, o.Axis)
	if err != nil {
		return err
	}
	f.setDense("npy", h, d, label)
	f.remarkHalves(o, h.element)
	return f.leaveOutUnwritten(ctx, d, o)
}

// setDense makes an array the table.
func (f *File) setDense(kind string, h npyHeader, d *dense, label func(int) string) {
	order := "C order"
	if h.fortran {
		order = "Fortran order"
	}
	f.format = fmt.Sprintf("%s, %s, %s", kind, h.element.name, order)
	f.draws, f.coordinates, f.source, f.label = d.draws, d.coordinates(), d, label
	f.twoAxes = len(h.shape) == 2
}
