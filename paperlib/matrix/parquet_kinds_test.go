package matrix

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// columns reads a file whole.
func columns(t testing.TB, f *File) [][]float64 {
	t.Helper()
	var all [][]float64
	err := f.Columns(t.Context(), func(_ int, block [][]float64) error {
		for _, c := range block {
			all = append(all, slices.Clone(c))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// opened opens a file and returns it with its names and remarks.
func opened(t testing.TB, path string, o Options) (f *File, names []string, remarks string) {
	t.Helper()
	f, err := Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	for i := range f.Coordinates() {
		names = append(names, f.Name(i))
	}
	return f, names, strings.Join(f.Remarks(), "\n")
}

// TestParquetKinds reads what others wrote; see testdata/README.md.
func TestParquetKinds(t *testing.T) {
	for name, c := range map[string]struct {
		names   string
		remarks string
	}{
		"step":        {"a b", "left out: step, run."},
		"lists":       {"grad/0 grad/1 grad/2", "left out: run (holds no float or double but byte_array)."},
		"fixed-lists": {"a/0 a/1 a/2", ""},
		"lz4":         {"a b", ""},
		"brotli":      {"a b", ""},
		"parts":       {"a b", "2 parts, part.2.parquet to part.10.parquet"},
		"nulls":       {"a b", ""},
	} {
		f, names, remarks := opened(t, "testdata/"+name+".parquet", Options{})
		if got := strings.Join(names, " "); got != c.names || !strings.Contains(remarks, c.remarks) || c.remarks == "" && remarks != "" {
			t.Errorf("%s: %q, %q", name, got, remarks)
		}
		for j, column := range columns(t, f) {
			if len(column) != 40 {
				t.Fatalf("%s: %d draws", name, len(column))
			}
			for i, v := range column {
				missing := name == "nulls" && i == 17 && j == 1
				if v != value(i, j) && !(missing && math.IsNaN(v)) {
					t.Errorf("%s: draw %d of coordinate %d is %v", name, i, j, v)
				}
			}
		}
		if name == "lists" { // some of the elements of a list
			err := f.Range(t.Context(), 1, 2, func(_ int, c [][]float64) error {
				if c[0][39] != value(39, 1) {
					t.Errorf("one element: %v", c[0])
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}
	}
}

func TestParquetHalves(t *testing.T) {
	f, _, remarks := opened(t, "testdata/half.parquet", Options{})
	got := columns(t, f)[0]
	want := []float64{.25, -1.5, 65504, math.Ldexp(1, -24), math.Inf(1), math.NaN(), 0, 1365. / 4096}
	for i, v := range want {
		if got[i] != v && !(math.IsNaN(v) && math.IsNaN(got[i])) {
			t.Errorf("draw %d: %v, want %v", i, got[i], v)
		}
	}
	if !strings.Contains(remarks, "float16, of 11 bits") {
		t.Errorf("no word on ties: %q", remarks)
	}
}

func TestParquetCutGroup(t *testing.T) {
	f, _, _ := opened(t, "testdata/cut-group.parquet", Options{})
	sum := 0.0
	c := columns(t, f)[0]
	for _, v := range c {
		sum += v
	}
	if len(c) != 201 || c[0] != 40.5 || c[199] != 93.5 || c[200] != 51 || sum != 10050 {
		t.Errorf("%v, sum %v", c, sum)
	}
	// A group that is cut within the bits in use is malformed.
	if err := runs([]byte{3, 1, 2, 3}, 8, 4, func(uint32, int) error { return nil }); !errors.Is(err, ErrFormat) {
		t.Error(err)
	}
	var got []uint32
	if err := runs([]byte{3, 1, 2, 3}, 8, 3, func(v uint32, _ int) error { got = append(got, v); return nil }); err != nil || !slices.Equal(got, []uint32{1, 2, 3}) {
		t.Error(got, err)
	}
}

func TestParquetListsOfDifferentLengths(t *testing.T) {
	if _, err := Open(t.Context(), "testdata/ragged-lists.parquet", Options{}); !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "different lengths") {
		t.Error(err)
	}
	f, _, _ := opened(t, "testdata/shifted-lists.parquet", Options{})
	err := f.Columns(t.Context(), func(int, [][]float64) error { return nil })
	if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "the list of draw 1 of the row group has another length than 2") {
		t.Error(err)
	}
}

// TestParquetColumnsThatAreNoFloats are left out, and said; a table of nothing else is refused, and so is a choice of one.
func TestParquetColumnsThatAreNoFloats(t *testing.T) {
	for name, node := range map[string]parquet.Node{
		"int64": parquet.Leaf(parquet.Int64Type), "text": parquet.String(), "lists of lists": parquet.Repeated(parquet.List(parquet.Leaf(parquet.DoubleType))),
	} {
		for alone, group := range map[bool]parquet.Group{false: {"a": parquet.Leaf(parquet.DoubleType), "b": node}, true: {"b": node}} {
			schema := parquet.NewSchema("s", group)
			var b bytes.Buffer
			w := parquet.NewWriter(&b, schema)
			for range 3 {
				row := parquet.Row{}
				if !alone {
					row = append(row, parquet.DoubleValue(1.5).Level(0, 0, 0))
				}
				at := len(group) - 1
				switch name {
				case "int64":
					row = append(row, parquet.Int64Value(3).Level(0, 0, at))
				case "text":
					row = append(row, parquet.ByteArrayValue([]byte("x")).Level(0, 0, at))
				default:
					row = append(row, parquet.DoubleValue(1).Level(0, 2, at))
				}
				if _, err := w.WriteRows([]parquet.Row{row}); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			path := save(t, "x.parquet", b.Bytes())
			f, err := Open(t.Context(), path, Options{})
			switch {
			case alone && (!errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "column 0")):
				t.Errorf("%s alone: %v", name, err)
			case !alone && err != nil:
				t.Errorf("%s: %v", name, err)
			case !alone:
				if f.Coordinates() != 1 || f.Name(0) != "a" || len(f.Remarks()) != 1 {
					t.Errorf("%s: %d coordinates, %q", name, f.Coordinates(), f.Remarks())
				}
				f.Close()
				if _, err := Open(t.Context(), path, Options{Columns: []string{"1"}}); !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "column 1") {
					t.Errorf("%s chosen: %v", name, err)
				}
			}
		}
	}
}

// TestParquetStructures: the fields of a structure are columns.
func TestParquetStructures(t *testing.T) {
	schema := parquet.NewSchema("s", parquet.Group{"s": parquet.Group{"x": parquet.Leaf(parquet.DoubleType), "y": parquet.Optional(parquet.Leaf(parquet.FloatType))}})
	var b bytes.Buffer
	w := parquet.NewWriter(&b, schema)
	for i := range 5 {
		if _, err := w.WriteRows([]parquet.Row{{parquet.DoubleValue(value(i, 0)).Level(0, 0, 0), parquet.FloatValue(float32(value(i, 1))).Level(0, 1, 1)}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, names, _ := opened(t, save(t, "x.parquet", b.Bytes()), Options{})
	check(t, f, 5, 2)
	if names[0] != "s.x" || names[1] != "s.y" {
		t.Errorf("%q", names)
	}
}

// TestParquetLargePages reads tables of one page each within little more memory than their columns take.
func TestParquetLargePages(t *testing.T) {
	const draws = 600_000
	for name, node := range map[string]parquet.Node{
		"plain":    parquet.Leaf(parquet.DoubleType),
		"optional": parquet.Optional(parquet.Leaf(parquet.DoubleType)),
	} {
		var b bytes.Buffer
		w := parquet.NewWriter(&b, parquet.NewSchema("s", parquet.Group{"a": node}), parquet.PageBufferSize(1<<30), parquet.DataPageVersion(1))
		for i := 0; i < draws; i += 1000 {
			rows := make([]parquet.Row, 1000)
			for k := range rows {
				v := parquet.DoubleValue(value(i+k, 0)).Level(0, 0, 0)
				if name == "optional" {
					v = v.Level(0, 1, 0)
					if i+k == 123_456 {
						v = parquet.NullValue().Level(0, 0, 0)
					}
				}
				rows[k] = parquet.Row{v}
			}
			if _, err := w.WriteRows(rows); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		f, _, _ := opened(t, save(t, "x.parquet", b.Bytes()), Options{Memory: draws * 8 * 3 / 2})
		c := columns(t, f)[0]
		for i, v := range c {
			if v != value(i, 0) && !(name == "optional" && i == 123_456 && math.IsNaN(v)) {
				t.Fatalf("%s: draw %d is %v", name, i, v)
			}
		}
		if least := f.LeastMemory(); least > draws*8*3/2 {
			t.Errorf("%s: %d bytes for %d draws", name, least, draws)
		}
	}
}

// TestParquetManyColumns: the footer of many columns in many row groups takes memory by what is kept of it.
func TestParquetManyColumns(t *testing.T) {
	b := parquetFile(t, 200, 2000, float64Node) // five row groups
	for name, o := range map[string]Options{"default": {}, "little": {Memory: 6 << 20}} {
		f, _, _ := opened(t, save(t, "x.parquet", b), o)
		check(t, f, 200, 2000)
		if f.metadata > 3<<20 {
			t.Errorf("%s: %d bytes are kept of the footer", name, f.metadata)
		}
	}
}
