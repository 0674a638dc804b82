package matrix

import (
	"context"
	"fmt"
	"io"
)

// dense is an array of elements at an offset of something that can be read anywhere. In the order of the file it has three
// axes, [before, draws, after], of which the first and the last number the coordinates: before is 1 for a table in C order,
// and after is 1 for one in Fortran order.
type dense struct {
	element              element
	before, draws, after int
	rows                 int // of the draws, how many are read: the others were never written
	r                    io.ReaderAt
	offset               int64
}

const (
	// chunk is how many bytes are read at once.
	chunk = 1 << 20
	// gap is how many bytes it pays to skip: fewer are read and thrown away.
	gap = 1 << 14
	// tile is how many draws are transposed at once if they fit: enough for a column to receive whole cache lines.
	tile = 16
)

func (d *dense) coordinates() int { return d.before * d.after }

// read fills columns from an array in any order.
func (d *dense) read(ctx context.Context, dst [][]float64, from int, memory int64) error {
	if d.after == 1 {
		return d.readColumns(ctx, dst, from, memory)
	}
	for len(dst) > 0 {
		b, at := from/d.after, from%d.after
		n := min(d.after-at, len(dst))
		one := dense{d.element, 1, d.draws, d.after, d.rows, d.r, d.offset + int64(b)*int64(d.draws)*int64(d.after)*int64(d.element.size)}
		if err := one.readTable(ctx, dst[:n], at, memory); err != nil {
			return err
		}
		dst, from = dst[n:], from+n
	}
	return nil
}

// readTable fills columns from a table in C order.
func (d *dense) readTable(ctx context.Context, dst [][]float64, from int, memory int64) error {
	row := int64(d.after) * int64(d.element.size)
	start, width := int64(from)*int64(d.element.size), int64(len(dst))*int64(d.element.size)
	if row-width < gap {
		start, width = 0, row // neighbouring rows in one piece
	}
	if width > memory {
		return d.readPieces(ctx, dst, from, memory)
	}
	rows := int(min(max(chunk/width, tile), memory/width, int64(d.rows)))
	buffer := make([]byte, int64(rows)*width)
	first := int64(from)*int64(d.element.size) - start
	for i := 0; i < d.rows; i += rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(rows, d.rows-i)
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
	for i := range d.rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		for j := 0; j < len(dst); j += piece {
			n := min(piece, len(dst)-j)
			at := (int64(i)*int64(d.after) + int64(from+j)) * int64(size)
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

// readColumns reads columns that lie one after another.
func (d *dense) readColumns(ctx context.Context, dst [][]float64, from int, memory int64) error {
	size := d.element.size
	piece := int(max(min(memory, chunk)/int64(size), 1))
	buffer := make([]byte, min(piece, d.rows)*size)
	for j, column := range dst {
		for i := 0; i < d.rows; i += piece {
			if err := ctx.Err(); err != nil {
				return err
			}
			n := min(piece, d.rows-i)
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
