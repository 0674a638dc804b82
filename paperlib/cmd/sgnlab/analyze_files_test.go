package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/analyze"
)

// cells is a table of draws as text; cell writes one.
func cells(c analyze.Columns, head, separator string, before func(i int) string, cell func(s string) string) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range c.Draws() {
		b.WriteString(before(i))
		for j, x := range c {
			if j > 0 {
				b.WriteString(separator)
			}
			b.WriteString(cell(strconv.FormatFloat(x[i], 'f', 6, 64)))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestAnalyzeFilesFromTheField takes tables as people have them through the command line: a Gaussian file is called one,
// with all that was done to it said, or it is refused with the option that decides, which then decides.
func TestAnalyzeFilesFromTheField(t *testing.T) {
	gaussian := planted(t, "Gaussian", 8, 1000)
	none, same := func(int) string { return "" }, func(s string) string { return s }
	plain := cells(gaussian, "", ",", none, same)
	decimal := func(s string) string { return strings.Replace(s, ".", ",", 1) }
	quoted := func(s string) string { return `"` + s + `"` }
	for name, c := range map[string]struct {
		text   string
		asks   string   // what the error says; "" if it is read
		answer []string // options that decide
		warns  string
		names  string // of the first coordinate
	}{
		"header of numbers": {"12,57,103,4410,9000,15001,20007,26972\n" + plain, "--header yes for names", []string{"--header", "yes"}, "", "12"},
		"header of names":   {"p12,p57,p103,p4410,p9000,p15001,p20007,p26972\n" + plain, "", nil, "", "p12"},
		"decimal commas":    {cells(gaussian[:1], "", "", none, decimal), "give --decimal ,", []string{"--decimal", ","}, "", ""},
		"pandas":            {cells(gaussian, ",0,1,2,3,4,5,6,7\n", ",", func(i int) string { return fmt.Sprint(i, ",") }, same), "", nil, "was taken for an index", "0"},
		"TensorBoard":       {cells(gaussian[:1], "Wall time,Step,Value\n", "", func(i int) string { return fmt.Sprintf("%d.25,%d,", 1619761818+95*i, 5*i) }, same), "", nil, "left out: Wall time, Step", "Value"},
		"W&B":               {cells(gaussian[:1], "\"Step\",\"g__MIN\",\"g__MAX\",\"g\"\n", "", func(i int) string { return fmt.Sprintf("\"%d\",\"1\",\"2\",", i) }, quoted), "", nil, "left out: g__MIN, g__MAX", "g"},
		"comma in a name":   {cells(gaussian[:2], "\"w[0, 0]\",\"w[0, 1]\"\n", ",", none, same), "", nil, "", "w[0, 0]"},
		"chosen":            {cells(gaussian[:2], "step,\"w[0, 0]\",\"w[0, 1]\"\n", ",", func(i int) string { return fmt.Sprint(i, ",") }, same), "", []string{"--columns", `"w[0, 1]",1`}, "", "w[0, 1]"},
	} {
		path := write(t, "x.csv", c.text)
		if c.asks != "" {
			if s := sgnlab(t, "", "analyze", path, "--json"); s.status != 2 || s.out != "" || !strings.Contains(s.err, c.asks) {
				t.Errorf("%s: status %d, %s", name, s.status, s.err)
			}
			if s := sgnlab(t, "", "stable", "fit", path); s.status != 2 || s.out != "" || !strings.Contains(s.err, c.asks) {
				t.Errorf("%s: stable fit: status %d, %s", name, s.status, s.err)
			}
		}
		s := sgnlab(t, "", append([]string{"analyze", path, "--json"}, c.answer...)...)
		var r struct {
			Verdict       string
			Draws         int
			Warnings      []string
			PerCoordinate []struct{ Name string } `json:"per_coordinate"`
		}
		if err := json.Unmarshal([]byte(s.out), &r); err != nil {
			t.Errorf("%s: %v: %s", name, err, s.err)
			continue
		}
		warnings := strings.Join(r.Warnings, "\n")
		if r.Verdict != "gaussian" || r.Draws != 1000 || r.PerCoordinate[0].Name != c.names || !strings.Contains(warnings, c.warns) || c.warns == "" && warnings != "" {
			t.Errorf("%s: %s of %d draws, %q, %q", name, r.Verdict, r.Draws, r.PerCoordinate[0].Name, r.Warnings)
		}
	}
}

// TestAnalyzeUnfinishedFile: the rows that were never written are named, and the verdict is on the others.
func TestAnalyzeUnfinishedFile(t *testing.T) {
	c := planted(t, "Gaussian", 20, 2000)
	for _, x := range c {
		clear(x[1800:])
	}
	path := writeGradients(t, c)
	s := sgnlab(t, "", "analyze", path, "--json", "--summary")
	if s.status != 0 || !strings.Contains(s.out, `"verdict":"gaussian"`) || !strings.Contains(s.out, "The last 200 of 2000 draws, 1800 to 1999, are zero") {
		t.Errorf("%+v", s)
	}
	if s := sgnlab(t, "", "stable", "fit", path, "--column", "3"); s.status != 0 || !strings.Contains(s.err, "1800 to 1999") || !strings.Contains(s.out, "\t1800\t") {
		t.Errorf("%+v", s)
	}
}

// TestAnalyzeTransposed: a table [coordinates, draws] is refused, and read with the option that the error names.
func TestAnalyzeTransposed(t *testing.T) {
	wide := make(analyze.Columns, 1000)
	for j := range wide {
		wide[j] = make([]float64, 8)
	}
	for k, x := range planted(t, "Gaussian", 8, 1000) {
		for i, v := range x {
			wide[i][k] = v
		}
	}
	path := writeGradients(t, wide)
	if s := sgnlab(t, "", "analyze", path); s.status != 2 || !strings.Contains(s.err, "If so, give --axis 1") {
		t.Errorf("%+v", s)
	}
	if s := sgnlab(t, "", "analyze", path, "--axis", "1", "--json", "--summary"); s.status != 0 || !strings.Contains(s.out, `"verdict":"gaussian"`) {
		t.Errorf("%+v", s)
	}
}

// TestReadingFlags: what cannot be meant is refused before a file is opened.
func TestReadingFlags(t *testing.T) {
	path := write(t, "x.csv", "1.5\n2.5\n")
	for _, command := range [][]string{{"analyze"}, {"stable", "fit"}} {
		for _, args := range [][]string{{"--header", "maybe"}, {"--decimal", ";"}, {"--dtype", "f4"}, {"--axis", "x"}, {"--columns", `"a`}, {"--columns", "a,,b"}, {"--memory", "1kB"}, {"--memory", "x"}} {
			if s := sgnlab(t, "", append(append(command[:len(command):len(command)], path), args...)...); s.status != 2 || s.out != "" || !strings.Contains(s.err, args[0]) {
				t.Errorf("%v %v: %+v", command, args, s)
			}
		}
	}
	if s := sgnlab(t, "", "stable", "fit", path, "--axis", "0"); s.status != 2 || !strings.Contains(s.err, "--axis is for arrays") {
		t.Errorf("%+v", s)
	}
}

// TestStableFitMemory: too little memory is refused with what is enough.
func TestStableFitMemory(t *testing.T) {
	x := make([]float64, 400_000)
	for i := range x {
		x[i] = math.Sin(float64(i) * float64(i))
	}
	path := writeGradients(t, analyze.Columns{x})
	s := sgnlab(t, "", "stable", "fit", path, "--memory", "50MB")
	_, advice, ok := strings.Cut(s.err, "give --memory ")
	if s.status != 2 || !ok {
		t.Fatalf("%+v", s)
	}
	advice, _, _ = strings.Cut(advice, ",")
	again, took := peak(t, "stable", "fit", path, "--memory", advice)
	var bound byteSize
	if err := bound.UnmarshalText([]byte(advice)); err != nil {
		t.Fatal(err)
	}
	if again.status != 0 || took > 1.5*float64(bound) {
		t.Errorf("%s: %.0f MB, %+v", advice, took/1e6, again)
	}
}

// TestAnalyzeFolderOfParts reads the parts of one table, and refuses a folder of something else.
func TestAnalyzeFolderOfParts(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "g.parquet")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("part.%d.parquet", i)), sparse{100, 4, 4}.parquet(t), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "_SUCCESS"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if s := sgnlab(t, "", "analyze", dir, "--json", "--summary"); s.status != 0 || !strings.Contains(s.out, `"draws":300`) || !strings.Contains(s.out, "in 3 parts") {
		t.Errorf("%+v", s)
	}
	if s := sgnlab(t, "", "analyze", t.TempDir()); s.status != 2 || !strings.Contains(s.err, "no file is a .parquet part") {
		t.Errorf("%+v", s)
	}
}
