package files

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// names lists what a folder holds.
func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func TestOutputIsNeverAnInput(t *testing.T) {
	dir := t.TempDir()
	in, link, hard := filepath.Join(dir, "in"), filepath.Join(dir, "link"), filepath.Join(dir, "hard")
	put(t, in, "numbers")
	if err := errors.Join(os.Symlink(in, link), os.Link(in, hard)); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{in, link, hard, dir + "/./in", filepath.Join(dir, "..", filepath.Base(dir), "in")} {
		if err := Write(out, []byte("page"), in); !errors.Is(err, ErrTarget) || !strings.Contains(err.Error(), "input") {
			t.Errorf("%s: %v", out, err)
		}
		if err := Write(out, []byte("page"), filepath.Join(dir, "other"), link); !errors.Is(err, ErrTarget) {
			t.Errorf("%s, input through a link: %v", out, err)
		}
	}
	if got := get(t, in); got != "numbers" {
		t.Errorf("the input holds %q", got)
	}
}

func TestOutputRefusesWhatItCannotReplace(t *testing.T) {
	dir := t.TempDir()
	socket := filepath.Join(dir, "socket")
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Close(fd)
	dangling := filepath.Join(dir, "dangling")
	if err := errors.Join(syscall.Bind(fd, &syscall.SockaddrUnix{Name: socket}), os.Symlink(filepath.Join(dir, "nothing"), dangling)); err != nil {
		t.Fatal(err)
	}
	before := names(t, dir)
	for _, out := range []string{dir, socket, dangling, ""} {
		if err := Write(out, []byte("x")); !errors.Is(err, ErrTarget) {
			t.Errorf("%q: %v", out, err)
		}
	}
	if err := Write(filepath.Join(dir, "missing", "x"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that does not exist: %v", err)
	}
	if after := names(t, dir); len(after) != len(before) {
		t.Errorf("left %v", after)
	}
}

func TestOutputIsWrittenThroughDevicesAndPipes(t *testing.T) {
	dir := t.TempDir()
	null := filepath.Join(dir, "null")
	if err := os.Symlink(os.DevNull, null); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{os.DevNull, null} {
		if err := Write(out, []byte("page")); err != nil {
			t.Errorf("%s: %v", out, err)
		}
		if info, err := os.Stat(out); err != nil || info.Mode()&os.ModeCharDevice == 0 {
			t.Errorf("%s is no device any more: %v", out, err)
		}
	}
	if _, err := os.Stat("/dev/full"); err == nil {
		if err := Write("/dev/full", []byte("page")); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("/dev/full: %v", err)
		}
	}
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(pipe, []byte("page")); !errors.Is(err, ErrTarget) || !strings.Contains(err.Error(), "start its reader first") {
		t.Errorf("a pipe that nobody reads: %v", err)
	}
	reader, err := os.OpenFile(pipe, os.O_RDWR, 0) // at once, unlike O_RDONLY
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	said := make(chan string, 1)
	go func() {
		b := make([]byte, 1<<20)
		n, err := io.ReadFull(reader, b)
		if err != nil {
			said <- err.Error()
			return
		}
		said <- string(b[:n])
	}()
	page := strings.Repeat("page", 1<<18) // more than a pipe holds
	if err := Write(pipe, []byte(page)); err != nil {
		t.Fatal(err)
	}
	if got := <-said; got != page {
		t.Errorf("through the pipe came %d bytes: %.20q", len(got), got)
	}
}

func TestOutputIsWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	put(t, path, "old")
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink("a", link); err != nil {
		t.Fatal(err)
	}
	o, err := Create(link)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Write([]byte("half")); err != nil {
		t.Fatal(err)
	}
	if got := get(t, path); got != "old" {
		t.Errorf("before Commit the file holds %q", got)
	}
	o.Discard()
	if got := names(t, dir); len(got) != 2 {
		t.Errorf("Discard left %v", got)
	}
	if err := Write(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Perm() != 0o600 || get(t, path) != "new" {
		t.Errorf("the file has %v, %q: %v", info.Mode(), get(t, path), err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
}

// A killed writer leaves its temporary file; the next writer of the same file removes it, and no living one's.
func TestLeftoversOfKilledWritersAreSwept(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "page.html")
	dead, foreign := filepath.Join(dir, ".page.html123456"), filepath.Join(dir, ".page.htmlx1")
	put(t, dead, "half")
	put(t, foreign, "of a user")
	alive, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer alive.Discard()
	old := time.Now().Add(-time.Hour)
	for _, n := range names(t, dir) {
		if err := os.Chtimes(filepath.Join(dir, n), old, old); err != nil {
			t.Fatal(err)
		}
	}
	if err := Write(path, []byte("whole")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dead); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the leftover stays: %v", err)
	}
	if get(t, foreign) != "of a user" {
		t.Error("another file was touched")
	}
	if _, err := alive.Write([]byte("later")); err != nil {
		t.Fatal(err)
	}
	if err := alive.Commit(); err != nil || get(t, path) != "later" {
		t.Errorf("the living writer: %v", err)
	}
}

func TestMatchTakesTheFolderAsItIs(t *testing.T) {
	for _, name := range []string{"plain", "[2]", `back\slash`, "st*r", "what?", "new\nline", "ümlaut"} {
		dir := filepath.Join(t.TempDir(), name)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(dir, "01.json"), "")
		put(t, filepath.Join(dir, "1.json"), "")
		got, err := Match(dir, "[0-9][0-9].json")
		if err != nil || len(got) != 1 || got[0] != filepath.Join(dir, "01.json") {
			t.Errorf("%q: %q, %v", name, got, err)
		}
	}
	if got, err := Match(filepath.Join(t.TempDir(), "none"), "*"); got != nil || err != nil {
		t.Errorf("no folder: %v, %v", got, err)
	}
}
