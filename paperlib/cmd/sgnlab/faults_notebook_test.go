package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	sig "os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// writeCells writes a notebook of Go cells.
func writeCells(t *testing.T, path string, cells ...string) {
	t.Helper()
	var list []map[string]any
	for i, c := range cells {
		list = append(list, map[string]any{"cell_type": "code", "id": fmt.Sprint("c", i), "metadata": map[string]any{},
			"outputs": []any{}, "execution_count": nil, "source": "%noautoget\n" + c})
	}
	b, err := json.Marshal(map[string]any{"cells": list, "metadata": map[string]any{}, "nbformat": 4, "nbformat_minor": 5})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// executeCells executes cells as book.ipynb with a clone's kernel; see the folder
// of the result by way of done.
func executeCells(t *testing.T, clone string, cells ...string) said {
	t.Helper()
	s, _ := executeIn(t, clone, t.TempDir(), nil, cells...)
	return s
}

func executeIn(t *testing.T, clone, dir string, options []string, cells ...string) (s said, done string) {
	t.Helper()
	in, done := filepath.Join(dir, "book.ipynb"), filepath.Join(dir, "done.ipynb")
	writeCells(t, in, cells...)
	tmp := t.TempDir()
	s = runIn(t, dir, []string{"TMPDIR=" + tmp}, append([]string{filepath.Join(clone, "scripts/execute_notebook.py"), in, done}, options...)...)
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("left in the temporary folder: %v %v", left, err)
	}
	return s, done
}

func TestNotebookFaults(t *testing.T) {
	root := setUp(t)
	const fine = "%%\nfmt.Println(\"fine\")"
	for _, c := range []struct {
		name    string
		options []string
		cells   []string
		want    []string
	}{
		{"does not compile", nil, []string{fine, "%%\nfmt.Println(nowhere)"}, []string{`book\.ipynb, code cell 2 of 2, failed`, "undefined: nowhere"}},
		{"panics", nil, []string{"%%\npanic(\"planted\")"}, []string{"code cell 1 of 1", "panic: planted"}},
		{"fails by nb", nil, []string{"import \"github.com/sgnlab/sgnlab/paperlib/nb\"\n%%\nnb.Fail(fmt.Errorf(\"planted, do this next\"))"},
			[]string{"code cell 1 of 1", "error: planted, do this next"}},
		{"kernel dies", nil, []string{"%%\nsyscall.Kill(os.Getppid(), 9); time.Sleep(time.Minute)"}, []string{"the kernel died", "memory"}},
		{"too long", []string{"--timeout", "3"}, []string{"%%\ntime.Sleep(time.Minute)"}, []string{"longer than the 3 s allowed", "--timeout"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, done := executeIn(t, root, t.TempDir(), c.options, c.cells...)
			s.wantParagraph(t, append(c.want, `done\.ipynb\.failed\.ipynb`)...)
			if _, err := os.Stat(done); err == nil {
				t.Error("the failed notebook was taken for done")
			}
			if _, err := os.Stat(done + ".failed.ipynb"); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestInterruptedNotebookLeavesNoKernelBehind(t *testing.T) {
	root := setUp(t)
	dir := t.TempDir()
	ready := filepath.Join(dir, "ready")
	book := filepath.Join(dir, "book.ipynb")
	writeCells(t, book, fmt.Sprintf(`%%%%
os.WriteFile(%[1]q+".new", []byte(fmt.Sprint(os.Getpid(), " ", os.Getppid())), 0o644)
os.Rename(%[1]q+".new", %[1]q)
time.Sleep(time.Minute)`, ready))
	cmd := exec.Command(filepath.Join(root, "scripts/execute_notebook.py"), book, filepath.Join(dir, "done.ipynb"))
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var cell, kernel int
	for cell == 0 {
		time.Sleep(50 * time.Millisecond)
		if b, err := os.ReadFile(ready); err == nil {
			fmt.Sscan(string(b), &cell, &kernel)
		}
	}
	cmd.Process.Signal(syscall.SIGTERM)
	cmd.Wait()
	if cmd.ProcessState.ExitCode() != 130 || !strings.Contains(errs.String(), "interrupted") {
		t.Errorf("exit status %d\n%s", cmd.ProcessState.ExitCode(), errs.String())
	}
	for _, pid := range []int{cell, kernel} {
		if !gone(pid) {
			t.Errorf("process %d of the notebook is still there", pid)
		}
	}
}

// gone waits for a process to end; one that nobody has collected has ended too.
func gone(pid int) bool {
	for range 100 {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil || strings.Contains(string(b), ") Z ") {
			return syscall.Kill(pid, 0) != nil || err == nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return false
}

func TestNotebookThatCannotBeReadOrWritten(t *testing.T) {
	root := setUp(t)
	dir := t.TempDir()
	script := filepath.Join(root, "scripts/execute_notebook.py")
	broken := filepath.Join(dir, "broken.ipynb")
	if err := os.WriteFile(broken, []byte(`{"cells": [`), 0o644); err != nil {
		t.Fatal(err)
	}
	runIn(t, dir, nil, script, broken, "out.ipynb").wantParagraph(t, `broken\.ipynb is not a readable notebook`)
	runIn(t, dir, nil, script, "missing.ipynb", "out.ipynb").wantParagraph(t, `missing\.ipynb cannot be read`)
	runIn(t, dir, nil, script, "a.ipynb", "b.ipynb", "--timeout", "soon").wantParagraph(t, "--timeout")
	runIn(t, dir, nil, script, "a.ipynb", "b.ipynb", "--frobnicate").wantParagraph(t, "--frobnicate")

	good := filepath.Join(dir, "good.ipynb")
	writeCells(t, good, "%%\nfmt.Println(1)")
	runIn(t, dir, nil, script, good, filepath.Join(good, "out.ipynb")).wantParagraph(t, "cannot be written to")
}

func TestNotebookInACloneThatIsNotSetUp(t *testing.T) {
	clone := source(t)
	s := runIn(t, clone, nil, "scripts/execute_notebook.py", "a.ipynb", "b.ipynb")
	s.wantParagraph(t, "environment .* is missing", `scripts/setup\.sh`)
	if strings.Count(strings.TrimSpace(s.err), "\n") > 0 {
		t.Errorf("more than one paragraph:\n%s", s.err)
	}
}

// An interrupt at any time of a notebook run, while Python reads its modules, while the kernel starts, within a cell, ends it
// without a traceback, and no output appears.
func TestInterruptsOfANotebookRunAreQuiet(t *testing.T) {
	if sig.Ignored(os.Interrupt) {
		t.Skip("interrupts are ignored here")
	}
	root, dir, tmp := setUp(t), t.TempDir(), t.TempDir()
	book := filepath.Join(dir, "book.ipynb")
	writeCells(t, book, "%%\ntime.Sleep(time.Minute)")
	for i, ms := range []int{200, 600, 1000, 1400, 1800, 2200, 3000, 4000} {
		d := time.Duration(ms) * time.Millisecond
		t.Run(d.String(), func(t *testing.T) {
			t.Parallel()
			done := filepath.Join(dir, fmt.Sprint("done", i, ".ipynb"))
			cmd, said := background(t, dir, []string{"TMPDIR=" + tmp}, filepath.Join(root, ".venv/bin/python"), filepath.Join(root, "scripts/execute_notebook.py"), book, done)
			time.Sleep(d)
			cmd.Process.Signal(os.Interrupt)
			cmd.Wait()
			if strings.Contains(said.String(), "Traceback") || have(t, done) {
				t.Errorf("%v: %s", cmd.ProcessState, said)
			}
		})
	}
}
