package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Whoever can read JupyterLab's token can run programs as its user: the folder and the files that hold it are for this user
// alone, whatever the umask, and also where another version left the folder open.
func TestLabKeepsItsTokenToItself(t *testing.T) {
	clone, home := moved(t), t.TempDir()
	runtime := filepath.Join(clone, ".jupyter/runtime")
	if err := os.RemoveAll(runtime); err != nil { // of a server of this clone
		t.Fatal(err)
	}
	if err := os.MkdirAll(runtime, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(runtime, 0o777); err != nil {
		t.Fatal(err)
	}
	cmd, said := background(t, clone, append(caches(t), "HOME="+home, "JUPYTER_TOKEN="), "bash", "-c", `umask 0; exec scripts/lab.sh --no-browser --port=0 --ServerApp.token=known-to-the-test`)
	var pages []string
	for range 1200 {
		if pages = glob(t, runtime+"/jpserver-*-open.html"); len(pages) > 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if len(pages) == 0 {
		t.Fatalf("JupyterLab did not start:\n%s", said)
	}
	time.Sleep(2 * time.Second) // its extensions ask npm
	syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	cmd.Wait()
	if info, err := os.Stat(runtime); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%s: %v %v", runtime, info.Mode(), err)
	}
	holders := 0
	filepath.WalkDir(filepath.Join(clone, ".jupyter"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		if b, err := os.ReadFile(path); err == nil && strings.Contains(string(b), "known-to-the-test") {
			holders++
			if info, err := d.Info(); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s, which holds the token: %v %v", path, info.Mode(), err)
			}
		}
		return nil
	})
	if holders < 2 {
		t.Errorf("%d files hold the token; this test knows of two", holders)
	}
	wantNamed(t, setUp(t), home, outside...)
}
