package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// sleepingCell writes the numbers of its process and of its kernel, and a file in its temporary folder, and sleeps. It is
// plain Go: it must end without any help of package nb.
func sleepingCell(ready string) string {
	return fmt.Sprintf(`%%%%
os.WriteFile(filepath.Join(os.TempDir(), "large"), make([]byte, 1<<20), 0o644)
os.WriteFile(%[1]q+".new", []byte(fmt.Sprint(os.Getpid(), " ", os.Getppid())), 0o644)
os.Rename(%[1]q+".new", %[1]q)
time.Sleep(10*time.Minute)`, ready)
}

// wantNothingLeft checks that processes end, and a temporary folder empties, within seconds.
func wantNothingLeft(t *testing.T, tmp string, pids ...int) {
	t.Helper()
	for _, pid := range pids {
		if pid == 0 || !gone(pid) {
			t.Errorf("process %d is still there", pid)
		}
	}
	var left []string
	for range 100 {
		if left = glob(t, tmp+"/*"); len(left) == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("left in the temporary folder: %v", left)
}

func TestKilledNotebookRunLeavesNothingBehind(t *testing.T) {
	root := setUp(t)
	for _, victim := range []string{"run", "group of the run", "kernel"} {
		t.Run(victim, func(t *testing.T) {
			dir, tmp := t.TempDir(), t.TempDir()
			book, ready := filepath.Join(dir, "book.ipynb"), filepath.Join(dir, "ready")
			writeCells(t, book, sleepingCell(ready))
			cmd, _ := background(t, dir, []string{"TMPDIR=" + tmp}, filepath.Join(root, "scripts/execute_notebook.py"), book, filepath.Join(dir, "done.ipynb"))
			var cell, kernel int
			fmt.Sscan(awaited(t, ready), &cell, &kernel)
			pid := cmd.Process.Pid
			switch victim {
			case "kernel":
				pid = kernel
			case "group of the run":
				pid = -pid
			}
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			cmd.Wait()
			wantNothingLeft(t, tmp, cell, kernel)
		})
	}
}

// What `sgnlab reproduce` gives its notebook runs, --parent: they end with it however it ends.
func TestNotebookRunEndsWithTheProcessThatStartedIt(t *testing.T) {
	root := setUp(t)
	dir, tmp := t.TempDir(), t.TempDir()
	book, ready, run := filepath.Join(dir, "book.ipynb"), filepath.Join(dir, "ready"), filepath.Join(dir, "run")
	writeCells(t, book, sleepingCell(ready))
	starter := program(t, filepath.Join(dir, "starter"), `"$@" --parent $$ & echo $! > "`+run+`"; wait`)
	cmd, _ := background(t, dir, []string{"TMPDIR=" + tmp}, starter, filepath.Join(root, "scripts/execute_notebook.py"), book, filepath.Join(dir, "done.ipynb"))
	var cell, kernel int
	fmt.Sscan(awaited(t, ready), &cell, &kernel)
	cmd.Process.Kill()
	cmd.Wait()
	runner, err := strconv.Atoi(awaited(t, run))
	if err != nil {
		t.Fatal(err)
	}
	wantNothingLeft(t, tmp, runner, cell, kernel)

	s := runIn(t, dir, []string{"TMPDIR=" + tmp}, filepath.Join(root, "scripts/execute_notebook.py"), book, "done.ipynb", "--parent", strconv.Itoa(cmd.Process.Pid))
	s.wantParagraph(t, "to which this run belongs, has ended")
	wantNothingLeft(t, tmp)
}

func TestKilledReproduceEndsItsNotebooks(t *testing.T) {
	root := setUp(t)
	tmp, runs := t.TempDir(), t.TempDir()
	cmd, said := background(t, root, []string{"TMPDIR=" + tmp, "SGNLAB_RUNS=" + runs, "SGNLAB_OFFLINE=1", "SGNLAB_BACKEND=go"},
		filepath.Join(root, ".bin/sgnlab"), "reproduce", "--profile", "smoke", "--only", "10")
	var folder string
	for range 2400 {
		if found := glob(t, tmp+"/sgnlab-nb-*/sgnlab-nb-*/pid"); len(found) > 0 { // the kernel's
			folder = filepath.Dir(found[0])
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if folder == "" {
		t.Fatalf("no notebook was executed:\n%s", said)
	}
	var pids [2]int
	for i, name := range []string{filepath.Join(folder, "pid"), filepath.Join(filepath.Dir(folder), "pid")} {
		fmt.Sscan(awaited(t, name), &pids[i])
	}
	cmd.Process.Kill()
	cmd.Wait()
	wantNothingLeft(t, tmp, pids[:]...)
}

// server drives the kernel as JupyterLab does, with the same library: it starts it and runs a cell, then follows orders.
const server = `
import sys, jupyter_client
manager = jupyter_client.KernelManager(kernel_name="sgnlab", connection_file=sys.argv[3])
manager.start_kernel()
client = manager.blocking_client()
client.start_channels()
client.wait_for_ready(timeout=60)
client.execute(open(sys.argv[1]).read())
for line in open(sys.argv[2]):
    order, how = line.split()
    getattr(manager, order)(now=how == "now")
`

func TestCellOfJupyterLabEndsWithItsKernel(t *testing.T) {
	root := setUp(t)
	for _, order := range []string{"restart_kernel now", "restart_kernel politely", "shutdown_kernel now", "kill the kernel", "kill the server"} {
		t.Run(order, func(t *testing.T) {
			dir, tmp := t.TempDir(), t.TempDir()
			code, ready := filepath.Join(dir, "code"), filepath.Join(dir, "ready")
			if err := os.WriteFile(code, []byte("%noautoget\n"+sleepingCell(ready)), 0o644); err != nil {
				t.Fatal(err)
			}
			orders := filepath.Join(dir, "orders")
			if err := syscall.Mkfifo(orders, 0o600); err != nil {
				t.Fatal(err)
			}
			cmd, said := background(t, dir, []string{"TMPDIR=" + tmp, "JUPYTER_DATA_DIR=" + filepath.Join(root, ".jupyter"),
				"JUPYTER_RUNTIME_DIR=" + filepath.Join(dir, "runtime"), "IPYTHONDIR=" + dir, "JUPYTER_CONFIG_DIR=" + dir},
				filepath.Join(root, ".venv/bin/python"), "-c", server, code, orders, filepath.Join(dir, "connection.json"))
			give, err := os.OpenFile(orders, os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer give.Close()
			var cell, kernel int
			fmt.Sscan(awaited(t, ready), &cell, &kernel)
			switch order {
			case "kill the kernel":
				syscall.Kill(kernel, syscall.SIGKILL)
			case "kill the server":
				cmd.Process.Kill()
			default:
				fmt.Fprintln(give, order)
			}
			if !gone(cell) || !gone(kernel) {
				t.Errorf("the cell or its kernel are still there\n%s", said)
			}
			cmd.Process.Kill()
			cmd.Wait()
			wantNothingLeft(t, tmp, cell, kernel)
		})
	}
}

// A folder that a killed set-up or run left is removed by the next; one whose process lives, or ran on another machine, is not.
func TestNextRunSweepsWhatKilledOnesLeft(t *testing.T) {
	root := setUp(t)
	tmp, dir := t.TempDir(), t.TempDir()
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	ended, _ := background(t, dir, nil, "true")
	ended.Wait()
	for name, words := range map[string][2]string{
		"sgnlab-nb-left":  {strconv.Itoa(ended.Process.Pid), host},
		"sgnlab-nb-live":  {strconv.Itoa(os.Getpid()), host},
		"sgnlab-nb-far":   {strconv.Itoa(ended.Process.Pid), host + "-not"},
		"sgnlab-nb-young": {"", host},
		"another":         {strconv.Itoa(ended.Process.Pid), host},
	} {
		folder := filepath.Join(tmp, name)
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		for i, file := range []string{"pid", "host"} {
			if err := os.WriteFile(filepath.Join(folder, file), []byte(words[i]), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := runIn(t, dir, []string{"TMPDIR=" + tmp}, filepath.Join(root, "scripts/setup.sh"), "--quiet")
	if s.status != 0 {
		t.Fatal(s.err)
	}
	var left []string
	for _, path := range glob(t, tmp+"/*") {
		left = append(left, filepath.Base(path))
	}
	if got := strings.Join(left, " "); got != "another sgnlab-nb-far sgnlab-nb-live sgnlab-nb-young" {
		t.Errorf("left: %s", got)
	}
}
