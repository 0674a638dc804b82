// Package deps tests what a package imports.
package deps

import (
	"os/exec"
	"strings"
	"testing"
)

// WithoutGoMLX demands that the package whose test calls it compiles without GoMLX and without cgo, its whole import graph
// included: a cell that only draws is then rebuilt in under a second.
func WithoutGoMLX(t *testing.T) {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", ".")
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0") // a package that needs cgo then has no file and is an error
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	deps := strings.Fields(string(out))
	if len(deps) < 50 {
		t.Fatalf("go list gave %d packages", len(deps))
	}
	for _, d := range deps {
		if strings.Contains(d, "gomlx") {
			t.Errorf("it imports %s", d)
		}
	}
}
