package matrix

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// value is what element (i, j) of every test table holds: exact in float32 and different for each element.
func value(i, j int) float64 { return float64(i*1000+j) - 0.25 }

// header returns an .npy header of version 1 as NumPy writes it.
func header(dict string) []byte {
	pad := 64 - (10+len(dict)+1)%64
	dict += strings.Repeat(" ", pad%64) + "\n"
	b := append([]byte(npyMagic), 1, 0)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(dict)))
	return append(b, dict...)
}

// npy returns a file of the test table.
func npy(descr string, fortran bool, draws, coordinates int) []byte {
	order := "False"
	if fortran {
		order = "True"
	}
	b := header(fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': (%d, %d), }", descr, order, draws, coordinates))
	var e binary.AppendByteOrder = binary.LittleEndian
	if descr[0] == '>' {
		e = binary.BigEndian
	}
	for k := range draws * coordinates {
		i, j := k/coordinates, k%coordinates
		if fortran {
			i, j = k%draws, k/draws
		}
		if descr[2] == '8' {
			b = e.AppendUint64(b, math.Float64bits(value(i, j)))
		} else {
			b = e.AppendUint32(b, math.Float32bits(float32(value(i, j))))
		}
	}
	return b
}

// npz returns an archive of arrays.
func npz(t testing.TB, method uint16, arrays map[string][]byte, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(arrays[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// text returns the test table as text.
func text(separator, head string, draws, coordinates int) []byte {
	var b bytes.Buffer
	b.WriteString(head)
	for i := range draws {
		for j := range coordinates {
			if j > 0 {
				b.WriteString(separator)
			}
			fmt.Fprint(&b, value(i, j))
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// save writes a file and returns its path.
func save(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// check reads the whole file by blocks and compares it with the test table.
func check(t testing.TB, f *File, draws, coordinates int) {
	t.Helper()
	if f.Draws() != draws || f.Coordinates() != coordinates {
		t.Fatalf("%s: %d x %d, want %d x %d", f.Format(), f.Draws(), f.Coordinates(), draws, coordinates)
	}
	next := 0
	err := f.Columns(t.Context(), func(first int, columns [][]float64) error {
		if first != next {
			t.Fatalf("%s: block at %d, want %d", f.Format(), first, next)
		}
		next += len(columns)
		for j, c := range columns {
			if len(c) != draws {
				t.Fatalf("%s: a column of %d draws", f.Format(), len(c))
			}
			for i, v := range c {
				if v != value(i, first+j) {
					t.Fatalf("%s: (%d, %d) is %v, want %v", f.Format(), i, first+j, v, value(i, first+j))
				}
			}
		}
		return nil
	})
	if err != nil || next != coordinates {
		t.Fatalf("%s: %d of %d coordinates, %v", f.Format(), next, coordinates, err)
	}
}
