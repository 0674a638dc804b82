package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// smokeRun runs the units of notebooks 11 and 13 in the smoke profile, draws them, and returns the store and the output.
func smokeRun(t *testing.T) (runs, out string) {
	t.Helper()
	runs = smoke(t)
	for _, command := range []string{"run", "collect"} {
		if s := sgnlab(t, "", command, "--only", "11,13"); s.status != 0 {
			t.Fatalf("%s: %+v", command, s)
		}
	}
	return runs, filepath.Join(runs, "out", "smoke")
}

func edit(t *testing.T, file string, change func(string) string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(change(string(readAll(t, file)))), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Every command that reads the store repairs a damaged result, says so, and comes to the figures of an undisturbed run.
func TestEveryCommandRepairsTheStore(t *testing.T) {
	runs, out := smokeRun(t)
	figure, err := files.Match(filepath.Join(out, "figures"), "fig11-*.csv")
	if err != nil || len(figure) != 1 {
		t.Fatal(figure, err)
	}
	want := string(readAll(t, figure[0]))
	for _, command := range [][]string{{"plan"}, {"run"}, {"run", "--id"}, {"collect"}} {
		entries, err := files.Match(filepath.Join(runs, "nb11"), "*")
		if err != nil || len(entries) == 0 {
			t.Fatal(entries, err)
		}
		edit(t, filepath.Join(entries[0], "result.json"), func(s string) string { return strings.Replace(s, "1", "2", 1) })
		args := append(command, "--only", "11")
		if len(command) > 1 {
			args = []string{"run", "--id", filepath.Base(entries[0]), "--only", "11"}
		}
		s := sgnlab(t, "", args...)
		if s.status != 0 || !strings.Contains(s.err, "is damaged") || !strings.Contains(s.err, "moved to") {
			t.Fatalf("%v: %+v", args, s)
		}
		if command[0] == "plan" && !strings.Contains(s.out, filepath.Base(entries[0])+"\tnb11\ttodo") {
			t.Errorf("plan does not list the damaged unit as to do:\n%s", s.out)
		}
		for _, again := range [][]string{{"run", "--only", "11"}, {"collect", "--only", "11"}} {
			if s := sgnlab(t, "", again...); s.status != 0 || strings.Contains(s.err, "is damaged") {
				t.Errorf("%v after %v: %+v", again, args, s)
			}
		}
		if got := string(readAll(t, figure[0])); got != want {
			t.Errorf("after %v the figure shows other numbers", args)
		}
	}
}

// A verdict whose file says something else than the study is not shown; the advice of the error brings it back.
func TestCollectRefusesEditedVerdicts(t *testing.T) {
	_, out := smokeRun(t)
	file := filepath.Join(out, "verdicts", "13.json")
	edit(t, file, func(s string) string { return strings.ReplaceAll(s, `"outcome": "`, `"outcome": "proved `) })
	s := sgnlab(t, "", "collect", "--only", "11")
	s.wantParagraph(t, "verdicts/13.json", "--only 13")
	if s := sgnlab(t, "", "collect", "--only", "13"); s.status != 0 || strings.Contains(string(readAll(t, file)), "proved") {
		t.Errorf("as advised: %+v", s)
	}
	if s := sgnlab(t, "", "collect", "--only", "11"); s.status != 0 {
		t.Errorf("after that: %+v", s)
	}
}

// A run that leaves no checks, or other ones than are published for its profile, fails, also under a path that means
// something to a pattern.
func TestARunWithoutItsChecksFails(t *testing.T) {
	for _, name := range []string{"runs", "runs [2]", `back\slash*?`, "ümlaut 'quoted'"} {
		out := filepath.Join(t.TempDir(), name)
		var said strings.Builder
		list, err := selected([]string{"11"})
		fail(t, err)
		s := streams{strings.NewReader(""), &said, &said}
		fail(t, os.MkdirAll(filepath.Join(out, "checks"), 0o755))
		write := func(text string) { fail(t, os.WriteFile(checksFile(out, "11"), []byte(text), 0o644)) }
		fail(t, os.MkdirAll(filepath.Join(out, "timing"), 0o755)) // something to report
		fail(t, os.WriteFile(filepath.Join(out, "timing", "11.json"), []byte(`{"seconds": 1}`), 0o644))
		if err := finish(s, out, list); err == nil || !strings.Contains(err.Error(), "left no checks") {
			t.Errorf("%s, no checks: %v", name, err)
		}
		write("[]")
		if err := finish(s, out, list); err == nil || !strings.Contains(err.Error(), "holds no check") {
			t.Errorf("%s, an empty list: %v", name, err)
		}
		write(`[{"name": "a", "expected": 1, "observed": 2, "tolerance": 0.5, "origin": "x", "state": "within tolerance"}]`)
		if err := finish(s, out, list); err == nil || !strings.Contains(err.Error(), "out of tolerance") {
			t.Errorf("%s, a failing check: %v", name, err)
		}
		write(`[{"name": "a", "expected": 1, "observed": 1, "tolerance": 0.5, "origin": "x"}]`)
		if err := finish(s, out, list); err != nil {
			t.Errorf("%s, a check that holds: %v", name, err)
		}
	}
}
