package page_test

import (
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/analyze"
	"github.com/sgnlab/sgnlab/paperlib/analyze/page"
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
