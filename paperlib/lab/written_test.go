package lab

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The id is that of git hash-object, and the commit the first that has the content, through a change and its return; an archive
// and a shallow clone know nothing, a text that was never committed has none.
func TestFirstCommit(t *testing.T) {
	if got := GitBlob([]byte("hello\n")); got != "ce013625030ba8dba906f756967f9e9ca394464a" { // echo hello | git hash-object --stdin
		t.Errorf("blob %s", got)
	}
	root := t.TempDir()
	blob := GitBlob([]byte("rule 1\n"))
	if commit, day := FirstCommit(root, blob); commit != "" || day != "" {
		t.Errorf("an archive: %q, %q", commit, day)
	}
	git := func(dir string, args ...string) string {
		t.Helper()
		c := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.org", "-C", dir}, args...)...)
		out, err := c.CombinedOutput()
		if err != nil {
			t.Skipf("git %v: %v\n%s", args, err, out)
		}
		return string(out[:max(len(out)-1, 0)])
	}
	git(root, "init", "-q")
	write := func(text string) string {
		t.Helper()
		if err := os.WriteFile(filepath.Join(root, "criteria.go"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		git(root, "add", ".")
		git(root, "commit", "-q", "-m", "x", "--date", "2026-01-02T03:04:05Z")
		return git(root, "rev-parse", "HEAD")
	}
	write("rule 0\n")
	first := write("rule 1\n")
	write("rule 2\n")
	write("rule 1\n")
	if commit, day := FirstCommit(root, blob); commit != first || day != "2026-01-02" {
		t.Errorf("commit %q of %q, want %q", commit, day, first)
	}
	if commit, _ := FirstCommit(root, GitBlob([]byte("rule 3\n"))); commit != Uncommitted {
		t.Errorf("a text that was never committed: %q", commit)
	}
	shallow := filepath.Join(t.TempDir(), "shallow")
	git(root, "clone", "-q", "--depth=1", "file://"+root, shallow)
	if commit, _ := FirstCommit(shallow, blob); commit != "" {
		t.Errorf("a shallow clone: %q", commit)
	}
	below := filepath.Join(root, "archive")
	if err := os.Mkdir(below, 0o755); err != nil {
		t.Fatal(err)
	}
	if commit, _ := FirstCommit(below, blob); commit != "" {
		t.Errorf("an archive below another repository: %q", commit)
	}
}
