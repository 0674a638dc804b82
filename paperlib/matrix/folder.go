package matrix

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// openFolder opens the parts of a Parquet table that lie in one folder, as Spark and Dask write them: draws below draws, in
// the order of the parts' numbers. Files whose names begin with _ or a point are notes of the writer.
func openFolder(ctx context.Context, path string, o Options) (*File, error) {
	f := &File{path: path, format: "parquet, in parts", memory: o.memory()}
	err := f.parts(ctx, path, o)
	if err == nil {
		err = f.finish(ctx, o)
	}
	if err != nil {
		return nil, f.fail(ctx, path, err)
	}
	return f, nil
}

// parts opens all parts.
func (f *File) parts(ctx context.Context, path string, o Options) error {
	names, err := partNames(path)
	if err != nil {
		return err
	}
	var all stacked
	for _, name := range names {
		part := filepath.Join(path, name)
		one, err := openFile(ctx, part, Options{Memory: o.memory() - f.metadata, Header: o.Header, Decimal: o.Decimal, DType: o.DType, Axis: o.Axis, Array: o.Array})
		if err != nil {
			return fmt.Errorf("%.80q: %w", name, err)
		}
		f.closers = append(f.closers, one)
		f.metadata += one.metadata
		f.pageRoom = max(f.pageRoom, one.pageRoom)
		if len(all) == 0 {
			f.coordinates, f.names, f.label, f.unread = one.coordinates, one.names, one.label, one.unread
		} else if err := f.same(one); err != nil {
			return fmt.Errorf("%.80q: %w", name, err)
		}
		all = append(all, stackedPart(one, f.draws, name))
		f.draws += one.draws
	}
	if len(all) > 1 {
		f.remark(o, "The folder holds a table in %d parts, %s to %s; they were read as draws below draws.", len(all), names[0], names[len(names)-1])
	}
	f.source = all
	return nil
}

func stackedPart(one *File, start int, name string) part {
	return part{source: one.source, draws: one.draws, coordinates: one.coordinates, start: start, name: name}
}

// same tells whether a part has the columns of the first.
func (f *File) same(one *File) error {
	if one.coordinates != f.coordinates {
		return malformed("it has %d columns, and the parts before %d", one.coordinates, f.coordinates)
	}
	for i := range one.coordinates {
		if one.Name(i) != f.Name(i) || one.unread[i] != f.unread[i] {
			return malformed("its column %d is %.40q, and in the parts before %.40q; or they are of different types", i, one.Name(i), f.Name(i))
		}
	}
	return nil
}

// partNames lists the parts of a folder, 2 before 10.
func partNames(path string) ([]string, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		switch name := e.Name(); {
		case strings.HasPrefix(name, "_"), strings.HasPrefix(name, "."):
		case e.IsDir() && strings.Contains(name, "="):
			return nil, unsupported("a folder of partitions, %.80q; give one of them, or write the table without partitions", name)
		case strings.HasSuffix(strings.ToLower(name), ".parquet"), strings.HasSuffix(strings.ToLower(name), ".parq"):
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil, unsupported("not a regular file but a folder, in which no file is a .parquet part of a table; give a file")
	}
	slices.SortFunc(names, natural)
	return names, nil
}

// natural compares names with the numbers in them as numbers.
func natural(a, b string) int {
	for a != "" && b != "" {
		i, j := digits(a), digits(b)
		if i > 0 && j > 0 {
			x, errX := strconv.ParseUint(a[:i], 10, 64)
			y, errY := strconv.ParseUint(b[:j], 10, 64)
			if errX == nil && errY == nil && x != y {
				return cmp.Compare(x, y)
			}
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

// digits is how many digits a text begins with.
func digits(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789")) }
