package lab

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func clone(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "a clone")
	for name, text := range map[string]string{"go.mod": "module " + Module + "\n\ngo 1.26\n", "go.sum": "",
		"paperlib/a/a.go": "package a\n", "paperlib/a/a_test.go": "package a\n", "paperlib/b/testdata/x": "1"} {
		if err := WriteFile(filepath.Join(dir, name), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestRoot(t *testing.T) {
	dir := clone(t)
	t.Setenv("SGNLAB_ROOT", "")
	t.Chdir(filepath.Join(dir, "paperlib", "a"))
	got, err := Root()
	if want, _ := filepath.EvalSymlinks(dir); err != nil || got != dir && got != want {
		t.Errorf("upward: %q %v, want %q", got, err, dir)
	}
	t.Setenv("SGNLAB_ROOT", t.TempDir())
	if _, err := Root(); err == nil || !strings.Contains(err.Error(), "SGNLAB_ROOT") {
		t.Errorf("a folder without go.mod: %v", err)
	}
	t.Setenv("SGNLAB_ROOT", "")
	t.Chdir(t.TempDir())
	if got, err := Root(); err == nil {
		t.Errorf("outside of a clone: %q", got)
	}
	t.Setenv("SGNLAB_ROOT", dir)
	t.Setenv("SGNLAB_RUNS", "")
	if got, err := OutDir(Quick); err != nil || got != filepath.Join(dir, "runs", "out", "quick") {
		t.Errorf("OutDir: %q %v", got, err)
	}
	t.Setenv("SGNLAB_RUNS", filepath.Join(dir, "elsewhere"))
	s, err := OpenDefault()
	if err != nil || s.Dir() != filepath.Join(dir, "elsewhere") || len(s.published) != 1 {
		t.Errorf("OpenDefault: %+v %v", s, err)
	}
	t.Setenv("SGNLAB_FRESH", "1")
	if s, err = OpenDefault(); err != nil || len(s.published) != 0 {
		t.Errorf("OpenDefault with SGNLAB_FRESH=1: %+v %v", s, err)
	}
}

func TestProfileAndSeed(t *testing.T) {
	for v, want := range map[string]Profile{"": Quick, "smoke": Smoke, "full": Full, "gpu": GPU} {
		t.Setenv("SGNLAB_PROFILE", v)
		if got, err := CurrentProfile(); got != want || err != nil {
			t.Errorf("%q: %q %v", v, got, err)
		}
	}
	t.Setenv("SGNLAB_PROFILE", "fast")
	if _, err := CurrentProfile(); err == nil || !strings.Contains(err.Error(), "smoke, quick, full and gpu") {
		t.Errorf("an unknown profile: %v", err)
	}
	for v, want := range map[string]uint64{"": DefaultSeed, "0": 0, "18446744073709551615": 1<<64 - 1} {
		t.Setenv("SGNLAB_SEED", v)
		if got, err := CurrentSeed(); got != want || err != nil {
			t.Errorf("seed %q: %d %v", v, got, err)
		}
	}
	for _, v := range []string{"-1", "1.5", "x", "18446744073709551616"} {
		t.Setenv("SGNLAB_SEED", v)
		if _, err := CurrentSeed(); err == nil {
			t.Errorf("the seed %q was taken", v)
		}
	}
}

func TestPortable(t *testing.T) {
	dir := clone(t)
	t.Setenv("SGNLAB_ROOT", dir)
	t.Setenv("HOME", "/home/ann")
	for in, want := range map[string]string{
		"xla:/opt/x/plugin.so":         "xla:…/plugin.so",
		"/home/ann/data":               "~/data",
		"/home/anna/data":              "…/data",
		dir + "/runs":                  "<clone>/runs",
		dir:                            "<clone>",
		"go":                           "go",
		"v1/v2 relative/path":          "v1/v2 relative/path",
		"plugin=/a/b.so, cache=/c/d/e": "plugin=…/b.so, cache=…/e",
	} {
		if got := portable(in); got != want {
			t.Errorf("portable(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCodeDigest(t *testing.T) {
	dir := clone(t)
	digest := func() string {
		d, err := CodeDigest(dir)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	first := digest()
	for path, changes := range map[string]bool{"paperlib/a/a_test.go": false, "paperlib/b/testdata/x": false,
		"README.md": false, "paperlib/a/.x.go": false, "paperlib/a/a.go": true, "go.sum": true, "paperlib/a/data.csv": true} {
		before := digest()
		if err := WriteFile(filepath.Join(dir, path), []byte("changed")); err != nil {
			t.Fatal(err)
		}
		if (digest() != before) != changes {
			t.Errorf("changing %s changes the digest: %v, want %v", path, !changes, changes)
		}
	}
	moved := clone(t)
	if d, err := CodeDigest(moved); err != nil || d != first {
		t.Errorf("the same source elsewhere has the digest %s, want %s (%v)", d, first, err)
	}
	if _, err := CodeDigest(t.TempDir()); err == nil {
		t.Error("a folder without source has a digest")
	}
}

func TestArchiveWithoutGit(t *testing.T) {
	if c := gitCode(clone(t)); c.Commit != "" || !strings.Contains(c.Note, "archive") {
		t.Errorf("got %+v", c)
	}
}

// The source is identified before the work, during which it may be edited.
func TestSourceIsIdentifiedBeforeTheWork(t *testing.T) {
	was, known := code, false
	t.Cleanup(func() { code = was })
	code = func() Code {
		known = true
		return was()
	}
	_, _, err := Do(t.Context(), openTest(t), testUnit(), func(ctx context.Context, w *Work) (fit, error) {
		if !known {
			t.Error("the work began before the source was identified")
		}
		return computeFit(ctx, w)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestProvenance(t *testing.T) {
	t.Setenv("SGNLAB_BACKEND", "xla:/opt/plugin.so")
	s := openTest(t)
	ctx := WithProvenance(t.Context(), "backend", "xla:/opt/plugin.so")
	_, e, err := Do(ctx, s, testUnit(), func(ctx context.Context, w *Work) (fit, error) {
		w.Provenance("plugin digest", "f00")
		return computeFit(ctx, w)
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := e.Provenance()
	if err != nil {
		t.Fatal(err)
	}
	if p.Facts["backend"] != "xla:…/plugin.so" || p.Facts["plugin digest"] != "f00" || p.Inputs["digits"] != "abc" ||
		p.Environment["SGNLAB_BACKEND"] != "xla:…/plugin.so" || p.Seed != 1 || p.Go == "" || p.Code.Digest == "" ||
		p.Hardware.Cores == 0 || time.Since(p.Started) > time.Hour || p.Modules["github.com/gofrs/flock"] == "" {
		t.Errorf("provenance %+v", p)
	}
	for _, name := range []string{"config.json", "result.json"} {
		b, err := e.File(name)
		if err != nil || bytes.Contains(b, []byte("plugin")) {
			t.Errorf("%s holds a machine's facts: %s (%v)", name, b, err)
		}
	}
	if other, err := Open(filepath.Join(t.TempDir(), "runs")); err != nil {
		t.Error(err)
	} else if _, e2, err := Do(t.Context(), other, testUnit(), computeFit); err != nil || e2.ID != e.ID {
		t.Errorf("another backend gives another id: %v %v", e2, err)
	}
}

func TestProgress(t *testing.T) {
	var out bytes.Buffer
	now := time.Unix(0, 0)
	p := NewProgress(&out, Auto) // a buffer is no terminal
	p.now = func() time.Time { return now }
	p.started = now
	p.Expect(100)
	task := p.Start("nb01 capture", 100, 50)
	for i := range 100 {
		now = now.Add(time.Second)
		task.Set(i+1, "loss 0.5")
	}
	task.Done(nil)
	task.Done(nil)
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 11 {
		t.Errorf("%d lines for 100 seconds, want one each 10 s and the end:\n%s", len(lines), out.String())
	}
	if want := "nb01 capture 10/100, loss 0.5, 1m30s to go [all 5%, 3m10s to go]"; lines[0] != want {
		t.Errorf("first line %q, want %q", lines[0], want)
	}
	if want := "nb01 capture: done in 1m40s [all 50%, 1m40s to go]"; lines[10] != want {
		t.Errorf("last line %q, want %q", lines[10], want)
	}
	for mode, want := range map[Mode]string{Quiet: "note\nwarning: w\n", Silent: "warning: w\n"} {
		out.Reset()
		ctx := WithProgress(t.Context(), NewProgress(&out, mode))
		Notef(ctx, "note")
		Warnf(ctx, "w")
		task := TaskFrom(ctx, "t", 2)
		task.Set(1)
		task.Done(os.ErrClosed)
		if out.String() != want {
			t.Errorf("mode %d shows %q, want %q", mode, out.String(), want)
		}
	}
	out.Reset()
	bar := NewProgress(&out, Bar)
	task = bar.Start("fit", 10, 0)
	task.Set(5)
	task.Done(nil)
	if !strings.Contains(out.String(), "fit") || !strings.HasSuffix(out.String(), "fit: done in 0.0s\n") {
		t.Errorf("the bar shows %q", out.String())
	}
}
