package lab

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// damage spoils an entry in one way.
var damage = map[string]func(dir string) error{
	"truncated result":    func(d string) error { return os.Truncate(filepath.Join(d, "result.json"), 3) },
	"missing array":       func(d string) error { return os.Remove(filepath.Join(d, "u.npy")) },
	"missing result":      func(d string) error { return os.Remove(filepath.Join(d, "result.json")) },
	"missing provenance":  func(d string) error { return os.Remove(filepath.Join(d, "provenance.json")) },
	"truncated":           func(d string) error { return os.Truncate(filepath.Join(d, "provenance.json"), 40) },
	"other configuration": func(d string) error { return os.WriteFile(filepath.Join(d, "config.json"), []byte("{}"), 0o600) },
	"flipped bit": func(d string) error {
		path := filepath.Join(d, "u.npy")
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		b[len(b)-1] ^= 1
		return os.WriteFile(path, b, 0o600)
	},
}

func TestDamagedEntryIsMovedAsideAndComputedAnew(t *testing.T) {
	for what, spoil := range damage {
		t.Run(what, func(t *testing.T) {
			s, u := openTest(t), testUnit()
			_, e, err := Do(t.Context(), s, u, computeFit)
			if err != nil {
				t.Fatal(err)
			}
			if err := spoil(e.Dir); err != nil {
				t.Fatal(err)
			}
			later, err := Open(s.Dir()) // another process: it has verified nothing yet
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			ctx := WithProgress(t.Context(), NewProgress(&out, Silent))
			got, e, err := Do(ctx, later, u, computeFit)
			if err != nil || !e.Computed || got.Alpha != 1.5 {
				t.Fatalf("got %v %v %v", got, e, err)
			}
			if err := e.Verify(); err != nil {
				t.Error(err)
			}
			if !strings.Contains(out.String(), "damaged") || !strings.Contains(out.String(), "moved to") {
				t.Errorf("the damage was not told: %q", out.String())
			}
			if p, err := e.Provenance(); err != nil || !strings.Contains(p.Facts["replaces a damaged entry"], "damaged") {
				t.Errorf("the provenance does not tell of the damage: %v %v", p.Facts, err)
			}
			if aside, _ := os.ReadDir(filepath.Join(s.Dir(), damagedFolder)); len(aside) != 1 {
				t.Errorf("%d entries were moved aside", len(aside))
			}
		})
	}
}

func TestDamagedPublishedEntry(t *testing.T) {
	first, u := openTest(t), testUnit()
	_, e, err := Do(t.Context(), first, u, computeFit)
	if err != nil {
		t.Fatal(err)
	}
	published := t.TempDir()
	dir, err := e.Export(published, 1<<20, "u")
	if err != nil {
		t.Fatal(err)
	}
	if err := damage["flipped bit"](dir); err != nil {
		t.Fatal(err)
	}
	s, err := Open("", published)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Do(t.Context(), s, u, computeFit); err == nil || !strings.Contains(err.Error(), "version control") {
		t.Errorf("a damaged published entry gave %v", err)
	}
	s = openTest(t, published)
	var out bytes.Buffer
	_, e, err = Do(WithProgress(t.Context(), NewProgress(&out, Silent)), s, u, computeFit)
	if err != nil || !e.Computed || e.Published || !strings.Contains(out.String(), "damaged") {
		t.Errorf("with a writable folder: %v %v %q", e, err, out.String())
	}
}

func TestDamageFoundWhenReading(t *testing.T) {
	s := openTest(t)
	_, e, err := Do(t.Context(), s, testUnit(), computeFit)
	if err != nil {
		t.Fatal(err)
	}
	if err := damage["flipped bit"](e.Dir); err != nil {
		t.Fatal(err)
	}
	var d *DamagedError
	if _, err := e.Array("u"); !errors.As(err, &d) || d.File != "u.npy" {
		t.Errorf("reading a damaged array gave %v", err)
	}
	if _, err := e.Array("w"); err == nil || !strings.Contains(err.Error(), "u.npy") {
		t.Errorf("an unknown array gave %v; the error should list the files", err)
	}
}

// Every fsync of a unit fails in turn, as on a disk that fills up at that moment.
func TestDiskFullAtEveryMoment(t *testing.T) {
	for n := 0; ; n++ {
		s, calls := openTest(t), 0
		s.sync = func(*os.File) error {
			calls++
			if calls == n+1 {
				return syscall.ENOSPC
			}
			return nil
		}
		_, _, err := Do(t.Context(), s, testUnit(), computeFit)
		if calls <= n {
			if n < 6 {
				t.Errorf("only %d syncs for an entry of five files and two folders", calls)
			}
			return
		}
		if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "free some space") {
			t.Fatalf("fault %d: %v", n, err)
		}
		s.sync = (*os.File).Sync
		if e := s.Lookup("nb01", testUnit().ID()); e != nil && e.Verify() != nil {
			t.Fatalf("fault %d left a damaged entry: %v", n, e.Verify())
		}
		if _, e, err := Do(t.Context(), s, testUnit(), computeFit); err != nil || e.Verify() != nil {
			t.Fatalf("after fault %d: %v", n, err)
		}
	}
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(file); err == nil || !strings.Contains(err.Error(), "A file stands") {
		t.Errorf("a file in place of the store: %v", err)
	}
	s, err := Open(filepath.Join(t.TempDir(), "runs"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(s.Dir(), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.Dir(), lockFolder), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Do(t.Context(), s, testUnit(), computeFit); err == nil || !strings.Contains(err.Error(), "SGNLAB_RUNS") {
		t.Errorf("a store that cannot be written: %v", err)
	}
	none, err := Open("", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Do(t.Context(), none, testUnit(), computeFit); !errors.Is(err, errReadOnly) || none.Writable() == nil {
		t.Errorf("a store that is only read: %v", err)
	}
	if os.Getuid() != 0 {
		locked := t.TempDir()
		if err := os.Chmod(locked, 0o500); err != nil {
			t.Fatal(err)
		}
		s, err := Open(filepath.Join(locked, "runs"))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := Do(t.Context(), s, testUnit(), computeFit); err == nil || !strings.Contains(err.Error(), "owner or mode") {
			t.Errorf("a folder of another user: %v", err)
		}
	}
}

func TestResultThatIsNotJSON(t *testing.T) {
	s := openTest(t)
	_, _, err := Do(t.Context(), s, testUnit(), func(context.Context, *Work) (chan int, error) { return nil, nil })
	if err == nil || !strings.Contains(err.Error(), "JSON") || s.Has(testUnit()) {
		t.Errorf("got %v", err)
	}
}

func TestLinkInAnEntry(t *testing.T) {
	s := openTest(t)
	_, _, err := Do(t.Context(), s, testUnit(), func(_ context.Context, w *Work) (int, error) {
		return 0, os.Symlink("/dev/null", filepath.Join(w.Dir(), "link"))
	})
	if err == nil || !strings.Contains(err.Error(), "plain files") {
		t.Errorf("got %v", err)
	}
}
