package matrix

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
)

// allocated runs f and returns the bytes it took.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// readAll opens the table in b and reads it.
func readAll(t testing.TB, r io.ReaderAt, size int64, extension string, o Options) (err error) {
	t.Helper()
	f, err := openAt(t.Context(), r, size, extension, o)
	if err == nil {
		f.path = "file"
		defer f.Close()
		if err = f.finish(t.Context(), o); err != nil {
			return err
		}
		err = f.Columns(t.Context(), func(int, [][]float64) error { return nil })
	}
	return err
}

// refused checks that a file is refused with a kind of error and words, and without taking memory.
func refused(t *testing.T, name string, b []byte, kind error, words string) {
	t.Helper()
	var err error
	took := allocated(func() {
		err = readAll(t, bytes.NewReader(b), int64(len(b)), name[strings.LastIndex(name, "."):], Options{TempDir: t.TempDir()})
	})
	if !errors.Is(err, kind) || !strings.Contains(err.Error(), words) || len(err.Error()) > 400 {
		t.Errorf("%s: %v; want %v with %q", name, err, kind, words)
	}
	if took > 1<<20 {
		t.Errorf("%s: took %d bytes of memory", name, took)
	}
}

func TestHostileNpy(t *testing.T) {
	good := npy("<f8", false, 3, 2)
	h := func(descr, fortran, shape string) []byte {
		return append(header("{'descr': "+descr+", 'fortran_order': "+fortran+", 'shape': "+shape+", }"), make([]byte, 48)...)
	}
	version := func(v byte, length uint32) []byte {
		return append(append([]byte(npyMagic), v, 0), binary.LittleEndian.AppendUint32(nil, length)...)
	}
	for name, c := range map[string]struct {
		b     []byte
		kind  error
		words string
	}{
		"empty":            {nil, ErrFormat, "empty"},
		"wrong magic":      {append([]byte("\x93NUMPX"), good[6:]...), ErrFormat, ".npy"},
		"only magic":       {good[:6], ErrFormat, "truncated"},
		"in the header":    {good[:40], ErrFormat, "truncated"},
		"one byte less":    {good[:len(good)-1], ErrFormat, "truncated"},
		"one byte more":    {append(good[:len(good):len(good)], 0), ErrFormat, "one array per file"},
		"version 9":        {version(9, 1), ErrFormat, "version 9.0"},
		"4 GiB of header":  {version(2, 1<<32-1), ErrUnsupported, "header"},
		"64 KiB of header": {version(3, 1<<16), ErrFormat, "truncated"},
		"overflow":         {h("'<f8'", "False", "(4611686018427387904, 4611686018427387904)"), ErrFormat, "more than any file"},
		"overflow to 0":    {h("'<f8'", "False", "(4294967296, 4294967296)"), ErrFormat, "more than any file"},
		"wraps to 48":      {h("'<f8'", "False", "(2305843009213693954, 3)"), ErrFormat, "more than any file"},
		"beyond int64":     {h("'<f8'", "False", "(99999999999999999999, 2)"), ErrFormat, "no array has"},
		"huge":             {h("'<f8'", "True", "(1000000000, 1000000)"), ErrFormat, "truncated"},
		"negative":         {h("'<f8'", "False", "(-3, -2)"), ErrFormat, "-3"},
		"nothing":          {h("'<f8'", "False", "(0, 6)"), ErrUnsupported, "empty"},
		"scalar":           {append(header("{'descr': '<f8', 'fortran_order': False, 'shape': (), }"), make([]byte, 8)...), ErrUnsupported, "a single number"},
		"three dimensions": {h("'<f8'", "False", "(3, 2, 1)"), ErrUnsupported, "--axis 1 for 2 draws of 3 x 1 coordinates"},
		"many dimensions":  {h("'<f8'", "False", "("+strings.Repeat("1,", 200)+")"), ErrFormat, "dimensions"},
		"objects":          {h("'|O'", "False", "(3, 2)"), ErrUnsupported, "never loaded"},
		"structured":       {h("[('a', '<f8')]", "False", "(6,)"), ErrUnsupported, "structured"},
		"complex":          {h("'<c16'", "False", "(3,)"), ErrUnsupported, "complex"},
		"integers":         {h("'<i8'", "False", "(3, 2)"), ErrUnsupported, "astype('float64')"},
		"long double":      {h("'<f16'", "False", "(3, 1)"), ErrUnsupported, "astype('float64')"},
		"two orders":       {h("'<>f8'", "False", "(3, 2)"), ErrFormat, "<>f8"},
		"order of a name":  {h("'<float64'", "False", "(3, 2)"), ErrUnsupported, "<float64"}, // NumPy does not know it either
		"void":             {h("'|V2'", "False", "(24, 1)"), ErrUnsupported, "--dtype bfloat16"},
		"text":             {h("'<U4'", "False", "(3,)"), ErrUnsupported, "<U4"},
		"fortran maybe":    {h("'<f8'", "maybe", "(3, 2)"), ErrFormat, "maybe"},
		"code":             {h("'<f8'", "False", "__import__('os')"), ErrFormat, "__import__"},
		"no keys":          {header("{}"), ErrFormat, "missing"},
		"twice":            {header("{'shape': (1,), 'shape': (2,)}"), ErrFormat, "twice"},
		"unknown key":      {header("{'x': 1}"), ErrFormat, `"x"`},
		"no end":           {header("{'descr': '<f8"), ErrFormat, "does not end"},
		"trailing":         {header("{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x"), ErrFormat, "after"},
	} {
		refused(t, name+".npy", c.b, c.kind, c.words)
	}
	refused(t, "good.npz", good, ErrFormat, "name ends in .npz")
}

