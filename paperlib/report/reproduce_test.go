package report

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

func TestReproduceFromPublishedResults(t *testing.T) {
	results := filepath.Join(t.TempDir(), "figures", "results")
	if err := Publish(outFolder(t, nil), results, known); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Reproduce(&b, results, known); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, want := range []string{
		"| [C1a](#c1a) |", "| depends | 1 of 2 supported, 1 of 2 not supported |", "| C7, equations |", "| C7, networks |", "| no verdict yet | none |",
		`digits, MLP \| initial, batch 256`, "[0.187, 0.24]", "Interval: 95 % bootstrap over draws and seeds.",
		"| median alpha | 1.62 | 1.63 | 0.05 | three sd over 5 seeds | within tolerance |",
		"| root seed | 1 |", "| fact | backend: go |", "| executing the notebook | 1m01s |", "no number here is the paper’s.",
		"paper-numbers.csv", "&lt;b>one", "scripts/reproduce.sh --full --publish"} {
		if !strings.Contains(text, want) {
			t.Errorf("REPRODUCE.md lacks %q", want)
		}
	}
	for _, row := range strings.Split(text, "\n") { // every row of a table has as many cells as its head
		if strings.HasPrefix(row, "| digits") && strings.Count(row, "|")-strings.Count(row, `\|`) != 7 {
			t.Errorf("a broken row: %s", row)
		}
	}
	var again bytes.Buffer
	if err := Reproduce(&again, results, known); err != nil || again.String() != text {
		t.Errorf("the same results give another text (%v)", err)
	}
	row := "C1a,mean alpha,\"ResNet, CIFAR-10\",1.25,,a page\n"
	if err := os.WriteFile(filepath.Join(results, PaperFile), []byte(PaperTemplate+row), 0o600); err != nil {
		t.Fatal(err)
	}
	again.Reset()
	if err := Reproduce(&again, results, known); err != nil || !strings.Contains(again.String(), "| mean alpha | ResNet, CIFAR-10 | 1.25  | a page |") ||
		!strings.Contains(again.String(), "but those marked so") {
		t.Errorf("the entered number is not shown: %v\n%s", err, again.String())
	}
}

// A verdict on equations stands in the row of the equations, and the row of the networks stays open.
func TestEquationsAndNetworksApart(t *testing.T) {
	c7 := lab.Criterion{Claim: "C7", Version: 2, Statistic: "preference", Text: "a rule"}
	v := c7.Verdict("one against many", lab.Supported)
	v.Ground = lab.Equations
	for _, c := range []struct {
		ground              lab.Ground
		equations, networks string
	}{
		{lab.Equations, "| [C7, equations](#c7-equations) | Training is likely", "| C7, networks | Training is likely"},
		{lab.Networks, "| C7, equations | Training is likely", "| [C7, networks](#c7-networks) | Training is likely"},
	} {
		v.Ground = c.ground
		results := t.TempDir()
		if err := Save(results, "13", Record{Title: "Which way out?", Profile: lab.Full, Data: []string{"synthetic"}, Criteria: []lab.Criterion{c7}, Verdicts: []lab.Verdict{v}}); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := Reproduce(&b, results, Criteria{"13": {c7}}); err != nil {
			t.Fatal(err)
		}
		html, err := page(results, nil, Criteria{"13": {c7}})
		if err != nil {
			t.Fatal(err)
		}
		text := b.String()
		for _, row := range []string{c.equations, c.networks} {
			i := strings.Index(text, row)
			if i < 0 {
				t.Errorf("%s: no row %q", c.ground, row)
				continue
			}
			line, _, _ := strings.Cut(text[i:], "\n")
			if settled := strings.Contains(row, "["); settled != strings.Contains(line, "| supported | 1 of 1 supported |") || settled == strings.Contains(line, "| no verdict yet | none |") {
				t.Errorf("%s: %s", c.ground, line)
			}
		}
		if heading := "### C7, " + c.ground.String(); strings.Count(text, "### C7") != 1 || !strings.Contains(text, heading) {
			t.Errorf("no heading %q", heading)
		}
		if n := strings.Count(string(html), "no verdict yet"); n != 14 || !strings.Contains(string(html), "<small>equations</small>") {
			t.Errorf("%s: the page has %d rows without a verdict, want 14", c.ground, n)
		}
	}
}

