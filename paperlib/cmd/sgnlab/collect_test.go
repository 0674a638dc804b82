package main

import (
	"path/filepath"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
)

// collect draws what run computed, as an engine without notebooks uses them; before that it says what is missing.
func TestCollectDrawsWhatRunComputed(t *testing.T) {
	runs := smoke(t)
	testbackend.XLA(t) // the convolutions of the smoke profile take minutes on the Go backend
	t.Setenv("SGNLAB_BACKEND", "xla")
	sgnlab(t, "", "collect", "--only", "01").wantParagraph(t, "notebook 01", "is not in the run store")
	out := filepath.Join(runs, "out", "smoke")
	if have(t, filepath.Join(out, "report.html")) || have(t, filepath.Join(out, "figures")) {
		t.Error("something was drawn from nothing")
	}
	if s := sgnlab(t, "", "run", "--only", "01"); s.status != 0 {
		t.Fatalf("run: status %d\n%s%s", s.status, s.out, s.err)
	}
	for _, l := range planLines(t, "--only", "01") {
		if l[2] != "done" {
			t.Errorf("%s %s was not run", l[1], l[5])
		}
	}
	s := sgnlab(t, "", "collect", "--only", "01")
	if s.status != 0 {
		t.Fatalf("collect: status %d\n%s%s", s.status, s.out, s.err)
	}
	for _, name := range []string{"report.html", "figures/fig01-sgn-of-single-parameters.svg", "figures/fig01-sgn-of-single-parameters.pdf", "checks/01.json", "provenance/01.json"} {
		if !have(t, filepath.Join(out, name)) {
			t.Errorf("%s was not written", name)
		}
	}
}
