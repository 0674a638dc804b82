package files

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary hold a lock until it is killed.
func TestMain(m *testing.M) {
	if path := os.Getenv("FILES_HELPER_LOCK"); path != "" {
		_, err := Lock(path, "out")
		fmt.Println("held", err)
		time.Sleep(time.Minute)
	}
	os.Exit(m.Run())
}

func TestLockNamesItsHolderAndIsFreeAfterAKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.lock")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Env = append(os.Environ(), "FILES_HELPER_LOCK="+path)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, len("held <nil>"))
	if _, err := out.Read(line); err != nil || string(line) != "held <nil>" {
		t.Fatalf("%q, %v", line, err)
	}
	if _, err := Lock(path, "out"); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), fmt.Sprintf("process %d on", c.Process.Pid)) {
		t.Errorf("the second: %v", err)
	}
	if err := c.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	unlock, err := Lock(path, "out")
	if err != nil {
		t.Fatalf("after the kill: %v", err)
	}
	unlock()
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the lock file stays: %v", err)
	}
}

func TestLockHasOneHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.lock")
	var inside, held atomic.Int32
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 200 {
				unlock, err := Lock(path, "out")
				if errors.Is(err, ErrLocked) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				if inside.Add(1) != 1 {
					t.Error("two holders at once")
				}
				held.Add(1)
				inside.Add(-1)
				unlock()
			}
		})
	}
	group.Wait()
	if held.Load() == 0 {
		t.Error("nobody ever held the lock")
	}
}

func TestLockFollowsTheUmask(t *testing.T) {
	old := syscall.Umask(0o002)
	defer syscall.Umask(old)
	path := filepath.Join(t.TempDir(), "out.lock")
	unlock, err := Lock(path, "out")
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o664 {
		t.Errorf("the lock file has %v: %v", info.Mode(), err)
	}
}
