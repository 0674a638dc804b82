package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

func findRoot() (string, error) {
	root, err := lab.Root()
	if err != nil {
		return "", err
	}
	if root, err = filepath.EvalSymlinks(root); err != nil {
		return "", fmt.Errorf("the folder of the clone cannot be resolved: %w", err)
	}
	return root, nil
}

// command runs a program under scripts/env.sh, as the scripts do.
func command(ctx context.Context, root string, argv ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "bash", append([]string{"-c", `. "$0/scripts/env.sh" && exec "$@"`, root}, argv...)...)
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		lines := strings.Split(strings.TrimSpace(stderr.String()), "\n")
		return "", fmt.Errorf("%w %s", err, lines[len(lines)-1])
	}
	return strings.TrimSpace(string(out)), nil
}

// leastGo is the oldest Go that builds this module.
var leastGo = [3]int{1, 26, 5}

var goVersion = regexp.MustCompile(`^go(\d+)\.(\d+)(?:\.(\d+))?`)

// newEnough reports whether a GOVERSION is at least leastGo.
func newEnough(version string) bool {
	m := goVersion.FindStringSubmatch(version)
	if m == nil {
		return false
	}
	for i, least := range leastGo {
		n, _ := strconv.Atoi(m[i+1])
		if n != least {
			return n > least
		}
	}
	return true
}

func checkGo(ctx context.Context, root string) []finding {
	f := finding{name: "Go", state: missing, repair: setupRepair + " (it uses your Go >= 1.26.5, or installs one inside the clone)"}
	version, err := command(ctx, root, "go", "env", "GOVERSION")
	switch {
	case err != nil:
		f.detail = "no go command that runs: " + err.Error()
	case !newEnough(version):
		f.detail = version + " is too old; 1.26.5 or newer is needed"
	default:
		where, _ := command(ctx, root, "go", "env", "GOROOT")
		f.state, f.detail = fine, version+" in "+where
		if caches, err := command(ctx, root, "go", "env", "GOMODCACHE", "GOCACHE"); err == nil {
			f.detail += ", caches in " + strings.ReplaceAll(caches, "\n", " and ")
		}
	}
	return []finding{f}
}

func checkTools(_ context.Context, root string) []finding {
	f := finding{name: "tools", state: fine, detail: "gonb, goimports, staticcheck in .bin", repair: setupRepair}
	for _, tool := range []string{"gonb", "goimports", "staticcheck"} {
		if info, err := os.Stat(filepath.Join(root, ".bin", tool)); err != nil || info.Mode()&0o111 == 0 {
			f.state, f.detail = missing, ".bin/"+tool+" is not there"
			if tool == "staticcheck" {
				f.state = note // only the tests need it
			}
			break
		}
	}
	return []finding{f}
}

func checkCompiler(ctx context.Context, root string) []finding {
	if v, err := command(ctx, root, "sh", "-c", "echo $CGO_ENABLED"); err == nil && v == "0" {
		return []finding{{"C compiler", note, "set-up found none: built without XLA, several times slower",
			"install a C compiler (Debian, Ubuntu: apt-get install gcc libc6-dev) and " + setupRepair}}
	}
	return []finding{{name: "C compiler", state: fine, detail: "cgo is on"}}
}

func checkPython(ctx context.Context, root string) []finding {
	f := finding{name: "Python environment", state: missing, repair: setupRepair}
	python := filepath.Join(root, ".venv/bin/python")
	v, err := command(ctx, root, python, "-c",
		"import sys, jupyterlab, nbclient, nbconvert; print('Python %d.%d.%d,' % sys.version_info[:3], 'JupyterLab', jupyterlab.__version__)")
	if err != nil {
		f.detail = ".venv does not work: " + err.Error()
	} else {
		f.state, f.detail = fine, v
	}
	return []finding{f}
}

func checkKernel(_ context.Context, root string) []finding {
	f := finding{name: "Jupyter kernel", state: missing, repair: setupRepair}
	k, err := readKernel(filepath.Join(root, ".jupyter/kernels/sgnlab/kernel.json"))
	switch {
	case err != nil:
		f.detail = "not registered: " + err.Error()
	case k.root() != root:
		f.detail = "registered for another folder, " + k.root() + ": this clone was moved or copied"
	default:
		if _, err := exec.LookPath(k.Argv[0]); err != nil {
			f.detail = "its program does not run: " + err.Error()
			break
		}
		f.state, f.detail = fine, `"Go (sgnlab)" in .jupyter`
	}
	return []finding{f}
}
