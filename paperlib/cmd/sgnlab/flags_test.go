package main

import (
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// soundLines are command lines that would do something, by command; a flag that is tried is added at the end and wins.
func soundLines(t *testing.T) map[string][]string {
	dir := t.TempDir()
	draws := write(t, "draws.txt", strings.Repeat("1\n2\n4\n", 200))
	return map[string][]string{
		"analyze":    {"analyze", draws},
		"capture":    {"capture", "--model", "mlp", "--data", "digits", "--out", filepath.Join(dir, "c.npy"), "--draws", "2", "--batch", "2", "--coordinates", "2"},
		"levy exit":  {"levy", "exit", "--alpha", "1.5", "--sigma", "0.5", "--runs", "2"},
		"stable fit": {"stable", "fit", draws},
		// The polynomial schedule needs both of its numbers, so that each can be tried.
		"train":       {"train", "--model", "mlp", "--data", "digits", "--out", filepath.Join(dir, "t"), "--epochs", "1", "--schedule", "polynomial", "--t0", "1", "--theta", "1"},
		"stable draw": {"stable", "draw", "--alpha", "1.5", "-n", "1"},
		"run":         {"run"}, "reproduce": {"reproduce"},
	}
}

// everyFlag visits the flags of all commands whose values are of a kind.
func everyFlag(t *testing.T, kind reflect.Kind, visit func(command string, f *kong.Flag)) {
	t.Helper()
	parser, err := kong.New(&commands{}, kong.Name("sgnlab"), ranges)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, leaf := range parser.Model.Leaves(false) {
		for _, f := range leaf.Flags {
			k := f.Target.Kind()
			if k == reflect.Slice {
				k = f.Target.Type().Elem().Kind()
			}
			if k == kind {
				visit(leaf.Path(), f)
				n++
			}
		}
	}
	if n == 0 {
		t.Fatal("no flag of that kind was found")
	}
}

func offCommands(t *testing.T) {
	workplace(t)
	t.Setenv("SGNLAB_BACKEND", "go")
	t.Setenv("SGNLAB_OFFLINE", "1")
}

// NaN passes no comparison, and infinity is no number here: every flag of every command that takes a float refuses both by
// name, with status 2, and computes nothing.
func TestEveryFloatFlagRefusesWhatIsNotFinite(t *testing.T) {
	offCommands(t)
	lines := soundLines(t)
	everyFlag(t, reflect.Float64, func(command string, f *kong.Flag) {
		for _, v := range []string{"nan", "inf", "-inf"} {
			line := append(append([]string{}, lines[command]...), fmt.Sprintf("--%s=%s", f.Name, v))
			if f.Name == "beta-1" || f.Name == "beta1" || f.Name == "beta2" {
				line = append(line, "--optimizer", "adamw")
			}
			if len(lines[command]) == 0 {
				t.Errorf("%s --%s: the test has no command line for it", command, f.Name)
				continue
			}
			s := sgnlab(t, "", line...)
			name := strings.ReplaceAll(f.Name, "-", "[-_ ]?")
			s.wantParagraph(t, "(?i)"+name+"|tail index|level")
			if s.status != 2 || s.out != "" {
				t.Errorf("%v: status %d: %s%s", line, s.status, s.out, s.err)
			}
		}
	})
}

// Zero with a sign is zero: refused where 0 is, and else the same as 0.
func TestNegativeZero(t *testing.T) {
	offCommands(t)
	lines := soundLines(t)
	everyFlag(t, reflect.Float64, func(command string, f *kong.Flag) {
		if command == "train" {
			return // its numbers are those of package training, which tests them
		}
		zero := sgnlab(t, "", append(append([]string{}, lines[command]...), "--"+f.Name+"=0")...)
		signed := sgnlab(t, "", append(append([]string{}, lines[command]...), "--"+f.Name+"=-0")...)
		if zero.status != signed.status || zero.out != signed.out {
			t.Errorf("%s --%s: 0 gives status %d, -0 status %d\n%s\n%s", command, f.Name, zero.status, signed.status, zero.out, signed.out)
		}
	})
}

// A count that no machine can hold is refused by name before anything is allocated; seeds and what is only shown may be any.
func TestEveryCountIsBounded(t *testing.T) {
	offCommands(t)
	lines := soundLines(t)
	free := map[string]bool{"train --every": true, "analyze --batch-size": true, "stable draw --n": true}
	try := func(command string, f *kong.Flag) {
		if free[command+" --"+f.Name] {
			return
		}
		for _, v := range []string{"9223372036854775807", "4611686018427387904", "4000000000000000000", "-9223372036854775808", "-5"} {
			line := append(append([]string{}, lines[command]...), "--"+f.Name+"="+v)
			if len(lines[command]) == 0 {
				t.Errorf("%s --%s: the test has no command line for it", command, f.Name)
				continue
			}
			switch f.Name {
			case "steps":
				line = append(line, "--weights", t.TempDir())
			case "path-coordinates":
				if v[0] != '-' {
					continue // as many as there are
				}
				line = append(line, "--path", "0-1")
			}
			if s := sgnlab(t, "", line...); s.status != 2 || s.out != "" || strings.Contains(s.err, "goroutine") {
				t.Errorf("%v: status %d: %s%s", line, s.status, s.out, s.err)
			}
		}
	}
	everyFlag(t, reflect.Int, try)
	// Sizes and numbers in words.
	for _, line := range [][]string{
		append(lines["capture"], "--coordinates=9223372036854775807"), append(lines["capture"], "--coordinates=99999999999999999999"),
		append(lines["capture"], "--memory=9223372036854775807"), append(lines["capture"], "--disk=8EB"), append(lines["analyze"], "--memory=nan"),
		append(lines["analyze"], "--memory=9000000TB"), append(lines["capture"], "--memory=inf"), append(lines["train"], "--path=0-9000000000000000000"),
	} {
		if s := sgnlab(t, "", line...); s.status != 2 || s.out != "" {
			t.Errorf("%v: status %d: %s%s", line, s.status, s.out, s.err)
		}
	}
}
