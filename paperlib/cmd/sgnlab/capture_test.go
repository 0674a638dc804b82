package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

func readAll(t *testing.T, files ...string) []byte {
	t.Helper()
	var all []byte
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}

// The whole way: train with snapshots and the noise along the path, capture at the trained weights and at a snapshot, analyse.
func TestTrainCaptureAnalyse(t *testing.T) {
	t.Setenv("SGNLAB_BACKEND", "go")
	dir := t.TempDir()
	run := filepath.Join(dir, "run")
	s := sgnlab(t, "", "train", "--model", "mlp", "--data", "digits", "--examples", "300", "--epochs", "3", "--batch", "30", "--lr", "0.02", "--snapshots", "7,20", "--path", "5-14", "--path-coordinates", "50", "--out", run, "--json")
	if s.status != 0 {
		t.Fatalf("train: %+v", s)
	}
	var c curve
	if err := json.Unmarshal([]byte(s.out), &c); err != nil || len(c.Points) != 4 || c.Points[3].Test.Accuracy < 0.5 {
		t.Fatalf("curve %v: %s", err, s.out)
	}
	if b := readAll(t, filepath.Join(run, "path.npy")); len(b)%4 != 0 || !bytes.Contains(b[:128], []byte("(10, 50)")) {
		t.Errorf("path.npy of %d bytes: %q", len(b), b[:128])
	}
	out := filepath.Join(dir, "x.npy")
	s = sgnlab(t, "", "capture", "--model", "mlp", "--data", "digits", "--examples", "300", "--weights", run, "--batch", "8,32", "--draws", "200", "--coordinates", "60", "--fit", "--out", out)
	if s.status != 0 || !strings.Contains(s.out, "bank") || !strings.Contains(s.out, "median tail index") {
		t.Fatalf("capture: %+v", s)
	}
	a := sgnlab(t, "", "analyze", filepath.Join(dir, "x-B32.npy"), "--batch-size", "32")
	if a.status != 0 || !strings.Contains(a.out, "60 coordinates, 200 draws each") {
		t.Errorf("analyze: %+v", a)
	}
	fits := sgnlab(t, "", "stable", "fit", filepath.Join(dir, "x-B8.npy"))
	mine := strings.Split(string(readAll(t, filepath.Join(dir, "x-B8-fits.tsv"))), "\n")
	theirs := strings.Split(fits.out, "\n")
	if len(mine) != 62 || len(theirs) != 62 {
		t.Fatalf("%d and %d lines of fits", len(mine), len(theirs))
	}
	for i := 1; i <= 60; i++ { // the same but for the name, which the array has not
		x, y := strings.Split(mine[i], "\t"), strings.Split(theirs[i], "\t")
		x[1], y[1] = "", ""
		if strings.Join(x, "\t") != strings.Join(y, "\t") {
			t.Errorf("fit %d: %v while capturing, %v of the file", i, x, y)
		}
	}
	s = sgnlab(t, "", "capture", "--model", "mlp", "--data", "digits", "--examples", "300", "--weights", run, "--steps", "7,20", "--draws", "50", "--coordinates", "all", "--out", out)
	if s.status != 0 {
		t.Fatalf("snapshots: %+v", s)
	}
	var meta captured
	if err := json.Unmarshal(readAll(t, filepath.Join(dir, "x-step20.json")), &meta); err != nil {
		t.Fatal(err)
	}
	if meta.Step != 20 || meta.Files["32"] != "x-step20.npy" {
		t.Errorf("step %d, files %v", meta.Step, meta.Files)
	}
	want := []columns{{0, 4096, "dense1", "dense1/weights", []int{64, 64}, nil}, {4096, 64, "dense1", "dense1/bias", []int{64}, nil}}
	if d := cmp.Diff(want, meta.Columns[:2]); d != "" {
		t.Error(d)
	}
	if last := meta.Columns[len(meta.Columns)-1]; last.First+last.Count != 8970 {
		t.Errorf("the columns end with %+v, want 8970 of them", last)
	}
	sampled := captured{}
	if err := json.Unmarshal(readAll(t, filepath.Join(dir, "x.json")), &sampled); err != nil {
		t.Fatal(err)
	}
	if c := sampled.Columns; len(c) != 6 || c[1].First != c[0].Count || c[1].Array != "dense1/bias" || len(c[1].Index) != c[1].Count {
		t.Errorf("the sampled columns are %+v", c)
	} else if name := fmt.Sprintf("dense1/bias[%d]", c[1].Index[0]); strings.Split(mine[1+c[1].First], "\t")[1] != name {
		t.Errorf("column %d is %s in the list, %s in the fits", c[1].First, name, mine[1+c[1].First])
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"+files.Suffix+"*"))
	if err != nil || len(left) > 0 {
		t.Errorf("unfinished files are left: %v", left)
	}
	if _, err := os.Stat(filepath.Join(dir, "x.scratch")); err == nil {
		t.Error("the scratch folder is left")
	}
}

// A capture that is killed several times and started again leaves the bytes of one that is not.
func TestKilledCaptureResumes(t *testing.T) {
	args := func(out string) []string {
		return []string{"capture", "--model", "conv-gn", "--data", "digits", "--examples", "400", "--method", "direct", "--batch", "16,32", "--draws", "120", "--coordinates", "all",
			"--memory", "1132MiB", "--fit", "--out", out}
	}
	if out := os.Getenv("SGNLAB_TEST_CAPTURE"); out != "" {
		s := sgnlab(t, "", args(out)...)
		if s.status != 0 {
			t.Fatalf("%+v", s)
		}
		return
	}
	t.Setenv("SGNLAB_BACKEND", "go")
	dir := t.TempDir()
	whole, killed := filepath.Join(dir, "whole.npy"), filepath.Join(dir, "killed.npy")
	if s := sgnlab(t, "", args(whole)...); s.status != 0 || !strings.Contains(s.err, "scratch file") {
		t.Fatalf("%+v: want a capture through a scratch file", s)
	}
	kills := 0
	for try := range 30 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledCaptureResumes$")
		cmd.Env = append(os.Environ(), "SGNLAB_TEST_CAPTURE="+killed)
		var out bytes.Buffer
		cmd.Stdout = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		wait := time.Duration(700+300*try) * time.Millisecond
		if try >= 8 {
			wait = 5 * time.Minute
		}
		select {
		case err := <-done:
			if err != nil {
				t.Fatalf("%v\n%s", err, out.String())
			}
		case <-time.After(wait):
			_ = cmd.Process.Kill()
			<-done
			kills++
			continue
		}
		break
	}
	for _, b := range []string{"16", "32"} {
		for _, end := range []string{"-B" + b + ".npy", "-B" + b + "-fits.tsv", "-B" + b + "-mean.npy"} {
			if !bytes.Equal(readAll(t, filepath.Join(dir, "whole"+end)), readAll(t, filepath.Join(dir, "killed"+end))) {
				t.Errorf("%s differs after %d kills", end, kills)
			}
		}
	}
	var first, again captured
	for stem, to := range map[string]*captured{"whole": &first, "killed": &again} {
		if err := json.Unmarshal(readAll(t, filepath.Join(dir, stem+".json")), to); err != nil {
			t.Fatal(err)
		}
	}
	for b, want := range first.MedianAlpha {
		if got := again.MedianAlpha[b]; got != want || want == "" {
			t.Errorf("B = %s: the median tail index is %q after %d kills, %q without", b, got, kills, want)
		}
	}
	t.Logf("killed %d times", kills)
}

