package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// setUp returns this clone's folder; scripts/test.sh sets it up first and asks
// for these tests, elsewhere they need scripts/setup.sh.
func setUp(t *testing.T) string {
	t.Helper()
	root, err := lab.Root()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, ".bin/sgnlab.stamp")); err != nil {
		if os.Getenv("SGNLAB_REQUIRE_SETUP") != "" {
			t.Fatal("this clone is not set up: run scripts/setup.sh")
		}
		t.Skip("this clone is not set up: run scripts/setup.sh")
	}
	return root
}

// source copies what a fresh clone holds of the set-up into a folder with a space
// in its name.
func source(t *testing.T) string {
	t.Helper()
	root, err := lab.Root()
	if err != nil {
		t.Fatal(err)
	}
	clone := filepath.Join(t.TempDir(), "a clone")
	for _, name := range []string{"scripts", "paperlib"} {
		if err := os.CopyFS(filepath.Join(clone, name), os.DirFS(filepath.Join(root, name))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "go.sum", ".gitignore"} {
		b, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(clone, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return clone
}

// moved is a clone that was set up elsewhere and then moved here: its files are
// links to this clone's, which set-up replaces and never writes into.
func moved(t *testing.T) string {
	t.Helper()
	root := setUp(t)
	clone := source(t)
	for _, name := range []string{".venv", ".bin", ".jupyter"} {
		if err := linkTree(filepath.Join(root, name), filepath.Join(clone, name)); err != nil {
			t.Fatal(err)
		}
	}
	return clone
}

func linkTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // another set-up at work
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case rel == "lock": // of another set-up at work; one file would be one lock
			return nil
		case d.IsDir():
			return os.MkdirAll(target, 0o755)
		case d.Type()&fs.ModeSymlink != 0:
			dest, err := os.Readlink(path)
			if err != nil {
				return err
			}
			return os.Symlink(dest, target)
		}
		if err := os.Link(path, target); err == nil {
			return nil
		}
		b, err := os.ReadFile(path) // another file system
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return os.WriteFile(target, b, info.Mode())
	})
}

// said is what a command printed and its exit status.
type said struct {
	out, err string
	status   int
}

// runIn runs a program in a folder with changed environment ("NAME=" unsets).
func runIn(t *testing.T, dir string, env []string, argv ...string) said {
	t.Helper()
	return runAs(t, nil, dir, env, argv...)
}

func runAs(t *testing.T, user *syscall.SysProcAttr, dir string, env []string, argv ...string) said {
	t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir, cmd.SysProcAttr = dir, user
	cmd.Env = slices.DeleteFunc(os.Environ(), func(kv string) bool {
		name, _, _ := strings.Cut(kv, "=")
		return strings.HasPrefix(name, "SGNLAB_") || strings.HasPrefix(name, "JUPYTER_") || name == "PYTHON" ||
			slices.ContainsFunc(env, func(e string) bool { return strings.HasPrefix(e, name+"=") })
	})
	for _, e := range env {
		if !strings.HasSuffix(e, "=") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return said{out.String(), errs.String(), cmd.ProcessState.ExitCode()}
}

// wantParagraph checks that a command failed with one paragraph, at the end of its
// errors, that names everything in wanted.
func (s said) wantParagraph(t *testing.T, wanted ...string) {
	t.Helper()
	if s.status <= 0 {
		t.Errorf("exit status %d, want a failure\n%s%s", s.status, s.out, s.err)
	}
	if strings.Contains(s.err, "Traceback") || strings.Contains(s.err, "goroutine ") {
		t.Errorf("a stack trace is no message:\n%s", s.err)
	}
	for _, w := range wanted {
		if !regexp.MustCompile(w).MatchString(s.err) {
			t.Errorf("the message does not say %q:\n%s", w, s.err)
		}
	}
}

// program writes an executable shell script.
func program(t *testing.T, path, body string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}
