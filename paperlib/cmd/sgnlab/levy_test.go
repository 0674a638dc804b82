package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/levy"
)

var exitFlags = map[string]string{"--alpha": "1.2,1.5,1.8", "--sigma": "0.1", "--half-width": "1", "--runs": "400", "--seed": "1"}

// leaves runs `levy exit` with the usual flags, of which args replaces some.
func leaves(t *testing.T, args ...string) (said, map[string]any) {
	t.Helper()
	line := append([]string{"levy", "exit"}, args...)
	for flag, v := range exitFlags {
		if !strings.Contains(strings.Join(args, " "), flag) {
			line = append(line, flag+"="+v)
		}
	}
	s := sgnlab(t, "", line...)
	var m map[string]any
	if s.status == 0 && strings.HasPrefix(s.out, "{") {
		if err := json.Unmarshal([]byte(s.out), &m); err != nil {
			t.Fatalf("%v: %s", err, s.out)
		}
	}
	return s, m
}

// The JSON has what it promises, and simulation and theory agree within 4 standard errors: 5 % of the mean and .023 of a
// share for 400 exits, and 5 % for the finite sigma.
func TestLevyExit(t *testing.T) {
	s, m := leaves(t, "--json")
	if s.status != 0 || m["runs"] != 400.0 || m["censored"] != 0.0 || m["overflows"] != 0.0 {
		t.Fatalf("status %d, %s%s", s.status, s.out, s.err)
	}
	if ratio := m["mean_time"].(float64) / m["mean_time_theory"].(float64); math.Abs(ratio-1) > 4*0.05+0.05 {
		t.Errorf("mean over theory %.3f", ratio)
	}
	sum := 0.0
	for i, v := range m["shares"].([]any) {
		p, want := v.(float64), m["shares_theory"].([]any)[i].(float64)
		sum += p
		if math.Abs(p-want) > 4*0.023+0.02 {
			t.Errorf("share %d is %.3f, theory %.3f", i, p, want)
		}
		lo, hi := m["shares_lo"].([]any)[i].(float64), m["shares_hi"].([]any)[i].(float64)
		if !(lo < p && p < hi) {
			t.Errorf("share %d is %v in [%v, %v]", i, p, lo, hi)
		}
	}
	if math.Abs(sum-1) > 1e-12 {
		t.Errorf("shares sum to %v", sum)
	}
	if again, _ := leaves(t, "--json", "--workers", "3"); again.out != s.out {
		t.Error("three workers give another result")
	}
	plain, _ := leaves(t)
	for _, want := range []string{"400 exits", "theory", "half-width", "survival to time"} {
		if !strings.Contains(plain.out, want) {
			t.Errorf("the text does not say %q:\n%s", want, plain.out)
		}
	}
}

// Other schemes, potentials, noise and cooling.
func TestLevyExitKinds(t *testing.T) {
	for name, c := range map[string]struct {
		args  string
		check func(m map[string]any) bool
	}{
		"jumps":     {"--scheme jumps --sigma 1e-4", func(m map[string]any) bool { return m["steps"].(float64) < 1e6 && m["mean_time"].(float64) > 1e4 }},
		"exact":     {"--scheme exact --step 0.02", func(m map[string]any) bool { return m["exits"] == 400.0 }},
		"quartic":   {"--potential quartic --scheme tamed", func(m map[string]any) bool { return m["exits"] == 400.0 }},
		"isotropic": {"--noise isotropic --alpha 1.5,1.5 --budget 500", func(m map[string]any) bool { return m["mean_time_theory"] == nil || m["mean_time_theory"] == "NaN" }},
		"well":      {"--potential double-well --alpha 1.5 --curvature 0.25 --scheme tamed", func(m map[string]any) bool { return m["upper"].([]any)[0] == 1.0 }},
		"no exit": {"--alpha 1.5 --sigma 0.01 --budget 0.001", func(m map[string]any) bool {
			return m["exits"] == 0.0 && m["shares"].([]any)[0] == "NaN" && m["shares_lo"].([]any)[0] == 0.0 && m["shares_hi"].([]any)[0] == 1.0
		}},
		"Gaussian": {"--alpha 2 --sigma 0.5 --scheme exact --step 5e-4", func(m map[string]any) bool {
			want, err := levy.QuadraticExitTime(1, 1, 1, 0.5)
			mean := m["mean_time"].(float64) // of 400 exits, and 4 % longer for being watched in steps
			return err == nil && m["mean_time_theory"] == want && m["budget"] == 20*want && m["shares_theory"].([]any)[0] == 1.0 &&
				math.Abs(mean/want-1) < 4*0.05+0.04 && strings.Contains(m["theory"].(string), "exact mean")
		}},
		"Gaussian, other units": {"--alpha 2 --sigma 0.4 --half-width 0.7 --curvature 3 --noise isotropic --runs 20", func(m map[string]any) bool {
			want, err := levy.QuadraticExitTime(3, 0.7, 0.7, 0.4)
			return err == nil && m["mean_time_theory"] == want
		}},
		"Gaussian without": {"--alpha 2 --sigma 0.5 --potential quartic --budget 50 --runs 20", func(m map[string]any) bool {
			return m["mean_time_theory"] == "NaN" && strings.Contains(m["theory"].(string), "quadratic")
		}},
		"cooled": {"--alpha 1.5 --sigma 0.15 --theta 1.5 --t0 50 --budget 100", func(m map[string]any) bool { return m["censored"].(float64) > 100 }},
	} {
		s, m := leaves(t, append(strings.Fields(c.args), "--json")...)
		if s.status != 0 || !c.check(m) {
			t.Errorf("%s: status %d\n%.900s%s", name, s.status, s.out, s.err)
		}
	}
}

