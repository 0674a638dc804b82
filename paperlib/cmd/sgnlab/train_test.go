package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// interruptedAfter runs a command until a file holds so many lines.
func interruptedAfter(t *testing.T, file string, lines int, args ...string) said {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan said, 1)
	go func() {
		var out, errs bytes.Buffer
		status := runArgs(ctx, args, streams{strings.NewReader(""), &out, &errs})
		done <- said{out.String(), errs.String(), status}
	}()
	for {
		select {
		case s := <-done:
			return s
		case <-time.After(time.Millisecond):
			if b, err := os.ReadFile(file); err == nil && bytes.Count(b, []byte("\n")) >= lines {
				cancel()
				return <-done
			}
		}
	}
}

func trainArgs(dir string, more ...string) []string {
	return append([]string{"train", "--model", "mlp", "--data", "digits", "--examples", "300", "--epochs", "12", "--batch", "20", "--lr", "0.01", "--every", "10",
		"--path-coordinates", "30", "--out", dir}, more...)
}

// The noise along a path is that of the steps asked for, however often the run was interrupted and whatever was recorded
// before; the number of examples of the full gradient is kept, and a finished run says that it is.
func TestPathSurvivesInterruption(t *testing.T) {
	t.Setenv("SGNLAB_BACKEND", "go")
	whole, broken := filepath.Join(t.TempDir(), "whole"), filepath.Join(t.TempDir(), "broken")
	early, late := []string{"--path", "5-34"}, []string{"--path", "60-99"}
	if s := sgnlab(t, "", trainArgs(whole, late...)...); s.status != 0 {
		t.Fatalf("%+v", s)
	}
	list := filepath.Join(broken, "path.npy.part.sums")
	if s := interruptedAfter(t, list, 15, trainArgs(broken, early...)...); s.status != 130 {
		t.Fatalf("%+v", s)
	}
	// Another path: the unfinished one of the former command is not mistaken for it, and stays.
	part, err := os.ReadFile(filepath.Join(broken, "path.npy.part"))
	if err != nil {
		t.Fatal(err)
	}
	s := sgnlab(t, "", trainArgs(broken, late...)...)
	s.wantParagraph(t, "other settings", "delete it and")
	if again, err := os.ReadFile(filepath.Join(broken, "path.npy.part")); s.status != 2 || err != nil || !bytes.Equal(again, part) {
		t.Errorf("status %d; the unfinished path was changed: %v", s.status, err)
	}
	for _, name := range []string{"path.npy.part", "path.npy.part.sums"} { // as advised
		if err := os.Remove(filepath.Join(broken, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, lines := range []int{8, 39} {
		if s := interruptedAfter(t, list, lines, trainArgs(broken, late...)...); s.status != 130 {
			t.Fatalf("%+v", s)
		}
	}
	if s := sgnlab(t, "", trainArgs(broken, late...)...); s.status != 0 {
		t.Fatalf("%+v", s)
	}
	for _, name := range []string{"path.npy", "path.json", "weights.safetensors"} {
		if !bytes.Equal(readAll(t, filepath.Join(whole, name)), readAll(t, filepath.Join(broken, name))) {
			t.Errorf("%s differs from that of an undisturbed run", name)
		}
	}
	var r pathRecord
	if err := json.Unmarshal(readAll(t, filepath.Join(broken, "path.json")), &r); err != nil || r.FullBatch != 300 || r.Steps[0] != 60 {
		t.Errorf("path.json %+v, %v", r, err)
	}
	s = sgnlab(t, "", trainArgs(broken, late...)...)
	if s.status != 0 || !strings.Contains(s.err, "finished before") || !strings.Contains(s.err, "already") {
		t.Errorf("a finished run: %+v", s)
	}
	if left, err := files.Match(broken, "*"+files.Suffix+"*"); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
	// Steps that were taken without it cannot be recorded any more.
	s = sgnlab(t, "", trainArgs(broken, "--path", "0-3")...)
	if s.status != 1 || !strings.Contains(s.err, "step 0 was not recorded") {
		t.Errorf("a path of the past: %+v", s)
	}
}

// Damage to an unfinished path or capture is seen: the run is refused, or leaves the bytes of an undisturbed one.
func TestDamagedPartsNeverBecomeResults(t *testing.T) {
	t.Setenv("SGNLAB_BACKEND", "go")
	dir := t.TempDir()
	capture := func(out string) []string {
		return []string{"capture", "--model", "conv-gn", "--data", "digits", "--examples", "400", "--method", "direct", "--batch", "16", "--draws", "120", "--coordinates", "all",
			"--memory", "1132MiB", "--fit", "--out", out}
	}
	whole := filepath.Join(dir, "whole.npy")
	if s := sgnlab(t, "", capture(whole)...); s.status != 0 {
		t.Fatalf("%+v", s)
	}
	for k, spoil := range []func(b []byte) []byte{
		func(b []byte) []byte { b[len(b)/2] ^= 4; return b },
		func(b []byte) []byte { clear(b[len(b)/3:]); return b },
		func(b []byte) []byte { return b[:len(b)-7] },
		func(b []byte) []byte { return append(b, b[len(b)/2:]...) },
	} {
		damaged := []string{".npy", "-fits.tsv"}[k%2]
		stem := filepath.Join(dir, "x")
		if s := interruptedAfter(t, stem+damaged+".part.sums", 3, capture(stem+".npy")...); s.status != 130 {
			t.Fatalf("%+v: want a capture of several blocks that is interrupted", s)
		}
		part := stem + damaged + ".part"
		if err := os.WriteFile(part, spoil(readAll(t, part)), 0o644); err != nil {
			t.Fatal(err)
		}
		if s := sgnlab(t, "", capture(stem+".npy")...); s.status != 0 {
			t.Fatalf("%+v", s)
		}
		for _, end := range []string{".npy", "-fits.tsv", "-mean.npy"} {
			if !bytes.Equal(readAll(t, filepath.Join(dir, "whole"+end)), readAll(t, stem+end)) {
				t.Errorf("damage %d of %s: %s differs", k, damaged, end)
			}
		}
	}
}

// Two commands on one output do not mix their files: the second is refused and names the first.
func TestOutputsHaveOneWriter(t *testing.T) {
	t.Setenv("SGNLAB_BACKEND", "go")
	dir := t.TempDir()
	for lock, args := range map[string][]string{ // the output is the last argument, but for the scratch folder
		"run/train.lock": trainArgs(filepath.Join(dir, "run")),
		"x.lock":         {"capture", "--model", "mlp", "--data", "digits", "--draws", "50", "--coordinates", "10", "--out", filepath.Join(dir, "x.npy")},
		"y.scratch.lock": {"capture", "--model", "mlp", "--data", "digits", "--draws", "50", "--coordinates", "10", "--scratch", filepath.Join(dir, "y.scratch"), "--out", filepath.Join(dir, "z.npy")},
		"exits.lock":     {"levy", "exit", "--alpha", "1.5", "--sigma", "0.3", "--runs", "10", "--out", filepath.Join(dir, "exits")},
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, lock)), 0o755); err != nil {
			t.Fatal(err)
		}
		unlock, err := files.Lock(filepath.Join(dir, lock), "x")
		if err != nil {
			t.Fatal(err)
		}
		s := sgnlab(t, "", args...)
		output := args[len(args)-1]
		if i := slices.Index(args, "--scratch"); i >= 0 {
			output = args[i+1]
		}
		if s.status != 2 || !strings.Contains(s.err, fmt.Sprintf("%q is in use by another process: process ", output)) {
			t.Errorf("%s held: %+v", lock, s)
		}
		unlock()
		if s := sgnlab(t, "", args...); s.status != 0 {
			t.Errorf("%s free: %+v", lock, s)
		}
		if have(t, filepath.Join(dir, lock)) {
			t.Errorf("%s is left", lock)
		}
	}
}

