package study

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// What is expected and was not observed is out of tolerance: a run cannot pass by leaving a number out.
func TestMissingNumbersFail(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte("module github.com/sgnlab/sgnlab\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SGNLAB_ROOT", root)
	both := map[string]float64{"a": 1, "b": 2}
	if err := Expect(lab.Smoke, "09", both, []map[string]float64{both, both}); err != nil {
		t.Fatal(err)
	}
	checks, err := Checks(lab.Smoke, "09", map[string]float64{"a": 1, "c": 3})
	if err != nil || len(checks) != 3 {
		t.Fatal(checks, err)
	}
	for i, want := range []string{lab.InTolerance, lab.OutOfTolerance, lab.Unpublished} {
		if r := checks[i].Run(false); r.State != want {
			t.Errorf("check %s is %s, want %s", checks[i].Name, r.State, want)
		}
	}
	if !math.IsNaN(checks[1].Observed) {
		t.Errorf("a number that was not observed is %v", checks[1].Observed)
	}
	if r := checks[1].Run(true); r.Err() != nil {
		t.Errorf("with a turned knob: %v", r.Err())
	}
}
