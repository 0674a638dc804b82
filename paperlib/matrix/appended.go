package matrix

import (
	"context"
	"fmt"
	"io"
	"unsafe"
)

// appended is arrays that were saved one behind the other into one file, as numpy.save does to a file that is open.
type appended struct {
	element     element
	coordinates int
	r           io.ReaderAt
	arrays      []appendedArray
}

// appendedArray is where an array lies.
type appendedArray struct {
	offset int64
	draws  int
}

// openAppended reads the headers of a file whose first array is not its only one: vectors are draws, and tables in C order
// are draws below draws.
func openAppended(f *File, ctx context.Context, r io.ReaderAt, size int64, o Options) error {
	a := &appended{r: r}
	draws := 0
	for at := int64(0); at < size; {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, err := readHeader(io.NewSectionReader(r, at, size-at), o.DType)
		var n int64
		if err == nil {
			n, err = h.bytes()
		}
		if err == nil && h.length+n > size-at {
			err = h.check(size - at)
		}
		if err != nil {
			return fmt.Errorf("array %d, at byte %d, behind others in one file: %w", len(a.arrays), at, err)
		}
		rows, columns := 1, 0
		switch {
		case len(h.shape) == 1:
			columns = h.shape[0]
		case len(h.shape) == 2 && !h.fortran:
			rows, columns = h.shape[0], h.shape[1]
		default:
			return unsupported("array %d of a file of several is of %s numbers in C order or not; they must be vectors, or tables in C order", len(a.arrays), times(h.shape))
		}
		if len(a.arrays) == 0 {
			a.element, a.coordinates = h.element, columns
		}
		if columns != a.coordinates || h.element.name != a.element.name {
			return malformed("array %d, at byte %d, has %d numbers of %s in a draw, and those before %d of %s; save draws of one network, one shape",
				len(a.arrays), at, columns, h.element.name, a.coordinates, a.element.name)
		}
		a.arrays = append(a.arrays, appendedArray{at + h.length, rows})
		draws += rows
		if f.metadata = 2 * int64(len(a.arrays)) * int64(unsafe.Sizeof(appendedArray{})); f.metadata > o.memory()/2 {
			return fmt.Errorf("%w: the places of %d arrays in one file; allow more memory, or save one array of all draws", ErrMemory, len(a.arrays))
		}
		at += h.length + n
	}
	f.format = fmt.Sprintf("npy, %s, %d arrays one behind the other", a.element.name, len(a.arrays))
	f.draws, f.coordinates, f.source = draws, a.coordinates, a
	f.remark(o, "The file holds %d arrays one behind the other; they were read as %d draws of %d coordinates.", len(a.arrays), draws, a.coordinates)
	f.remarkHalves(o, a.element)
	return nil
}

func (a *appended) read(ctx context.Context, dst [][]float64, from int, memory int64) error {
	rows, at := make([][]float64, len(dst)), 0
	for _, one := range a.arrays {
		for j, column := range dst {
			rows[j] = column[at : at+one.draws]
		}
		d := dense{a.element, 1, one.draws, a.coordinates, one.draws, a.r, one.offset}
		if err := d.readTable(ctx, rows, from, memory); err != nil {
			return err
		}
		at += one.draws
	}
	return nil
}
