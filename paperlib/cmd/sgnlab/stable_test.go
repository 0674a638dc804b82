package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// lastNumbers reads the numbers of an answer behind its three words.
func lastNumbers(t *testing.T, line string) []float64 {
	t.Helper()
	words := strings.Split(line, "\t")
	var out []float64
	for _, w := range words[min(3, len(words)):] {
		v, err := strconv.ParseFloat(w, 64)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		out = append(out, v)
	}
	return out
}

// TestStableEvalValues compares with closed forms and with the published values of stable-laws: Cauchy, Gaussian N(0, 2),
// Levy, and S1 densities computed in high precision (alpha 1.5, 1.2, 0.7).
func TestStableEvalValues(t *testing.T) {
	levy := func(x float64) float64 { return math.Exp(-1/(2*x)) / math.Sqrt(2*math.Pi) * math.Pow(x, -1.5) }
	for _, c := range []struct {
		line, param  string
		pdf, cdf, sf float64
		pdfOnly      bool
	}{
		{line: "1 0 3", param: "s1", pdf: 1 / (10 * math.Pi), cdf: 0.5 + math.Atan(3)/math.Pi, sf: math.Atan(1./3) / math.Pi},
		{line: "1\t0\t-1e9", param: "s0", pdf: 1 / math.Pi / (1e18 + 1), cdf: math.Atan(1e-9) / math.Pi, sf: 1 - math.Atan(1e-9)/math.Pi},
		{line: "2 0 2", param: "s1", pdf: math.Exp(-1) / math.Sqrt(4*math.Pi), cdf: 1 - math.Erfc(1)/2, sf: math.Erfc(1) / 2},
		{line: "2 0.5 20", param: "s0", pdf: math.Exp(-100) / math.Sqrt(4*math.Pi), cdf: 1, sf: math.Erfc(10) / 2},
		{line: ".5 1 2", param: "s1", pdf: levy(2), cdf: math.Erfc(0.5), sf: math.Erf(0.5)},
		{line: ".5 1 1", param: "s0", pdf: levy(2), cdf: math.Erfc(0.5), sf: math.Erf(0.5)}, // delta1 = -1
		{line: "1.5 .5 -3", param: "s1", pdf: .036881391830425063707, pdfOnly: true},
		{line: "1.2 -.7 2", param: "s1", pdf: .26939240243260729719, pdfOnly: true},
		{line: ".7 .3 1", param: "s1", pdf: .21873885170343753091, pdfOnly: true},
	} {
		s := sgnlab(t, c.line+"\n", "stable", "eval", "--param", c.param)
		if s.status != 0 || s.err != "" || !strings.HasSuffix(s.out, "\n") {
			t.Fatalf("%s: %+v", c.line, s)
		}
		v := lastNumbers(t, strings.TrimSpace(s.out))
		want := []float64{math.Log(c.pdf), c.pdf, c.cdf, c.sf}
		if c.pdfOnly {
			want = want[:2]
		}
		for i, w := range want {
			if !(math.Abs(v[i]-w) <= 1e-11*math.Abs(w)) {
				t.Errorf("%s in %s: value %d is %v, want %v", c.line, c.param, i, v[i], w)
			}
		}
	}
}

func TestStableEvalIsTheLibrary(t *testing.T) {
	var in strings.Builder
	var want strings.Builder
	for i := range 3000 { // several batches, order kept
		alpha, x := 0.3+1.7*float64(i%171)/170, math.Sinh(float64(i%97-48)/3)
		l := stable.Symmetric{Alpha: alpha, Gamma: 1}
		fmt.Fprintf(&in, "  %v   0\t%v # %d\n", alpha, x, i)
		fmt.Fprintf(&want, "%v\t0\t%v\t%.17g\t%.17g\t%.17g\t%.17g\n", alpha, x, l.LogProb(x), l.Prob(x), l.CDF(x), l.Survival(x))
	}
	if s := sgnlab(t, in.String(), "stable", "eval"); s.status != 0 || s.out != want.String() {
		t.Errorf("status %d, %s, %d bytes, want %d", s.status, s.err, len(s.out), want.Len())
	}
}

func TestStableLinesOfAllShapes(t *testing.T) {
	for in, lines := range map[string]int{
		"": 0, "\n\n": 0, "# only\n#\n": 0, "1 0 1": 1, "1 0 1\r\n1 0 2\r\n": 2, "\t1 0\t1 #x\n\n# y\n1 0 2": 2,
		"1 0 inf\n1 0 -Inf\n.7 .5 +inf\n": 3,
	} {
		s := sgnlab(t, in, "stable", "eval")
		if s.status != 0 || strings.Count(s.out, "\n") != lines || strings.ContainsAny(s.out, "\r#") || strings.Contains(s.out, "NaN") {
			t.Errorf("%q: %+v", in, s)
		}
	}
}

