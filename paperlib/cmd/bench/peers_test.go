package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/bench"
)

func TestAddPeers(t *testing.T) {
	dir := t.TempDir()
	list := func(text string) (bench.Options, error) {
		var o bench.Options
		if err := os.WriteFile(filepath.Join(dir, "peers.tsv"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return o, addPeers(&o, dir)
	}
	o, err := list("scipy\tpython 3\tpeers.py\tscipy\nlibstable\t-\tneeds Linux\n")
	if err != nil || len(o.Programs) != 1 || len(o.Absent) != 1 {
		t.Fatalf("%+v, %v", o, err)
	}
	if p := o.Programs[0]; p.Key != "scipy" || !slices.Equal(p.Argv, []string{"python 3", "peers.py", "scipy"}) {
		t.Errorf("program %+v", p)
	}
	if a := o.Absent[0]; a.Name != "libstable" || a.Why != "needs Linux" {
		t.Errorf("absence %+v", a)
	}
	if _, err := list("scipy\n"); err == nil || !strings.Contains(err.Error(), "writes it anew") {
		t.Errorf("a torn line: %v", err)
	}
	if err := addPeers(&bench.Options{}, filepath.Join(dir, "none")); err == nil || !strings.Contains(err.Error(), "not set up") {
		t.Errorf("no list: %v", err)
	}
}
