package matrix

import (
	"bufio"
	"compress/bzip2"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"io"
)

func gunzip(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }
func bunzip(r io.Reader) (io.Reader, error) { return bzip2.NewReader(r), nil }

// openCompressed opens a compressed text, as pandas and numpy.savetxt write x.csv.gz.
func openCompressed(unpack func(io.Reader) (io.Reader, error)) opener {
	return func(f *File, ctx context.Context, r io.ReaderAt, size int64, o Options) error {
		packed := &interruptible{ctx: ctx, r: io.NewSectionReader(r, 0, size)}
		z, err := unpack(bufio.NewReaderSize(packed, 1<<16))
		if err != nil {
			return damaged(err)
		}
		plain := bufio.NewReader(&expanding{packed: packed, plain: z, free: o.memory() / 2})
		head, err := plain.Peek(512)
		if err != nil && err != io.EOF {
			return damaged(err)
		}
		if len(head) == 0 {
			return malformed("the file is empty once it is unpacked")
		}
		switch kind, _, err := recognise(head, ""); {
		case err != nil:
			return err
		case kind != textKind || head[0] == 0x1f || string(head[:min(len(head), 3)]) == "BZh":
			return unsupported("a compressed %s file; only text is read compressed: unpack it first: gzip --decompress --keep FILE, or bzip2", kind)
		}
		return damaged(f.text(ctx, plain, o))
	}
}

// damaged names the faults of compressed data.
func damaged(err error) error {
	var corrupt flate.CorruptInputError
	var bz bzip2.StructuralError
	if errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.As(err, &corrupt) || errors.As(err, &bz) {
		return malformed("unpacking: %w; the file is truncated or damaged", err)
	}
	return err
}

// expanding ends with an error where far more is unpacked than any table of numbers packs: such a file is made to fill a disk.
type expanding struct {
	packed *interruptible
	plain  io.Reader
	n      int64
	free   int64 // so much may be unpacked from anything
}

func (e *expanding) Read(b []byte) (int, error) {
	n, err := e.plain.Read(b)
	if e.n += int64(n); e.n > e.free && e.n/maxExpansion > e.packed.n {
		return 0, malformed("%d bytes unpack to more than %d, as no table of gradients does; if it is one, unpack it first", e.packed.n, e.n)
	}
	return n, err
}
