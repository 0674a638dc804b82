package matrix

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
)

// parquetFile returns the test table as parquet-go writes it, in row groups of 40 rows.
func parquetFile(t testing.TB, draws, coordinates int, node func(name string) parquet.Node, options ...parquet.WriterOption) []byte {
	t.Helper()
	group := parquet.Group{}
	for j := range coordinates {
		name := fmt.Sprintf("w%04d", j) // the writer sorts by name
		group[name] = node(name)
	}
	schema := parquet.NewSchema("gradients", group)
	var b bytes.Buffer
	w := parquet.NewWriter(&b, append([]parquet.WriterOption{schema}, options...)...)
	for i := range draws {
		row := make(parquet.Row, coordinates)
		for j := range row {
			leaf, _ := schema.Lookup(fmt.Sprintf("w%04d", j))
			v := parquet.FloatValue(float32(value(i, j)))
			if leaf.Node.Type().Kind() == parquet.Double {
				v = parquet.DoubleValue(value(i, j))
			}
			defined := 0
			if leaf.Node.Optional() {
				defined = 1
			}
			row[j] = v.Level(0, defined, j)
		}
		if _, err := w.WriteRows([]parquet.Row{row}); err != nil {
			t.Fatal(err)
		}
		if i%40 == 39 {
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func float32Node(string) parquet.Node { return parquet.Leaf(parquet.FloatType) }
func float64Node(string) parquet.Node { return parquet.Leaf(parquet.DoubleType) }

func TestParquet(t *testing.T) {
	nodes := map[string]func(string) parquet.Node{
		"float":  float32Node,
		"double": float64Node,
		"optional dictionary": func(s string) parquet.Node {
			return parquet.Optional(parquet.Encoded(float64Node(s), &parquet.RLEDictionary))
		},
		"split": func(s string) parquet.Node { return parquet.Encoded(float32Node(s), &parquet.ByteStreamSplit) },
	}
	codecs := map[string]compress.Codec{"none": &parquet.Uncompressed, "snappy": &parquet.Snappy, "gzip": &parquet.Gzip, "zstd": &parquet.Zstd}
	for kind, node := range nodes {
		for name, codec := range codecs {
			for version := 1; version <= 2; version++ {
				b := parquetFile(t, 95, 24, node, parquet.Compression(codec), parquet.DataPageVersion(version), parquet.PageBufferSize(100))
				f, err := Open(t.Context(), save(t, "x.parquet", b), Options{})
				if err != nil {
					t.Fatalf("%s, %s, version %d: %v", kind, name, version, err)
				}
				check(t, f, 95, 24)
				if f.Name(2) != "w0002" {
					t.Errorf("name %q", f.Name(2))
				}
				f.memory = 14 << 10 // two passes
				check(t, f, 95, 24)
				f.Close()
			}
		}
	}
}

// TestParquetOfOthers reads what pandas, polars and pyarrow wrote: see testdata/README.md.
func TestParquetOfOthers(t *testing.T) {
	for _, name := range []string{"pandas", "polars", "pyarrow-v2-gzip"} {
		f, err := Open(t.Context(), "testdata/"+name+".parquet", Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		check(t, f, 300, 4)
		if f.Name(0) != "a" || f.Name(3) != "d" {
			t.Errorf("%s: names %q", name, f.names)
		}
		f.Close()
	}
}

func TestParquetThatIsNoTableOfFloats(t *testing.T) {
	for name, node := range map[string]parquet.Node{
		"integer": parquet.Leaf(parquet.Int64Type), "text": parquet.String(), "list": parquet.List(parquet.Leaf(parquet.DoubleType)),
		"repeated": parquet.Repeated(parquet.Leaf(parquet.DoubleType)), "structure": parquet.Group{"x": parquet.Leaf(parquet.DoubleType)},
	} {
		var b bytes.Buffer
		w := parquet.NewWriter(&b, parquet.NewSchema("s", parquet.Group{"a": parquet.Leaf(parquet.DoubleType), "b": node}))
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), save(t, "x.parquet", b.Bytes()), Options{}); !errors.Is(err, ErrUnsupported) || !bytes.Contains([]byte(err.Error()), []byte(`column 1 ("b")`)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParquetNullsAndOtherCodecs(t *testing.T) {
	optional := func(s string) parquet.Node { return parquet.Optional(float64Node(s)) }
	var b bytes.Buffer
	w := parquet.NewWriter(&b, parquet.NewSchema("s", parquet.Group{"a": optional("a")}))
	for i := range 20 {
		row := parquet.Row{parquet.DoubleValue(1).Level(0, 1, 0)}
		if i == 13 {
			row[0] = parquet.NullValue().Level(0, 0, 0)
		}
		if _, err := w.WriteRows([]parquet.Row{row}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	lz4 := parquetFile(t, 20, 1, float64Node, parquet.Compression(&parquet.Lz4Raw))
	for want, c := range map[string]struct {
		file []byte
		kind error
	}{"row 13": {b.Bytes(), ErrFormat}, "LZ4": {lz4, ErrUnsupported}} {
		f, err := Open(t.Context(), save(t, "x.parquet", c.file), Options{})
		if err != nil {
			t.Fatal(err)
		}
		err = f.Columns(t.Context(), func(int, [][]float64) error { return nil })
		if !errors.Is(err, c.kind) || !bytes.Contains([]byte(err.Error()), []byte(want)) {
			t.Errorf("%s: %v", want, err)
		}
		f.Close()
	}
}
