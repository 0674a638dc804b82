package matrix

import (
	"encoding/binary"
	"math"
	"strings"
)

// element is how one number is stored.
type element struct {
	name  string
	size  int
	value func([]byte) float64
}

var elements = map[string]element{
	"<f2": {"float16", 2, func(b []byte) float64 { return half(binary.LittleEndian.Uint16(b)) }},
	">f2": {"float16, big-endian", 2, func(b []byte) float64 { return half(binary.BigEndian.Uint16(b)) }},
	"<f4": {"float32", 4, func(b []byte) float64 { return float64(math.Float32frombits(binary.LittleEndian.Uint32(b))) }},
	">f4": {"float32, big-endian", 4, func(b []byte) float64 { return float64(math.Float32frombits(binary.BigEndian.Uint32(b))) }},
	"<f8": {"float64", 8, func(b []byte) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b)) }},
	">f8": {"float64, big-endian", 8, func(b []byte) float64 { return math.Float64frombits(binary.BigEndian.Uint64(b)) }},
	// bfloat16 is the upper half of a float32.
	"bfloat16": {"bfloat16", 2, func(b []byte) float64 {
		return float64(math.Float32frombits(uint32(binary.LittleEndian.Uint16(b)) << 16))
	}},
}

// half is the value of an IEEE 754 binary16.
func half(bits uint16) float64 {
	sign, exponent, fraction := 1.0, int(bits>>10&31), float64(bits&1023)
	if bits>>15 == 1 {
		sign = -1
	}
	switch {
	case exponent == 31 && fraction > 0:
		return math.NaN()
	case exponent == 31:
		return math.Inf(int(sign))
	case exponent == 0: // subnormal, or zero with its sign
		return math.Copysign(math.Ldexp(fraction, -24), sign)
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}

// halves tells whether numbers have so few bits that draws tie by rounding.
func (e element) halves() bool { return e.size == 2 }

// spellings are the names of floating-point types that numpy.dtype takes, without a byte order.
var spellings = map[string]string{
	"e": "f2", "f2": "f2", "half": "f2", "float16": "f2",
	"f": "f4", "f4": "f4", "single": "f4", "float32": "f4",
	"d": "f8", "f8": "f8", "double": "f8", "float64": "f8", "float": "f8",
}

// setType takes the type of an element as an .npy header spells it; dtype is what to take for a type without a name.
func (h *npyHeader) setType(descr, dtype string) error {
	kind, order := strings.TrimLeft(descr, "<>=|"), "<" // = and | are the byte order of the writer, which today is this one
	if len(descr)-len(kind) > 1 {
		return malformed("the type %q, which NumPy does not know", descr)
	}
	if descr != "" && descr[0] == '>' {
		order = ">"
	}
	if short, ok := spellings[kind]; ok && (kind == descr || len(kind) <= 2) { // a byte order goes with the short names
		h.element = elements[order+short]
		return nil
	}
	switch {
	case kind == "V2" && dtype == BFloat16, descr == BFloat16:
		h.element = elements[BFloat16]
		return nil
	case kind == "V2":
		return unsupported("type %q: two bytes without a meaning, as bfloat16 is saved; if it is that, give --dtype bfloat16, or save (a.view('<u2').astype('<u4') << 16).view('<f4')", descr)
	case strings.HasPrefix(kind, "V"):
		return unsupported("type %q: bytes without a meaning; save the array as float32 where its type is known", descr)
	case strings.HasPrefix(kind, "O"), kind == "object":
		return unsupported("type %q: Python objects, which are never loaded; save a.astype('float32')", descr)
	case kind == "c8", kind == "c16", kind == "c32", kind == "F", kind == "D", kind == "G", strings.HasPrefix(kind, "complex"):
		return unsupported("type %q: complex numbers; save the real part, a.real, or both as coordinates, numpy.hstack([a.real, a.imag])", descr)
	case kind == "f16", kind == "f12", kind == "g", kind == "longdouble", strings.HasPrefix(kind, "float"):
		return unsupported("type %q; save a.astype('float64')", descr)
	case whole(kind):
		return unsupported("type %q: whole numbers, which gradients are not; if these are values, save a.astype('float64')", descr)
	}
	return unsupported("type %q; save a.astype('float32')", descr)
}

// whole tells whether a NumPy type is of integers or truth values.
func whole(kind string) bool {
	switch strings.TrimRight(kind, "0123456789") {
	case "i", "u", "b", "?", "bool", "int", "uint", "h", "H", "l", "L", "q", "Q", "p", "P", "B", "I", "intp", "uintp", "short", "ushort", "long", "ulong", "longlong", "ulonglong", "byte", "ubyte", "intc", "uintc":
		return true
	}
	return false
}
