package tails

import (
	"math"
	"testing"
)

const smallTable = "statistic,alpha,n,replicates,0.5,0.1,0.01\n" +
	"s,1,100,9,1,2,3\ns,1,400,9,2,4,6\ns,2,100,9,3,4,5\ns,2,400,9,4,6,8\nz,2,100,9,0,0,1\n"

func TestNullTable(t *testing.T) {
	table, err := parseNullTable(smallTable)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		statistic   string
		s, alpha, n float64
		want        PValue
	}{
		{"s", 1, 1, 100, PValue{.5, false}}, {"s", 2, 1, 100, PValue{.1, false}}, {"s", 1.5, 1, 100, PValue{math.Sqrt(.05), false}},
		{"s", 3, 1, 100, PValue{.01, false}}, {"s", 3.01, 1, 100, PValue{.01, true}}, {"s", .5, 1, 100, PValue{1, false}},
		{"s", 3, 1.5, 100, PValue{.1, false}},             // halfway in alpha: 2, 3, 4
		{"s", 3, 1, 400 * 100 / 225.0, PValue{.1, false}}, // 1/sqrt n = .075, halfway between .1 and .05: 1.5, 3, 4.5
		{"s", 6, 2, 1e9, PValue{.1, false}},               // the last column serves
		{"z", 0, 2, 100, PValue{1, false}}, {"z", 1e-9, 2, 100, PValue{.1, false}}, {"z", 2, 2, 100, PValue{.01, true}},
	} {
		got, err := table.p(c.statistic, c.s, c.alpha, c.n)
		if err != nil || math.Abs(got.P-c.want.P) > 1e-7 || got.AtMost != c.want.AtMost {
			t.Errorf("%s = %g at alpha %g, n %g: %v (%v), want %v", c.statistic, c.s, c.alpha, c.n, got, err, c.want)
		}
	}
}

func TestParseNullTableRefuses(t *testing.T) {
	head := "statistic,alpha,n,replicates,0.5,0.1\n"
	for name, text := range map[string]string{
		"empty": "", "no rows": head, "few fields": head + "s,1,100,9,1\n", "no number": head + "s,1,100,9,1,x\n",
		"descending quantiles": head + "s,1,100,9,2,1\n", "missing size": head + "s,1,100,9,1,2\ns,1,400,9,1,2\ns,2,100,9,1,2\n",
		"other size": head + "s,1,100,9,1,2\ns,2,400,9,1,2\n", "sizes fall": head + "s,1,400,9,1,2\ns,1,100,9,1,2\n", "short header": "a\n",
		"ascending levels": "statistic,alpha,n,replicates,0.1,0.5\ns,1,100,9,1,2\n", "infinite": head + "s,1,100,9,1,Inf\n",
		"size 0": head + "s,1,0,9,1,2\n", "same size": head + "s,1,100,9,1,2\ns,1,100,9,1,2\n",
	} {
		if _, err := parseNullTable(text); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// FuzzParseNullTable: whatever is accepted gives p-values in (0, 1] that do not rise with the statistic.
func FuzzParseNullTable(f *testing.F) {
	f.Add(smallTable, 1.5, 1.5, 200.0)
	f.Add("statistic,alpha,n,replicates,0.5,0.1\ns,2,100,9,0,0\n", 0.0, 2.0, 100.0)
	f.Fuzz(func(t *testing.T, text string, s, alpha, n float64) {
		table, err := parseNullTable(text)
		if err != nil {
			return
		}
		for name := range table.grid {
			low, err := table.p(name, s, alpha, n)
			if err != nil {
				continue
			}
			high := must(table.p(name, s+math.Abs(s)+1, alpha, n))
			if !(low.P > 0 && low.P <= 1) || high.P > low.P {
				t.Errorf("p = %v at %g and %v above it", low, s, high)
			}
		}
	})
}
