package report

import (
	"bytes"
	"context"
	"html"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

var criterion = lab.Criterion{Claim: "C1a", Statistic: "gain in held-out log-likelihood per draw, nats",
	Text:    "Supported when the 95 % interval of the gain lies above 0, not supported when it lies below 0.",
	Numbers: map[string]float64{"level": .95}}

// known are the rules in force.
var known = Criteria{"01": {criterion}}

// record makes a record with two verdicts, three checks and one result; knob marks the checks as turned.
func record(t *testing.T, store string, knob bool) Record {
	t.Helper()
	s, err := lab.Open(store)
	if err != nil {
		t.Fatal(err)
	}
	u := lab.Unit{Study: "nb01", Knobs: map[string]int{"batch": 64}, Seed: 1}
	ctx := lab.WithProvenance(t.Context(), "backend", "go")
	_, e, err := lab.Do(ctx, s, u, func(context.Context, *lab.Work) (float64, error) { return 1.5, nil })
	if err != nil {
		t.Fatal(err)
	}
	yes := criterion.Verdict("digits, MLP, trained, batch 16", lab.Supported)
	yes.Value, yes.Lo, yes.Hi, yes.IntervalKind, yes.N, yes.ResultID = .213, .187, .24, "95 % bootstrap over draws and seeds",
		"120 coordinates, 4000 draws, 3 seeds", e.ID
	no := criterion.Verdict("digits, MLP | initial, batch 256", lab.NotSupported)
	no.Value, no.Lo, no.Hi, no.Note = -.0021, math.NaN(), math.NaN(), "<b>one</b> seed"
	return Record{
		Title: "The noise of single parameters is heavier-tailed than a Gaussian", Profile: lab.Quick, Seed: 1,
		Settings: map[string]string{"batch sizes": "16, 256", "coordinates": "120"}, Data: []string{"digits"},
		Entries: []*lab.Entry{e, e}, Criteria: []lab.Criterion{criterion}, Verdicts: []lab.Verdict{yes, no},
		Checks: []lab.CheckResult{
			lab.Check{Name: "median alpha", Expected: 1.62, Observed: 1.63, Tolerance: .05, Origin: "three sd over 5 seeds"}.Run(knob),
			lab.Check{Name: "draws", Expected: 4000, Observed: 4000, Tolerance: 0, Origin: "exact"}.Run(knob),
			lab.Check{Name: "test accuracy", Expected: math.NaN(), Observed: .93, Origin: "none"}.Run(knob),
		},
	}
}

const smallSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 5"><rect width="9" height="5" fill="#eee"/></svg>`

// outFolder makes an output folder as a run of notebook 01 leaves it.
func outFolder(t *testing.T, r func(*Record)) string {
	t.Helper()
	base := t.TempDir()
	out := filepath.Join(base, "out", "quick")
	rec := record(t, filepath.Join(base, "runs"), false)
	if r != nil {
		r(&rec)
	}
	if err := Save(out, "01", rec); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"figures/fig01-survival.svg":  smallSVG,
		"figures/fig01-survival.csv":  "x,y\n1,2\n",
		"figures/fig01-survival.json": `{"name":"fig01-survival","caption":"Survival <function>","alt":"A curve that falls","results":["aaaabbbbccccdddd"],"code":"eeeeffff00001111","data":["digits"],"seed":1,"profile":"quick"}`,
		"tables/table01-fits.html":    "<div class=\"sgnlab-table\"><table><tr><td>planted cell</td></tr></table></div>",
		"tables/table01-fits.json":    `{"name":"table01-fits","caption":"Fits","data":["digits"],"results":["a"],"code":"b","seed":1}`,
		"timing/01.json":              `{"seconds": 61}`,
	} {
		if err := lab.WriteFile(filepath.Join(out, name), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestPageHoldsEverythingAndLoadsNothing(t *testing.T) {
	out := outFolder(t, nil)
	t.Setenv("SGNLAB_ROOT", t.TempDir()) // no clone: no paper numbers
	if err := HTML(out, known); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(out, "report.html"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	for _, want := range []string{"Profile: quick", "Small numbers that run in minutes", "data:image/svg&#43;xml;base64,", `alt="A curve that falls"`,
		"Survival &lt;function&gt;", "planted cell", "median alpha", "three sd over 5 seeds", "0.213", "[0.187, 0.24]", "−0.0021",
		"&lt;b&gt;one&lt;/b&gt; seed", "± depends", "1 of 2 supported, 1 of 2 not supported", "nothing published for this profile",
		"The noise of single parameters", "1m01s", "backend: go", "1 of 16", "data:text/csv;charset=utf-8;base64,", `name="viewport"`,
		"Supported when the 95 % interval", "batch sizes", `<html lang="en">`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(page, "no verdict yet"); n != 14 {
		t.Errorf("%d claims have no verdict yet, want 14", n)
	}
	for _, ref := range regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(ref[1], "data:") && !strings.HasPrefix(ref[1], "#") {
			t.Errorf("the page refers to %.60q", ref[1])
		}
	}
	if strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "url(") {
		t.Error("the template engine refused a value, or the style loads something")
	}
	if n := strings.Count(page, `<meta http-equiv="Content-Security-Policy" content="`+html.EscapeString(Policy)+`">`); n != 1 || strings.Index(page, "Content-Security") > strings.Index(page, "<title>") {
		t.Errorf("%d policies of what the page may load, want one before all else", n)
	}
	if err := HTML(out, known); err != nil {
		t.Fatal(err)
	}
	if again, err := os.ReadFile(filepath.Join(out, "report.html")); err != nil || !bytes.Equal(again, b) {
		t.Error("the same folder gives another page")
	}
}

func TestTagsAreClosed(t *testing.T) {
	b, err := page(outFolder(t, nil), []PaperNumber{{"C7", "share", "all", .5, "", "Table 1"}}, known)
	if err != nil {
		t.Fatal(err)
	}
	var open []string
	for _, m := range regexp.MustCompile(`<(/?)([a-z0-9]+)[^>]*>`).FindAllStringSubmatch(string(b), -1) {
		switch {
		case m[2] == "meta" || m[2] == "img" || m[2] == "br":
		case m[1] == "":
			open = append(open, m[2])
		case len(open) == 0 || open[len(open)-1] != m[2]:
			t.Fatalf("</%s> closes %v", m[2], open)
		default:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("%v are not closed", open)
	}
	if !strings.Contains(string(b), "as entered by the owner of this copy") {
		t.Error("the paper's number is missing or not marked")
	}
}

func TestAFailedCheckIsSaidFirst(t *testing.T) {
	b, err := page(outFolder(t, func(r *Record) {
		r.Checks[0] = lab.Check{Name: "median alpha", Expected: 1.6, Observed: 2, Tolerance: .05, Origin: "seeds"}.Run(false)
	}), nil, known)
	if err != nil {
		t.Fatal(err)
	}
	alarm := strings.Index(string(b), "1 check is out of tolerance")
	if alarm < 0 || alarm > strings.Index(string(b), `id="claims"`) {
		t.Error("the page does not begin with the failed check")
	}
}

func TestPageFaults(t *testing.T) {
	if err := HTML(t.TempDir(), known); err == nil || !strings.Contains(err.Error(), "nothing to report") {
		t.Errorf("an empty folder: %v", err)
	}
	for file, text := range map[string]string{
		"verdicts/01.json":         "[{",
		"checks/01.json":           `{"a":1}`,
		"figures/fig02-x.json":     "{}", // no drawing beside it
		"tables/table01-fits.html": `<table><script src="http://x"></script></table>`,
		"tables/table02-x.json":    "{}",
	} {
		out := outFolder(t, nil)
		if err := lab.WriteFile(filepath.Join(out, file), []byte(text)); err != nil {
			t.Fatal(err)
		}
		if _, err := page(out, nil, known); err == nil || !strings.Contains(err.Error(), "run its notebook again") {
			t.Errorf("%s with %q: %v", file, text, err)
		}
	}
}

func TestWideFiguresAreMarked(t *testing.T) {
	dir := t.TempDir()
	for svg, want := range map[string]string{`<svg width="238.1pt" height="9pt"`: "single", `<?xml?><svg width="493.2pt"`: "double", "": "double"} {
		if err := os.WriteFile(filepath.Join(dir, "fig01-x.svg"), []byte(svg), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := columns(drawing{Name: "fig01-x", Dir: dir}); got != want {
			t.Errorf("%s is %s, want %s", svg, got, want)
		}
	}
	if got := columns(drawing{Name: "fig02-x", Dir: dir}); got != "double" {
		t.Errorf("a figure without SVG is %s", got)
	}
}

func TestSaveRefuses(t *testing.T) {
	r := record(t, t.TempDir(), false)
	other := r
	other.Criteria = []lab.Criterion{{Claim: "C1a", Text: "another rule"}}
	nameless := r
	nameless.Data = nil
	for want, f := range map[string]func() error{
		"another criterion": func() error { return Save(t.TempDir(), "01", other) },
		"data sets":         func() error { return Save(t.TempDir(), "01", nameless) },
		"two digits":        func() error { return Save(t.TempDir(), "1", r) },
	} {
		if err := f(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// A verdict whose file was edited, or that an earlier criterion gave, is not shown by anything that reads it.
func TestVerdictsOfOtherCriteriaAreRefusedOnReading(t *testing.T) {
	later := criterion
	later.Version++
	for what, c := range map[string]struct {
		edit  func(string) string
		known Criteria
	}{
		"an outcome that is none": {func(s string) string { return strings.ReplaceAll(s, `"supported"`, `"proved"`) }, known},
		"another digest": {func(s string) string {
			return strings.ReplaceAll(s, criterion.Digest(), strings.Repeat("0", 64))
		}, known},
		"a criterion that has changed since": {func(s string) string { return s }, Criteria{"01": {later}}},
		"a notebook without criteria":        {func(s string) string { return s }, nil},
	} {
		t.Run(what, func(t *testing.T) {
			out := outFolder(t, nil)
			file := filepath.Join(out, "verdicts", "01.json")
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(c.edit(string(b))), 0o644); err != nil {
				t.Fatal(err)
			}
			t.Setenv("SGNLAB_ROOT", t.TempDir())
			for name, read := range map[string]func() error{
				"HTML":      func() error { return HTML(out, c.known) },
				"Publish":   func() error { return Publish(out, t.TempDir(), c.known) },
				"Reproduce": func() error { return Reproduce(&bytes.Buffer{}, out, c.known) },
			} {
				if err := read(); err == nil || !strings.Contains(err.Error(), "--only 01") {
					t.Errorf("%s: %v", name, err)
				}
			}
			if _, err := os.Stat(filepath.Join(out, "report.html")); err == nil {
				t.Error("a page was written")
			}
		})
	}
}
