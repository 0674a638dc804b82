package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/studies/estimators"
	"github.com/sgnlab/sgnlab/paperlib/studies/laws"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
)

// smoke is a machine with nothing but the digits, the Go backend and an empty run store, under the smoke profile.
func smoke(t *testing.T) (runs string) {
	t.Helper()
	runs = filepath.Join(t.TempDir(), "runs")
	for name, value := range map[string]string{"SGNLAB_DATA": "", "SGNLAB_CACHE": t.TempDir(), "SGNLAB_OFFLINE": "1", "SGNLAB_RUNS": runs,
		"SGNLAB_FRESH": "", "SGNLAB_PROFILE": "smoke", "SGNLAB_SEED": "", "SGNLAB_BACKEND": "go"} {
		t.Setenv(name, value)
	}
	return runs
}

// planLines are the lines of `sgnlab plan`, by their columns.
func planLines(t *testing.T, args ...string) (lines [][]string) {
	t.Helper()
	s := sgnlab(t, "", append([]string{"plan"}, args...)...)
	if s.status != 0 {
		t.Fatalf("plan: status %d\n%s", s.status, s.err)
	}
	for _, l := range strings.Split(strings.TrimSpace(s.out), "\n") {
		cols := strings.Split(l, "\t")
		if len(cols) != 6 || len(cols[0]) != 64 {
			t.Fatalf("a line of the plan is %q", l)
		}
		lines = append(lines, cols)
	}
	return lines
}

// brokenPlugin is a backend that cannot be opened: a plugin that is none.
func brokenPlugin(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "plugin.so")
	fail(t, os.WriteFile(path, []byte("not a shared library"), 0o755))
	return "xla:" + path
}

// Any engine can run the units in the order of the plan: each is listed once, behind what it needs, in every profile,
// without data, without a backend and without writing.
func TestPlanListsEveryUnitOnceBehindItsNeeds(t *testing.T) {
	runs := smoke(t)
	t.Setenv("SGNLAB_FRESH", "1") // what is published counts as done
	t.Setenv("SGNLAB_BACKEND", brokenPlugin(t))
	for _, profile := range lab.Profiles() {
		seen := map[string]bool{}
		studies := map[string]int{}
		for _, l := range planLines(t, "--profile", string(profile)) {
			if seen[l[0]] {
				t.Errorf("%s: %s is listed twice", profile, lab.Short(l[0]))
			}
			for _, need := range strings.Split(l[4], ",") {
				if need != "-" && !seen[need] {
					t.Errorf("%s: %s %s needs %s, which is not listed before it", profile, l[1], lab.Short(l[0]), lab.Short(need))
				}
			}
			if l[2] != "todo" || l[5] == "" {
				t.Errorf("%s: line %q", profile, l)
			}
			seen[l[0]] = true
			studies[l[1]]++
		}
		cases, _ := pipeline.Cases(profile)
		n, runs := len(cases), 0
		for _, c := range cases {
			runs += pipeline.Seeds(profile, c.Data)
		}
		want := map[string]int{"training": runs + moreTrainings(profile), "snapshots": runs, "capture": 3 * runs, "fits": 3 * runs, "nb01": n, "nb02": 3*n + len(laws.Plants()),
			"nb03": len(estimators.Parts()) * run.Repetitions}
		for study, k := range want {
			if studies[study] != k {
				t.Errorf("%s: %d units of %s, want %d: the notebooks do not share what they have in common", profile, studies[study], study, k)
			}
		}
	}
	if have(t, runs) {
		t.Error("planning wrote into the run store")
	}
	if a, b := planLines(t, "--seed", "2"), planLines(t, "--seed", "3"); a[0][0] == b[0][0] {
		t.Error("the seed does not change the ids")
	}
}

// `run --id` computes one unit and what it needs, and nothing else; the second time there is nothing to do.
func TestRunOneUnit(t *testing.T) {
	smoke(t)
	lines := planLines(t, "--only", "01")
	i := slices.IndexFunc(lines, func(l []string) bool { return l[1] == "nb01" && strings.Contains(l[5], "mlp on digits") })
	if i < 0 {
		t.Fatalf("no unit of notebook 01 for mlp on digits: %q", lines)
	}
	id := lines[i][0]
	for _, progress := range []string{"done in", ""} {
		s := sgnlab(t, "", "run", "--only", "1", "--id", id[:12])
		if s.status != 0 || !strings.Contains(s.err, progress) || progress == "" && strings.Contains(s.err, "done in") {
			t.Fatalf("run --id: status %d\n%s%s", s.status, s.out, s.err)
		}
		done := map[string]bool{}
		for _, l := range planLines(t, "--only", "01") {
			done[l[1]+" "+l[0]] = l[2] == "done"
		}
		for _, l := range lines {
			want := l[0] == id || strings.Contains(l[5], "mlp on digits")
			if got := done[l[1]+" "+l[0]]; got != want {
				t.Errorf("%s %s (%s): done is %t, want %t", l[1], lab.Short(l[0]), l[5], got, want)
			}
		}
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--id", "zzz"}, `no job of this plan has an id beginning with "zzz"`},
		{[]string{"--jobs", "0"}, "--jobs is 0: at least 1"},
		{[]string{"--profile", "huge"}, "smoke, quick, full and gpu"},
		{[]string{"--profile", "smoke", "--seed", "many"}, "whole number"},
	} {
		sgnlab(t, "", append([]string{"run"}, c.args...)...).wantParagraph(t, c.want)
	}
}

