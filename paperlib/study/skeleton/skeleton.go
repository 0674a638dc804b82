// Package skeleton writes the beginnings of a study: five Go files and a notebook that run as they are and show how the
// parts hang together, with a test of planted truth that fails until it is filled in.
package skeleton

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"go/format"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"
	"unicode"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// Study is what a skeleton is made for.
type Study struct {
	Number string // "99"
	Slug   string // "batch-size"
	Title  string // "Does the tail index depend on the batch size?"
	Claim  string // "C1a"
}

// Package is the name of the study's package: the slug without its hyphens.
func (s Study) Package() string { return strings.ReplaceAll(s.Slug, "-", "") }

// Folder is that of the study's results in the run store.
func (s Study) Folder() string { return "nb" + s.Number }

// Module is the path that its imports begin with.
func (Study) Module() string { return lab.Module + "/paperlib" }

var (
	numbers = regexp.MustCompile(`^[0-9]{2}$`)
	slugs   = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
)

func (s Study) check() error {
	switch {
	case !numbers.MatchString(s.Number):
		return fmt.Errorf("the number %q: a notebook has two digits, such as 05", s.Number)
	case !slugs.MatchString(s.Slug):
		return fmt.Errorf("the slug %q: lower-case words joined by hyphens, such as batch-size; files are named after it", s.Slug)
	case token.IsKeyword(s.Package()) || s.Package() == "run":
		return fmt.Errorf("the slug %q: the package would be called %s, which Go or its run package needs itself", s.Slug, s.Package())
	case strings.TrimSpace(s.Title) == "" || strings.ContainsAny(s.Title, "\"\\`") || strings.ContainsFunc(s.Title, unicode.IsControl):
		return fmt.Errorf("the title %q: one sentence on one line, without quotes or backslashes", s.Title)
	}
	if _, ok := lab.ClaimByID(s.Claim); !ok {
		var ids []string
		for _, c := range lab.Claims() {
			ids = append(ids, c.ID)
		}
		return fmt.Errorf("the claim %q: one of %s", s.Claim, strings.Join(ids, ", "))
	}
	return nil
}

//go:embed templates
var templates embed.FS

// places are the files of a study by their templates.
func (s Study) places() map[string]string {
	dir := filepath.Join("paperlib", "studies", s.Package())
	return map[string]string{
		"study.go.tmpl": filepath.Join(dir, "study.go"), "criteria.go.tmpl": filepath.Join(dir, "criteria.go"), "show.go.tmpl": filepath.Join(dir, "show.go"),
		"run.go.tmpl": filepath.Join(dir, "run", "run.go"), "run_test.go.tmpl": filepath.Join(dir, "run", "run_test.go"),
		"notebook.ipynb.tmpl": filepath.Join("notebooks", s.Number+"-"+s.Slug+".ipynb"),
	}
}

// Write writes the files of a study into the clone at root, registers it, and returns their names within root. Nothing that
// is there is overwritten: a number or a name that is taken is an error before anything is written.
func (s Study) Write(root string) (written []string, err error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	taken, err := files.Match(filepath.Join(root, "notebooks"), s.Number+"-*.ipynb")
	if err != nil {
		return nil, err
	}
	folder := filepath.Join(root, "paperlib", "studies", s.Package())
	if _, err := os.Lstat(folder); err == nil {
		taken = append(taken, folder)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if len(taken) > 0 {
		return nil, fmt.Errorf("%q is there already; choose another number or slug, or remove it", taken)
	}
	texts := map[string][]byte{}
	for from, to := range s.places() {
		if texts[to], err = s.fill(from); err != nil {
			return nil, err
		}
	}
	for to, text := range texts {
		if err := lab.WriteFile(filepath.Join(root, to), text); err != nil {
			return written, err
		}
		written = append(written, to)
	}
	slices.Sort(written)
	return append(written, Registry), register(root)
}

func (s Study) fill(name string) ([]byte, error) {
	t, err := template.New(name).Option("missingkey=error").ParseFS(templates, "templates/"+name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, s); err != nil {
		return nil, err
	}
	if strings.Contains(name, ".go.") {
		return format.Source(b.Bytes())
	}
	return b.Bytes(), nil
}

// Registry is the file that imports all studies, within the clone.
const Registry = "paperlib/studies/studies.go"

// register writes the file that imports all studies that have units.
func register(root string) error {
	text, err := Registered(root)
	if err != nil {
		return err
	}
	return lab.WriteFile(filepath.Join(root, Registry), text)
}

// Registered is what the file that imports all studies must hold.
func Registered(root string) ([]byte, error) {
	folders, err := os.ReadDir(filepath.Join(root, "paperlib", "studies"))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range folders {
		if _, err := os.Stat(filepath.Join(root, "paperlib", "studies", f.Name(), "run", "run.go")); err == nil {
			names = append(names, f.Name())
		}
	}
	t, err := template.ParseFS(templates, "templates/studies.go.tmpl")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, struct {
		Module string
		Names  []string
	}{Study{}.Module(), names})
	return b.Bytes(), err
}
