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
)

func TestStableFit(t *testing.T) {
	var file strings.Builder
	file.WriteString("a,dead,bad,\"b\"\n")
	alphas := [2]string{"1.3", "2"}
	var draws [2][]string
	for i, alpha := range alphas {
		draws[i] = strings.Fields(sgnlab(t, "", "stable", "draw", "--alpha", alpha, "--gamma", "0.01", "--delta", "5", "-n", "4000").out)
	}
	for i := range draws[0] {
		fmt.Fprintf(&file, "%s,0,%s,%s\n", draws[0][i], map[bool]string{true: "nan", false: "1"}[i == 17], draws[1][i])
	}
	path := write(t, "g.csv", file.String())
	s := sgnlab(t, "", "stable", "fit", path)
	rows := strings.Split(strings.TrimSuffix(s.out, "\n"), "\n")
	if s.status != 0 || len(rows) != 5 || rows[0]+"\n" != fitNames || !strings.Contains(s.err, "2 of 4") {
		t.Fatalf("%+v", s)
	}
	for _, r := range rows {
		if strings.Count(r, "\t") != strings.Count(fitNames, "\t") {
			t.Errorf("a row of another length: %q", r)
		}
	}
	// alpha = 1.3: sqrt(n) sd is 1.4, so 0.11 is five standard deviations (false alarm 6e-7).
	a := strings.Split(rows[1], "\t")
	if alpha, _ := strconv.ParseFloat(a[2], 64); math.Abs(alpha-1.3) > 0.11 || a[1] != "a" || a[10] != "converged" || a[14] != "" {
		t.Errorf("coordinate 0: %q", rows[1])
	}
	if !strings.Contains(rows[2], "no fit") || !strings.Contains(rows[2], "interquartile") || !strings.Contains(rows[3], "draw 17 of coordinate 2 is NaN") {
		t.Errorf("%q\n%q", rows[2], rows[3])
	}
	for _, column := range []string{"b", "3"} {
		one := sgnlab(t, "", "stable", "fit", path, "--column", column)
		if one.status != 0 || one.out != fitNames+rows[4]+"\n" {
			t.Errorf("column %s: %+v", column, one)
		}
	}
	var object struct {
		Draws, Coordinates int
		Fits               []map[string]any
	}
	if s := sgnlab(t, "", "stable", "fit", path, "--json"); json.Unmarshal([]byte(s.out), &object) != nil || object.Draws != 4000 || len(object.Fits) != 4 ||
		fmt.Sprintf("%.17g", object.Fits[0]["alpha"]) != a[2] || object.Fits[1]["alpha"] != nil || object.Fits[2]["error"] == nil {
		t.Errorf("%s", s.out)
	}
	held := strings.Split(strings.Split(sgnlab(t, "", "stable", "fit", path, "--column", "a", "--alpha", "1.5").out, "\n")[1], "\t")
	if held[2] != "1.5" || held[5] != "NaN" || held[3] == a[3] {
		t.Errorf("alpha held: %q", held)
	}
}

func TestStableFitFaults(t *testing.T) {
	good := write(t, "g.txt", "1\n2\n3\n")
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{good}, 1, "no coordinate was fitted"},
		{[]string{good, "--column", "w"}, 2, "from 0 to 0"},
		{[]string{good, "--column=-1"}, 2, "from 0 to 0"},
		{[]string{good, "--alpha", "0.1"}, 2, "alpha"},
		{[]string{good + "x"}, 2, "no such file"},
		{[]string{t.TempDir()}, 2, "regular file"},
		{[]string{write(t, "b.txt", "1 2\n1\n")}, 2, "line 2"},
		{[]string{write(t, "b.npy", "\x93NUMPY\x01\x00v\x00")}, 2, "truncated"},
		{nil, 2, "FILE"},
	} {
		s := sgnlab(t, "", append([]string{"stable", "fit"}, c.args...)...)
		if s.status != c.status || !strings.Contains(strings.ToLower(s.err), strings.ToLower(c.want)) {
			t.Errorf("%v: status %d, %q; want %d, %q", c.args, s.status, s.err, c.status, c.want)
		}
	}
}

// write makes a file and returns its path.
func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// beta = 0.6 has a standard error of 0.06 here; 0.3 is five of them (false alarm 6e-7).
func TestStableFitSkewed(t *testing.T) {
	draws := sgnlab(t, "", "stable", "draw", "--alpha", "1.5", "--beta", "0.6", "--gamma", "3", "-n", "2000", "--param", "s0").out
	path := write(t, "skewed.txt", draws)
	s := sgnlab(t, "", "stable", "fit", path, "--skewed")
	rows := strings.Split(s.out, "\n")
	if s.status != 0 || rows[0]+"\n" != skewedNames || len(rows) != 3 {
		t.Fatalf("%+v", s)
	}
	row := strings.Split(rows[1], "\t")
	if beta, err := strconv.ParseFloat(row[3], 64); err != nil || math.Abs(beta-0.6) > 0.3 || len(row) != strings.Count(skewedNames, "\t")+1 || row[12] != "converged" {
		t.Errorf("%q", rows[1])
	}
	var object struct{ Fits []map[string]any }
	if s := sgnlab(t, "", "stable", "fit", path, "--skewed", "--json"); json.Unmarshal([]byte(s.out), &object) != nil || fmt.Sprintf("%.17g", object.Fits[0]["beta"]) != row[3] {
		t.Errorf("%s", s.out)
	}
	if s := sgnlab(t, "", "stable", "fit", path, "--skewed", "--alpha", "1.5"); s.status != 2 || !strings.Contains(s.err, "--skewed") {
		t.Errorf("%+v", s)
	}
}