func TestHostileNpz(t *testing.T) {
	a := npy("<f4", false, 50, 20)
	b := npy("<f8", false, 49, 2)
	two := npz(t, zip.Store, map[string][]byte{"a.npy": a, "b.npy": b}, "a.npy", "b.npy")
	one := npz(t, zip.Deflate, map[string][]byte{"a.npy": a}, "a.npy")
	stored := npz(t, zip.Store, map[string][]byte{"a.npy": a}, "a.npy")
	damaged := bytes.Clone(stored)
	damaged[len(a)-30] ^= 1
	bent := bytes.Clone(one)
	bent[200] ^= 255
	refused(t, "two.npz", two, ErrNoArray, `name one with --npz-array: "a" of 50 x 20, "b" of 49 x 2`)
	refused(t, "cut.npz", one[:len(one)-10], ErrFormat, "zip")
	refused(t, "damaged.npz", damaged, ErrFormat, "checksum")
	refused(t, "bent.npz", bent, ErrFormat, `"a.npy"`)
	refused(t, "torch.npz", npz(t, zip.Store, map[string][]byte{"archive/data.pkl": a}, "archive/data.pkl"), ErrUnsupported, "PyTorch")
	refused(t, "empty.npz", npz(t, zip.Store, nil), ErrUnsupported, ".npy")
	refused(t, "objects.npz", npz(t, zip.Deflate, map[string][]byte{"a.npy": header("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }")}, "a.npy"), ErrUnsupported, "never loaded")
	// Several files of gigabytes declared by a few bytes: the array is longer than its entry, and the entry than its bytes.
	refused(t, "huge.npz", npz(t, zip.Deflate, map[string][]byte{"a.npy": header("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000, 9), }")}, "a.npy"), ErrFormat, "truncated")
	refused(t, "lies.npz", lyingNpz(t, 200, 8<<30), ErrFormat, "no array of gradients")
	refused(t, "lies.npz", lyingNpz(t, 200, 1<<29), ErrFormat, `"a.npy"`)
	for _, name := range []string{"a", "b.npy"} {
		if err := readAll(t, bytes.NewReader(two), int64(len(two)), ".npz", Options{Array: name}); err != nil {
			t.Errorf("array %s: %v", name, err)
		}
	}
	// A name that cannot be typed is given as the message shows it.
	odd := npz(t, zip.Store, map[string][]byte{"\x1b[31m.npy": a, "b.npy": b}, "\x1b[31m.npy", "b.npy")
	refused(t, "odd.npz", odd, ErrNoArray, `"\x1b[31m" of 50 x 20`)
	if err := readAll(t, bytes.NewReader(odd), int64(len(odd)), ".npz", Options{Array: `"\x1b[31m"`}); err != nil {
		t.Error(err)
	}
	if err := readAll(t, bytes.NewReader(two), int64(len(two)), ".npz", Options{Array: "c"}); !errors.Is(err, ErrNoArray) || !strings.Contains(err.Error(), `["a" "b"]`) {
		t.Error(err)
	}
}