// With --out a run goes on with what it has, to the same result; a file of another command and a damaged one are refused
// and left alone.
func TestLevyExitGoesOn(t *testing.T) {
	dir := t.TempDir()
	whole, part := filepath.Join(dir, "whole"), filepath.Join(dir, "part")
	want, _ := leaves(t, "--json", "--out", whole)
	all, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(all, []byte("\n"))
	cut := append(bytes.Join(lines[:120], nil), lines[120][:20]...) // killed within a line
	if err := os.WriteFile(part, cut, 0o644); err != nil {
		t.Fatal(err)
	}
	got, _ := leaves(t, "--json", "--out", part)
	if got.status != 0 || got.out != want.out {
		t.Errorf("gone on: status %d, %s\n%s", got.status, got.out, got.err)
	}
	if b, _ := os.ReadFile(part); bytes.Count(b, []byte("\n")) != 401 {
		t.Errorf("%d lines of 401", bytes.Count(b, []byte("\n")))
	}
	if s, _ := leaves(t, "--out", part, "--step", "0.02"); s.status == 0 || !strings.Contains(s.err, "another command") {
		t.Errorf("exits of another step: status %d, %s", s.status, s.err)
	}
	thesis := filepath.Join(dir, "thesis")
	if err := os.WriteFile(thesis, []byte("one line of something else"), 0o644); err != nil {
		t.Fatal(err)
	}
	if s, _ := leaves(t, "--out", thesis); s.status != 2 || !strings.Contains(s.err, "something else") {
		t.Errorf("a file of another kind: status %d, %s", s.status, s.err)
	}
	if b, _ := os.ReadFile(thesis); string(b) != "one line of something else" {
		t.Errorf("a file of another kind was overwritten: %q", b)
	}
	damaged := append(bytes.Join(lines[:5], nil), []byte("{nonsense\n")...)
	if err := os.WriteFile(part, damaged, 0o644); err != nil {
		t.Fatal(err)
	}
	if s, _ := leaves(t, "--out", part); s.status == 0 || !strings.Contains(s.err, "line 6 is damaged") {
		t.Errorf("damaged: status %d, %s", s.status, s.err)
	}
	if b, _ := os.ReadFile(part); !bytes.Equal(b, damaged) {
		t.Error("the damaged file was changed")
	}
}

func TestLevyExitRefuses(t *testing.T) {
	for args, want := range map[string]string{
		"--sigma 0.1,0.2":                    "--sigma has 2 values",
		"--sigma=-1":                         "positive",
		"--half-width 0":                     "positive",
		"--runs 0":                           "at least 1",
		"--noise isotropic":                  "one tail index",
		"--potential double-well":            "one coordinate",
		"--alpha 1.5,2,2":                    "--budget",
		"--alpha 1.5,2.5,1":                  "--alpha of coordinate 1: the tail index is 2.5, must lie in [0.3, 2]",
		"--alpha 0.2":                        "must lie in [0.3, 2]",
		"--alpha 2 --sigma 0.01":             "--budget", // e^5000
		"--scheme exact --potential quartic": "Diagonal",
		"--theta=-1":                         "zero or more",
	} {
		s, _ := leaves(t, strings.Fields(args)...)
		if s.status != 2 || !strings.Contains(s.err, want) || s.out != "" {
			t.Errorf("%s: status %d, want 2 and %q: %s", args, s.status, want, s.err)
		}
	}
}
