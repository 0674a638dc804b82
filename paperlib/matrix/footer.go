package matrix

import (
	"errors"
	"fmt"
	"strings"
	"unsafe"

	"github.com/parquet-go/parquet-go/format"
)

// leaf is a column of the file as its schema describes it.
type leaf struct {
	name     string
	kind     format.Type
	element  element
	defined  int    // the level at which a value is there
	repeated int    // how many lists it lies in
	unread   string // why it is no column of numbers; "" if it is one
}

// The memory of what is kept of the footer.
const (
	leafBytes  = int64(unsafe.Sizeof(leaf{})) + int64(unsafe.Sizeof(parquetColumn{}))
	chunkBytes = int64(unsafe.Sizeof(columnChunk{}))
)

// Fields of the footer by their numbers in parquet.thrift.
const (
	footerSchema, footerRows, footerGroups = 2, 3, 4
	groupColumns, groupRows                = 1, 3
)

// decodeFooter decodes the footer entry by entry and keeps what reading needs: of many columns with their statistics the
// library's structures take gigabytes. What is kept takes no more than limit bytes.
func (t *parquetTable) decodeFooter(b []byte, limit int64) error {
	if _, _, err := measure(b); err != nil {
		return malformed("the footer: %w", err)
	}
	taken := int64(0)
	take := func(n int64) error {
		if taken += n; taken > limit {
			return largeFooter(int64(len(b)))
		}
		return nil
	}
	var schema []format.SchemaElement
	err := eachField(b, func(id int, kind byte, b []byte) error {
		switch id {
		case footerSchema:
			return eachEntry(b, func(b []byte) error {
				var e format.SchemaElement
				_, err := unmarshal(b, &e)
				schema = append(schema, e)
				return errors.Join(err, take(int64(unsafe.Sizeof(e))+leafBytes+int64(len(e.Name))))
			})
		case footerRows:
			return number(kind, b, &t.rows)
		case footerGroups:
			return eachEntry(b, func(b []byte) error { return t.group(b, take) })
		}
		return nil
	})
	if err != nil && !errors.Is(err, ErrMemory) && !errors.Is(err, ErrUnsupported) {
		return malformed("the footer: %w", err)
	}
	if err != nil {
		return err
	}
	return t.schema(schema)
}

// group decodes a row group.
func (t *parquetTable) group(b []byte, take func(int64) error) error {
	var g rowGroup
	err := eachField(b, func(id int, kind byte, b []byte) error {
		switch id {
		case groupRows:
			return number(kind, b, &g.rows)
		case groupColumns:
			return eachEntry(b, func(b []byte) error {
				var c format.ColumnChunk
				if _, err := unmarshal(b, &c); err != nil {
					return err
				}
				m := &c.MetaData
				switch where := strings.Join(m.PathInSchema, "."); {
				case c.FilePath != "":
					return unsupported("column %.40q lies in another file", where)
				case len(c.EncryptedColumnMetadata) > 0:
					return unsupported("column %.40q is encrypted", where)
				}
				g.chunks = append(g.chunks, columnChunk{start(m), m.TotalCompressedSize, m.TotalUncompressedSize, m.NumValues, m.Codec, m.Type})
				return take(2 * chunkBytes)
			})
		}
		return nil
	})
	t.groups = append(t.groups, g)
	return errors.Join(err, take(2*int64(unsafe.Sizeof(g))))
}

// start is where the pages of a column of a row group begin.
func start(m *format.ColumnMetaData) int64 {
	if m.DictionaryPageOffset > 0 && m.DictionaryPageOffset < m.DataPageOffset {
		return m.DictionaryPageOffset
	}
	return m.DataPageOffset
}

// schema makes the list that describes a tree one of leaves.
func (t *parquetTable) schema(list []format.SchemaElement) error {
	if len(list) < 2 {
		return malformed("the schema has no column")
	}
	rest := list[1:]
	for len(rest) > 0 {
		var err error
		if rest, err = t.branch(rest, "", leaf{}, 0); err != nil {
			return err
		}
	}
	return nil
}

// branch takes a leaf, or a group with all below it, from the front of a list.
func (t *parquetTable) branch(list []format.SchemaElement, path string, above leaf, depth int) ([]format.SchemaElement, error) {
	if len(list) == 0 || depth > 16 {
		return nil, malformed("the schema ends early, or is too deep")
	}
	e, rest := list[0], list[1:]
	l := above
	l.name = path + e.Name
	switch e.RepetitionType.V {
	case format.Optional:
		l.defined++
	case format.Repeated:
		l.defined++
		l.repeated++
	}
	if e.NumChildren.Valid && e.NumChildren.V > 0 {
		for range e.NumChildren.V {
			var err error
			if rest, err = t.branch(rest, l.name+".", l, depth+1); err != nil {
				return nil, err
			}
		}
		if last := &t.leaves[len(t.leaves)-1]; e.NumChildren.V == 1 && last.repeated > 0 {
			last.name = l.name // a list: its inner names, list and element, say nothing
		}
		return rest, nil
	}
	l.kind = e.Type.V
	_, isHalf := e.LogicalType.Value.(*format.Float16Type)
	switch {
	case !e.Type.Valid:
		l.unread = "holds no value"
	case l.repeated > 1:
		l.unread = "holds lists of lists; save one list for each draw, or each coordinate as a column"
	case l.kind == format.Float:
		l.element = elements["<f4"]
	case l.kind == format.Double:
		l.element = elements["<f8"]
	case l.kind == format.FixedLenByteArray && isHalf && e.TypeLength.V == 2:
		l.element = elements["<f2"]
	default:
		l.unread = fmt.Sprintf("holds no float or double but %s", strings.ToLower(l.kind.String()))
	}
	t.leaves = append(t.leaves, l)
	return rest, nil
}
