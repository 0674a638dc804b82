package matrix

import (
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func itoa(n uint64) string { return strconv.FormatUint(n, 10) }

// deflated compresses bytes.
func deflated(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, 9)
	if err == nil {
		_, err = w.Write(b)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var errDisk = errors.New("input/output error")

// faulty fails from its n-th read on, or says that the file has ended there, as one does that is cut while it is read.
type faulty struct {
	r     io.ReaderAt
	after int
	err   error
}

func (f *faulty) ReadAt(b []byte, at int64) (int, error) {
	if f.after--; f.after < 0 {
		return 0, f.err
	}
	return f.r.ReadAt(b, at)
}

// TestReadsThatFail lets every single read of every format fail: the table is never given as if it were whole.
func TestReadsThatFail(t *testing.T) {
	files := tables(t, 40, 30)
	files["x.parquet"] = parquetFile(t, 95, 2, float64Node)
	for name, b := range files {
		for _, fault := range []error{errDisk, io.EOF} {
			for after := 0; ; after++ {
				r := &faulty{bytes.NewReader(b), after, fault}
				err := readAll(t, r, int64(len(b)), name[strings.LastIndex(name, "."):], Options{Memory: 1 << 15, TempDir: t.TempDir()})
				if r.after >= 0 {
					if err != nil {
						t.Fatalf("%s: no read failed, and %v", name, err)
					}
					if after < 2 {
						t.Errorf("%s: read in %d steps", name, after)
					}
					break
				}
				if err == nil || err != nil && fault == errDisk && !errors.Is(err, errDisk) || after > 5000 {
					t.Fatalf("%s: read %d fails with %v: %v", name, after, fault, err)
				}
			}
		}
	}
}

// TestTemporaryFileThatCannotBeWritten has no folder for it.
func TestTemporaryFileThatCannotBeWritten(t *testing.T) {
	b := text(" ", "", 4000, 3)
	err := readAll(t, bytes.NewReader(b), int64(len(b)), ".txt", Options{Memory: 1 << 16, TempDir: t.TempDir() + "/none"})
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "temporary file") {
		t.Error(err)
	}
}

func TestErrorsNameTheFile(t *testing.T) {
	for _, path := range []string{save(t, "x.npy", []byte("x")), t.TempDir(), t.TempDir() + "/none.csv"} {
		_, err := Open(t.Context(), path, Options{})
		var e *FileError
		if !errors.As(err, &e) || e.Path != path || strings.Count(err.Error(), path) != 1 {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestAdviceForTheTemporaryFile does what the error says.
func TestAdviceForTheTemporaryFile(t *testing.T) {
	path := save(t, "x.csv", text(" ", "", 4000, 3))
	t.Setenv("TMPDIR", t.TempDir()+"/none")
	if _, err := Open(t.Context(), path, Options{Memory: 1 << 16}); err == nil || !strings.Contains(err.Error(), "TMPDIR names another folder") {
		t.Error(err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	f, err := Open(t.Context(), path, Options{Memory: 1 << 16})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	check(t, f, 4000, 3)
}

// TestIrregularFilesAreRefused: a pipe is not waited for.
func TestIrregularFilesAreRefused(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe.csv")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, "/dev/zero", t.TempDir()} {
		if _, err := Open(t.Context(), path, Options{}); !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestErrorsQuoteThePath(t *testing.T) {
	_, err := Open(t.Context(), save(t, "\x1b[31m\nx.npy", []byte("x")), Options{})
	if err == nil || strings.ContainsAny(err.Error(), "\x1b\n") || !strings.Contains(err.Error(), `\x1b[31m\nx.npy"`) {
		t.Error(err)
	}
}
