package study_test

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// clone points the package to a clone with nothing in it.
func clone(t *testing.T) (published string) {
	t.Helper()
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte("module "+lab.Module+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SGNLAB_ROOT", root)
	t.Setenv("SGNLAB_RUNS", filepath.Join(t.TempDir(), "runs"))
	t.Setenv("SGNLAB_PROFILE", "smoke")
	t.Setenv("SGNLAB_FRESH", "")
	dir, err := lab.PublishedDir()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

type index struct {
	Main string   `json:"main"`
	Rest []string `json:"rest"`
}

// Every cell is a process of its own: what the compute cell saves is what the cells after it load, profile by profile.
func TestIndexGoesFromCellToCell(t *testing.T) {
	clone(t)
	want := index{"a", []string{"b", "c"}}
	if err := study.SaveIndex("01", want); err != nil {
		t.Fatal(err)
	}
	var got index
	if err := study.LoadIndex("01", &got); err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("loaded %+v (%v), saved %+v", got, err, want)
	}
	out, err := study.Out()
	if err != nil {
		t.Fatal(err)
	}

	for what, change := range map[string]func(){
		"another notebook": func() {},
		"another profile":  func() { t.Setenv("SGNLAB_PROFILE", "quick") },
	} {
		nn := "02"
		if change(); what == "another profile" {
			nn = "01"
		}
		if err := study.LoadIndex(nn, &got); err == nil || !strings.Contains(err.Error(), "compute cell") {
			t.Errorf("%s: error %v, want one that says to run the compute cell", what, err)
		}
		t.Setenv("SGNLAB_PROFILE", "smoke")
	}

	file := filepath.Join(out, "index", "01.json")
	if err := os.WriteFile(file, []byte(`{"main": "a`), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := study.LoadIndex("01", &got); err == nil || !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "again") {
		t.Errorf("a truncated index: %v", err)
	}
	t.Setenv("SGNLAB_PROFILE", "huge")
	if err := study.SaveIndex("01", want); err == nil || !strings.Contains(err.Error(), "huge") {
		t.Errorf("an unknown profile: %v", err)
	}
}

func TestPublishedIndex(t *testing.T) {
	published := clone(t)
	var got index
	if found, err := study.PublishedIndex("01", &got); found || err != nil {
		t.Errorf("nothing is published, but found is %t (%v)", found, err)
	}
	want := index{Main: "a"}
	file := filepath.Join(published, "index", "01.json")
	if err := lab.WriteJSON(file, want); err != nil {
		t.Fatal(err)
	}
	if found, err := study.PublishedIndex("01", &got); !found || err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("found %t, %+v, error %v", found, got, err)
	}
	if err := os.WriteFile(file, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if found, err := study.PublishedIndex("01", &got); found || err == nil {
		t.Errorf("a damaged index: found %t, error %v", found, err)
	}
}

// The expectation is the first seed's value and six standard deviations between the seeds: here 10, 11 and 12 have a
// standard deviation of 1.
func TestExpectationsAndChecks(t *testing.T) {
	clone(t)
	observed := map[string]float64{"b": 16.5, "a": 15.9, "new": 1}
	checks, err := study.Checks(lab.Quick, "01", observed)
	if err != nil || len(checks) != 3 {
		t.Fatalf("%v, %v", checks, err)
	}
	for _, c := range checks {
		if r := c.Run(false); r.State != lab.Unpublished || r.Err() != nil {
			t.Errorf("nothing is published: %s", r)
		}
	}

	seeds := []map[string]float64{
		{"a": 10, "b": 10, "exact": 3, "once": 1, "unknown": math.NaN()},
		{"a": 11, "b": 11, "exact": 3, "unknown": math.NaN()},
		{"a": 12, "b": 12, "exact": 3, "unknown": 1},
	}
	if err := study.Expect(lab.Quick, "01", seeds[0], seeds[:1]); err != nil {
		t.Fatal(err)
	}
	if checks, err = study.Checks(lab.Quick, "01", observed); err != nil || checks[0].Run(false).State != lab.Unpublished {
		t.Errorf("one seed gives no tolerance: %v, %v", checks, err)
	}
	if err := study.Expect(lab.Quick, "01", seeds[0], seeds); err != nil {
		t.Fatal(err)
	}
	observed["exact"], observed["once"], observed["unknown"] = 3, 7, 1
	if checks, err = study.Checks(lab.Quick, "01", observed); err != nil {
		t.Fatal(err)
	}
	var names []string
	states := map[string]string{}
	for _, c := range checks {
		names = append(names, c.Name)
		states[c.Name] = c.Run(false).State
		if c.Name == "a" && (c.Expected != 10 || math.Abs(c.Tolerance-6) > 1e-12 || !strings.Contains(c.Origin, "3 seeds")) {
			t.Errorf("check %+v, want 10 within 6 from 3 seeds", c)
		}
	}
	if d := cmp.Diff([]string{"a", "b", "exact", "new", "once", "unknown"}, names); d != "" {
		t.Errorf("the order of the checks is not that of the names:\n%s", d)
	}
	want := map[string]string{"a": lab.InTolerance, "b": lab.OutOfTolerance, "exact": lab.InTolerance, "new": lab.Unpublished, "once": lab.Unpublished, "unknown": lab.Unpublished}
	if d := cmp.Diff(want, states); d != "" {
		t.Error(d)
	}
	// Each profile has expectations of its own.
	if checks, err = study.Checks(lab.Smoke, "01", observed); err != nil || checks[0].Run(false).State != lab.Unpublished {
		t.Errorf("the smoke profile is judged by the quick profile's numbers: %v %v", checks, err)
	}
}
