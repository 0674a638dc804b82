package matrix

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

// tables are the test table in every format that can be made without another library.
func tables(t testing.TB, draws, coordinates int) map[string][]byte {
	out := map[string][]byte{
		"comma.csv":   text(", ", "", draws, coordinates),
		"space.txt":   text("  ", "# gradients\n\n", draws, coordinates),
		"tab.tsv":     text("\t", "\xef\xbb\xbf", draws, coordinates),
		"crlf.csv":    bytes.ReplaceAll(text(",", "", draws, coordinates), []byte("\n"), []byte("\r\n")),
		"no-end.data": bytes.TrimSpace(text(" ", "", draws, coordinates)),
	}
	for _, descr := range []string{"<f4", ">f4", "<f8", ">f8"} {
		for _, fortran := range []bool{false, true} {
			b := npy(descr, fortran, draws, coordinates)
			name := fmt.Sprintf("%s%t", map[byte]string{'<': "little", '>': "big"}[descr[0]]+descr[1:], fortran)
			out[name+".npy"] = b
			out["stored"+name+".npz"] = npz(t, zip.Store, map[string][]byte{"g.npy": b}, "g.npy")
			out["deflated"+name+".npz"] = npz(t, zip.Deflate, map[string][]byte{"g.npy": b}, "g.npy")
		}
	}
	return out
}

func TestEveryFormatGivesTheSameTable(t *testing.T) {
	for _, shape := range [][2]int{{1, 1}, {7, 3}, {50, 1}, {1, 40}, {33, 129}} {
		for name, b := range tables(t, shape[0], shape[1]) {
			f, err := Open(t.Context(), save(t, name, b), Options{})
			if err != nil {
				t.Fatalf("%s of %v: %v", name, shape, err)
			}
			check(t, f, shape[0], shape[1])
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestLittleMemory reads tables in many passes: a row of 20,000 numbers exceeds the buffer, a block is a few columns.
func TestLittleMemory(t *testing.T) {
	for _, shape := range [][2]int{{12, 20_000}, {300, 100}} {
		for _, memory := range []int64{1 << 15, 1 << 17} {
			for name, b := range tables(t, shape[0], shape[1]) {
				isText := !strings.HasSuffix(name, ".npy") && !strings.HasSuffix(name, ".npz")
				if isText && shape[1] == 20_000 {
					continue // a line is longer than the memory for it; see TestTextFaults
				}
				dir := t.TempDir()
				said := 0
				f, err := Open(t.Context(), save(t, name, b), Options{Memory: memory, TempDir: dir, Notice: func(s string) {
					if !strings.Contains(s, "temporary file") {
						t.Errorf("%s: %s", name, s)
					}
					said++
				}})
				if err != nil {
					t.Fatalf("%s of %v: %v", name, shape, err)
				}
				check(t, f, shape[0], shape[1])
				kept, _ := os.ReadDir(dir)
				spilled := 0
				if f.spool != nil && f.spool.file != nil {
					spilled = 1
				}
				if len(kept) > 0 || spilled != said || (isText || strings.HasPrefix(name, "deflated")) && int64(shape[0]*shape[1]*4) > memory && said != 1 {
					t.Errorf("%s: %d temporary files, %d of them announced; the names %v are left for whoever kills this", name, spilled, said, kept)
				}
				if err := f.Close(); err != nil {
					t.Fatal(err)
				}
				if kept, _ := os.ReadDir(dir); len(kept) > 0 {
					t.Errorf("%s: %v left behind", name, kept)
				}
			}
		}
	}
}

func TestOneDimensionIsOneCoordinate(t *testing.T) {
	b := npy("<f8", false, 30, 1)
	for _, shape := range []string{"(30,)", "( 30 , )", "(30L,)"} {
		c := append(header("{'shape': "+shape+", 'fortran_order': False, \"descr\": '<f8'}"), b[len(b)-240:]...)
		f, err := Open(t.Context(), save(t, "x.npy", c), Options{})
		if err != nil {
			t.Fatal(err)
		}
		check(t, f, 30, 1)
		f.Close()
	}
}

func TestRangeAndNames(t *testing.T) {
	f, err := Open(t.Context(), save(t, "x.csv", text(",", "w0,\"w1\",w1,b'7\n", 5, 4)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if f.Name(0) != "w0" || f.Name(3) != "b'7" {
		t.Errorf("names %q", f.names)
	}
	for name, want := range map[string]int{"w0": 0, "b'7": 3, "2": 2, "0": 0} {
		if i, err := f.Find(name); i != want || err != nil {
			t.Errorf("Find(%q) = %d, %v", name, i, err)
		}
	}
	for _, name := range []string{"w1", "4", "-1", "x", ""} {
		if _, err := f.Find(name); !errors.Is(err, ErrNoColumn) || !strings.Contains(err.Error(), "from 0 to 3") {
			t.Errorf("Find(%q): %v", name, err)
		}
	}
	for from := range 4 {
		err := f.Range(t.Context(), from, from+1, func(first int, c [][]float64) error {
			if first != from || len(c) != 1 || c[0][4] != value(4, from) {
				t.Errorf("column %d is %v at %d", from, c, first)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestCallbackAndContextEndTheWalk(t *testing.T) {
	f, err := Open(t.Context(), save(t, "x.npy", npy("<f4", false, 5000, 40)), Options{Memory: 1 << 17})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	stop, calls := errors.New("stop"), 0
	if err := f.Columns(t.Context(), func(int, [][]float64) error { calls++; return stop }); err != stop || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
	ctx, cancel := context.WithCancel(t.Context())
	calls = 0
	if err := f.Columns(ctx, func(int, [][]float64) error { calls++; cancel(); return nil }); err != context.Canceled || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
	if _, err := Open(ctx, save(t, "x.csv", text(",", "", 50, 2)), Options{}); err != context.Canceled {
		t.Errorf("text: %v", err)
	}
}

func TestCheckFinite(t *testing.T) {
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		err := CheckFinite(3, []float64{1, 2, v, math.NaN()})
		var e *NotFinite
		if !errors.As(err, &e) || e.Draw != 2 || e.Coordinate != 3 {
			t.Errorf("%v: %v", v, err)
		}
	}
	if err := CheckFinite(0, []float64{-math.MaxFloat64, 0, 5e-324}); err != nil {
		t.Error(err)
	}
}
