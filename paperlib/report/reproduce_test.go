package report

import (
	"bytes"
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

func TestReproduceBeforeAnyResult(t *testing.T) {
	var b bytes.Buffer
	if err := Reproduce(&b, t.TempDir(), known); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "| no verdict yet | none |"); n != len(lab.Claims())+5 {
		t.Errorf("%d of %d claims, of which 5 have two grounds, have no verdict yet", n, len(lab.Claims()))
	}
	if n := strings.Count(b.String(), "No notebook has published results yet."); n != 2 {
		t.Errorf("the text says %d times that there are no results, want 2", n)
	}
}

func TestPublishRefuses(t *testing.T) {
	for want, change := range map[string]func(*Record){
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
