package matrix

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// counted is a table of two columns of numbers behind one that counts the rows.
func counted(head string, from, rows int, spoilt bool) []byte {
	var b bytes.Buffer
	b.WriteString(head)
	for i := range rows {
		k := from + i
		if spoilt && i == rows-1 {
			k++
		}
		fmt.Fprintf(&b, "%d,%g,%g\n", k, value(i, 0), value(i, 1))
	}
	return b.Bytes()
}

// TestIndexOfWholeNumbersWithAPoint is what numpy.savetxt writes.
func TestIndexOfWholeNumbersWithAPoint(t *testing.T) {
	f, err := Open(t.Context(), save(t, "x.txt", []byte("0.000000000000000000e+00 5\n1.000000000000000000e+00 6\n2.0 7\n")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if f.Coordinates() != 1 || len(f.Remarks()) != 1 {
		t.Errorf("%d coordinates, %q", f.Coordinates(), f.Remarks())
	}
}

func TestIndexColumnIsLeftOutAndSaid(t *testing.T) {
	for _, head := range []string{"", ",a,b\n", "\"\",a,b\n"} {
		for _, from := range []int{0, 1} {
			said := ""
			f, err := Open(t.Context(), save(t, "x.csv", counted(head, from, 400, false)), Options{Notice: func(s string) { said += s }})
			if err != nil {
				t.Fatalf("%q: %v", head, err)
			}
			check(t, f, 400, 2)
			if head != "" && (f.Name(0) != "a" || f.Name(1) != "b") {
				t.Errorf("%q: names %q", head, f.names)
			}
			want := fmt.Sprintf("counts the rows from %d to %d.", from, from+399)
			if len(f.Remarks()) != 1 || said != f.Remarks()[0] || !strings.Contains(said, want) {
				t.Errorf("%q: said %q, remarks %q", head, said, f.Remarks())
			}
			f.Close()
		}
	}
}

// TestOtherColumnsStay: what the remark advises keeps the column, and what does not count is a coordinate.
func TestOtherColumnsStay(t *testing.T) {
	for name, b := range map[string][]byte{
		"named":          counted("i,a,b\n", 0, 400, false),
		"does not count": counted("", 0, 400, true),
		"from 2":         counted("", 2, 400, false),
		"only column":    []byte("0\n1\n2\n3\n"),
		"one row":        []byte("0,5.5\n"),
		"halves":         []byte("0.5,5\n1.5,6\n"),
	} {
		f, err := Open(t.Context(), save(t, "x.csv", b), Options{Notice: func(s string) { t.Errorf("%s: %s", name, s) }})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if want := bytes.Count(bytes.Split(b, []byte("\n"))[0], []byte(",")) + 1; f.Coordinates() != want || f.Remarks() != nil {
			t.Errorf("%s: %d coordinates, %q", name, f.Coordinates(), f.Remarks())
		}
		f.Close()
	}
	for head, rest := range map[string]string{",a,b\n": "7,1,2\n9,1,2\n", "a,,b\n": "0,1,2\n1,1,2\n"} {
		b := []byte(head + rest)
		if err := readAll(t, bytes.NewReader(b), int64(len(b)), ".csv", Options{}); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "index=False") {
			t.Errorf("%q: %v", head, err)
		}
	}
}

func TestNULIsFound(t *testing.T) {
	b := text("\t", "", 400, 5)
	at := bytes.Index(b, []byte("\n66")) + 5 // in the line that begins with 66000 less a quarter
	line := bytes.Count(b[:at], []byte("\n")) + 1
	column := at - bytes.LastIndexByte(b[:at], '\n')
	b[at] = 0
	want := fmt.Sprintf("line %d: malformed file: byte %d of the file, column %d of the line, is NUL", line, at, column)
	for _, memory := range []int64{0, 1 << 15} { // lines end in other reads
		err := readAll(t, bytes.NewReader(b), int64(len(b)), ".tsv", Options{Memory: memory, TempDir: t.TempDir()})
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	crlf := []byte("1,2\r\n\r\n3,4 # a comment\x00\r\n" + strings.Repeat("5,6\r\n", 200))
	crlf = append(bytes.Repeat([]byte("7,8\r\n"), 200), crlf...) // beyond what the kind of a file is told from
	err := readAll(t, bytes.NewReader(crlf), int64(len(crlf)), ".csv", Options{})
	if want := fmt.Sprintf("line 203: malformed file: byte %d of the file, column 16 of the line", bytes.IndexByte(crlf, 0)); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
	early := []byte("1 2\x003\n")
	if err := readAll(t, bytes.NewReader(early), int64(len(early)), ".csv", Options{}); err == nil || !strings.Contains(err.Error(), "byte 3 is NUL") {
		t.Error(err)
	}
}
