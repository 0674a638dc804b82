package matrix

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// array of float32 counted from 0, of any shape.
func counting(shape, order, descr string, n int) []byte {
	b := header("{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }")
	for k := range n {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(k)))
	}
	return b
}

func TestSpellingsOfTypes(t *testing.T) {
	want := npy("<f8", false, 7, 3)
	for _, descr := range []string{"=f8", "|f8", "f8", "d", "<d", "=d", "double", "float64", "float"} {
		b := append(header("{'descr': '"+descr+"', 'fortran_order': False, 'shape': (7, 3), }"), want[len(want)-7*3*8:]...)
		f, _, _ := opened(t, save(t, "x.npy", b), Options{})
		check(t, f, 7, 3)
	}
	b := append(header("{'descr': '>d', 'fortran_order': False, 'shape': (numpy.int64(7), np.int64(3)), }"), npy(">f8", false, 7, 3)[128:]...)
	f, _, _ := opened(t, save(t, "x.npy", b), Options{})
	check(t, f, 7, 3)
}

func TestHalves(t *testing.T) {
	for descr, c := range map[string]struct {
		bits  []uint16
		dtype string
	}{
		"<f2": {[]uint16{0x3c00, 0xc000, 0x7bff, 1, 0xfc00, 0x7e00}, ""},
		"|V2": {[]uint16{0x3f80, 0xc000, 0x4780, 0x3380, 0xff80, 0x7fc0}, BFloat16},
	} {
		want := []float64{1, -2, 65504, math.Ldexp(1, -24), math.Inf(-1), math.NaN()}
		if descr == "|V2" {
			want[2] = 65536
		}
		b := header("{'descr': '" + descr + "', 'fortran_order': False, 'shape': (6,), }")
		for _, v := range c.bits {
			b = binary.LittleEndian.AppendUint16(b, v)
		}
		f, _, remarks := opened(t, save(t, "x.npy", b), Options{DType: c.dtype})
		got := columns(t, f)[0]
		for i, v := range want {
			if got[i] != v && !(math.IsNaN(v) && math.IsNaN(got[i])) {
				t.Errorf("%s: draw %d is %v, want %v", descr, i, got[i], v)
			}
		}
		if !strings.Contains(remarks, "tied by rounding") {
			t.Errorf("%s: %q", descr, remarks)
		}
	}
}

// TestAxes reads arrays in which any axis numbers the draws, in both orders of the file, also a few columns at a time.
func TestAxes(t *testing.T) {
	shape := [3]int{2, 3, 50}
	for _, order := range []string{"False", "True"} {
		// Number k of the file is element (i, j, l): the value, 1000 draw + number of the coordinate - 1/4, says whether it is read right.
		for axis := range 3 {
			b := header(fmt.Sprintf("{'descr': '<f8', 'fortran_order': %s, 'shape': (2, 3, 50), }", order))
			want := map[string][2]int{}
			for k := range 300 {
				at := [3]int{k / 150, k / 50 % 3, k % 50}
				if order == "True" {
					at = [3]int{k % 2, k / 2 % 3, k / 6}
				}
				var name []string
				for d := range 3 {
					if d != axis {
						name = append(name, fmt.Sprint(at[d]))
					}
				}
				code := at[0]*10000 + at[1]*1000 + at[2]
				want[strings.Join(name, "/")] = [2]int{at[0], at[1]}
				b = binary.LittleEndian.AppendUint64(b, math.Float64bits(float64(code)))
			}
			for _, a := range []int{axis, axis - 3} {
				f, names, _ := opened(t, save(t, "x.npy", b), Options{Axis: &a, Memory: 4 * 8 * 50})
				if f.Draws() != shape[axis] || f.Coordinates() != 300/shape[axis] || len(want) != f.Coordinates() {
					t.Fatalf("axis %d: %d x %d", a, f.Draws(), f.Coordinates())
				}
				for j, c := range columns(t, f) {
					var rest [2]int
					if _, err := fmt.Sscanf(names[j], "%d/%d", &rest[0], &rest[1]); err != nil {
						t.Fatal(err)
					}
					for i, v := range c {
						at := [3]int{}
						at[axis] = i
						at[(axis+1)%3], at[(axis+2)%3] = rest[0], rest[1]
						if axis == 1 {
							at[0], at[2] = rest[0], rest[1]
						}
						if v != float64(at[0]*10000+at[1]*1000+at[2]) {
							t.Fatalf("order %s, axis %d: draw %d of %s is %v", order, a, i, names[j], v)
						}
					}
				}
			}
		}
	}
	one := 1
	f, _, _ := opened(t, save(t, "x.npy", npy("<f8", true, 4, 30)), Options{Axis: &one})
	if c := columns(t, f); f.Draws() != 30 || len(c) != 4 || c[3][29] != value(3, 29) {
		t.Errorf("transposed: %d x %d", f.Draws(), f.Coordinates())
	}
	seven := 7
	if _, err := Open(t.Context(), save(t, "x.npy", npy("<f8", false, 4, 30)), Options{Axis: &seven}); err == nil || !strings.Contains(err.Error(), "counts from 0 to 1") {
		t.Error(err)
	}
}

