package matrix

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"sort"
	"strconv"

	"github.com/parquet-go/parquet-go/format"
)

// rowsPerByte bounds the rows that a file may declare for each of its bytes; only a file of nothing but constants has more.
const rowsPerByte = 100

// parquetTable is a Parquet file whose columns are numbers, or lists of equal length of them.
//
// Footer and page headers are decoded by parquet-go, behind the check of [unmarshal]; pages are decoded here. The
// library's own reader takes memory by what a file declares (footer, lists, pages, runs), which a few bytes can make
// gigabytes, and decompresses without bound.
type parquetTable struct {
	r       io.ReaderAt
	size    int64
	rows    int64 // as the footer declares them
	leaves  []leaf
	groups  []rowGroup
	columns []parquetColumn // what is shown of the leaves
	wide    bool            // some column is a list
}

// parquetColumn is a leaf as coordinates: one, or as many as the lists have elements.
type parquetColumn struct {
	leaf  int
	start int // the first coordinate
	width int
}

// rowGroup is the pages of all leaves for some rows.
type rowGroup struct {
	rows   int64
	chunks []columnChunk
}

// columnChunk is what the footer says about one leaf in one row group.
type columnChunk struct {
	start, stored, unpacked, values int64
	codec                           format.CompressionCodec
	kind                            format.Type
}

// openParquet opens a Parquet file.
func openParquet(f *File, ctx context.Context, r io.ReaderAt, size int64, o Options) error {
	t := &parquetTable{r: r, size: size}
	if err := t.footer(o.memory()); err != nil {
		return err
	}
	if err := t.check(); err != nil {
		return err
	}
	f.unread = map[int]string{}
	for i := range t.leaves {
		t.add(f, i)
	}
	f.format, f.source = "parquet", t
	f.draws = int(t.rows)
	if f.label = t.label; !t.wide {
		f.label = nil
		f.names = make([]string, len(t.leaves))
		for i, l := range t.leaves {
			f.names[i] = l.name
		}
	}
	for _, l := range t.leaves {
		if l.unread == "" && l.element.halves() {
			f.remarkHalves(o, l.element)
			break
		}
	}
	for _, l := range t.leaves {
		f.metadata += nameBytes(l.name) + leafBytes
	}
	f.metadata += int64(len(t.groups)) * int64(len(t.leaves)) * chunkBytes
	var err error
	f.pageRoom, err = t.pageRoom(ctx)
	return err
}

// add makes a leaf a column, of as many coordinates as its lists have elements.
func (t *parquetTable) add(f *File, i int) {
	c := parquetColumn{i, f.coordinates, 1}
	l := t.leaves[i]
	if l.repeated == 1 && l.unread == "" {
		if c.width = t.listLength(i); c.width == 0 {
			c.width, l.unread = 1, "holds lists of different lengths; save lists of one length, or each coordinate as a column"
		}
		t.wide = true
	}
	if l.unread != "" {
		f.unread[f.coordinates] = l.unread
	}
	t.columns = append(t.columns, c)
	f.coordinates += c.width
}

// listLength is the length that the lists of a leaf have if all have the same, and 0 if they do not.
func (t *parquetTable) listLength(i int) int {
	length := int64(0)
	for _, g := range t.groups {
		values := g.chunks[i].values
		if g.rows == 0 {
			continue
		}
		if length == 0 {
			length = values / g.rows
		}
		if length == 0 || length*g.rows != values {
			return 0
		}
	}
	return int(length)
}

// of returns the column that a coordinate belongs to.
func (t *parquetTable) of(coordinate int) int {
	return sort.Search(len(t.columns), func(k int) bool { return t.columns[k].start > coordinate }) - 1
}

// label is the name of a coordinate: that of its column, for one of several of a list with its place.
func (t *parquetTable) label(coordinate int) string {
	c := t.columns[t.of(coordinate)]
	if c.width == 1 {
		return t.leaves[c.leaf].name
	}
	return t.leaves[c.leaf].name + "/" + strconv.Itoa(coordinate-c.start)
}

