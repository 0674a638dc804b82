package env

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// clear unsets every variable of this project for the test.
func clear(t *testing.T) {
	t.Helper()
	for _, kv := range os.Environ() {
		if name, _, _ := strings.Cut(kv, "="); strings.HasPrefix(name, Prefix) {
			t.Setenv(name, "")
			os.Unsetenv(name)
		}
	}
}

func TestFlags(t *testing.T) {
	clear(t)
	for name, read := range map[string]func() (bool, error){"SGNLAB_OFFLINE": Offline, "SGNLAB_FRESH": Fresh, "SGNLAB_HEADLESS": Headless} {
		for value, want := range map[string]bool{"": false, "0": false, "1": true} {
			t.Setenv(name, value)
			if got, err := read(); got != want || err != nil {
				t.Errorf("%s=%s: %v, %v", name, value, got, err)
			}
		}
		for _, value := range []string{"yes", "true", "no", "2", "01", " 1", "1\n", "on", "-1"} {
			t.Setenv(name, value)
			_, err := read()
			var e *Error
			if !errors.As(err, &e) || e.Name != name || !strings.Contains(err.Error(), "1 for yes") {
				t.Errorf("%s=%q: %v", name, value, err)
			}
			if err := Check(); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("Check with %s=%q: %v", name, value, err)
			}
		}
		t.Setenv(name, "")
	}
}

// Every value that a variable cannot have is refused by Check, with the variable's name, the value and what is allowed;
// the advice is followed, and the error gone.
func TestCheck(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(dir, "missing")
	clear(t)
	if err := Check(); err != nil {
		t.Fatalf("without variables: %v", err)
	}
	for _, c := range []struct{ name, bad, good string }{
		{"SGNLAB_SEED", "-1", "7"}, {"SGNLAB_SEED", "1e3", ""}, {"SGNLAB_SEED", "18446744073709551616", "18446744073709551615"},
		{"SGNLAB_BACKEND", "abacus", "go"}, {"SGNLAB_BACKEND", "xla:", "xla"}, {"SGNLAB_BACKEND", "XLA", "xla:cuda"}, {"SGNLAB_BACKEND", "go ", "xla:" + file},
		{"SGNLAB_BACKEND", "xla:nowhere", "xla:cpu"}, {"SGNLAB_BACKEND", "xla:plugin.so", ""}, {"SGNLAB_BACKEND", "xla:" + missing, "xla"},
		{"SGNLAB_DATA", missing, dir}, {"SGNLAB_DATA", file, dir}, {"SGNLAB_DATA", filepath.Join(file, "x"), ""},
		{"SGNLAB_CACHE", file, missing}, {"SGNLAB_CACHE", filepath.Join(file, "x"), dir},
		{"SGNLAB_MINILM", file, missing}, {"SGNLAB_RUNS", file, missing}, {"SGNLAB_REQUIRE_SETUP", "y", "1"},
	} {
		t.Setenv(c.name, c.bad)
		err := Check()
		var e *Error
		if !errors.As(err, &e) || e.Name != c.name || e.Value != c.bad || e.Allowed == "" {
			t.Errorf("%s=%q: %v", c.name, c.bad, err)
		}
		t.Setenv(c.name, c.good)
		if err := Check(); err != nil {
			t.Errorf("%s=%q: %v", c.name, c.good, err)
		}
		t.Setenv(c.name, "")
	}
	t.Setenv("SGNLAB_DATA", missing)
	if _, err := Data(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestUnknownNames(t *testing.T) {
	clear(t)
	for _, name := range []string{"SGNLAB_OFLINE", "SGNLAB_", "SGNLAB_offline", "SGNLAB_DATASETS"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, "1")
			if err := Check(); err == nil || !strings.Contains(err.Error(), name+`="1"`) || !strings.Contains(err.Error(), "SGNLAB_OFFLINE") {
				t.Errorf("%v", err)
			}
		})
	}
	t.Setenv("SGNLAB_TEST_ANYTHING", "x")
	if err := Check(); err != nil {
		t.Error(err)
	}
}

// planted is the slip of the pen that tests make on purpose.
const planted = "SGNLAB_OFLINE"

var variableName = regexp.MustCompile(`SGNLAB_[A-Z_]*[A-Z]`)

// Every variable that the repository names is in the registry, and every one that a user may set is in the README.
func TestRegistryIsComplete(t *testing.T) {
	root := filepath.Join("..", "..")
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range Public() {
		if !strings.Contains(string(readme), "`"+name+"`") {
			t.Errorf("README.md does not explain %s", name)
		}
	}
	seen := map[string]bool{}
	for _, top := range []string{"paperlib", "scripts", "notebooks", "README.md", "REPRODUCE.md"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) == ".bin" || strings.Contains(path, filepath.Join("paperlib", "env")) {
				return err
			}
			b, err := os.ReadFile(path)
			for _, name := range variableName.FindAllString(string(b), -1) {
				seen[name] = true
				if !Known(name) && name != planted {
					t.Errorf("%s names %s, which is not in the registry", path, name)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if !seen["SGNLAB_REQUIRE_SETUP"] || !seen["SGNLAB_BENCH_TEST_SERVE"] {
		t.Error("the walk through the repository found too little")
	}
}
