package matrix

import (
	"context"
	"fmt"
)

// indexColumn tells whether the first column of a text counts the rows, as the index that table programs write beside the
// data: 0, 1, 2 to n-1, or 1 to n. As a coordinate it would be a uniform one.
type indexColumn struct {
	named bool    // a column with a name is meant to be a coordinate
	first float64 // what it counts from
	other bool    // something else was seen
}

// add takes the number of a row, the rows counted from 0.
func (c *indexColumn) add(v float64, row int) {
	if row == 0 {
		c.first = v
	}
	c.other = c.other || v != c.first+float64(row) || c.first != 0 && c.first != 1
}

// leaveOutIndex leaves out a first column that is an index without a name, and says so. One row does not count, and an
// only column is what the file is about.
func (f *File) leaveOutIndex(c *indexColumn, o Options) error {
	isIndex := !c.named && !c.other && f.draws > 1 && f.coordinates > 1
	if f.names != nil && !c.named && !isIndex {
		return unnamed(0)
	}
	if !isIndex {
		return nil
	}
	f.source = afterFirst{f.source}
	f.coordinates--
	if f.names != nil {
		f.names = f.names[1:]
	}
	f.remarks = append(f.remarks, fmt.Sprintf("The first column has no name and counts the rows from %.0f to %.0f. It was taken for an index and left out; give it a name in a first line of names to have it as a coordinate.",
		c.first, c.first+float64(f.draws-1)))
	o.notice("%s", f.remarks[0])
	return nil
}

// Remarks says what a reader of the numbers must know about how the file was read: a column that was left out.
func (f *File) Remarks() []string { return f.remarks }

// afterFirst is a table without its first column.
type afterFirst struct{ source }

func (a afterFirst) read(ctx context.Context, dst [][]float64, from int, memory int64) error {
	return a.source.read(ctx, dst, from+1, memory)
}
