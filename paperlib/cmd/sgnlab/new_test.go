package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// scratchCopy is the clone's source, in which a study can be made.
func scratchCopy(t *testing.T) string {
	t.Helper()
	root, err := lab.Root()
	fail(t, err)
	to := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		b, err := os.ReadFile(filepath.Join(root, name))
		fail(t, err)
		fail(t, os.WriteFile(filepath.Join(to, name), b, 0o644))
	}
	fail(t, os.CopyFS(filepath.Join(to, "paperlib"), os.DirFS(filepath.Join(root, "paperlib"))))
	fail(t, os.MkdirAll(filepath.Join(to, "notebooks"), 0o755))
	return to
}

// A study is made by one command in a copy of the source and goes from its units to figure, table, verdict and report without
// another edit; its test of planted truth fails until it is filled in.
func TestNewStudyGoesToItsReport(t *testing.T) {
	runs := smoke(t)
	root := scratchCopy(t)
	t.Setenv("SGNLAB_ROOT", root)
	if s := sgnlab(t, "", "new", "99", "trial", "--claim", "C2"); s.status != 0 || !strings.Contains(s.out, "paperlib/studies/trial/run/run.go") {
		t.Fatalf("status %d\n%s%s", s.status, s.out, s.err)
	}
	for _, again := range [][]string{{"99", "another"}, {"98", "trial"}, {"9", "short"}} {
		if s := sgnlab(t, "", append([]string{"new"}, again...)...); s.status != 2 {
			t.Errorf("new %v: status %d\n%s%s", again, s.status, s.out, s.err)
		}
	}
	// Without cgo the copy is linked in seconds.
	in := func(argv ...string) (string, error) {
		cmd := exec.Command(argv[0], argv[1:]...)
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-trimpath -buildvcs=false -tags=noxla")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	program := filepath.Join(root, "sgnlab")
	for _, argv := range [][]string{
		{"go", "build", "-o", program, "./paperlib/cmd/sgnlab"},
		{program, "run", "--only", "99", "--profile", "smoke"},
		{program, "collect", "--only", "99", "--profile", "smoke"},
		{"go", "test", "./paperlib", "./paperlib/study/skeleton"}, // the table of rooms and the list of studies hold
		{"go", "test", "./paperlib/studies/trial/run", "-run", "TestSmoke|TestTryThis", "-golden-version"},
		{"go", "test", "./paperlib/studies/trial/run", "-run", "TestSmoke|TestTryThis"},
	} {
		if out, err := in(argv...); err != nil {
			t.Fatalf("%v: %v\n%s", argv[1:], err, out)
		}
	}
	if out, err := in("go", "test", "./paperlib/studies/trial/run", "-run", "TestPlantedTruth"); err == nil || !strings.Contains(out, "plant results") {
		t.Errorf("planted truth is not asked for (%v):\n%s", err, out)
	}
	out := filepath.Join(runs, "out", "smoke")
	for _, name := range []string{"figures/fig99-trial.svg", "figures/fig99-trial.csv", "tables/table99-trial.csv", "tables/table99-trial-verdicts.csv", "verdicts/99.json", "report.html"} {
		if b, err := os.ReadFile(filepath.Join(out, name)); err != nil || len(b) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b, err := os.ReadFile(filepath.Join(out, "verdicts", "99.json")); err != nil || !strings.Contains(string(b), `"outcome": "supported"`) {
		t.Errorf("the verdict on draws whose mean is known: %s (%v)", b, err)
	}
}
