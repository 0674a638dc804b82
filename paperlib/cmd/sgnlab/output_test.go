package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// deviceFull opens the device on which every write fails for want of space.
func deviceFull(t *testing.T) *os.File {
	t.Helper()
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// into runs a command line with an output of its own.
func into(t *testing.T, out *os.File, input string, args ...string) said {
	t.Helper()
	var errs bytes.Buffer
	status := runArgs(t.Context(), args, streams{strings.NewReader(input), out, &errs})
	return said{err: errs.String(), status: status}
}

// TestLostOutputIsAFailure: no command of which nothing could be read ends with status 0, and each says why, once.
func TestLostOutputIsAFailure(t *testing.T) {
	workplace(t)
	out := deviceFull(t)
	path := writeGradients(t, planted(t, "Laplace", 3, 300))
	lines := [][]string{
		{"--help"}, {}, {"version"}, {"models"}, {"data", "list"}, {"data", "fetch", "digits"}, {"plan", "--profile", "smoke"}, {"clean"},
		{"clean", "--what", "nb01", "--yes"}, {"doctor"},
		{"stable", "eval"}, {"stable", "quantile"}, {"stable", "fit", path}, {"stable", "fit", path, "--json"}, {"stable", "draw", "--alpha", "1.5"},
		{"levy", "exit", "--alpha=1.5", "--sigma=0.5", "--half-width=1", "--runs=20"}, {"levy", "exit", "--alpha=1.5", "--sigma=0.5", "--half-width=1", "--runs=20", "--json"},
		{"analyze", path}, {"analyze", path, "--json"}, {"analyze", path, "--json", "--summary"},
	}
	parser, err := kong.New(&commands{}, ranges)
	if err != nil {
		t.Fatal(err)
	}
	for _, leaf := range parser.Model.Leaves(false) {
		lines = append(lines, append(strings.Fields(leaf.FullPath())[1:], "--help"))
	}
	if len(lines) < 35 {
		t.Fatalf("%d command lines only", len(lines))
	}
	for _, args := range lines {
		s := into(t, out, "1.5 0 0.3\n", args...)
		if s.status != 1 || strings.Count(s.err, "no space left on device") != 1 || !strings.Contains(s.err, "standard output could not be written") {
			t.Errorf("%v: status %d, %q", args, s.status, s.err)
		}
	}
	if s := into(t, out, "", "analyze", "absent.npy"); s.status != 2 || strings.Contains(s.err, "standard output") {
		t.Errorf("an error that has nothing to do with the output: %+v", s)
	}
	if s := into(t, out, "1.5 0 1\nnonsense\n", "stable", "eval"); s.status == 0 || strings.Count(s.err, "\n") > 2 {
		t.Errorf("%+v", s)
	}
}

// TestAdviceForAFullOutput does what the message says.
func TestAdviceForAFullOutput(t *testing.T) {
	if s := into(t, deviceFull(t), "", "version"); s.status != 1 || !strings.Contains(s.err, "send it elsewhere, and run the same command again") {
		t.Errorf("%+v", s)
	}
	elsewhere, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer elsewhere.Close()
	if s := into(t, elsewhere, "", "version"); s.status != 0 || s.err != "" {
		t.Errorf("%+v", s)
	}
}

// TestReaderThatHasSeenEnough: like other programs, this one has nothing to say to head.
func TestReaderThatHasSeenEnough(t *testing.T) {
	for _, args := range [][]string{{"stable", "draw", "--alpha", "1.5", "-n", "100000"}, {"models"}, {"--help"}} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		if s := into(t, w, "", args...); s.status != 1 || s.err != "" {
			t.Errorf("%v: %+v", args, s)
		}
		w.Close()
	}
}

// acts tells whether a text holds what acts on a terminal.
func acts(text string) bool { return strings.ContainsAny(text, "\x1b\x07\x00\x7f\u009b\u202e\u2066") }

const evilName = "\x1b[31m\x1b]0;pwn\x07\u202e\u009b1m.npz"

