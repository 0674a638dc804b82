package page_test

import (
	"html"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/analyze"
	"github.com/sgnlab/sgnlab/paperlib/analyze/page"
	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/report"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// file makes a mixed file with a dead and a broken coordinate.
func file(t *testing.T) *analyze.Report {
	t.Helper()
	var c analyze.Columns
	for _, name := range []string{"Gaussian", "Student t, nu = 3", "Laplace"} {
		for _, truth := range analyze.Truths() {
			if truth.Name == name {
				c = append(c, truth.File(6, 1000, 0, 1)...)
			}
		}
	}
	c = append(c, make([]float64, 1000), append([]float64(nil), c[0]...))
	c[len(c)-1][17] = math.NaN()
	r, err := analyze.Analyze(t.Context(), c, analyze.Options{Examples: true, BatchSize: 64})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPage(t *testing.T) {
	r := file(t)
	b, err := page.HTML(r, "grads <1>.npy")
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("SGNLAB_PAGE"); dir != "" { // to look at
		if err := os.WriteFile(filepath.Join(dir, "page.html"), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text := string(b)
	for _, want := range []string{string(r.Verdict), "grads &lt;1&gt;.npy", "minibatches of 64", "1 of 20 coordinates not judged: constant", "Coordinate 0", "data:image/svg+xml;base64,", `name="viewport"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(text, `<meta http-equiv="Content-Security-Policy" content="`+html.EscapeString(report.Policy)+`">`); n != 1 || strings.Index(text, "Content-Security") > strings.Index(text, "<title>") {
		t.Errorf("%d policies of what the page may load, want one before all else", n)
	}
	// Nothing may be loaded from elsewhere, and nothing may run.
	if m := regexp.MustCompile(`(?i)<\s*(script|iframe|object|embed|link|base)\b|https?://|url\s*\(|@import|javascript:`).FindString(text); m != "" {
		t.Errorf("the page holds %q", m)
	}
	if strings.Count(text, "<img alt=\"") != 7 || strings.Contains(text, `alt=""`) {
		t.Errorf("%d images, want 7 with text for those who cannot see them", strings.Count(text, "<img alt=\""))
	}
	again, err := page.HTML(r, "grads <1>.npy")
	if err != nil || string(again) != text {
		t.Errorf("the page is not the same twice (%v)", err)
	}
}

// named is a source whose coordinates have names from elsewhere.
type named struct {
	table
	names []string
}

// table is a name under which the columns can be embedded beside their method Columns.
type table = analyze.Columns

func (n named) Name(i int) string { return n.names[i%len(n.names)] }

// TestPageQuotesNames: a change of direction in a name would turn the words around it.
func TestPageQuotesNames(t *testing.T) {
	c := make(analyze.Columns, 6)
	for j := range c {
		c[j] = analyze.Truths()[0].File(1, 300, 0, uint64(j+1))[0]
	}
	c[1], c[2] = make([]float64, 300), make([]float64, 300) // listed as not judged
	r, err := analyze.Analyze(t.Context(), named{c, []string{"\u202eevil<b>", "\x1b[31m", "\u202eworse"}}, analyze.Options{Examples: true})
	if err != nil {
		t.Fatal(err)
	}
	b, err := page.HTML(r, "a\u202eb.npy")
	if err != nil {
		t.Fatal(err)
	}
	if text := string(b); strings.ContainsAny(text, "\u202e\x1b") {
		t.Error("a name is in the page as it is")
	}
	for _, want := range []string{`a\u202eb.npy`, `\x1b[31m`, `\u202eworse`, `\u202eevil&lt;b&gt;`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// Every family of laws has a style under its own name, and one name for people.
func TestFamiliesHaveStyles(t *testing.T) {
	for _, f := range tails.Families() {
		look, err := figure.LookOf(string(f))
		if err != nil {
			t.Error(err)
		}
		if label := strings.ReplaceAll(look.Label, "*", ""); label != f.Label() {
			t.Errorf("%s is called %q in figures and %q elsewhere", f, label, f.Label())
		}
	}
}
