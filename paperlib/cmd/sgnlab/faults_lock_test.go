package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	sig "os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// background starts a program of a clone in a process group of its own; its output is complete once it has ended.
func background(t *testing.T, dir string, env []string, argv ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.WaitDelay = time.Second // what it leaves behind may hold its output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	return cmd, &said
}

// awaited waits for a file that a program under test writes.
func awaited(t *testing.T, path string) string {
	t.Helper()
	for range 1200 {
		if b, err := os.ReadFile(path); err == nil && len(b) > 0 {
			return strings.TrimSpace(string(b))
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s did not appear", path)
	return ""
}

func TestSetUpLockThatCannotBeMadeIsNoWait(t *testing.T) {
	clone := source(t)
	if err := os.MkdirAll(filepath.Join(clone, ".bin/lock"), 0o755); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	runIn(t, clone, nil, "scripts/setup.sh").wantParagraph(t, "the lock .*lock', .* cannot be made .*[Dd]irectory", "setup.sh again")
	if d := time.Since(begun); d > time.Minute {
		t.Errorf("it took %v to say so", d)
	}
	// The advice: nothing else has this name.
	if err := os.Remove(filepath.Join(clone, ".bin/lock")); err != nil {
		t.Fatal(err)
	}
	runIn(t, clone, offline, "scripts/setup.sh").wantParagraph(t, "installing JupyterLab")
	if have(t, filepath.Join(clone, ".bin/lock")) {
		t.Error("the failed set-up left its lock")
	}
}

func TestSetUpOnAFullDiskSaysSoAtOnce(t *testing.T) {
	if out, err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "none", t.TempDir()).CombinedOutput(); err != nil {
		t.Skipf("a small disk cannot be made here: %v %s", err, out)
	}
	clone := source(t)
	if err := os.Mkdir(filepath.Join(clone, ".bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	// inodes: of the disk itself and of so many files
	for inodes, want := range map[string]string{"1": "cannot be written to by user .*No space left", "2": "did not succeed|cannot be written"} {
		begun := time.Now()
		s := runIn(t, clone, offline, "unshare", "-rm", "sh", "-c", `mount -t tmpfs -o nr_inodes=`+inodes+` none .bin && exec scripts/setup.sh`)
		s.wantParagraph(t, want, "disk", "setup.sh again")
		if d := time.Since(begun); d > time.Minute {
			t.Errorf("it took %v to say so", d)
		}
	}
}

// A compiler that stands for the work of a set-up: it leaves its number in `at`, and `twice` when two are at work.
func slowCompiler(t *testing.T, dir string, seconds int) string {
	return program(t, filepath.Join(dir, "cc"), fmt.Sprintf(`cd '%s' || exit 1
mkdir inside 2>/dev/null || echo twice > twice
echo $$ > at.new; mv at.new at
sleep %d
rmdir inside; exit 1`, dir, seconds))
}

func TestSetUpsTakeTurnsAlsoAfterOneWasKilled(t *testing.T) {
	clone := moved(t)
	dir := t.TempDir()
	cc := "CC=" + slowCompiler(t, dir, 60)
	cmd, _ := background(t, clone, []string{cc}, "scripts/setup.sh")
	awaited(t, filepath.Join(dir, "at"))
	syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	cmd.Wait()
	if err := os.Remove(filepath.Join(dir, "inside")); err != nil {
		t.Fatal(err)
	}
	if !have(t, filepath.Join(clone, ".bin/lock")) {
		t.Fatal("the killed set-up had no lock")
	}
	slowCompiler(t, dir, 1)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if s := runIn(t, clone, []string{cc}, "scripts/setup.sh"); s.status != 0 {
				t.Errorf("status %d\n%s%s", s.status, s.out, s.err)
			}
		})
	}
	group.Wait()
	if have(t, filepath.Join(dir, "twice")) {
		t.Error("two set-ups were at work at once")
	}
	if have(t, filepath.Join(clone, ".bin/lock")) {
		t.Error("the lock was left")
	}
}

// A program that a killed set-up had started still writes into the clone: the next one waits for it, and names it.
func TestSetUpWaitsForWhatAKilledOneStarted(t *testing.T) {
	clone := moved(t)
	dir, tmp := t.TempDir(), t.TempDir()
	env := []string{"CC=" + slowCompiler(t, dir, 5), "TMPDIR=" + tmp}
	cmd, _ := background(t, clone, env, "scripts/setup.sh")
	awaited(t, filepath.Join(dir, "at"))
	cmd.Process.Kill()
	cmd.Wait()
	if left := glob(t, tmp+"/sgnlab-nb-*"); len(left) != 1 {
		t.Fatalf("the killed set-up's temporary folder: %v", left)
	}
	s := runIn(t, clone, env, "scripts/setup.sh")
	want := fmt.Sprintf("waiting for another set-up of this clone (process %d on ", cmd.Process.Pid)
	if s.status != 0 || !strings.Contains(s.out, want) || !strings.Contains(s.out, "which has ended, but a program that it started is still at work") {
		t.Errorf("status %d\n%s%s", s.status, s.out, s.err)
	}
	if have(t, filepath.Join(dir, "twice")) {
		t.Error("two set-ups were at work at once")
	}
	if left := glob(t, tmp+"/*"); len(left) > 0 {
		t.Errorf("left in the temporary folder: %v", left)
	}
}

func TestSignalEndsASetUpWithWhatItStarted(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			if sig.Ignored(signal) { // under nohup; a shell cannot take up what it was started to ignore
				t.Skipf("%v is ignored here", signal)
			}
			clone, dir, tmp := source(t), t.TempDir(), t.TempDir()
			python, err := exec.LookPath("python3")
			if err != nil {
				t.Fatal(err)
			}
			slow := program(t, filepath.Join(dir, "python3"), `case "$*" in "-m venv"*) echo $$ > '`+dir+`/at'; sleep 100 ;; esac; exec "`+python+`" "$@"`)
			cmd, said := background(t, clone, []string{"PYTHON=" + slow, "TMPDIR=" + tmp}, "scripts/setup.sh")
			var worker int
			fmt.Sscan(awaited(t, filepath.Join(dir, "at")), &worker)
			begun := time.Now()
			cmd.Process.Signal(signal)
			cmd.Wait()
			if d := time.Since(begun); cmd.ProcessState.ExitCode() != 130 || d > 10*time.Second {
				t.Errorf("exit status %d after %v\n%s", cmd.ProcessState.ExitCode(), d, said)
			}
			if !gone(worker) {
				t.Error("what it had started is still at work")
			}
			if have(t, filepath.Join(clone, ".bin/lock")) {
				t.Error("the lock was left")
			}
			if left := glob(t, tmp+"/*"); len(left) > 0 {
				t.Errorf("left in the temporary folder: %v", left)
			}
		})
	}
}
