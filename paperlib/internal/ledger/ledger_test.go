package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func put(t *testing.T, path, content string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// A run that was killed leaves an entry without a file, an unfinished download and a folder of unpacking: all are its own.
func TestWhatAKilledRunLeaves(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "set")
	if err := os.MkdirAll(filepath.Join(dir, ".unpack-1"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, ".unpack-2"), 0o755); err != nil {
		t.Fatal(err)
	}
	l, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".a.part", ".unpack-1", ".unpack-2"} {
		if err := l.Begin(name); err != nil {
			t.Fatal(err)
		}
	}
	put(t, filepath.Join(dir, ".a.part"), "half")
	put(t, filepath.Join(dir, ".unpack-1", "a"), "half")
	if err := l.Place(put(t, filepath.Join(dir, "from"), "whole"), "b"); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "b")); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "b"), "of the user, by the same name")
	own, foreign, err := List(dir, nil)
	if err != nil || len(own) != 3 || !slices.Equal(foreign, []string{filepath.Join(dir, "b")}) {
		t.Fatalf("own %v, foreign %v, %v", own, foreign, err)
	}
	if err := os.Remove(filepath.Join(dir, "b")); err != nil {
		t.Fatal(err)
	}
	if _, foreign, err := Remove(dir, nil); err != nil || len(foreign) > 0 {
		t.Errorf("foreign %v, %v", foreign, err)
	}
	if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
}

func TestPlaceReplacesNothing(t *testing.T) {
	dir := t.TempDir()
	l, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	mine := put(t, filepath.Join(dir, "a"), "mine")
	if err := l.Place(put(t, filepath.Join(dir, "from"), "theirs"), "a"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v", err)
	}
	if b, _ := os.ReadFile(mine); string(b) != "mine" {
		t.Errorf("%q", b)
	}
	if own, foreign, err := List(dir, nil); err != nil || len(own) > 0 || len(foreign) != 2 {
		t.Errorf("own %v, foreign %v, %v", own, foreign, err)
	}
	put(t, filepath.Join(dir, Name), "{")
	if _, _, err := List(dir, nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("half a list: %v", err)
	}
}