// lyingNpz is an archive whose entry of a few numbers declares size bytes of array.
func lyingNpz(t *testing.T, numbers int, size uint64) []byte {
	t.Helper()
	draws := (size - 128) / 8
	content := header("{'descr': '<f8', 'fortran_order': False, 'shape': (" + itoa(draws) + ",), }")
	content = append(content, make([]byte, 8*numbers)...)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{Name: "a.npy", Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(content),
		CompressedSize64: uint64(len(deflated(t, content))), UncompressedSize64: draws*8 + 128})
	if err == nil {
		_, err = w.Write(deflated(t, content))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBomb: an array of zeros, which deflates a thousandfold, is read while it fits into memory, and is never unpacked to
// the disk.
func TestBomb(t *testing.T) {
	zeros := append(header("{'descr': '<f8', 'fortran_order': False, 'shape': (500000,), }"), make([]byte, 4_000_000)...)
	b := npz(t, zip.Deflate, map[string][]byte{"a.npy": zeros}, "a.npy")
	dir := t.TempDir()
	if err := readAll(t, bytes.NewReader(b), int64(len(b)), ".npz", Options{Memory: 16 << 20, TempDir: dir}); err != nil {
		t.Error(err)
	}
	if err := readAll(t, bytes.NewReader(b), int64(len(b)), ".npz", Options{Memory: 6 << 20, TempDir: dir}); !errors.Is(err, ErrFormat) {
		t.Error(err)
	}
	if kept, _ := os.ReadDir(dir); len(kept) > 0 {
		t.Errorf("%v written", kept)
	}
}

func TestTextFaults(t *testing.T) {
	for in, c := range map[string]struct {
		kind  error
		words string
	}{
		"":                    {ErrFormat, "empty"},
		"# nothing\n\n":       {ErrFormat, "no line of numbers"},
		"a b c\n":             {ErrFormat, "no line of numbers"},
		"1 2\n3\n":            {ErrFormat, "line 2: malformed file: 1 numbers"},
		"1,2\n3,4,5\n":        {ErrFormat, "line 2"},
		"1 2\n3 x\n":          {ErrFormat, `line 2: malformed file: "x" in column 1`},
		"1 2\n3 1e999\n":      {ErrFormat, "beyond float64"},
		",a,b\n0,1,2\n":       {ErrFormat, "index=False"},
		"0,1,2\n5,6,7\n":      {ErrFormat, "--header yes"},
		",,\n1,2,3\n":         {ErrFormat, "--header no"},
		"a,b\n1,2\nc,d\n":     {ErrFormat, `line 3: malformed file: "c"`},
		"a,2\n1,2\n":          {ErrFormat, "line 1: malformed file: words and numbers; if these are names of columns, give --header yes"},
		"1 2\x003\n":          {ErrFormat, "neither"},
		"\x80\x04pickle":      {ErrFormat, "neither"},
		"\x1f\x8b\x08":        {ErrFormat, "truncated"},
		"\xfd7zXZ\x00...":     {ErrUnsupported, "xz --decompress"},
		"\x28\xb5\x2f\xfd...": {ErrUnsupported, "zstd --decompress"},
		"\x89HDF\r\n\x1a\n":   {ErrUnsupported, "HDF5"},
		"PAR1" + "12345678":   {ErrFormat, "truncated"},
		"PK\x03\x04 and then": {ErrFormat, "zip"},
	} {
		refused(t, "x.data", []byte(in), c.kind, c.words)
	}
	long := bytes.Repeat([]byte("1 "), 1<<19)
	if err := readAll(t, bytes.NewReader(long), int64(len(long)), ".txt", Options{Memory: 1 << 20}); !errors.Is(err, ErrMemory) {
		t.Error(err)
	}
	column := text(" ", "", 4000, 1)
	if err := readAll(t, bytes.NewReader(column), int64(len(column)), ".txt", Options{Memory: 1 << 15, TempDir: t.TempDir()}); !errors.Is(err, ErrMemory) {
		t.Error(err)
	}
}
