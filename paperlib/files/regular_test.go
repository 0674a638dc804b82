package files

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestOnlyFilesAreOpened: none of the others is waited for.
func TestOnlyFilesAreOpened(t *testing.T) {
	dir := t.TempDir()
	pipe, link, file := filepath.Join(dir, "pipe"), filepath.Join(dir, "link"), filepath.Join(dir, "file")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Symlink(pipe, link), os.WriteFile(file, []byte("abc"), 0o600), os.Symlink(file, link+"2")); err != nil {
		t.Fatal(err)
	}
	short, err := os.MkdirTemp("", "s") // the path of a socket has 100 bytes at most
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(short) })
	socket := filepath.Join(short, "socket")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for path, kind := range map[string]string{pipe: "pipe", link: "pipe", dir: "folder", socket: "socket", "/dev/zero": "device", "/dev/null": "device"} {
		done := make(chan error, 1)
		go func() { _, err := ReadFile(path, 1<<10); done <- err }()
		select {
		case err := <-done:
			if !errors.Is(err, ErrIrregular) || !strings.Contains(err.Error(), kind) || !strings.Contains(err.Error(), path) {
				t.Errorf("%s: %v", path, err)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s is waited for", path)
		}
	}
	if b, err := ReadFile(link+"2", 3); err != nil || string(b) != "abc" {
		t.Errorf("%q, %v", b, err)
	}
	if _, err := ReadFile(file, 2); !errors.Is(err, ErrTooLarge) || !strings.Contains(err.Error(), "3 bytes") {
		t.Error(err)
	}
	if _, err := ReadFile(filepath.Join(dir, "none"), 2); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// TestEndlessFile: files of /proc declare no bytes and have some; the limit holds for what is read.
func TestEndlessFile(t *testing.T) {
	if _, err := os.Stat("/proc/self/maps"); err != nil {
		t.Skip("no /proc")
	}
	if _, err := ReadFile("/proc/self/maps", 100); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
}