// A path that no disk holds, or that is no part of the run, is refused before anything is allocated.
func TestImpossiblePathsAreRefused(t *testing.T) {
	t.Setenv("SGNLAB_BACKEND", "go")
	for path, want := range map[string]string{
		"0-9e18": "FROM-TO", "0-9223372036854775807": "FROM-TO", "5-4": "FROM-TO", "-1-4": "FROM-TO", "1-2x": "FROM-TO", "0-16777000": "B free",
	} {
		s := sgnlab(t, "", "train", "--model", "mlp", "--data", "digits", "--examples", "300", "--batch", "300", "--epochs", "16777215", "--path="+path, "--path-coordinates", "0",
			"--out", filepath.Join(t.TempDir(), "net"))
		if s.status != 2 || !strings.Contains(s.err, want) {
			t.Errorf("--path %s: %+v", path, s)
		}
	}
}

// A scratch folder is one, keeps what somebody else has in it, and stays if the user had made it.
func TestScratchFolderOfTheUser(t *testing.T) {
	t.Setenv("SGNLAB_BACKEND", "go")
	dir := t.TempDir()
	scratch, table := filepath.Join(dir, "scratch"), filepath.Join(dir, "table.csv")
	if err := errors.Join(os.Mkdir(scratch, 0o755), os.WriteFile(table, []byte("1,2"), 0o644)); err != nil {
		t.Fatal(err)
	}
	args := func(scratch string, more ...string) []string {
		return append([]string{"capture", "--model", "conv-gn", "--data", "digits", "--examples", "400", "--draws", "60", "--coordinates", "all", "--memory", "1150MiB", "--batch", "16",
			"--scratch", scratch, "--out", filepath.Join(dir, "x.npy")}, more...)
	}
	capture := func(scratch string, more ...string) said { return sgnlab(t, "", args(scratch, more...)...) }
	if s := capture(table); s.status != 2 || !strings.Contains(s.err, "no folder") || string(readAll(t, table)) != "1,2" {
		t.Errorf("a file: %+v", s)
	}
	rows := filepath.Join(scratch, "bank.rows")
	if err := os.WriteFile(rows, []byte("of the user"), 0o644); err != nil {
		t.Fatal(err)
	}
	s := capture(scratch)
	s.wantParagraph(t, "no list of finished rows")
	if s.status != 2 || string(readAll(t, rows)) != "of the user" {
		t.Errorf("a file of that name: %+v", s)
	}
	if err := os.Remove(rows); err != nil { // as advised
		t.Fatal(err)
	}
	if s := capture(scratch); s.status != 0 || !have(t, scratch) || have(t, rows) {
		t.Errorf("as advised: %+v", s)
	}
}

