package datasets

import (
	"archive/zip"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// From a .zip the files are taken by name and size whatever its folders are called, verified, and moved into place together;
// an archive that lacks one, holds another or is damaged leaves nothing.
func TestUnpackZip(t *testing.T) {
	digest := func(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }
	s := &spec{name: "pair", folder: "pair", archive: "pair.zip", files: []file{{"a.tsv", 5, digest("first")}, {"b.tsv", 6, digest("second")}}}
	for name, c := range map[string]struct {
		entries [][2]string
		want    string
	}{
		"whole":          {[][2]string{{"pair/words/a.tsv", "f i r s t"}, {"pair/raw/a.tsv", "first"}, {"pair/README", "none"}, {"pair/raw/b.tsv", "second"}}, ""},
		"one is missing": {[][2]string{{"pair/raw/a.tsv", "first"}}, "without 1 of its files"},
		"one is another": {[][2]string{{"pair/raw/a.tsv", "first"}, {"pair/raw/b.tsv", "secund"}}, "SHA-256"},
		"a way out":      {[][2]string{{"../../a.tsv", "first"}, {"b.tsv", "second"}}, ""},
	} {
		top := t.TempDir()
		archive := filepath.Join(top, "pair.zip.part")
		f, err := os.Create(archive)
		if err != nil {
			t.Fatal(err)
		}
		z := zip.NewWriter(f)
		for _, e := range c.entries {
			w, err := z.Create(e[0])
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write([]byte(e[1])); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(z.Close(), f.Close()); err != nil {
			t.Fatal(err)
		}
		err = s.unpack(t.Context(), archive, top)
		b, missing := os.ReadFile(filepath.Join(top, "pair", "b.tsv"))
		switch {
		case c.want == "" && (err != nil || string(b) != "second"):
			t.Errorf("%s: %v, %q", name, err, b)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || missing == nil):
			t.Errorf("%s: error %v, want %q and no file", name, err, c.want)
		}
	}
	broken := filepath.Join(t.TempDir(), "broken.zip")
	if err := os.WriteFile(broken, []byte("PK\x03\x04 and no more"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := s.unpack(t.Context(), broken, t.TempDir()); !errors.Is(err, ErrFormat) {
		t.Errorf("a broken archive: %v", err)
	}
}
