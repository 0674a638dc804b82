package files

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestManifestTellsOwnFromForeign(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	if err := Adopt(dir); err != nil {
		t.Fatal(err)
	}
	for _, sub := range []string{"figures", "notebooks", "empty-of-the-user"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	own, edited, users := filepath.Join(dir, "figures", "fig.svg"), filepath.Join(dir, "notebooks", "01.ipynb"), filepath.Join(dir, "figures", "mine.svg")
	if err := errors.Join(Write(own, []byte("old")), Write(own, []byte("new")), Write(edited, []byte("executed"))); err != nil {
		t.Fatal(err)
	}
	put(t, users, "new")
	put(t, edited, "executed, and a remark of the user")
	// A killed process' half line does not spoil the next.
	f, err := os.OpenFile(filepath.Join(dir, Manifest), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteString(`{"path":"figures/mi`)
	if err := errors.Join(err, f.Close(), Write(filepath.Join(dir, "report.html"), []byte("page"))); err != nil {
		t.Fatal(err)
	}
	have, foreign, err := Owned(dir)
	if err != nil || len(have) != 2 {
		t.Fatalf("%v, %v", have, err)
	}
	if want := []string{"figures/mine.svg", "notebooks/01.ipynb"}; !slices.Equal(foreign, want) {
		t.Errorf("foreign %v, want %v", foreign, want)
	}
	left, err := RemoveOwned(dir)
	if err != nil || !slices.Equal(left, foreign) {
		t.Fatalf("left %v, %v", left, err)
	}
	if get(t, users) != "new" || get(t, edited) == "executed" {
		t.Error("a file of the user was touched")
	}
	if _, err := os.Stat(own); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an own file stays: %v", err)
	}
	if err := errors.Join(os.Remove(users), os.Remove(edited), os.Remove(filepath.Join(dir, "empty-of-the-user"))); err != nil {
		t.Fatal(err)
	}
	_ = os.Remove(filepath.Join(dir, "figures"))
	_ = os.Remove(filepath.Join(dir, "notebooks"))
	if _, err := RemoveOwned(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the emptied folder stays: %v", err)
	}
}

func TestWithoutManifestAllIsForeign(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	if err := Write(path, []byte("x")); err != nil {
		t.Fatal(err)
	}
	left, err := RemoveOwned(dir)
	if err != nil || !slices.Equal(left, []string{"a"}) || get(t, path) != "x" {
		t.Errorf("%v, %v", left, err)
	}
}

// A manifest that names files outside of its folder deletes nothing there.
func TestManifestStaysInItsFolder(t *testing.T) {
	dir := t.TempDir()
	out, victim := filepath.Join(dir, "out"), filepath.Join(dir, "victim")
	put(t, victim, "v")
	if err := Adopt(out); err != nil {
		t.Fatal(err)
	}
	if err := appendRecord(filepath.Join(out, Manifest), out, victim); err != nil {
		t.Fatal(err)
	}
	if _, err := RemoveOwned(out); err != nil || get(t, victim) != "v" {
		t.Error(err)
	}
}