func TestReproduceRefuses(t *testing.T) {
	runs := smoke(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--only", "07"}, "there is no notebook 07: the numbers are 01, 02, 03, 04"},
		{[]string{"--only", "07", "--from-results"}, "there is no notebook 07"},
		{[]string{"--publish"}, "--publish belongs to --profile full"},
		{[]string{"--publish", "--profile", "quick"}, "--publish belongs to --profile full"},
		{[]string{"--publish", "--profile", "full", "--only", "07"}, "there is no notebook 07"},
		{[]string{"--publish", "--from-results"}, "does not go with --publish"},
		{[]string{"--jobs", "0"}, "at least 1"},
	} {
		s := sgnlab(t, "", append([]string{"reproduce"}, c.args...)...)
		s.wantParagraph(t, c.want)
		if s.status != 1 || strings.Count(strings.TrimSpace(s.err), "\n") > 0 || s.out != "" {
			t.Errorf("%v: status %d\n%s%s", c.args, s.status, s.out, s.err)
		}
	}
	if have(t, runs) {
		t.Error("a refused command wrote into the run store")
	}
}

// archive is an unpacked archive of the project: what identifies its code, without .git, .venv and results.
func archive(t *testing.T) (root string) {
	t.Helper()
	smoke(t)
	root = filepath.Join(t.TempDir(), "an archive")
	for name, text := range map[string]string{"go.mod": "module " + lab.Module + "\n", "go.sum": "", "paperlib/a.go": "package a\n"} {
		if err := lab.WriteFile(filepath.Join(root, name), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("SGNLAB_ROOT", root)
	return root
}

func TestFromResultsWithNothingPublished(t *testing.T) {
	archive(t)
	s := sgnlab(t, "", "reproduce", "--from-results")
	s.wantParagraph(t, "notebook 01", "nothing is published", "--full --publish", "--quick")
	if strings.Count(strings.TrimSpace(s.err), "\n") > 0 || have(t, filepath.Join(os.Getenv("SGNLAB_RUNS"), "out", "from-results")) {
		t.Errorf("more than one paragraph, or half a report:\n%s", s.err)
	}
}

func fail(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// drawn reads every figure and table file below dir.
func drawn(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, folder := range []string{"figures", "tables"} {
		err := fs.WalkDir(os.DirFS(dir), folder, func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) && path == folder { // a notebook need not have both
				return nil
			}
			if err != nil || d.IsDir() {
				return err
			}
			files[path], err = os.ReadFile(filepath.Join(dir, path))
			return err
		})
		fail(t, err)
	}
	return files
}

// A run is published into an archive; everything is then drawn from what is committed there, twice, with the bytes that
// were published, without .venv, .git, network or run store, and REPRODUCE.md is current.
func TestPublishedResultsDrawTheSameBytes(t *testing.T) {
	root := archive(t)
	t.Setenv("SGNLAB_PROFILE", "full")
	l, err := pipeline.Open()
	fail(t, err)
	defer l.Close()
	out, err := study.Out()
	fail(t, err)
	plantResults(t, l, out)
	var said bytes.Buffer
	fail(t, publish(streams{strings.NewReader(""), &said, &said}, l, run.Notebooks(), out))
	published := drawn(t, out)
	if len(published) < 2*5+5*4 {
		t.Fatalf("%d files were drawn", len(published))
	}
	for name, b := range published {
		committed, err := os.ReadFile(filepath.Join(root, "figures", filepath.Base(name)))
		if err != nil || !bytes.Equal(committed, b) {
			t.Errorf("%s was not published as it was drawn (%v)", name, err)
		}
	}
	for _, name := range []string{"notebooks/01-planted.ipynb", "REPRODUCE.md", "figures/results/index/01.json", "figures/results/index/02.json", "figures/results/verdicts/02.json"} {
		if !have(t, filepath.Join(root, name)) {
			t.Errorf("%s was not published", name)
		}
	}
	if large, err := filepath.Glob(filepath.Join(root, "figures/results/nb01/*/large.npy")); err != nil || len(large) > 0 {
		t.Errorf("an array that nothing is drawn from was published: %v %v", large, err)
	}
	checkReproduceFile(t, root)
	results, err := lab.Open("", filepath.Join(root, "figures", "results"))
	fail(t, err)
	// The same holds after the code has changed, as long as it draws the same.
	fail(t, lab.WriteFile(filepath.Join(root, "paperlib/a.go"), []byte("package a // another digest\n")))
	checkDrawings(t, root, results)
	fail(t, lab.WriteFile(filepath.Join(root, "paperlib/a.go"), []byte("package a\n")))

	t.Setenv("SGNLAB_PROFILE", "")
	t.Setenv("SGNLAB_BACKEND", brokenPlugin(t)) // opening a backend would fail
	t.Setenv("PATH", "")                        // and so would any other program
	for range 2 {
		t.Setenv("SGNLAB_RUNS", filepath.Join(t.TempDir(), "runs"))
		s := sgnlab(t, "", "reproduce", "--from-results")
		if s.status != 0 {
			t.Fatalf("status %d\n%s%s", s.status, s.out, s.err)
		}
		again := filepath.Join(os.Getenv("SGNLAB_RUNS"), "out", "from-results")
		files := drawn(t, again)
		for name, b := range published {
			if !bytes.Equal(files[name], b) {
				t.Errorf("%s drawn from the committed results has other bytes", name)
			}
		}
		if len(files) != len(published) || !have(t, filepath.Join(again, "report.html")) || !strings.Contains(s.out, "report.html") {
			t.Errorf("%d files of %d, and a report:\n%s", len(files), len(published), s.out)
		}
	}
	s := sgnlab(t, "", "reproduce", "--from-results", "--only", "02")
	if s.status != 0 {
		t.Errorf("--only 02: status %d\n%s", s.status, s.err)
	}

	// A committed result that was altered is found out.
	arrays, err := filepath.Glob(filepath.Join(root, "figures/results/nb01/*/draws.npy"))
	fail(t, err)
	for _, f := range arrays {
		b, err := os.ReadFile(f)
		fail(t, err)
		b[len(b)-3] ^= 1
		fail(t, os.WriteFile(f, b, 0o644))
	}
	sgnlab(t, "", "reproduce", "--from-results").wantParagraph(t, "notebook 01", "damaged", "version control")
}

// One notebook is published without touching what is committed of the others.
func TestPublishOnlyOne(t *testing.T) {
	root := archive(t)
	t.Setenv("SGNLAB_PROFILE", "full")
	l, err := pipeline.Open()
	fail(t, err)
	defer l.Close()
	out, err := study.Out()
	fail(t, err)
	plantResults(t, l, out)
	other := filepath.Join(root, "figures", "fig01-sgn-of-single-parameters.csv")
	fail(t, lab.WriteFile(other, []byte("committed before\n")))
	list, err := selected([]string{"02"})
	fail(t, err)
	fail(t, publish(streams{strings.NewReader(""), io.Discard, io.Discard}, l, list, out))
	if b, err := os.ReadFile(other); err != nil || string(b) != "committed before\n" {
		t.Errorf("a figure of another notebook was changed (%v): %q", err, b)
	}
	for name, want := range map[string]bool{
		"figures/" + laws.Name + ".csv": true, "notebooks/02-planted.ipynb": true, "figures/results/index/02.json": true, "figures/results/verdicts/02.json": true, "REPRODUCE.md": true,
		"notebooks/01-planted.ipynb": false, "figures/results/index/01.json": false, "figures/results/provenance/01.json": false, "figures/results/nb01": false,
	} {
		if got := have(t, filepath.Join(root, name)); got != want {
			t.Errorf("%s: there is %t, want %t", name, got, want)
		}
	}
	checkReproduceFile(t, root)
}

// What is published is the run with the published settings that passed its checks.
func TestPublishRefusesATurnedKnob(t *testing.T) {
	root := archive(t)
	t.Setenv("SGNLAB_PROFILE", "full")
	l, err := pipeline.Open()
	fail(t, err)
	defer l.Close()
	out, err := study.Out()
	fail(t, err)
	plantResults(t, l, out)
	for _, c := range []struct {
		result lab.CheckResult
		want   string
	}{
		{lab.Check{Name: "planted", Expected: 1, Observed: 2, Origin: "test"}.Run(true), "turned knob"},
		{lab.Check{Name: "planted", Expected: 1, Observed: 2, Origin: "test"}.Run(false), "not published"},
	} {
		n := run.Notebooks()[0]
		d, err := n.Load(l.Store, l.Profile, out, thisIndex(n))
		fail(t, err)
		fail(t, d.Record([]lab.CheckResult{c.result}))
		err = publish(streams{}, l, run.Notebooks(), out)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.result, err)
		}
		if have(t, filepath.Join(root, "REPRODUCE.md")) || have(t, filepath.Join(root, "figures", "results", "nb01")) {
			t.Errorf("%s: something was published", c.result)
		}
	}
}