func TestAppended(t *testing.T) {
	var vectors, tables bytes.Buffer
	for i := range 50 {
		b := npy("<f8", false, 1, 4)
		one := append(header("{'descr': '<f8', 'fortran_order': False, 'shape': (4,), }"), b[len(b)-32:]...)
		for j := range 4 {
			binary.LittleEndian.PutUint64(one[len(one)-32+8*j:], math.Float64bits(value(i, j)))
		}
		vectors.Write(one)
	}
	whole := npy("<f8", false, 50, 4)
	for _, r := range [][2]int{{0, 20}, {20, 49}, {49, 50}} {
		tables.Write(header(fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': (%d, 4), }", r[1]-r[0])))
		tables.Write(whole[len(whole)-50*32+r[0]*32 : len(whole)-50*32+r[1]*32])
	}
	for name, c := range map[string]struct {
		b      []byte
		remark string
	}{"vectors": {vectors.Bytes(), "50 arrays one behind the other; they were read as 50 draws of 4"}, "tables": {tables.Bytes(), "3 arrays one behind the other; they were read as 50 draws of 4"}} {
		f, _, remarks := opened(t, save(t, "x.npy", c.b), Options{Memory: 1 << 14})
		check(t, f, 50, 4)
		if !strings.Contains(remarks, c.remark) {
			t.Errorf("%s: %q", name, remarks)
		}
		for cut, want := range map[string][]byte{
			"array 49":      vectors.Bytes()[:vectors.Len()-8],
			"of float32 in": append(bytes.Clone(vectors.Bytes()), counting("(4,)", "False", "<f4", 4)...),
			"C order":       append(bytes.Clone(vectors.Bytes()), npy("<f8", true, 3, 4)...),
			"has 5 numbers": append(bytes.Clone(vectors.Bytes()), npy("<f8", false, 3, 5)...),
		} {
			if err := readAll(t, bytes.NewReader(want), int64(len(want)), ".npy", Options{}); err == nil || !strings.Contains(err.Error(), cut) {
				t.Errorf("%s: %v", cut, err)
			}
		}
	}
}

func TestArraysSideBySide(t *testing.T) {
	w, bias, steps := npy("<f8", false, 30, 4), npy("<f8", false, 30, 1), header("{'descr': '<i8', 'fortran_order': False, 'shape': (30,), }")
	steps = append(steps, make([]byte, 240)...)
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		b := npz(t, method, map[string][]byte{"l1.weight.npy": w, "l1.bias.npy": bias, "step.npy": steps}, "l1.weight.npy", "l1.bias.npy", "step.npy")
		for _, memory := range []int64{0, 1 << 12} {
			f, names, remarks := opened(t, save(t, "x.npz", b), Options{Memory: memory, TempDir: t.TempDir()})
			if strings.Join(names, " ") != "l1.weight/0 l1.weight/1 l1.weight/2 l1.weight/3 l1.bias" ||
				!strings.Contains(remarks, "2 arrays of 30 draws") || !strings.Contains(remarks, `left out: ["step"]`) {
				t.Errorf("%q, %q", names, remarks)
			}
			for j, c := range columns(t, f) {
				for i, v := range c {
					if v != value(i, j%4) {
						t.Fatalf("draw %d of %s is %v", i, names[j], v)
					}
				}
			}
			if i, err := f.Find("l1.weight/2"); i != 2 || err != nil {
				t.Error(i, err)
			}
		}
		f, _, _ := opened(t, save(t, "x.npz", b), Options{Array: "l1.weight"})
		check(t, f, 30, 4)
		f, _, _ = opened(t, save(t, "x.npz", b), Options{Columns: []string{"l1.bias", "1-2"}})
		if c := columns(t, f); f.Name(0) != "l1.bias" || f.Name(2) != "l1.weight/2" || c[0][29] != value(29, 0) || c[2][29] != value(29, 2) {
			t.Errorf("chosen: %q", f.Name(0))
		}
	}
}

// tensorsFile is a safetensors file of the tensors that the header declares.
func tensorsFile(head string, numbers []byte) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(head)))
	return append(append(b, head...), numbers...)
}

