package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// outside is what README says is written into a home folder by set-up and notebooks.
var outside = []string{"go/pkg", ".cache/go-build", ".cache/goimports", ".config/go/telemetry"}

// wantNamed checks that README names everything that was written into a home folder.
func wantNamed(t *testing.T, root, home string, allowed ...string) {
	t.Helper()
	readme := string(readAll(t, filepath.Join(root, "README.md")))
	for _, name := range allowed {
		if !strings.Contains(readme, "`~/"+name+"`") {
			t.Errorf("README does not name ~/%s", name)
		}
	}
	err := filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(home, path)
		for _, name := range allowed {
			if strings.HasPrefix(rel, name+"/") {
				return err
			}
		}
		t.Errorf("~/%s was written", rel)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// caches are the module cache of this machine, which a test need not download again, and PATH without Rust, whose programs
// pip asks for their version and which then write into the home folder.
func caches(t *testing.T) []string {
	t.Helper()
	s := runIn(t, t.TempDir(), nil, "go", "env", "GOMODCACHE")
	var path []string
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if !have(t, filepath.Join(dir, "rustc")) {
			path = append(path, dir)
		}
	}
	return []string{"GOMODCACHE=" + strings.TrimSpace(s.out), "GOPROXY=off", "PATH=" + strings.Join(path, ":")}
}

// warm fills a build cache with what this machine's has, as links, so that nothing is compiled for a test of places alone, and
// returns the number of its files. On another file system it stays cold.
func warm(t *testing.T, cache string) int {
	t.Helper()
	mine := strings.TrimSpace(runIn(t, t.TempDir(), nil, "go", "env", "GOCACHE").out)
	err := filepath.WalkDir(mine, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // trimmed meanwhile
			return nil
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(mine, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(cache, rel), 0o755)
		}
		if err := os.Link(path, filepath.Join(cache, rel)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fs.SkipAll
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return filesBelow(t, cache)
}

func filesBelow(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

const helloCell = "%noautoget\n%%\nfmt.Println(\"here\")"

func TestHomeHasOnlyWhatTheReadmeNames(t *testing.T) {
	clone, home, dir := moved(t), t.TempDir(), t.TempDir()
	env := append(caches(t), "HOME="+home, "GOCACHE=", "XDG_CACHE_HOME=", "XDG_CONFIG_HOME=", "GOPATH=")
	if err := os.Remove(filepath.Join(clone, ".venv/xla.stamp")); err != nil && !os.IsNotExist(err) { // work for pip
		t.Fatal(err)
	}
	cache := filepath.Join(home, ".cache/go-build")
	before := warm(t, cache)
	book := filepath.Join(dir, "book.ipynb")
	writeCells(t, book, helloCell)
	for _, argv := range [][]string{{"scripts/setup.sh"}, {"scripts/execute_notebook.py", book, filepath.Join(dir, "done.ipynb")}} {
		if s := runIn(t, clone, env, argv...); s.status != 0 {
			t.Fatalf("%v: status %d\n%s%s", argv, s.status, s.out, s.err)
		}
	}
	wantNamed(t, setUp(t), home, outside...)
	if filesBelow(t, cache) <= before {
		t.Error("the Go of this machine did not use its own cache")
	}
}

// The clone's own Go, from the package index, keeps its caches in the clone; so does a Go without a home folder.
func TestOwnGoKeepsItsCachesInTheClone(t *testing.T) {
	for _, kind := range []string{"Go from the index", "no home folder"} {
		t.Run(kind, func(t *testing.T) {
			clone, home, dir := moved(t), t.TempDir(), t.TempDir()
			env := append(caches(t), "HOME="+home, "GOCACHE=", "XDG_CACHE_HOME=", "XDG_CONFIG_HOME=", "GOPATH=")
			if kind == "no home folder" {
				env = append(env[:3:3], "HOME="+filepath.Join(home, "missing"), "GOCACHE=", "XDG_CACHE_HOME=", "XDG_CONFIG_HOME=", "GOPATH=")
			} else {
				wheelGo(t, clone)
				fake := filepath.Dir(program(t, filepath.Join(t.TempDir(), "go"), "echo go1.22.1"))
				env[2] = "PATH=" + fake + ":" + strings.TrimPrefix(env[2], "PATH=")
			}
			cache := filepath.Join(clone, ".go/build")
			before := warm(t, cache)
			book := filepath.Join(dir, "book.ipynb")
			writeCells(t, book, helloCell)
			for _, argv := range [][]string{
				{"scripts/setup.sh"}, {"scripts/execute_notebook.py", book, filepath.Join(dir, "done.ipynb")},
				{"bash", "-c", `. scripts/env.sh && test "$(go env GOCACHE)" = "$ROOT/.go/build" && test "$(go env GOPATH)" = "$ROOT/.go/path" && go env GOFLAGS | grep -e -modcacherw`},
			} {
				if s := runIn(t, clone, env, argv...); s.status != 0 {
					t.Fatalf("%v: status %d\n%s%s", argv, s.status, s.out, s.err)
				}
			}
			wantNamed(t, setUp(t), home, ".config/go/telemetry", ".cache/goimports")
			if filesBelow(t, cache) <= before {
				t.Error("the notebook's cells did not use the clone's build cache")
			}
			chosen := runIn(t, clone, append(env, "GOCACHE="+filepath.Join(dir, "mine")), "bash", "-c", `. scripts/env.sh && go env GOCACHE`)
			if strings.TrimSpace(chosen.out) != filepath.Join(dir, "mine") {
				t.Errorf("a GOCACHE of the user's became %s%s", chosen.out, chosen.err)
			}
		})
	}
}

// wheelGo makes this machine's Go stand for the one from the package index.
func wheelGo(t *testing.T, clone string) {
	t.Helper()
	goroot := strings.TrimSpace(runIn(t, clone, nil, "go", "env", "GOROOT").out)
	stamp := runIn(t, clone, nil, "python3", "scripts/digest.py", filepath.Join(clone, "scripts/requirements-go.txt"))
	for _, packages := range glob(t, filepath.Join(clone, ".venv/lib/python3*/site-packages")) {
		if err := os.RemoveAll(filepath.Join(packages, "go")); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(goroot, filepath.Join(packages, "go")); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(clone, ".venv/go.stamp.new"), []byte(stamp.out), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(clone, ".venv/go.stamp.new"), filepath.Join(clone, ".venv/go.stamp")); err != nil {
		t.Fatal(err)
	}
}

func TestPipKeepsNoCacheUnlessNamed(t *testing.T) {
	root := setUp(t)
	ask := []string{"bash", "-c", `. scripts/env.sh && .venv/bin/python -m pip cache dir`}
	if s := runIn(t, root, []string{"PIP_CACHE_DIR=", "PIP_NO_CACHE_DIR="}, ask...); s.status == 0 {
		t.Errorf("pip's cache is %s", s.out)
	}
	mine := t.TempDir()
	if s := runIn(t, root, []string{"PIP_CACHE_DIR=" + mine, "PIP_NO_CACHE_DIR="}, ask...); strings.TrimSpace(s.out) != mine {
		t.Errorf("a PIP_CACHE_DIR of the user's became %s%s", s.out, s.err)
	}
}
