package matrix

import (
	"context"
	"fmt"
	"io"
)

// dense is an array of elements at an offset of something that can be read anywhere.
type dense struct {
	npyHeader
	r      io.ReaderAt
	offset int64
}

const (
	// chunk is how many bytes are read at once.
	chunk = 1 << 20
	// gap is how many bytes it pays to skip: fewer are read and thrown away.
	gap = 1 << 14
	// tile is how many draws are transposed at once if they fit: enough for a column to receive whole cache lines.
	tile = 16
)

// read fills columns from an array in either order.
func (d *dense) read(ctx context.Context, dst [][]float64, from int, memory int64) error {
	if d.fortran {
		return d.readFortran(ctx, dst, from, memory)
	}
	row := int64(d.coordinates) * int64(d.element.size)
	start, width := int64(from)*int64(d.element.size), int64(len(dst))*int64(d.element.size)
	if row-width < gap {
		start, width = 0, row // neighbouring rows in one piece
	}
	if width > memory {
		return d.readPieces(ctx, dst, from, memory)
	}
	rows := int(min(max(chunk/width, tile), memory/width, int64(d.draws)))
	buffer := make([]byte, int64(rows)*width)
	first := int64(from)*int64(d.element.size) - start
	for i := 0; i < d.draws; i += rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(rows, d.draws-i)
		if err := d.readRows(buffer[:int64(n)*width], i, n, start, width, row); err != nil {
			return err
		}
		for j, column := range dst {
			at := first + int64(j)*int64(d.element.size)
			for k := range n {
				column[i+k] = d.element.value(buffer[at+int64(k)*width:])
			}
		}
	}
	return nil
}

// readRows reads bytes start to start+width of n rows from row i on.
func (d *dense) readRows(buffer []byte, i, n int, start, width, row int64) error {
	if width == row {
		return d.readAt(buffer, int64(i)*row, i)
	}
	for k := range n {
		if err := d.readAt(buffer[int64(k)*width:int64(k+1)*width], int64(i+k)*row+start, i+k); err != nil {
			return err
		}
	}
	return nil
}

// readPieces reads rows that exceed the memory one after another in pieces.
func (d *dense) readPieces(ctx context.Context, dst [][]float64, from int, memory int64) error {
	size := d.element.size
	piece := int(max(min(memory, chunk)/int64(size), 1))
	buffer := make([]byte, piece*size)
	for i := range d.draws {
		if err := ctx.Err(); err != nil {
			return err
		}
		for j := 0; j < len(dst); j += piece {
			n := min(piece, len(dst)-j)
			at := (int64(i)*int64(d.coordinates) + int64(from+j)) * int64(size)
			if err := d.readAt(buffer[:n*size], at, i); err != nil {
				return err
			}
			for k := range n {
				dst[j+k][i] = d.element.value(buffer[k*size:])
			}
		}
	}
	return nil
}

// readFortran reads columns that lie one after another.
func (d *dense) readFortran(ctx context.Context, dst [][]float64, from int, memory int64) error {
	size := d.element.size
	piece := int(max(min(memory, chunk)/int64(size), 1))
	buffer := make([]byte, min(piece, d.draws)*size)
	for j, column := range dst {
		for i := 0; i < d.draws; i += piece {
			if err := ctx.Err(); err != nil {
				return err
			}
			n := min(piece, d.draws-i)
			if err := d.readAt(buffer[:n*size], (int64(from+j)*int64(d.draws)+int64(i))*int64(size), i); err != nil {
				return err
			}
			for k := range n {
				column[i+k] = d.element.value(buffer[k*size:])
			}
		}
	}
	return nil
}

// readAt reads bytes of the array; draw says where for the error.
func (d *dense) readAt(b []byte, at int64, draw int) error {
	n, err := d.r.ReadAt(b, d.offset+at)
	if n == len(b) {
		return nil
	}
	if err == io.EOF {
		return malformed("the file ends at draw %d; it was cut while it was read", draw)
	}
	return fmt.Errorf("reading draw %d at byte %d: %w", draw, d.offset+at, err)
}
