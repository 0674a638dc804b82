package nb

import (
	"bytes"
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// capture runs f as a cell outside of a notebook and returns what it printed and
// its exit status, 0 when it ran to its end.
func capture(t *testing.T, f func()) (stdout, stderr string, status int) {
	t.Helper()
	var o, e bytes.Buffer
	type exited int
	oldOut, oldErr, oldExit := out, errOut, exit
	out, errOut, exit = &o, &e, func(code int) { panic(exited(code)) }
	defer func() {
		out, errOut, exit = oldOut, oldErr, oldExit
		if r := recover(); r != nil {
			code, ok := r.(exited)
			if !ok {
				panic(r)
			}
			stdout, stderr, status = o.String(), e.String(), int(code)
		}
	}()
	f()
	return o.String(), e.String(), 0
}

func TestCheckFailsTheCellOnlyWhenOutOfToleranceAndNoKnobWasTurned(t *testing.T) {
	good := lab.Check{Name: "alpha", Expected: 1.7, Observed: 1.71, Tolerance: .05, Origin: "spread over 5 seeds"}
	bad := lab.Check{Name: "gamma", Expected: 1, Observed: 2, Tolerance: .1, Origin: "spread over 5 seeds"}
	nan := lab.Check{Name: "delta", Expected: 1, Observed: math.NaN(), Tolerance: .1, Origin: "closed form"}
	for _, c := range []struct {
		name   string
		turned bool
		checks []lab.Check
		status int
	}{
		{"within", false, []lab.Check{good}, 0},
		{"out", false, []lab.Check{good, bad}, 1},
		{"not a number", false, []lab.Check{nan}, 1},
		{"knob turned", true, []lab.Check{bad, nan}, 0},
	} {
		stdout, stderr, status := capture(t, func() { Check(c.turned, c.checks...) })
		if status != c.status {
			t.Errorf("%s: status %d, want %d (%s)", c.name, status, c.status, stderr)
		}
		for _, k := range c.checks {
			if !strings.Contains(stdout, k.Name) || !strings.Contains(stdout, k.Origin) {
				t.Errorf("%s: the table does not show %s with its origin:\n%s", c.name, k.Name, stdout)
			}
		}
		if (status != 0) != strings.Contains(stderr, "out of tolerance") {
			t.Errorf("%s: status %d with message %q", c.name, status, stderr)
		}
	}
}

func TestFailTellsErrorAndInterruptApart(t *testing.T) {
	if _, stderr, status := capture(t, func() { Fail(nil) }); status != 0 || stderr != "" {
		t.Errorf("Fail(nil): status %d, %q", status, stderr)
	}
	if _, stderr, status := capture(t, func() { Must(0, errors.New("the disk is full")) }); status != 1 || stderr != "error: the disk is full\n" {
		t.Errorf("Must: status %d, %q", status, stderr)
	}
	if _, stderr, status := capture(t, func() { Fail(context.Canceled) }); status != 1 || !strings.Contains(stderr, "interrupted") {
		t.Errorf("interrupt: status %d, %q", status, stderr)
	}
}

func TestVerdictNotSupportedIsShownAndFailsNothing(t *testing.T) {
	v := lab.Criterion{Claim: "C1a", Statistic: "share of coordinates", Text: "above one half"}.Verdict("digits, mlp", lab.NotSupported)
	v.Value, v.Lo, v.Hi, v.IntervalKind = .31, .25, .38, "95 % bootstrap"
	stdout, _, status := capture(t, func() { Verdicts(v) })
	for _, want := range []string{"C1a", "not supported", "0.25 to 0.38 (95 % bootstrap)", "above one half"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%q is missing in:\n%s", want, stdout)
		}
	}
	if status != 0 {
		t.Errorf("status %d", status)
	}
}

func TestStampRefusesAFigureWithoutData(t *testing.T) {
	s := figure.Stamp{Results: []string{"0123456789abcdef"}, Code: "fedcba9876543210", Data: []string{"digits"}, Seed: 7, Profile: "smoke"}
	stdout, _, status := capture(t, func() { Stamp(s) })
	if want := "results 0123456789ab; data digits; seed 7; profile smoke; code fedcba987654\n"; stdout != want || status != 0 {
		t.Errorf("status %d, %q, want %q", status, stdout, want)
	}
	s.Data = nil
	if _, stderr, status := capture(t, func() { Stamp(s) }); status != 1 || !strings.Contains(stderr, "data") {
		t.Errorf("a stamp without data: status %d, %q", status, stderr)
	}
}

func TestGrid(t *testing.T) {
	table := grid{head: []string{"law", "log-likelihood"}, rows: [][]string{{"stable|α*", "−1.5"}, {"gaussian", ""}}}
	const markdown = "| law | log-likelihood |\n|---|---|\n| stable\\|α\\* | −1.5 |\n| gaussian |  |\n"
	if got := table.markdown(); got != markdown {
		t.Errorf("markdown:\n%s\nwant\n%s", got, markdown)
	}
	const text = "law        log-likelihood\nstable|α*  −1.5\ngaussian\n"
	if got := table.text(); got != text {
		t.Errorf("text:\n%s\nwant\n%s", got, text)
	}
}

func TestShowTable(t *testing.T) {
	table := figure.Table{Caption: "Fits, 10 draws.", Columns: []figure.Column{{Key: "law", Title: "law", Text: true}, {Key: "alpha", Title: "α", Format: ".2f"}},
		Rows: [][]any{{"stable", 1.5}}}
	stdout, stderr, status := capture(t, func() { ShowTable(table) })
	if status != 0 || !strings.Contains(stdout, "stable") || !strings.Contains(stdout, "1.50") || !strings.Contains(stdout, table.Caption) {
		t.Errorf("status %d, %q, %q", status, stdout, stderr)
	}
	table.Rows[0] = table.Rows[0][:1]
	if _, stderr, status := capture(t, func() { ShowTable(table) }); status != 1 || !strings.Contains(stderr, "row 1") {
		t.Errorf("a ragged table: status %d, %q", status, stderr)
	}
}

func TestProgressIsSilentHeadless(t *testing.T) {
	say := func() {
		ctx, stop := Progress(context.Background())
		defer stop()
		lab.Notef(ctx, "loaded from the store")
		lab.Warnf(ctx, "mind this")
	}
	t.Setenv("SGNLAB_HEADLESS", "1")
	if got, _, _ := capture(t, say); got != "warning: mind this\n" {
		t.Errorf("headless: %q", got)
	}
	t.Setenv("SGNLAB_HEADLESS", "")
	if got, _, _ := capture(t, say); got != "loaded from the store\nwarning: mind this\n" {
		t.Errorf("watched: %q", got)
	}
}

// A value that is no switch ends the cell: the outputs of a run that thinks itself watched differ from run to run.
func TestHeadlessMustBeASwitch(t *testing.T) {
	t.Setenv("SGNLAB_HEADLESS", "yes")
	_, stderr, status := capture(t, func() { Progress(context.Background()) })
	if status != 1 || !strings.Contains(stderr, `SGNLAB_HEADLESS="yes"`) {
		t.Errorf("status %d, %q", status, stderr)
	}
}
