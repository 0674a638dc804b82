package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/analyze"
)

// writeGradients writes columns as a .npy file of float64, draws in rows.
func writeGradients(t *testing.T, c analyze.Columns) string {
	t.Helper()
	head := fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d), }", c.Draws(), c.Coordinates())
	head += strings.Repeat(" ", (64-(10+len(head)+1)%64)%64) + "\n"
	var b bytes.Buffer
	b.WriteString("\x93NUMPY\x01\x00")
	b.Write(binary.LittleEndian.AppendUint16(nil, uint16(len(head))))
	b.WriteString(head)
	for i := range c.Draws() {
		for _, x := range c {
			b.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(x[i])))
		}
	}
	path := filepath.Join(t.TempDir(), "gradients.npy")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// planted is a file of one of the truths of package analyze.
func planted(t *testing.T, name string, coordinates, draws int) analyze.Columns {
	t.Helper()
	for _, truth := range analyze.Truths() {
		if truth.Name == name {
			return truth.File(coordinates, draws, 0, 1)
		}
	}
	t.Fatalf("no truth %q", name)
	return nil
}

func TestAnalyzeGivesOneObject(t *testing.T) {
	path := writeGradients(t, planted(t, "Student t, nu = 3", 40, 1000))
	s := sgnlab(t, "", "analyze", path, "--json", "--batch-size", "64", "--draws", "iid")
	if s.status != 0 {
		t.Fatalf("status %d: %s", s.status, s.err)
	}
	d := json.NewDecoder(strings.NewReader(s.out))
	var v struct {
		Coordinates, Draws int
		BatchSize          int `json:"batch_size"`
		Best               map[string]int
		SumStability       map[string]any `json:"sum_stability"`
		Verdict            string
		PerCoordinate      []map[string]any `json:"per_coordinate"`
	}
	if err := d.Decode(&v); err != nil || d.More() {
		t.Fatalf("standard output is not one JSON object: %v", err)
	}
	sum := 0
	for _, key := range []string{"gaussian", "laplace", "student_t", "ggd", "stable"} {
		n, ok := v.Best[key]
		if !ok {
			t.Errorf("best lacks %s", key)
		}
		sum += n
	}
	if v.Coordinates != 40 || v.Draws != 1000 || v.BatchSize != 64 || sum != 40 || len(v.PerCoordinate) != 40 || v.Verdict != "heavy-tailed-not-stable" || v.SumStability["tested"] != 40.0 || v.SumStability["rejected"] == nil {
		t.Errorf("%+v", v)
	}
	if !strings.Contains(s.err, "analysing gradients.npy") {
		t.Errorf("no progress on standard error: %q", s.err)
	}
	if short := sgnlab(t, "", "analyze", path, "--json", "--summary"); strings.Contains(short.out, "per_coordinate") || len(short.out) > 10000 {
		t.Errorf("the summary holds %d bytes", len(short.out))
	}
}

// Workers, and memory that holds a few columns only, change nothing but the time.
func TestAnalyzeInBlocks(t *testing.T) {
	path := writeGradients(t, append(planted(t, "Laplace", 5, 20000), planted(t, "Gaussian", 7, 20000)...))
	want := sgnlab(t, "", "analyze", path, "--json", "--workers", "1")
	advice := regexp.MustCompile(`give --memory ([0-9]+MB), or more`).FindStringSubmatch(sgnlab(t, "", "analyze", path, "--memory", "48MB").err)
	if advice == nil {
		t.Fatal("48 MB are not too little")
	}
	for _, o := range [][]string{{"--workers", "5"}, {"--memory", advice[1]}} {
		if s := sgnlab(t, "", append([]string{"analyze", path, "--json"}, o...)...); s.status != 0 || s.out != want.out {
			t.Errorf("%v: status %d, another result (%s)", o, s.status, s.err)
		}
	}
}

func TestAnalyzeWritesAPage(t *testing.T) {
	c := planted(t, "stable 1.3", 12, 1000)
	c[3][5] = math.NaN()
	page := filepath.Join(t.TempDir(), "new", "page.html")
	s := sgnlab(t, "", "analyze", writeGradients(t, c), "--html", page)
	b, err := os.ReadFile(page)
	if err != nil || s.status != 0 {
		t.Fatalf("status %d, %v: %s", s.status, err, s.err)
	}
	for _, text := range []string{s.out, string(b)} {
		if !strings.Contains(text, "1 of 12 coordinates with a NaN") {
			t.Error("the broken coordinate is not reported")
		}
	}
	if s.out == "" || strings.Contains(s.out, "analysing") {
		t.Errorf("standard output: %q", s.out)
	}
}