func TestStableBadLines(t *testing.T) {
	for _, command := range []string{"eval", "quantile"} {
		for bad, want := range map[string]string{
			"1.5 0": "2 words", "1.5 0 0.1 4": "4 words", "1.5 0 x": `"x"`, "NaN 0 0.1": `"NaN"`, "1.5 nan 0.1": `"nan"`, "1.5 0 nan": `"nan"`,
			"1.5 0 1e999": "range", "2.5 0 0.1": "alpha", "0.05 0 0.1": "alpha", "0 0 0.1": "alpha", "-1 1 0.1": "alpha", "1.5 1.01 0.1": "beta",
			"1.5 -2 0.1": "beta", "inf 0 0.1": "alpha", "1.5 inf 0.1": "beta", "1,5 0 0.1": `"1,5"`, "\x00": "1 word",
			"1.5 0 0.1 #" + strings.Repeat("x", 1<<17): "65536 bytes",
		} {
			s := sgnlab(t, "# head\n1.5 0 0.1\n1.5\t0.5\t0.2\n\n"+bad+"\n1.5 0 0.3\n", "stable", command)
			if s.status != 2 || strings.Count(s.out, "\n") != 2 || !strings.Contains(s.err, "line 5") || !strings.Contains(s.err, want) ||
				strings.Count(s.err, "\n") != 1 || len(s.err) > 300 {
				t.Errorf("%s %.40q: status %d, %d lines, %q; want %q", command, bad, s.status, strings.Count(s.out, "\n"), s.err, want)
			}
		}
	}
	for _, p := range []string{"-0.1", "1.1", "inf"} {
		if s := sgnlab(t, "1.5 0 "+p, "stable", "quantile"); s.status != 2 || !strings.Contains(s.err, "[0, 1]") {
			t.Errorf("p = %s: %+v", p, s)
		}
	}
	if s := sgnlab(t, "", "stable", "eval", "--param", "s2"); s.status != 2 {
		t.Errorf("s2: %+v", s)
	}
}

func TestStableQuantileInvertsEval(t *testing.T) {
	for _, param := range []string{"s0", "s1"} {
		for _, upper := range []bool{false, true} {
			for _, law := range []string{"1.5\t0", "2\t0", "0.2\t0", "0.7\t0.3", "1\t-0.5", "1.5\t1", "1.9\t-1"} {
				args, column := []string{"stable", "quantile", "--param", param}, 2
				if upper {
					args, column = append(args, "--upper"), 3
				}
				for _, p := range []float64{1e-12, 0.01, 0.5, 0.99} {
					x := lastNumbers(t, strings.TrimSpace(sgnlab(t, fmt.Sprintf("%s\t%v", law, p), args...).out))[0]
					back := lastNumbers(t, strings.TrimSpace(sgnlab(t, fmt.Sprintf("%s\t%.17g", law, x), "stable", "eval", "--param", param).out))[column]
					if !(math.Abs(back-p) <= 1e-9*p) {
						t.Errorf("%s, %s, upper %t: the quantile of %v is %v, which has %v", law, param, upper, p, x, back)
					}
				}
			}
		}
	}
}

func TestStableDraw(t *testing.T) {
	a := sgnlab(t, "", "stable", "draw", "--alpha", "1.5", "-n", "2000", "--seed", "7", "--gamma", "2", "--delta=-3")
	b := sgnlab(t, "", "stable", "draw", "--alpha", "1.5", "--n", "2000", "--seed", "7", "--gamma", "2", "--delta=-3")
	c := sgnlab(t, "", "stable", "draw", "--alpha", "1.5", "-n", "2000", "--seed", "8", "--gamma", "2", "--delta=-3")
	if a.status != 0 || a.out != b.out || a.out == c.out || strings.Count(a.out, "\n") != 2000 {
		t.Errorf("%+v", a.err)
	}
	// The share of draws above the 0.9-quantile is within 4.9 standard deviations: false alarm 1e-6 each.
	for _, law := range [][]string{{"1.5", "0", "s1"}, {"1.5", "0.8", "s1"}, {"1.5", "0.8", "s0"}, {"0.2", "0", "s0"}, {"1", "-0.5", "s1"}} {
		s := sgnlab(t, "", "stable", "draw", "--alpha", law[0], "--beta="+law[1], "--param", law[2], "-n", "5000")
		q := lastNumbers(t, strings.TrimSpace(sgnlab(t, law[0]+" "+law[1]+" 0.9", "stable", "quantile", "--param", law[2]).out))[0]
		above := 0
		for _, w := range strings.Fields(s.out) {
			if v, err := strconv.ParseFloat(w, 64); err != nil {
				t.Fatal(err)
			} else if v > q {
				above++
			}
		}
		if math.Abs(float64(above)-500) > 4.9*math.Sqrt(450) {
			t.Errorf("%v: %d of 5000 draws above the 0.9-quantile", law, above)
		}
	}
	for _, args := range [][]string{{}, {"--alpha", "3"}, {"--alpha", "1.5", "--beta", "2"}, {"--alpha", "1.5", "--gamma", "0"}, {"--alpha", "1.5", "-n", "-1"}, {"--alpha", "NaN"}} {
		if s := sgnlab(t, "", append([]string{"stable", "draw"}, args...)...); s.status != 2 || s.out != "" {
			t.Errorf("%v: %+v", args, s)
		}
	}
	if s := sgnlab(t, "", "stable", "draw", "--alpha", "0.1", "--gamma", "1e300", "-n", "1000"); s.status != 1 || strings.Contains(s.out, "Inf") {
		t.Errorf("an overflow: %d %s", s.status, s.err)
	}
}

func TestStableHelp(t *testing.T) {
	for _, c := range []string{"eval", "quantile", "fit", "draw"} {
		s := sgnlab(t, "", "stable", c, "--help")
		if s.status != 0 || !strings.Contains(s.out, "tan(pi a/2)") || !strings.Contains(s.out, "variance 2 gamma^2") {
			t.Errorf("%s: %+v", c, s)
		}
	}
	if s := sgnlab(t, "1.5 0 3", "stable", "eval"); s.out != "1.5\t0\t3\t"+evalExample+"\n" {
		t.Errorf("the example of eval gives %q", s.out)
	}
	if s := sgnlab(t, "1.5 0 1e-9", "stable", "quantile", "--upper"); s.out != "1.5\t0\t1e-9\t"+quantileExample+"\n" {
		t.Errorf("the example of quantile gives %q", s.out)
	}
}
