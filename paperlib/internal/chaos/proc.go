package chaos

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// marker is in the environment of all processes of a case.
func (k *Case) marker() string { return fmt.Sprintf("CHAOS_CASE=%d %s", os.Getpid(), k.Dir) }

// processes are those that carry the marker of the case, where the system shows environments.
func (k *Case) processes() (found []int) {
	list, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		return nil
	}
	for _, path := range list {
		b, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(b, []byte(k.marker()+"\x00")) {
			continue // another user's, or gone
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path))); err == nil {
			found = append(found, pid)
		}
	}
	return found
}

// leftover waits a while for the processes of the case to end; what is there still is an error, and ended.
func (k *Case) leftover(ctx context.Context) error {
	grace := k.campaign.Limits.Grace
	var left []int
	for end := time.Now().Add(grace); ; time.Sleep(50 * time.Millisecond) {
		if left = k.processes(); len(left) == 0 {
			return nil
		}
		if time.Now().After(end) || ctx.Err() != nil {
			break
		}
	}
	var what []string
	for _, pid := range left {
		b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		what = append(what, fmt.Sprintf("%d (%s)", pid, shorten(strings.ReplaceAll(string(b), "\x00", " "), 200)))
		_ = syscall.Kill(pid, syscall.SIGKILL) // it carries the case's marker: it is ours
	}
	return fmt.Errorf("processes were left behind, %v after the last command: %s", grace, strings.Join(what, ", "))
}

// peakOf is the largest resident memory of a running process so far, 0 where it is not told.
func peakOf(pid int) int64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			n, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(rest, "kB")), 10, 64)
			return n << 10
		}
	}
	return 0
}

// residentBytes reads the peak of a finished process; Darwin counts in bytes, the others in kilobytes.
func residentBytes(u *syscall.Rusage) int64 {
	if runtime.GOOS == "darwin" {
		return int64(u.Maxrss)
	}
	return int64(u.Maxrss) << 10
}
