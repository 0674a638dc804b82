//go:build linux

package main

import (
	"bytes"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// A disk that is full while draws or gradients are written: an error that names the file and what to do, finished blocks kept,
// and with more room the same command leaves the bytes of an undisturbed capture. The limit on the size of files of a child
// process stands for the disk.
func TestFullDisk(t *testing.T) {
	args := func(out string) []string {
		return []string{"capture", "--model", "mlp", "--data", "digits", "--examples", "200", "--batch", "8,16", "--draws", "100", "--coordinates", "all", "--out", out}
	}
	if out := os.Getenv("SGNLAB_TEST_DISK"); out != "" {
		signal.Ignore(syscall.SIGXFSZ) // a write then fails as on a full disk
		limit := syscall.Rlimit{Cur: 1 << 20, Max: 1 << 20}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			t.Fatal(err)
		}
		s := sgnlab(t, "", args(out)...)
		if s.status != 1 || !strings.Contains(s.err, files.Suffix) || !strings.Contains(s.err, "run the same command again") {
			t.Fatalf("%+v", s)
		}
		return
	}
	t.Setenv("SGNLAB_BACKEND", "go")
	dir := t.TempDir()
	whole, full := filepath.Join(dir, "whole.npy"), filepath.Join(dir, "full.npy")
	if s := sgnlab(t, "", args(whole)...); s.status != 0 {
		t.Fatalf("%+v", s)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestFullDisk$")
	cmd.Env = append(os.Environ(), "SGNLAB_TEST_DISK="+full)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if have(t, filepath.Join(dir, "full-B8.npy")) {
		t.Error("a file that is not whole has its name")
	}
	if s := sgnlab(t, "", args(full)...); s.status != 0 {
		t.Fatalf("with more room: %+v", s)
	}
	for _, b := range []string{"-B8.npy", "-B16.npy"} {
		if !bytes.Equal(readAll(t, filepath.Join(dir, "whole"+b)), readAll(t, filepath.Join(dir, "full"+b))) {
			t.Errorf("%s differs", b)
		}
	}
}
