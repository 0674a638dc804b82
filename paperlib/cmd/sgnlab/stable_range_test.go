package main

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// Quantiles and values far out on the command line: the light side of a totally skewed law has no power tail (Map-Airy values
// of an independent program), and a quantile is a number as long as float64 holds it.
func TestStableFarOut(t *testing.T) {
	for line, want := range map[string]float64{
		"1.5 1 1e-170": -17.3570, "1.5 1 2.2e-193": -18.10, "1.5 1 6.4e-232": -19.25, "1.5 1 1.9e-270": -20.27,
		"0.1 0.5 8e-32": -5.18e304, "0.1 0.5 1e-40": math.Inf(-1), "0.5 0.5 1e-200": math.Inf(-1), "0.1 0 1e-300": math.Inf(-1),
	} {
		s := sgnlab(t, line, "stable", "quantile")
		if x := lastNumbers(t, strings.TrimSpace(s.out))[0]; s.status != 0 || x != want && !(math.Abs(x/want-1) < 1e-3) {
			t.Errorf("%s: %v, want %v (%s)", line, x, want, s.err)
		}
	}
	words := strings.Fields("0.1 -0.5 1e-40")
	if s := sgnlab(t, strings.Join(words, " "), "stable", "quantile", "--upper"); s.out != strings.Join(words, "\t")+"\t+Inf\n" {
		t.Errorf("upper: %q", s.out)
	}
	for _, line := range []string{"1.5 1 -1e100", "1.5 1 -1e101", "1.5 1 -1e150", "1.05 1 -1e150"} {
		v := lastNumbers(t, strings.TrimSpace(sgnlab(t, line, "stable", "eval").out))
		if !(v[0] < -1e298) || v[1] != 0 || v[2] != 0 || v[3] != 1 {
			t.Errorf("%s: %v, want nothing on the light side", line, v)
		}
	}
}

// One range of alpha wherever a law is asked for, and one wherever a fit or a process is, in help and in errors, and the
// ends of both are served.
func TestStableRanges(t *testing.T) {
	law, fit := fmt.Sprintf("[%v, 2]", stable.MinSkewedAlpha), fmt.Sprintf("[%v, 2]", stable.MinAlpha)
	for _, alpha := range []string{"0.09", "2.5", "0"} {
		for _, beta := range []string{"0", "0.5"} {
			for _, command := range []string{"eval", "quantile"} {
				if s := sgnlab(t, alpha+" "+beta+" 0.1", "stable", command); s.status != 2 || !strings.Contains(s.err, law) {
					t.Errorf("%s of alpha %s, beta %s: %+v", command, alpha, beta, s)
				}
			}
			if s := sgnlab(t, "", "stable", "draw", "--alpha", alpha, "--beta", beta); s.status != 2 || !strings.Contains(s.err, law) {
				t.Errorf("draw of alpha %s, beta %s: %+v", alpha, beta, s)
			}
		}
	}
	for _, alpha := range []string{fmt.Sprint(stable.MinSkewedAlpha), fmt.Sprint(stable.MinAlpha), "2"} {
		if s := sgnlab(t, alpha+" 0 0.1\n"+alpha+" 0.5 0.1", "stable", "eval"); s.status != 0 || strings.Contains(s.out, "NaN") {
			t.Errorf("alpha %s: %+v", alpha, s)
		}
	}
	for _, args := range [][]string{{"stable", "fit", "x.csv", "--alpha", "0.2"}, {"stable", "fit", "x.csv", "--alpha", "2.1"}, {"levy", "exit", "--alpha", "0.2", "--sigma", "1"}} {
		if s := sgnlab(t, "", args...); s.status != 2 || !strings.Contains(s.err, fit) {
			t.Errorf("%v: %+v", args, s)
		}
	}
	for command, want := range map[string]string{"stable draw": ranges["law_alpha"], "stable fit": ranges["fit_alpha"], "levy exit": ranges["fit_alpha"], "stable eval": ranges["law_alpha"]} {
		if s := sgnlab(t, "", append(strings.Fields(command), "--help")...); !strings.Contains(strings.Join(strings.Fields(s.out), " "), want) {
			t.Errorf("the help of %s does not say %q:\n%s", command, want, s.out)
		}
	}
}

// The shifts that the help states: draws of one seed in s0 and s1 differ by them.
func TestStableShifts(t *testing.T) {
	const beta, gamma = 0.6, 3.0
	for alpha, shift := range map[string]float64{
		"1":   2 / math.Pi * beta * gamma * math.Log(gamma),
		"1.5": beta * gamma * math.Tan(math.Pi*1.5/2),
		"0.7": beta * gamma * math.Tan(math.Pi*0.7/2),
	} {
		draw := func(param string) float64 {
			s := sgnlab(t, "", "stable", "draw", "--alpha", alpha, "--beta", "0.6", "--gamma", "3", "--param", param)
			return lastNumbers(t, "\t\t\t"+strings.TrimSpace(s.out))[0]
		}
		// The draws of s1 have delta1 = 0, that is delta0 = shift.
		if got := draw("s1") - draw("s0"); !(math.Abs(got-shift) < 1e-12*(1+math.Abs(shift))) {
			t.Errorf("alpha %s: delta0 - delta1 is %v, want %v", alpha, got, shift)
		}
	}
	help := sgnlab(t, "", "stable", "draw", "--help").out
	for _, want := range []string{"delta0 = delta1 + beta gamma tan(pi a/2)", "delta0 = delta1 + (2/pi) beta gamma log gamma", "log|t/gamma|"} {
		if !strings.Contains(help, want) {
			t.Errorf("the help does not say %q:\n%s", want, help)
		}
	}
}