func TestAnalyzeRefusesBadFiles(t *testing.T) {
	good := writeGradients(t, planted(t, "Gaussian", 3, 200))
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]struct {
		body []byte
		want string
	}{
		"truncated.npy":  {whole[:len(whole)-100], "truncated"},
		"text.npy":       {[]byte("these are no gradients"), ".npy"},
		"huge.npy":       {bytes.Replace(whole, []byte("(200, 3), }     "), []byte("(200000000, 3),}"), 1), "truncated"},
		"object.npy":     {bytes.Replace(whole, []byte("'<f8'"), []byte("'|O' "), 1), "objects"},
		"transposed.txt": {[]byte("1 2 3\n4 5 6\n"), "transposed"},
		"empty.npy":      {nil, "empty"},
	}
	for name, f := range files {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, f.body, 0o644); err != nil {
			t.Fatal(err)
		}
		s := sgnlab(t, "", "analyze", path, "--json")
		if s.status != 2 || s.out != "" || !strings.Contains(s.err, f.want) || !strings.Contains(s.err, name) {
			t.Errorf("%s: status %d, out %q, %s", name, s.status, s.out, s.err)
		}
	}
	for _, args := range [][]string{{filepath.Join(t.TempDir(), "absent.npy")}, {good, "--level", "2"}, {good, "--level", "0"}, {good, "--draws", "some"},
		{good, "--memory", "much"}, {good, "--workers=-1"}, {good, "--batch-size=-1"}, {}} {
		if s := sgnlab(t, "", append([]string{"analyze"}, args...)...); s.status != 2 || s.out != "" {
			t.Errorf("%v: status %d, %q %s", args, s.status, s.out, s.err)
		}
	}
}

func TestAnalyzeStopsAtCtrlC(t *testing.T) {
	path := writeGradients(t, planted(t, "Gaussian", 3, 200))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	if status := runArgs(ctx, []string{"analyze", path, "--json"}, streams{strings.NewReader(""), &out, &errs}); status != 130 || out.Len() > 0 || !strings.Contains(errs.String(), "nothing was written") {
		t.Errorf("status %d, %q, %q", status, &out, &errs)
	}
}

func TestAnalyzeHelpDefinesTheVerdicts(t *testing.T) {
	s := sgnlab(t, "", "analyze", "--help")
	for _, d := range analyze.Verdicts() {
		if !strings.Contains(s.out, string(d.Verdict)+":") {
			t.Errorf("no definition of %s", d.Verdict)
		}
	}
}

func TestByteSize(t *testing.T) {
	for text, want := range map[string]byteSize{"100": 100, "2kB": 2000, "1.5GB": 15e8, "1 MiB": 1 << 20, "3b": 3} {
		var b byteSize
		if err := b.UnmarshalText([]byte(text)); err != nil || b != want {
			t.Errorf("%q: %d, %v", text, b, err)
		}
	}
	for _, text := range []string{"", "GB", "-1GB", "1XB", "0", "1e30", "99999999TB"} {
		var b byteSize
		if err := b.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was taken for %d", text, b)
		}
	}
}

// The page is never written over the table, by whatever name, nor in place of a device or a folder.
func TestPageIsNeverTheInput(t *testing.T) {
	dir := t.TempDir()
	in, link, hard := filepath.Join(dir, "g.csv"), filepath.Join(dir, "link.csv"), filepath.Join(dir, "hard.csv")
	var text strings.Builder
	for i := range 200 {
		fmt.Fprintf(&text, "%g,%g\n", math.Sin(float64(1+i*i)), math.Cos(float64(1+i*i*i)))
	}
	if err := errors.Join(os.WriteFile(in, []byte(text.String()), 0o644), os.Symlink("g.csv", link), os.Link(in, hard)); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{in, link, hard, filepath.Join(dir, ".", "x", "..", "g.csv"), dir} {
		s := sgnlab(t, "", "analyze", in, "--html", out)
		if s.status != 2 || s.out != "" || !strings.Contains(s.err, "give") {
			t.Errorf("--html %s: %+v", out, s)
		}
	}
	if b, err := os.ReadFile(in); err != nil || string(b) != text.String() {
		t.Errorf("the input was changed: %v", err)
	}
	if s := sgnlab(t, "", "analyze", in, "--html", os.DevNull); s.status != 0 {
		t.Errorf("--html %s: %+v", os.DevNull, s)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		t.Errorf("%s is no device any more: %v", os.DevNull, err)
	}
}
