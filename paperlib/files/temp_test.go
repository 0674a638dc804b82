package files

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// A killed process' folder goes with the next one; a living one's, another machine's, and one that does not say whose it is
// stay.
func TestTempDirSweepsWhatKilledProcessesLeft(t *testing.T) {
	parent := t.TempDir()
	c := exec.Command("true")
	if err := c.Run(); err != nil {
		t.Fatal(err)
	}
	dead := c.Process.Pid
	host, _ := os.Hostname()
	for name, said := range map[string][2]string{
		"sgnlab-a-dead": {fmt.Sprint(dead), host}, "sgnlab-nb-dead": {fmt.Sprint(dead)}, "sgnlab-a-alive": {fmt.Sprint(os.Getpid()), host},
		"sgnlab-a-elsewhere": {fmt.Sprint(dead), "not-" + host}, "sgnlab-a-odd": {"x"}, "other-dead": {fmt.Sprint(dead)}, "sgnlab-a-negative": {"-1"},
	} {
		if err := os.Mkdir(filepath.Join(parent, name), 0o755); err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(parent, name, ownerFile), said[0])
		if said[1] != "" {
			put(t, filepath.Join(parent, name, hostFile), said[1])
		}
	}
	if err := os.Mkdir(filepath.Join(parent, "sgnlab-a-silent"), 0o755); err != nil {
		t.Fatal(err)
	}
	dir, remove, err := TempDir(parent, "a")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"other-dead", filepath.Base(dir), "sgnlab-a-alive", "sgnlab-a-elsewhere", "sgnlab-a-negative", "sgnlab-a-odd", "sgnlab-a-silent"}
	slices.Sort(want)
	if got := names(t, parent); !slices.Equal(got, want) {
		t.Errorf("there is %v, want %v", got, want)
	}
	remove()
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder stays: %v", err)
	}
}
