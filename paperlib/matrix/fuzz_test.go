package matrix

import (
	"archive/zip"
	"bytes"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// fuzzMemory is what a fuzzed file may take; fuzzSlack is for decompressors, which have windows of fixed size, and for
// the runtime.
const (
	fuzzMemory = 1 << 20
	fuzzSlack  = 40 << 20
)

// fuzz reads a file of a kind: it must be refused by a FileError's kind or give as many numbers as it declares, without a
// panic and without taking more memory than allowed at once.
func fuzz(t *testing.T, b []byte, extension string) {
	numbers, want := 0, 0
	var err error
	took := allocated(func() {
		var f *File
		if f, err = openAt(t.Context(), bytes.NewReader(b), int64(len(b)), extension, Options{Memory: fuzzMemory, TempDir: t.TempDir()}); err != nil {
			return
		}
		defer f.Close()
		f.path = "fuzz"
		if err = f.finish(t.Context(), Options{Memory: fuzzMemory}); err != nil {
			return
		}
		want = f.Draws() * f.Coordinates()
		err = f.Columns(t.Context(), func(_ int, columns [][]float64) error {
			for _, c := range columns {
				numbers += len(c)
			}
			return nil
		})
	})
	switch {
	case err == nil && (numbers != want || want <= 0):
		t.Errorf("%d numbers of %d", numbers, want)
	case err != nil && !errors.Is(err, ErrFormat) && !errors.Is(err, ErrUnsupported) && !errors.Is(err, ErrMemory) && !errors.Is(err, ErrNoArray):
		t.Errorf("an error of no kind: %v", err)
	case took > fuzzSlack+100*uint64(len(b))+uint64(want)*16:
		t.Errorf("took %d bytes for a file of %d", took, len(b))
	}
}

func FuzzNpy(f *testing.F) {
	f.Add(npy("<f4", false, 3, 2))
	f.Add(npy(">f8", true, 2, 3))
	f.Add(header("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (9999999999, -1), }"))
	f.Fuzz(func(t *testing.T, b []byte) { fuzz(t, b, ".npy") })
}

// FuzzHeader takes the dictionary alone: what it declares is what the text says, or it is refused.
func FuzzHeader(f *testing.F) {
	f.Add("{'descr': '<f4', 'fortran_order': False, 'shape': (1000, 20), }")
	f.Add(`{"shape": (5L,), 'descr': ">f8", 'fortran_order': True}`)
	f.Fuzz(func(t *testing.T, s string) {
		h, err := parseHeader(s, "")
		if err == nil && (slices.ContainsFunc(h.shape, func(n int) bool { return n < 0 }) || h.element.size == 0) {
			t.Errorf("%q: %+v", s, h)
		}
		if err == nil && h.check(math.MaxInt64) == nil {
			t.Errorf("%q fills the largest file to the byte", s)
		}
	})
}

func FuzzNpz(f *testing.F) {
	array := map[string][]byte{"g.npy": npy("<f4", false, 3, 2), "h.npy": npy("<f8", true, 2, 2)}
	f.Add(npz(f, zip.Store, array, "g.npy"))
	f.Add(npz(f, zip.Deflate, array, "h.npy"))
	f.Add(npz(f, zip.Deflate, array, "g.npy", "h.npy"))
	f.Fuzz(func(t *testing.T, b []byte) { fuzz(t, b, ".npz") })
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"1 2\n3 4\n", "a,b\n1,nan\r\n# x\n-inf,0x1p3\n", "\xef\xbb\xbf1\t2\n", "1,,2\n", "1e999", "\"a, b\";c\n1,5;2\n", ",0,1\n0,.1,.2\n1,.3,.4\n", "\xff\xfe1\x00\n\x00", "-0,25\r0,07\r", "1.#INF NA\n2D1 3\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) { fuzz(t, b, ".txt") })
}

func FuzzParquet(f *testing.F) {
	f.Add(parquetFile(f, 5, 2, float32Node))
	f.Add(parquetFile(f, 5, 1, float64Node, parquet.Compression(&parquet.Zstd), parquet.DataPageVersion(2)))
	f.Add(parquetFile(f, 5, 1, func(s string) parquet.Node {
		return parquet.Optional(parquet.Encoded(float64Node(s), &parquet.RLEDictionary))
	}, parquet.Compression(&parquet.Snappy)))
	f.Fuzz(func(t *testing.T, b []byte) { fuzz(t, b, ".parquet") })
}

func FuzzSafetensors(f *testing.F) {
	f.Add(tensorsFile(`{"g":{"dtype":"F64","shape":[3,2],"data_offsets":[0,48]}}`, npy("<f8", false, 3, 2)[128:]))
	f.Add(tensorsFile(`{"w":{"dtype":"F32","shape":[3,1],"data_offsets":[0,12]},"b":{"dtype":"BF16","shape":[3],"data_offsets":[12,18]}}`, make([]byte, 18)))
	f.Fuzz(func(t *testing.T, b []byte) { fuzz(t, b, ".safetensors") })
}

func FuzzPacked(f *testing.F) {
	f.Add([]byte(gzipped("a,b\n1,2\n3,4\n")))
	f.Fuzz(func(t *testing.T, b []byte) { fuzz(t, b, ".gz") })
}