// TestNamesCannotActOnTheTerminal: names of the file, of its arrays and of its coordinates are quoted, on both outputs, and
// JSON has them as they are.
func TestNamesCannotActOnTheTerminal(t *testing.T) {
	gradients, err := os.ReadFile(writeGradients(t, planted(t, "Gaussian", 2, 300)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	save := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	npy := save(strings.TrimSuffix(evilName, "z")+"y", gradients)
	broken := save("\x1b[2J"+evilName, gradients[:len(gradients)-1])
	archive := save("two\n"+evilName, archived(t, map[string][]byte{evilName[:len(evilName)-1] + "y": gradients, "b.npy": gradients}))
	table := save("evil.csv", evilTable())
	for _, args := range [][]string{
		{"analyze", npy}, {"analyze", npy, "--json"}, {"analyze", npy, "--html", filepath.Join(dir, evilName+".html")}, {"analyze", broken}, {"analyze", archive},
		{"analyze", archive, "--npz-array", evilName}, {"analyze", filepath.Join(dir, evilName)}, {"analyze", npy, "--" + evilName}, {evilName}, {"analyze", npy, "--draws", evilName},
		{"analyze", table}, {"analyze", table, "--json"}, {"analyze", table, "--memory", evilName},
		{"stable", "fit", npy}, {"stable", "fit", broken}, {"stable", "fit", archive}, {"stable", "fit", table}, {"stable", "fit", table, "--json"}, {"stable", "fit", table, "--column", evilName},
		{"models", evilName}, {"train", "--model", evilName, "--data", "digits", "--out", dir}, {"capture", "--model", "mlp", "--data", evilName, "--out", evilName + ".npy"},
		{"data", "fetch", evilName}, {"clean", "--what", evilName}, {"plan", "--only", evilName}, {"run", "--id", evilName},
	} {
		s := sgnlab(t, "", args...)
		if acts(s.out) || acts(s.err) || s.out+s.err == "" {
			t.Errorf("%+q: out %+q, err %+q", args, s.out, s.err)
		}
		for _, line := range strings.Split(s.err, "\n") {
			if strings.HasPrefix(line, "\x1b") || strings.HasPrefix(line, evilName[:3]) {
				t.Errorf("%+q begins a line of its own: %+q", args, s.err)
			}
		}
	}
	s := sgnlab(t, "1.5 0 "+evilName+"\n", "stable", "eval")
	if acts(s.err) || s.status != 2 {
		t.Errorf("%+v", s)
	}
	var v struct {
		File  string
		Fits  []struct{ Name string }
		Names []struct{ Name string } `json:"per_coordinate"`
	}
	s = sgnlab(t, "", "analyze", npy, "--json")
	if err := json.Unmarshal([]byte(s.out), &v); err != nil || v.File != filepath.Base(npy) {
		t.Errorf("file %+q, %v", v.File, err)
	}
	s = sgnlab(t, "", "stable", "fit", table, "--json")
	if err := json.Unmarshal([]byte(s.out), &v); err != nil || v.Fits[0].Name != "\x1b[31mred\x07" || v.Fits[1].Name != `latin \xe4` {
		t.Errorf("%+q, %v", v.Fits, err)
	}
	s = sgnlab(t, "", "analyze", table, "--json")
	if err := json.Unmarshal([]byte(s.out), &v); err != nil || v.Names[0].Name != "\x1b[31mred\x07" || v.Names[2].Name != "\u202edirection\u009b" {
		t.Errorf("%+q, %v", v.Names, err)
	}
}

// archived is an archive of these files.
func archived(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// evilTable is a table whose coordinates have names that act on a terminal, or are no UTF-8.
func evilTable() []byte {
	var b bytes.Buffer
	b.WriteString("\x1b[31mred\x07,latin \xe4,\u202edirection\u009b\n")
	for i := range 300 {
		x := float64(i*7919%1009)/1009 - 0.5
		fmt.Fprintf(&b, "%g,%g,%g\n", x, x*x, math.Tan(3*x))
	}
	return b.Bytes()
}
