package matrix

import (
	"bytes"
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