func TestBadCaptures(t *testing.T) {
	t.Setenv("SGNLAB_BACKEND", "go")
	dir := t.TempDir()
	out := filepath.Join(dir, "x.npy")
	half := filepath.Join(dir, "half.safetensors")
	if err := os.WriteFile(half, []byte("\x40\x00\x00\x00\x00\x00\x00\x00{\"a\""), 0o644); err != nil {
		t.Fatal(err)
	}
	run := filepath.Join(dir, "run")
	if s := sgnlab(t, "", "train", "--model", "conv-bn", "--data", "digits", "--examples", "100", "--epochs", "1", "--batch", "20", "--out", run); s.status != 0 {
		t.Fatalf("%+v", s)
	}
	for want, args := range map[string][]string{
		"is larger than the training set": {"--model", "mlp", "--data", "digits", "--examples", "100", "--batch", "101"},
		"no model is called":              {"--model", "vgg", "--data", "digits"},
		"Choose one of":                   {"--model", "mlp", "--data", "imagenet"},
		"cannot read digits":              {"--model", "gpt", "--data", "digits"},
		"too small for a single block":    {"--model", "mlp", "--data", "digits", "--memory", "1MiB"},
		"another architecture":            {"--model", "mlp", "--data", "digits", "--weights", run},
		"is damaged":                      {"--model", "mlp", "--data", "digits", "--weights", half},
		"no such file":                    {"--model", "conv-bn", "--data", "digits", "--weights", run, "--steps", "5"},
		"use method direct":               {"--model", "conv-bn", "--data", "digits", "--method", "bank"},
		"is random":                       {"--model", "vae", "--data", "digits", "--method", "bank"},
		"--no-draws keeps nothing":        {"--model", "mlp", "--data", "digits", "--no-draws"},
		"needs at least 100 draws":        {"--model", "mlp", "--data", "digits", "--fit", "--draws", "99"},
		"a number from 1 on, or all":      {"--model", "mlp", "--data", "digits", "--coordinates", "none"},
	} {
		s := sgnlab(t, "", append([]string{"capture", "--out", out}, args...)...)
		if s.status != 2 || !strings.Contains(s.err, want) {
			t.Errorf("%v: status %d, %q, want 2 and %q", args, s.status, s.err, want)
		}
	}
}