func TestSafetensors(t *testing.T) {
	w, bias := npy("<f8", false, 30, 4)[128:], npy("<f4", false, 30, 1)[128:]
	one := tensorsFile(`{"g":{"dtype":"F64","shape":[30,4],"data_offsets":[0,960]}}`, w)
	f, _, _ := opened(t, save(t, "x.safetensors", one), Options{})
	check(t, f, 30, 4)
	two := tensorsFile(`{"__metadata__":{"format":"pt"},"w":{"dtype":"F64","shape":[30,4],"data_offsets":[0,960]},"b":{"dtype":"F32","shape":[30],"data_offsets":[960,1080]}}`, append(bytes.Clone(w), bias...))
	f, names, _ := opened(t, save(t, "x.safetensors", two), Options{})
	if c := columns(t, f); strings.Join(names, " ") != "w/0 w/1 w/2 w/3 b" || c[4][29] != value(29, 0) || c[3][29] != value(29, 3) {
		t.Errorf("%q", names)
	}
	f, _, _ = opened(t, save(t, "x.safetensors", two), Options{Array: "w"})
	check(t, f, 30, 4)
	for words, b := range map[string][]byte{
		"truncated":             one[:len(one)-1],
		"x 5 numbers need 1200": tensorsFile(`{"g":{"dtype":"F64","shape":[30,5],"data_offsets":[0,960]}}`, w),
		"more than any":         tensorsFile(`{"g":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,960]}}`, w),
		"I64":                   tensorsFile(`{"g":{"dtype":"I64","shape":[30,4],"data_offsets":[0,960]}}`, w),
		"no tensor":             tensorsFile(`{"__metadata__":{}}  `, w),
		"the header":            tensorsFile(`{"g":{"dtype":"F64","shape":[30,4`, w),
		"--axis 0":              tensorsFile(`{"g":{"dtype":"F64","shape":[30,2,2],"data_offsets":[0,960]}}`, w),
		"--npz-array":           tensorsFile(`{"g":{"dtype":"F64","shape":[20,4],"data_offsets":[0,640]},"h":{"dtype":"F64","shape":[10,4],"data_offsets":[640,960]}}`, w),
	} {
		err := readAll(t, bytes.NewReader(b), int64(len(b)), ".safetensors", Options{})
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", words, err)
		}
	}
	lies := binary.LittleEndian.AppendUint64(nil, 1<<40)
	if err := readAll(t, bytes.NewReader(append(lies, '{')), 9, ".safetensors", Options{}); !errors.Is(err, ErrFormat) {
		t.Error(err)
	}
}

// TestUnwrittenRows: rows of zeros at the end are left out in both orders, unless zeros are what draws are like.
func TestUnwrittenRows(t *testing.T) {
	for _, order := range []bool{false, true} {
		whole := npy("<f8", order, 300, 5)
		zero := func(rows func(i int) bool) []byte {
			b := bytes.Clone(whole)
			for i := range 300 {
				for j := range 5 {
					at := i*5 + j
					if order {
						at = j*300 + i
					}
					if rows(i) {
						clear(b[128+8*at : 136+8*at])
					}
				}
			}
			return b
		}
		f, _, remarks := opened(t, save(t, "x.npy", zero(func(i int) bool { return i >= 270 })), Options{Memory: 1 << 13})
		check(t, f, 270, 5)
		if !strings.Contains(remarks, "The last 30 of 300 draws, 270 to 299, are zero") {
			t.Errorf("%q", remarks)
		}
		for name, rows := range map[string]func(int) bool{
			"one at the end": func(i int) bool { return i == 299 },
			"every third":    func(i int) bool { return i%3 == 0 || i > 297 },
			"all":            func(int) bool { return true },
			"inside":         func(i int) bool { return i > 50 && i < 90 },
		} {
			f, _, remarks := opened(t, save(t, "x.npy", zero(rows)), Options{})
			if f.Draws() != 300 || remarks != "" {
				t.Errorf("%s: %d draws, %q", name, f.Draws(), remarks)
			}
		}
	}
}

// TestOptionsThatDoNotFit are refused, and not overlooked.
func TestOptionsThatDoNotFit(t *testing.T) {
	axis := 0
	text, array := save(t, "x.csv", text(",", "", 30, 2)), save(t, "x.npy", npy("<f4", false, 30, 2))
	for _, c := range []struct {
		path string
		o    Options
		word string
	}{
		{text, Options{Axis: &axis}, "--axis"}, {text, Options{DType: BFloat16}, "--dtype"}, {text, Options{Array: "a"}, "one table"},
		{array, Options{Header: "no"}, "--header"}, {array, Options{Decimal: ","}, "--decimal"}, {array, Options{Array: "a"}, "one table"},
		{"testdata/parts.parquet", Options{Header: "yes"}, "--header"}, {"testdata/lz4.parquet", Options{Axis: &axis}, "--axis"},
		{array, Options{Columns: []string{"2"}}, "no such coordinate"}, {array, Options{Columns: []string{"0-1", "1"}}, "column 1 twice"},
	} {
		if _, err := Open(t.Context(), c.path, c.o); err == nil || !strings.Contains(err.Error(), c.word) {
			t.Errorf("%s %+v: %v", c.path, c.o, err)
		}
	}
}
