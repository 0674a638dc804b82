// Package redrawn holds the committed figures of the benchmarks to their committed results.
package redrawn

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

var again = flag.Bool("redraw", false, "draw the committed figures of the benchmarks again, from their committed results")

// Check draws the committed result NAME of a benchmark, read into r, and compares what comes out with the committed files.
// With the flag -redraw it writes those files. Drawings are compared on amd64, for which they were made: other processors
// fuse multiplications and additions and so round differently.
func Check(t *testing.T, name string, r interface{ Publish(root string) error }) {
	t.Helper()
	root, err := lab.Root()
	if err != nil {
		t.Fatal(err)
	}
	result := filepath.Join("figures", "results", "bench", name+".json")
	b, err := os.ReadFile(filepath.Join(root, result))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, r); err != nil {
		t.Fatalf("%s: %v", result, err)
	}
	to := t.TempDir()
	if *again {
		to = root
	}
	if err := r.Publish(to); err != nil {
		t.Fatal(err)
	}
	figure := filepath.Join("figures", "bench-"+name)
	list := []string{result, figure + ".csv", figure + ".json"}
	if runtime.GOARCH == "amd64" {
		list = append(list, figure+".svg", figure+".png", figure+".pdf")
	}
	for _, f := range list {
		want, err := os.ReadFile(filepath.Join(root, f))
		if err != nil {
			t.Error(err)
			continue
		}
		got, err := os.ReadFile(filepath.Join(to, f))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what %s gives (%v): run go test on this package with -redraw", f, result, err)
		}
	}
}
