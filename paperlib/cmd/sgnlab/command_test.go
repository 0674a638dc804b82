package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/internal/ledger"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// sgnlab runs a command line in this process.
func sgnlab(t *testing.T, input string, args ...string) said {
	t.Helper()
	var out, errs bytes.Buffer
	status := runArgs(t.Context(), args, streams{strings.NewReader(input), &out, &errs})
	return said{out.String(), errs.String(), status}
}

// workplace points the commands to a clone with some results and nothing else.
func workplace(t *testing.T) (clone, runs string) {
	t.Helper()
	clone, runs = filepath.Join(t.TempDir(), "clone"), filepath.Join(t.TempDir(), "runs")
	for name, body := range map[string]string{
		filepath.Join(clone, "go.mod"):                        "module github.com/sgnlab/sgnlab\n",
		filepath.Join(clone, ".venv/big"):                     strings.Repeat("x", 5000),
		filepath.Join(clone, ".venv/sgnlab.stamp"):            "",
		filepath.Join(clone, ".bin/tool-of-the-user"):         "x",
		filepath.Join(runs, "out/quick", files.Manifest):      "",
		filepath.Join(runs, "out/quick/figures/fig01-a.svg"):  "<svg/>",
		filepath.Join(runs, "out/quick/figures/fig01-a2.svg"): "<svg/>",
	} {
		if err := lab.WriteFile(name, []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"fig01-a.svg", "fig01-a2.svg"} { // whichever was written first, the manifest is there now
		if err := files.Record(filepath.Join(runs, "out/quick/figures", name)); err != nil {
			t.Fatal(err)
		}
	}
	store, err := lab.Open(runs)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := lab.Do(t.Context(), store, lab.Unit{Study: "nb01", Seed: 1}, func(context.Context, *lab.Work) (int, error) { return 1, nil }); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SGNLAB_ROOT", clone)
	t.Setenv("SGNLAB_RUNS", runs)
	cache := t.TempDir()
	for _, name := range []string{"mnist/from", "thesis.tex", "cifar10/data_batch_1.bin"} {
		if err := lab.WriteFile(filepath.Join(cache, name), []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	book, err := ledger.Open(filepath.Join(cache, "mnist"))
	if err != nil {
		t.Fatal(err)
	}
	if err := book.Place(filepath.Join(cache, "mnist/from"), "train-images-idx3-ubyte.gz"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SGNLAB_CACHE", cache)
	t.Setenv("SGNLAB_DATA", "")
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	return clone, runs
}

func have(t *testing.T, path string) bool {
	t.Helper()
	_, err := os.Stat(path)
	return err == nil
}

func TestWrongCommandLines(t *testing.T) {
	for _, args := range [][]string{{"frobnicate"}, {"doctor", "--frobnicate"}, {"clean", "--what"}, {"version", "extra"}} {
		s := sgnlab(t, "", args...)
		s.wantParagraph(t, "sgnlab --help", "nothing was done")
		if s.status != 2 || strings.Count(strings.TrimSpace(s.err), "\n") > 0 {
			t.Errorf("%v: status %d, %q", args, s.status, s.err)
		}
	}
	if s := sgnlab(t, ""); s.status != 0 || !strings.Contains(s.out, "doctor") {
		t.Errorf("no argument: status %d, %q", s.status, s.out)
	}
}

func TestInterruptHasItsOwnStatus(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	if status := runArgs(ctx, []string{"version"}, streams{strings.NewReader(""), &out, &errs}); status != 130 {
		t.Errorf("status %d, want 130", status)
	}
}

func TestCleanAsksAndDeletesOnlyWhatIsNamed(t *testing.T) {
	clone, runs := workplace(t)
	s := sgnlab(t, "\n", "clean")
	for _, want := range []string{"nb01", "out/quick", "python", "5.0 kB", "mnist", "left whatever you choose", "data_batch_1.bin", "/.bin"} {
		if !strings.Contains(s.out, want) {
			t.Errorf("the list lacks %q:\n%s", want, s.out)
		}
	}
	sgnlab(t, "nb01\nno\n", "clean")
	sgnlab(t, "", "clean", "--what", "nb01") // no answer is no
	if s := sgnlab(t, "", "clean", "--yes"); s.status != 1 || !strings.Contains(s.err, "--what") {
		t.Errorf("--yes alone: status %d, %q", s.status, s.err)
	}
	if s := sgnlab(t, "", "clean", "--what", "nb01,nonsense", "--yes"); s.status != 1 || !strings.Contains(s.err, `"nonsense"`) {
		t.Errorf("an unknown name: status %d, %q", s.status, s.err)
	}
	if !have(t, filepath.Join(runs, "nb01")) {
		t.Fatal("results were deleted without a yes")
	}
	if s := sgnlab(t, "yes\n", "clean", "--what", "nb01"); s.status != 0 || have(t, filepath.Join(runs, "nb01")) {
		t.Errorf("nb01 was not deleted: %q %q", s.out, s.err)
	}
	if !have(t, filepath.Join(runs, "out/quick")) || !have(t, filepath.Join(clone, ".venv")) {
		t.Error("more was deleted than was named")
	}
	if s := sgnlab(t, "", "clean", "--what", "all", "--yes"); s.status != 0 || have(t, filepath.Join(runs, "out/quick")) || have(t, filepath.Join(clone, ".venv")) {
		t.Errorf("all: status %d %q %q", s.status, s.out, s.err)
	}
	cache := os.Getenv("SGNLAB_CACHE")
	if !have(t, filepath.Join(clone, "go.mod")) || !have(t, filepath.Join(cache, "thesis.tex")) || !have(t, filepath.Join(clone, ".bin/tool-of-the-user")) || !have(t, filepath.Join(cache, "cifar10/data_batch_1.bin")) || have(t, filepath.Join(cache, "mnist")) {
		t.Error("something that is not ours was deleted, or a download kept")
	}
}

func TestCleanKnowsFoldersOfLivingRuns(t *testing.T) {
	workplace(t)
	for name, pid := range map[string]int{"sgnlab-nb-live": os.Getpid(), "sgnlab-nb-dead": 1 << 30} {
		dir := filepath.Join(os.TempDir(), name)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "pid"), []byte(strconv.Itoa(pid)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	sgnlab(t, "", "clean", "--what", "temporary", "--yes")
	if !have(t, filepath.Join(os.TempDir(), "sgnlab-nb-live")) || have(t, filepath.Join(os.TempDir(), "sgnlab-nb-dead")) {
		t.Error("the folder of a living run was deleted, or that of a dead one kept")
	}
}

func TestDoctorNamesEveryRepair(t *testing.T) {
	workplace(t)
	t.Setenv("SGNLAB_BACKEND", "abacus")
	s := sgnlab(t, "", "doctor")
	s.wantParagraph(t, "main job .* cannot run", "tools", "Python environment", "Jupyter kernel", "backend")
	if strings.Count(s.out, "repair: ") < 4 || !strings.Contains(s.out, "abacus") {
		t.Errorf("repairs are lacking:\n%s", s.out)
	}
}

func TestDataIsListedVerifiedAndNeverReplaced(t *testing.T) {
	workplace(t)
	t.Setenv("SGNLAB_OFFLINE", "1")
	if s := sgnlab(t, "", "data", "list"); s.status != 0 || !strings.Contains(s.out, "digits") || !strings.Contains(s.out, "sgnlab data fetch cifar10") {
		t.Errorf("list: status %d\n%s%s", s.status, s.out, s.err)
	}
	if s := sgnlab(t, "", "data", "fetch", "digits"); s.status != 0 || !strings.Contains(s.out, "1437 + 360 examples, verified") {
		t.Errorf("digits: status %d\n%s%s", s.status, s.out, s.err)
	}
	s := sgnlab(t, "", "data", "fetch", "mnist")
	s.wantParagraph(t, "mnist", "network is forbidden", "SGNLAB_DATA")
	if s.out != "" {
		t.Errorf("another set was given in its place:\n%s", s.out)
	}
	sgnlab(t, "", "data", "fetch", "nonsense").wantParagraph(t, "nonsense", "digits, mnist")
}

func TestNewEnough(t *testing.T) {
	for v, want := range map[string]bool{"go1.26.5": true, "go1.26.8": true, "go1.27rc1": true, "go1.27.0": true, "go2.0": true,
		"go1.26.4": false, "go1.26": false, "go1.9.7": false, "devel": false, "": false} {
		if newEnough(v) != want {
			t.Errorf("newEnough(%q) = %t", v, !want)
		}
	}
}
