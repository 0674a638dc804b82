package lab

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"github.com/sbinet/npyio"
)

// Array is a dense array in row-major order, of one of two precisions.
type Array struct {
	Shape []int
	F64   []float64 // nil when the array is of single precision
	F32   []float32 // nil when the array is of double precision
}

// Float64 returns the elements in double precision, converting when they are stored in single.
func (a Array) Float64() []float64 {
	if a.F32 == nil {
		return a.F64
	}
	out := make([]float64, len(a.F32))
	for i, v := range a.F32 {
		out[i] = float64(v)
	}
	return out
}

// writeNPY writes data in NumPy's .npy format, version 1.0, little-endian, row-major.
//
// npyio reads the file back but cannot write it: its writer knows the shape (n,) of a slice and (r, c) of a
// mat.Dense of float64 only, and does not align the data.
func writeNPY[F float32 | float64](out io.Writer, shape []int, data []F) error {
	n := 1
	for _, d := range shape {
		if d < 0 {
			return fmt.Errorf("the shape %v has a negative dimension", shape)
		}
		n *= d
	}
	if n != len(data) {
		return fmt.Errorf("the shape %v holds %d numbers and %d were given", shape, n, len(data))
	}
	descr := "<f8"
	if _, single := any(data).([]float32); single {
		descr = "<f4"
	}
	w := bufio.NewWriterSize(out, 1<<18)
	w.Write(NPYHeader(descr, false, shape...))
	for len(data) > 0 {
		k := min(len(data), 1<<14)
		if err := binary.Write(w, binary.LittleEndian, data[:k]); err != nil {
			return err
		}
		data = data[k:]
	}
	return w.Flush()
}

// NPYHeader is what stands before the numbers of a .npy file, version 1.0: of type descr ("<f4", "<f8"), by columns if fortran.
func NPYHeader(descr string, fortran bool, shape ...int) []byte {
	dims := make([]string, len(shape))
	for i, d := range shape {
		dims[i] = fmt.Sprint(d)
	}
	tuple := strings.Join(dims, ", ")
	if len(shape) == 1 {
		tuple += ","
	}
	order := "False"
	if fortran {
		order = "True"
	}
	head := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }", descr, order, tuple)
	// The format asks that magic (6), version (2), length (2) and header together fill a multiple of 64 bytes.
	head += strings.Repeat(" ", (64-(10+len(head)+1)%64)%64) + "\n"
	return append(binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(head))), head...)
}

// readNPY decodes a .npy file of float64 or float32 in row-major order.
func readNPY(b []byte) (Array, error) {
	r, err := npyio.NewReader(bytes.NewReader(b))
	if err != nil {
		return Array{}, err
	}
	d := r.Header.Descr
	if d.Fortran {
		return Array{}, fmt.Errorf("the array is stored by columns; the store writes and reads arrays by rows")
	}
	n := 1
	for _, k := range d.Shape {
		if k < 0 {
			return Array{}, fmt.Errorf("the shape %v has a negative dimension", d.Shape)
		}
		n *= k
	}
	a := Array{Shape: d.Shape}
	size := 8
	switch d.Type {
	case "<f8":
		a.F64 = []float64{}
	case "<f4":
		a.F32, size = []float32{}, 4
	default:
		return Array{}, fmt.Errorf("the array holds %q; the store knows float64 (<f8) and float32 (<f4)", d.Type)
	}
	// npyio takes a file that ends early for zeros, so the size is compared before it reads.
	head := 10 + int(binary.LittleEndian.Uint16(b[8:]))
	if r.Header.Major > 1 {
		head = 12 + int(binary.LittleEndian.Uint32(b[8:]))
	}
	if n > len(b)/size || head+n*size != len(b) {
		return Array{}, fmt.Errorf("the file has %d bytes, and not the %d that the shape %v needs", len(b), head+n*size, d.Shape)
	}
	if n == 0 {
		return a, nil
	}
	if size == 8 {
		err = r.Read(&a.F64)
	} else {
		err = r.Read(&a.F32)
	}
	return a, err
}

// WriteNPY writes a vector as a .npy file, atomically.
func WriteNPY(path string, v []float64) error {
	var b bytes.Buffer
	if err := writeNPY(&b, []int{len(v)}, v); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return WriteFile(path, b.Bytes())
}
