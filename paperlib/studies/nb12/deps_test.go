package nb12

import (
	"os/exec"
	"strings"
	"testing"
)

// A cell that only draws must compile without GoMLX and without cgo: the whole import graph of the drawing half.
func TestDrawsWithoutGoMLX(t *testing.T) {
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
			t.Errorf("the drawing half imports %s", d)
		}
	}
}