func TestReproduceBeforeAnyResult(t *testing.T) {
	var b bytes.Buffer
	if err := Reproduce(&b, t.TempDir(), known); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "| no verdict yet | none |"); n != len(lab.Claims())+4 || !strings.Contains(b.String(), "| arithmetic: a test, no verdict | none |") {
		t.Errorf("%d of %d claims, of which 5 have two grounds and one nothing to judge, have no verdict yet", n, len(lab.Claims()))
	}
	if n := strings.Count(b.String(), "No notebook has published results yet."); n != 2 {
		t.Errorf("the text says %d times that there are no results, want 2", n)
	}
}

func TestPublishRefuses(t *testing.T) {
	for want, change := range map[string]func(*Record){
		"no commit has":    func(r *Record) { r.Entries[0] = written(t, lab.Uncommitted) },
		"turned knob":      func(r *Record) { r.Checks[0] = r.Checks[0].Check.Run(true) },
		"out of tolerance": func(r *Record) { r.Checks[0] = lab.Check{Name: "x", Expected: 1, Observed: 2}.Run(false) },
	} {
		results := t.TempDir()
		if err := Publish(outFolder(t, change), results, known); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
		if left, _ := os.ReadDir(results); len(left) > 0 {
			t.Errorf("%s: %s was published", want, left[0].Name())
		}
	}
}

// written is a result under a text of its criteria.
func written(t *testing.T, commit string) *lab.Entry {
	t.Helper()
	s, err := lab.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for key, value := range map[string]string{lab.WrittenFile: "paperlib/studies/a/criteria.go", lab.WrittenBlob: "0123456789abcdef", lab.WrittenDay: "2026-01-02", lab.WrittenCommit: commit} {
		ctx = lab.WithProvenance(ctx, key, value)
	}
	_, e, err := lab.Do(ctx, s, lab.Unit{Study: "nb01", Seed: 2}, func(context.Context, *lab.Work) (float64, error) { return 1, nil })
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// The text of the criteria is named by its blob and day; the commit, which another branch calls otherwise, stays in the file.
func TestCriteriaAreNamed(t *testing.T) {
	results := t.TempDir()
	if err := Publish(outFolder(t, func(r *Record) { r.Entries[0] = written(t, "fedcba") }), results, known); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Reproduce(&b, results, known); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); !strings.Contains(text, "| criteria | paperlib/studies/a/criteria.go, git blob `0123456789ab`, written 2026-01-02 |") || strings.Contains(text, "fedcba") || strings.Contains(text, "criteria blob") {
		t.Error("REPRODUCE.md does not name the text of the criteria, or names it twice")
	}
	file, err := os.ReadFile(filepath.Join(results, "provenance", "01.json"))
	if err != nil || !strings.Contains(string(file), `"commit": "fedcba"`) {
		t.Errorf("the commit is not kept (%v)", err)
	}
}

func TestOutcomeOverScopes(t *testing.T) {
	const yes, no, dep, un = lab.Supported, lab.NotSupported, lab.Depends, lab.Undecided
	for _, c := range []struct {
		outcomes []lab.Outcome
		want     string
	}{
		{nil, NotRun},
		{[]lab.Outcome{yes, yes}, "supported"},
		{[]lab.Outcome{no}, "not supported"},
		{[]lab.Outcome{yes, no}, "depends"},
		{[]lab.Outcome{yes, dep}, "depends"},
		{[]lab.Outcome{no, dep}, "depends"},
		{[]lab.Outcome{yes, un}, "supported"},
		{[]lab.Outcome{no, un}, "not supported"}, {[]lab.Outcome{un, un}, "undecided"},
		{[]lab.Outcome{no, un, yes}, "depends"},
	} {
		var row claimRow
		for _, o := range c.outcomes {
			row.Verdicts = append(row.Verdicts, scoped{Verdict: lab.Verdict{Outcome: o}})
		}
		if got := row.Outcome(); got != c.want {
			t.Errorf("%v gives %s, want %s", c.outcomes, got, c.want)
		}
	}
}
