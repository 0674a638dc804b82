package matrix

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/bits"
	"strconv"
)

const npyMagic = "\x93NUMPY"

// maxHeader bounds the header of an .npy file: those of plain arrays have 118 bytes.
const maxHeader = 1 << 16

// npyHeader is what the header of an .npy file declares.
type npyHeader struct {
	element element
	fortran bool
	shape   []int
	length  int64 // of the header with its magic
}

// readHeader reads the header of an .npy file; dtype is Options.DType.
//
// The format is NumPy's NEP 1, versions 1 to 3. It is read here and not by npyio: that takes up to 4 GiB by the declared
// length of the header, panics on one without a newline or with its keys in another order, and knows no version 3.
func readHeader(r io.Reader, dtype string) (npyHeader, error) {
	var lead [12]byte
	if _, err := io.ReadFull(r, lead[:10]); err != nil {
		return npyHeader{}, short("the header", err)
	}
	if string(lead[:6]) != npyMagic {
		return npyHeader{}, malformed("an .npy file begins with %q and not with %q", npyMagic, lead[:6])
	}
	length, at := int64(binary.LittleEndian.Uint16(lead[8:])), int64(10)
	switch lead[6] {
	case 1:
	case 2, 3:
		if _, err := io.ReadFull(r, lead[10:]); err != nil {
			return npyHeader{}, short("the header", err)
		}
		length, at = int64(binary.LittleEndian.Uint32(lead[8:])), 12
	default:
		return npyHeader{}, malformed("version %d.%d of the .npy format; 1 to 3 are known", lead[6], lead[7])
	}
	if length > maxHeader {
		return npyHeader{}, unsupported("a header of %d bytes; a plain array of floats has a short one", length)
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(r, text); err != nil {
		return npyHeader{}, short("the header", err)
	}
	h, err := parseHeader(string(text), dtype)
	if err != nil {
		return npyHeader{}, err
	}
	h.length = at + length
	return h, nil
}

// short turns an early end of a file into an ErrFormat.
func short(what string, err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return malformed("the file ends within %s; it is truncated", what)
	}
	return fmt.Errorf("reading %s: %w", what, err)
}

// bytes is the length of the array that the header declares, without the header.
func (h npyHeader) bytes() (int64, error) {
	over, n := uint64(0), uint64(h.element.size)
	for _, d := range h.shape {
		if d == 0 {
			return 0, unsupported("the array is empty: %s", times(h.shape))
		}
		if over == 0 {
			over, n = bits.Mul64(n, uint64(d))
		}
	}
	if over != 0 || n > math.MaxInt64-uint64(h.length) {
		return 0, malformed("the header declares %s numbers, more than any file holds", times(h.shape))
	}
	return int64(n), nil
}

// check compares the declared shape with the size of the file.
func (h npyHeader) check(size int64) error {
	n, err := h.bytes()
	if err != nil {
		return err
	}
	switch want := h.length + n; {
	case want > size:
		return malformed("the header declares %s numbers, which need %d bytes, and the file has %d; it is truncated", times(h.shape), want, size)
	case want < size:
		return malformed("the header declares %s numbers, which need %d bytes, and the file has %d; save one array per file", times(h.shape), want, size)
	}
	return nil
}

// times writes a shape as in 2 x 3.
func times(shape []int) string {
	if len(shape) == 0 {
		return "1"
	}
	s := strconv.Itoa(shape[0])
	for _, d := range shape[1:] {
		s += " x " + strconv.Itoa(d)
	}
	return s
}
