package matrix

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"unsafe"

	"github.com/parquet-go/parquet-go/format"
)

// rowsPerByte bounds the rows that a file may declare for each of its bytes; only a file of nothing but constants has more.
const rowsPerByte = 100

// parquetTable is a Parquet file of flat columns of numbers.
//
// Footer and page headers are decoded by parquet-go, behind the check of [unmarshal]; pages are decoded here. The
// library's own reader takes memory by what a file declares (footer, lists, pages, runs), which a few bytes can make
// gigabytes, and decompresses without bound.
type parquetTable struct {
	r      io.ReaderAt
	size   int64
	meta   format.FileMetaData
	leaves []format.SchemaElement
}

// openParquet opens a Parquet file.
func openParquet(f *File, _ context.Context, r io.ReaderAt, size int64, o Options) error {
	t := &parquetTable{r: r, size: size}
	if err := t.footer(o.memory()); err != nil {
		return err
	}
	if err := t.schema(); err != nil {
		return err
	}
	rows, err := t.rows()
	if err != nil {
		return err
	}
	f.format, f.source = "parquet", t
	f.draws, f.coordinates = int(rows), len(t.leaves)
	for _, leaf := range t.leaves {
		f.names = append(f.names, leaf.Name)
		f.metadata += nameBytes(leaf.Name) + int64(unsafe.Sizeof(leaf))
	}
	for _, group := range t.meta.RowGroups {
		f.metadata += int64(len(group.Columns)) * entryBytes
	}
	f.pageRoom = 4 * maxUsualPage
	return nil
}

// maxUsualPage is what writers fill pages up to unless told otherwise.
const maxUsualPage = 1<<20 + 1<<16

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
	if n > max(memory/8, maxHeader) {
		return largeFooter(n)
	}
	b := make([]byte, n)
	if _, err := t.r.ReadAt(b, t.size-8-n); err != nil {
		return short("the footer", err)
	}
	_, taken, err := measure(b)
	if err != nil {
		return malformed("the footer: %w", err)
	}
	if taken > max(memory/2, 1<<23) {
		return largeFooter(n)
	}
	if _, err := unmarshal(b, &t.meta); err != nil {
		return malformed("the footer: %w", err)
	}
	return nil
}

func largeFooter(n int64) error {
	return fmt.Errorf("%w: the footer has %d bytes; allow more memory, or save with numpy.save, which suits many columns better", ErrMemory, n)
}

// schema takes a flat list of floating-point columns.
func (t *parquetTable) schema() error {
	if len(t.meta.Schema) < 2 {
		return malformed("the schema has no column")
	}
	t.leaves = t.meta.Schema[1:]
	for i, leaf := range t.leaves {
		where := fmt.Sprintf("column %d (%.40q)", i, leaf.Name)
		switch {
		case leaf.NumChildren.Valid && leaf.NumChildren.V > 0, leaf.RepetitionType.V == format.Repeated:
			return unsupported("%s holds lists or structures; make each coordinate a column, or save with numpy.save", where)
		case !leaf.Type.Valid || leaf.Type.V != format.Float && leaf.Type.V != format.Double:
			return unsupported("%s holds no float or double; leave it out (an index: save with index=False) or convert it", where)
		}
	}
	return nil
}

// rows adds up the row groups and checks that each has all columns, within the file.
func (t *parquetTable) rows() (int64, error) {
	var rows int64
	for g, group := range t.meta.RowGroups {
		if len(group.Columns) != len(t.leaves) {
			return 0, malformed("row group %d has %d columns, and the schema %d", g, len(group.Columns), len(t.leaves))
		}
		if group.NumRows < 0 || group.NumRows > t.size*rowsPerByte-rows {
			return 0, malformed("row group %d declares %d rows, which a file of %d bytes does not hold", g, group.NumRows, t.size)
		}
		rows += group.NumRows
		for j, chunk := range group.Columns {
			m := &chunk.MetaData
			where := fmt.Sprintf("column %d (%.40q) of row group %d", j, t.leaves[j].Name, g)
			from := start(m)
			switch {
			case chunk.FilePath != "":
				return 0, unsupported("%s lies in another file", where)
			case len(chunk.EncryptedColumnMetadata) > 0:
				return 0, unsupported("%s is encrypted", where)
			case m.Type != t.leaves[j].Type.V:
				return 0, malformed("%s is of another type than in the schema", where)
			case m.NumValues != group.NumRows:
				return 0, malformed("%s has %d values in %d rows", where, m.NumValues, group.NumRows)
			case from < 4 || m.TotalCompressedSize < 0 || from > t.size-8 || m.TotalCompressedSize > t.size-8-from:
				return 0, malformed("%s lies at byte %d with %d bytes, outside of the file's %d", where, from, m.TotalCompressedSize, t.size)
			}
		}
	}
	if rows != t.meta.NumRows {
		return 0, malformed("the row groups have %d rows, and the footer declares %d", rows, t.meta.NumRows)
	}
	if rows == 0 {
		return 0, unsupported("the table has no rows")
	}
	return rows, nil
}

// start is where the pages of a column of a row group begin.
func start(m *format.ColumnMetaData) int64 {
	if m.DictionaryPageOffset > 0 && m.DictionaryPageOffset < m.DataPageOffset {
		return m.DictionaryPageOffset
	}
	return m.DataPageOffset
}

// read fills columns, row group by row group.
func (t *parquetTable) read(ctx context.Context, dst [][]float64, from int, memory int64) error {
	p := pages{r: t.r, limit: memory / 4}
	defer p.close()
	at := int64(0)
	for g, group := range t.meta.RowGroups {
		for j, column := range dst {
			if err := ctx.Err(); err != nil {
				return err
			}
			leaf := t.leaves[from+j]
			err := p.chunk(column[at:at+group.NumRows], &group.Columns[from+j].MetaData, leaf.RepetitionType.V == format.Optional)
			if err != nil {
				return fmt.Errorf("column %d (%.40q) of row group %d (from draw %d): %w", from+j, leaf.Name, g, at, err)
			}
		}
		at += group.NumRows
	}
	return nil
}
