package lab

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// A run store is often a folder that a user keeps other things in: networks trained with `train --out runs/r20`, notes, a
// home folder with a .tmp of its own. Cleaning everything leaves every file of these.
func TestCleanLeavesWhatTheStoreDidNotMake(t *testing.T) {
	s := openTest(t)
	_, e, err := Do(t.Context(), s, testUnit(), computeFit)
	if err != nil {
		t.Fatal(err)
	}
	quick := filepath.Join(s.Dir(), "out", "quick")
	if err := files.Adopt(quick); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"report.html", "notebooks/01.ipynb"} {
		if err := WriteFile(filepath.Join(quick, name), []byte("made by us")); err != nil {
			t.Fatal(err)
		}
	}
	users := map[string]string{
		"r20/weights.safetensors":      "a trained network",
		"r20/checkpoint.gob":           "its checkpoint",
		"notes.txt":                    "notes",
		".tmp/download":                "of another program",
		".scratch/x/y":                 "of another program",
		".locks/held":                  "not empty",
		".damaged/box":                 "a file",
		".damaged/car/photo":           "a photo",
		"nb01/readme":                  "in the folder of a study",
		"nb01/" + e.ID + "/remark.txt": "in an entry",
		"out/quick/notebooks/01.ipynb": "made by us, and changed",
		"out/quick/mine.svg":           "a figure",
		"out/old/report.html":          "a folder without a manifest",
		"nb09/" + strings.Repeat("a", 64) + "/config.json": "not an entry",
	}
	for name, text := range users {
		path := filepath.Join(s.Dir(), filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil { // not by package files: not recorded
			t.Fatal(err)
		}
	}
	items, foreign, err := s.Inventory()
	if err != nil {
		t.Fatal(err)
	}
	for name := range users {
		if !slices.ContainsFunc(foreign, func(f string) bool { return f == name || strings.HasPrefix(name, f+"/") }) {
			t.Errorf("%s is not listed as foreign: %q", name, foreign)
		}
	}
	if err := s.Clean(items...); err != nil {
		t.Fatal(err)
	}
	for name, want := range users {
		if b, err := os.ReadFile(filepath.Join(s.Dir(), filepath.FromSlash(name))); err != nil || string(b) != want {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
	if s.Has(testUnit()) || exists(filepath.Join(quick, "report.html")) {
		t.Error("what the store made is left")
	}
}

func TestPruneLeavesWhatTheStoreDidNotMake(t *testing.T) {
	s := openTest(t)
	_, e, err := Do(t.Context(), s, testUnit(), computeFit)
	if err != nil {
		t.Fatal(err)
	}
	users := filepath.Join(s.Dir(), "nb01", strings.Repeat("b", 64), "data")
	remark := filepath.Join(e.Dir, "remark.txt")
	if err := os.MkdirAll(filepath.Dir(users), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{users, remark} {
		if err := os.WriteFile(path, []byte("mine"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if gone, err := Prune(s.Dir(), "nb01"); err != nil || len(gone) != 0 {
		t.Errorf("pruned %v, %v", gone, err)
	}
	if !exists(users) || !exists(remark) || exists(filepath.Join(e.Dir, "result.json")) {
		t.Error("a file of the user is gone, or one of the store is left")
	}
}

// `plan`, `run`, `run --id` and `collect` see a damaged entry as one to compute again, as `reproduce` does.
func TestPlanRepairsDamagedEntries(t *testing.T) {
	for what, spoil := range damage {
		t.Run(what, func(t *testing.T) {
			first, u := openTest(t), testUnit()
			_, e, err := Do(t.Context(), first, u, computeFit)
			if err != nil {
				t.Fatal(err)
			}
			p := Plan{UnitJob(u, "a fit", 1, nil, computeFit)}
			if err := spoil(e.Dir); err != nil {
				t.Fatal(err)
			}
			s, err := Open(first.Dir())
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Todo(s)) != 1 || s.Has(u) {
				t.Error("a damaged entry counts as done")
			}
			var out bytes.Buffer
			damaged, err := p.Repair(WithProgress(t.Context(), NewProgress(&out, Silent)), s)
			if err != nil || !slices.Equal(damaged, []string{u.ID()}) || !strings.Contains(out.String(), "moved to") {
				t.Errorf("repair: %v, %v, said %q", damaged, err, out.String())
			}
			if s.Lookup(u.Study, u.ID()) != nil {
				t.Error("the damaged entry is still there")
			}
			if err := p.RunOne(t.Context(), s, u.ID()); err != nil || !s.Has(u) {
				t.Errorf("run --id: %v", err)
			}
			if damaged, err := p.Repair(t.Context(), s); err != nil || len(damaged) > 0 {
				t.Errorf("a whole entry was repaired: %v, %v", damaged, err)
			}
		})
	}
}

// A whole published result stands in for a damaged one of the writable folder.
func TestLookupPrefersTheWholeEntry(t *testing.T) {
	first, u := openTest(t), testUnit()
	_, e, err := Do(t.Context(), first, u, computeFit)
	if err != nil {
		t.Fatal(err)
	}
	published := t.TempDir()
	if _, err := e.Export(published, 1<<20, "u"); err != nil {
		t.Fatal(err)
	}
	if err := damage["flipped bit"](e.Dir); err != nil {
		t.Fatal(err)
	}
	s, err := Open(first.Dir(), published)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Lookup(u.Study, u.ID()); got == nil || !got.Published {
		t.Errorf("got %+v", got)
	}
}
