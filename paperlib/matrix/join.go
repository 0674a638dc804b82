package matrix

import (
	"context"
	"sort"
	"strconv"
)

// part is a table that is joined with others.
type part struct {
	source
	draws, coordinates int
	start              int // of its coordinates, or of its draws
	name               string
	inner              func(int) string // names of its coordinates; nil: their numbers
}

// beside is tables of equal draws, joined by their coordinates.
type beside []part

// join sets the places of the parts and returns the number of coordinates of all.
func (b beside) join() int {
	n := 0
	for i := range b {
		b[i].start = n
		n += b[i].coordinates
	}
	return n
}

// of returns the number of the part that has a coordinate.
func (b beside) of(coordinate int) int {
	return sort.Search(len(b), func(k int) bool { return b[k].start > coordinate }) - 1
}

// label is the name of a coordinate: array/index, or the array's alone when it has one coordinate.
func (b beside) label(coordinate int) string {
	p := b[b.of(coordinate)]
	switch i := coordinate - p.start; {
	case p.coordinates == 1:
		return p.name
	case p.inner != nil:
		return p.name + "/" + p.inner(i)
	default:
		return p.name + "/" + strconv.Itoa(i)
	}
}

func (b beside) read(ctx context.Context, dst [][]float64, from int, memory int64) error {
	for k := b.of(from); len(dst) > 0; k++ {
		n := min(len(dst), b[k].start+b[k].coordinates-from)
		if err := b[k].source.read(ctx, dst[:n], from-b[k].start, memory); err != nil {
			return err
		}
		dst, from = dst[n:], from+n
	}
	return nil
}

// stacked is tables of the same coordinates, joined by their draws.
type stacked []part

func (s stacked) read(ctx context.Context, dst [][]float64, from int, memory int64) error {
	rows := make([][]float64, len(dst))
	for _, p := range s {
		for j, column := range dst {
			rows[j] = column[p.start : p.start+p.draws]
		}
		if err := p.source.read(ctx, rows, from, memory); err != nil {
			if p.name != "" {
				return &FileError{p.name, err}
			}
			return err
		}
	}
	return nil
}
