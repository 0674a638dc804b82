package matrix

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/bits"
	"strings"
)

const npyMagic = "\x93NUMPY"

// maxHeader bounds the header of an .npy file: those of plain arrays have 118 bytes.
const maxHeader = 1 << 16

// element is how one number is stored.
type element struct {
	name  string
	size  int
	value func([]byte) float64
}

var elements = map[string]element{
	"<f4": {"float32", 4, func(b []byte) float64 { return float64(math.Float32frombits(binary.LittleEndian.Uint32(b))) }},
	">f4": {"float32, big-endian", 4, func(b []byte) float64 { return float64(math.Float32frombits(binary.BigEndian.Uint32(b))) }},
	"<f8": {"float64", 8, func(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }},
	">f8": {"float64, big-endian", 8, func(b []byte) float64 { return math.Float64frombits(binary.BigEndian.Uint64(b)) }},
}

// npyHeader is what the header of an .npy file declares.
type npyHeader struct {
	element            element
	fortran            bool
	draws, coordinates int
	length             int64 // of the header with its magic
}

// readHeader reads the header of an .npy file of size bytes and compares what it declares with that size.
//
// The format is NumPy's NEP 1, versions 1 to 3. It is read here and not by npyio: that takes up to 4 GiB by the declared
// length of the header, panics on one without a newline or with its keys in another order, and knows no version 3.
func readHeader(r io.Reader, size int64) (npyHeader, error) {
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
	h, err := parseHeader(string(text))
	if err != nil {
		return npyHeader{}, err
	}
	h.length = at + length
	return h, h.check(size)
}

// short turns an early end of a file into an ErrFormat.
func short(what string, err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return malformed("the file ends within %s; it is truncated", what)
	}
	return fmt.Errorf("reading %s: %w", what, err)
}

// check compares the declared shape with the size of the file.
func (h npyHeader) check(size int64) error {
	if h.draws == 0 || h.coordinates == 0 {
		return unsupported("the array is empty: %d draws of %d coordinates", h.draws, h.coordinates)
	}
	over, n := bits.Mul64(uint64(h.draws), uint64(h.coordinates))
	if over == 0 {
		over, n = bits.Mul64(n, uint64(h.element.size))
	}
	if over != 0 || n > math.MaxInt64-uint64(h.length) {
		return malformed("the header declares %d x %d numbers, more than any file holds", h.draws, h.coordinates)
	}
	switch want := h.length + int64(n); {
	case want > size:
		return malformed("the header declares %d x %d numbers, which need %d bytes, and the file has %d; it is truncated", h.draws, h.coordinates, want, size)
	case want < size:
		return malformed("the header declares %d x %d numbers, which need %d bytes, and the file has %d; save one array per file", h.draws, h.coordinates, want, size)
	}
	return nil
}

// setShape takes a shape of one or two dimensions.
func (h *npyHeader) setShape(shape []int) error {
	switch len(shape) {
	case 1:
		h.draws, h.coordinates = shape[0], 1
	case 2:
		h.draws, h.coordinates = shape[0], shape[1]
	default:
		return unsupported("an array of %d dimensions; save a.reshape(draws, -1)", len(shape))
	}
	return nil
}

// setType takes the type of an element.
func (h *npyHeader) setType(descr string) error {
	e, ok := elements[descr]
	if ok {
		h.element = e
		return nil
	}
	kind := strings.TrimLeft(descr, "<>=|")
	switch {
	case strings.HasPrefix(kind, "O"):
		return unsupported("type %q: Python objects, which are never loaded; save a.astype('float32')", descr)
	case strings.HasPrefix(kind, "c"):
		return unsupported("type %q: complex numbers; save the real part, or real and imaginary parts as coordinates", descr)
	case strings.HasPrefix(kind, "f"):
		return unsupported("type %q; save a.astype('float32')", descr)
	case strings.HasPrefix(kind, "i"), strings.HasPrefix(kind, "u"), strings.HasPrefix(kind, "b"):
		return unsupported("type %q: whole numbers, which gradients are not; if these are values, save a.astype('float64')", descr)
	}
	return unsupported("type %q; save a.astype('float32')", descr)
}
