package skeleton

import (
	"bytes"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

func good() Study {
	return Study{Number: "05", Slug: "batch-size", Title: "Does it depend on the batch size?", Claim: "C1c"}
}

func clone(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for _, f := range []string{"paperlib/studies/laws/run/run.go", "paperlib/studies/studies.go", "notebooks/02-which-law-fits.ipynb"} {
		if err := lab.WriteFile(filepath.Join(root, f), []byte("package run\n")); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// Five Go files that parse, a notebook, and a list of all studies.
func TestWrite(t *testing.T) {
	root := clone(t)
	written, err := good().Write(root)
	if err != nil {
		t.Fatal(err)
	}
	goFiles := 0
	for _, name := range written {
		b, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("{{")) && filepath.Ext(name) != ".go" {
			t.Errorf("%s has an unfilled field", name)
		}
		if filepath.Ext(name) == ".go" && name != Registry {
			goFiles++
			if _, err := parser.ParseFile(token.NewFileSet(), name, b, parser.AllErrors); err != nil {
				t.Error(err)
			}
		}
	}
	if goFiles > 5 || len(written) != 7 {
		t.Errorf("%d Go files of %q: at most 5", goFiles, written)
	}
	list, err := os.ReadFile(filepath.Join(root, Registry))
	if err != nil || !strings.Contains(string(list), "studies/batchsize/run\"\n\t_ \"") || !strings.Contains(string(list), "studies/laws/run\"") {
		t.Errorf("%s, %v", list, err)
	}
}

// What is there stays as it is, and what no study can be called is refused before anything is written.
func TestRefuses(t *testing.T) {
	for what, change := range map[string]func(*Study){
		"a number that is taken": func(s *Study) { s.Number = "02" },
		"a package that is":      func(s *Study) { s.Slug = "laws" },
		"a long number":          func(s *Study) { s.Number = "005" },
		"no number":              func(s *Study) { s.Number = "../" },
		"a slug with a path":     func(s *Study) { s.Slug = "a/../../b" },
		"a capital":              func(s *Study) { s.Slug = "Batch" },
		"a keyword":              func(s *Study) { s.Slug = "func" },
		"a package run":          func(s *Study) { s.Slug = "run" },
		"a quote":                func(s *Study) { s.Title = `"` },
		"a line feed":            func(s *Study) { s.Title = "a\nb" },
		"no title":               func(s *Study) { s.Title = " " },
		"no such claim":          func(s *Study) { s.Claim = "C9" },
	} {
		root := clone(t)
		s := good()
		change(&s)
		if written, err := s.Write(root); err == nil || len(written) > 0 {
			t.Errorf("%s: wrote %q", what, written)
		}
		left, err := filepath.Glob(filepath.Join(root, "*", "*", "*"))
		if err != nil || len(left) != 2 {
			t.Errorf("%s: the clone holds %q (%v)", what, left, err)
		}
	}
}

// The committed list of studies is the one that is written.
func TestRegistryIsCurrent(t *testing.T) {
	root, err := lab.Root()
	if err != nil {
		t.Fatal(err)
	}
	want, err := Registered(root)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(root, Registry))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not the list of the studies below paperlib/studies (%v): it should be\n%s", Registry, err, want)
	}
}
