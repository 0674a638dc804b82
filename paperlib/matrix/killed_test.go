package matrix

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestKilledProcessLeavesNoTemporaryFile kills a process with SIGKILL while it has a temporary file as large as its input.
func TestKilledProcessLeavesNoTemporaryFile(t *testing.T) {
	if path := os.Getenv("MATRIX_KILLED"); path != "" {
		f, err := Open(t.Context(), path, Options{Memory: 1 << 16, Notice: func(text string) { os.Stdout.WriteString("said: " + text + "\n") }})
		if err != nil {
			t.Fatal(err)
		}
		check(t, f, 4000, 3) // the file is there for those who have it open
		os.Stdout.WriteString("ready\n")
		select {}
	}
	temp := t.TempDir()
	child := exec.Command(os.Args[0], "-test.run=^TestKilledProcessLeavesNoTemporaryFile$")
	child.Env = append(os.Environ(), "MATRIX_KILLED="+save(t, "x.csv", text(",", "", 4000, 3)), "TMPDIR="+temp)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	said, ready := "", false
	for lines := bufio.NewScanner(out); !ready && lines.Scan(); ready = lines.Text() == "ready" {
		said += lines.Text()
	}
	child.Process.Kill()
	child.Wait()
	if !ready || !strings.Contains(said, "temporary file in "+temp) {
		t.Fatalf("the process did not come so far: %q", said)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