// footer reads the metadata at the end of the file.
func (t *parquetTable) footer(memory int64) error {
	var tail [8]byte
	if t.size < 12 {
		return malformed("%d bytes, too few for a Parquet file; it is truncated", t.size)
	}
	if _, err := t.r.ReadAt(tail[:], t.size-8); err != nil {
		return short("the footer", err)
	}
	if string(tail[4:]) != "PAR1" {
		return malformed("a Parquet file ends with \"PAR1\" and not with %q; it is truncated or encrypted", tail[4:])
	}
	n := int64(binary.LittleEndian.Uint32(tail[:4]))
	if n > t.size-12 {
		return malformed("the footer declares %d bytes in a file of %d", n, t.size)
	}
	if n > max(memory/3, maxHeader) {
		return largeFooter(n)
	}
	b := make([]byte, n)
	if _, err := t.r.ReadAt(b, t.size-8-n); err != nil {
		return short("the footer", err)
	}
	return t.decodeFooter(b, max(memory/3, 1<<20))
}

func largeFooter(n int64) error {
	return fmt.Errorf("%w: the footer has %d bytes; allow more memory, or save with numpy.save, which suits many columns better", ErrMemory, n)
}

// check adds up the row groups and checks that each has all columns, within the file.
func (t *parquetTable) check() error {
	var rows int64
	for g, group := range t.groups {
		if len(group.chunks) != len(t.leaves) {
			return malformed("row group %d has %d columns, and the schema %d", g, len(group.chunks), len(t.leaves))
		}
		if group.rows < 0 || group.rows > t.size*rowsPerByte-rows {
			return malformed("row group %d declares %d rows, which a file of %d bytes does not hold", g, group.rows, t.size)
		}
		rows += group.rows
		for j, c := range group.chunks {
			where := fmt.Sprintf("column %d (%.40q) of row group %d", j, t.leaves[j].name, g)
			switch {
			case c.kind != t.leaves[j].kind:
				return malformed("%s is of another type than in the schema", where)
			case t.leaves[j].repeated == 0 && c.values != group.rows:
				return malformed("%s has %d values in %d rows", where, c.values, group.rows)
			case c.values < 0 || c.values > t.size*rowsPerByte:
				return malformed("%s declares %d values, which a file of %d bytes does not hold", where, c.values, t.size)
			case c.start < 4 || c.stored < 0 || c.start > t.size-8 || c.stored > t.size-8-c.start:
				return malformed("%s lies at byte %d with %d bytes, outside of the file's %d", where, c.start, c.stored, t.size)
			}
		}
	}
	if rows != t.rows {
		return malformed("the row groups have %d rows, and the footer declares %d", rows, t.rows)
	}
	if rows == 0 {
		return unsupported("the table has no rows")
	}
	return nil
}

// read fills columns, row group by row group.
func (t *parquetTable) read(ctx context.Context, dst [][]float64, from int, memory int64) error {
	p := pages{r: t.r, limit: memory}
	defer p.close()
	at := int64(0)
	for g, group := range t.groups {
		for j := 0; j < len(dst); {
			if err := ctx.Err(); err != nil {
				return err
			}
			column := t.columns[t.of(from+j)]
			first := from + j - column.start
			n := min(column.width-first, len(dst)-j)
			l := t.leaves[column.leaf]
			rows := make([][]float64, n)
			for k := range rows {
				rows[k] = dst[j+k][at : at+group.rows]
			}
			var err error
			if l.repeated == 1 {
				err = p.lists(rows, first, column.width, group.chunks[column.leaf], l)
			} else {
				err = p.chunk(rows[0], group.chunks[column.leaf], l)
			}
			if err != nil {
				return fmt.Errorf("column %d (%.40q) of row group %d (from draw %d): %w", column.leaf, l.name, g, at, err)
			}
			j += n
		}
		at += group.rows
	}
	return nil
}