// No file of a capture is written over the weights that it reads, by whatever name they go.
func TestCaptureKeepsItsWeights(t *testing.T) {
	t.Setenv("SGNLAB_BACKEND", "go")
	dir := t.TempDir()
	weights := weightsWith(t, filepath.Join(dir, "x.json"), nil)
	want := readAll(t, weights)
	link := filepath.Join(dir, "y.npy")
	if err := errors.Join(os.Symlink("x.json", link), os.Link(weights, filepath.Join(dir, "z-B16-mean.npy"))); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{"x.npy", "y.npy", "z.npy"} {
		s := sgnlab(t, "", "capture", "--model", "mlp", "--data", "digits", "--draws", "50", "--coordinates", "10", "--batch", "8,16", "--weights", weights, "--out", filepath.Join(dir, out))
		if out == "y.npy" { // with several batch sizes no file has that name
			s = sgnlab(t, "", "capture", "--model", "mlp", "--data", "digits", "--draws", "50", "--coordinates", "10", "--weights", weights, "--out", filepath.Join(dir, out))
		}
		if s.status != 2 || !strings.Contains(s.err, "is the input") || !bytes.Equal(readAll(t, weights), want) {
			t.Errorf("--out %s: %+v", out, s)
		}
	}
	if s := sgnlab(t, "", "capture", "--model", "mlp", "--data", "digits", "--draws", "50", "--coordinates", "10", "--weights", weights, "--out", filepath.Join(dir, "free.npy")); s.status != 0 {
		t.Errorf("a free name: %+v", s)
	}
}
