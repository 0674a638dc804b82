package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// A wrong command line of scripts/bench.sh ends with status 2, one that asks for help with 0, both at once.
func TestScriptCommandLine(t *testing.T) {
	root, err := lab.Root()
	if err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(root, "scripts", "bench.sh")
	for words, want := range map[string]struct {
		status int
		says   string
	}{
		"--help": {0, "NAME<tab>VALUE"}, "stable --short --help": {0, "--out DIR"}, "": {2, "usage:"}, "nonsense": {2, "unknown word 'nonsense'"},
		"stable readme": {2, "one of stable, capture, levy and readme"}, "stable --repeats ten": {2, "whole number"}, "stable --out": {2, "wants a value"},
		"stable --only jax": {2, "belongs to readme"}, "readme --short": {2, "knows only --only"}, "readme --only tensorflow": {2, "pytorch or jax"},
		"capture --only jax": {2, "belongs to readme"}, "capture --coordinates 9": {2, "to stable"}, "capture --publish --short": {2, "whole run"},
		"levy --coordinates 9": {2, "to stable"}, "levy --publish --repeats 3": {2, "whole run"}, "levy capture": {2, "one of"},
		"stable --publish --short": {2, "whole run"}, "stable --publish --no-peers": {2, "whole run"},
	} {
		c := exec.Command("bash", append([]string{script}, strings.Fields(words)...)...)
		out, _ := c.CombinedOutput()
		if got := c.ProcessState.ExitCode(); got != want.status || !strings.Contains(string(out), want.says) {
			t.Errorf("bench.sh %s: status %d, want %d and %q:\n%s", words, got, want.status, want.says, out)
		}
	}
	parts, err := filepath.Glob(filepath.Join(root, "scripts", "bench", "*.sh"))
	if err != nil || len(parts) == 0 {
		t.Fatalf("no parts of bench.sh (%v)", err)
	}
	for _, f := range parts {
		if out, err := exec.Command("bash", "-n", f).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", f, err, out)
		}
	}
}
