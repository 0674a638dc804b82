package analyze

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestRowsThatWereNotWritten: zeros at the end in every coordinate are no draws, and withhold the verdict; a few inside, or
// as many as a sparse law has, are named alone.
func TestRowsThatWereNotWritten(t *testing.T) {
	c := named(t, "Gaussian").File(12, 2000, 0, 1)
	if r := analyzed(t, c, Options{}); r.Verdict != Gaussian || strings.Contains(strings.Join(r.Warnings, ""), "zero in every") {
		t.Fatalf("%s, %q", r.Verdict, r.Warnings)
	}
	cut := func(zero func(i int) bool) Columns {
		out := make(Columns, len(c))
		for k, x := range c {
			out[k] = slices.Clone(x)
			for i := range x {
				if zero(i) {
					out[k][i] = 0
				}
			}
		}
		return out
	}
	r := analyzed(t, cut(func(i int) bool { return i >= 1800 }), Options{})
	if r.Verdict != Undecided || !strings.Contains(r.Because, "the last 200 of 2000 draws") || !strings.Contains(strings.Join(r.Warnings, ""), "200 of 2000 draws are zero in every coordinate, the first of them draw 1800 and the last draw 1999") {
		t.Errorf("%s: %s, %q", r.Verdict, r.Because, r.Warnings)
	}
	for name, zero := range map[string]func(int) bool{"inside": func(i int) bool { return i >= 700 && i < 703 }, "everywhere": func(i int) bool { return i%2 == 0 || i > 1995 }} {
		r := analyzed(t, cut(zero), Options{})
		if strings.Contains(r.Because, "never written") || !strings.Contains(strings.Join(r.Warnings, ""), "zero in every coordinate") {
			t.Errorf("%s: %s, %q", name, r.Because, r.Warnings)
		}
	}
	one := analyzed(t, cut(func(i int) bool { return i >= 1990 })[:1], Options{})
	if text := one.Because + strings.Join(one.Warnings, ""); strings.Contains(text, "zero in every") {
		t.Errorf("one coordinate: %s", text)
	}
}

// TestCountersAreNamed: a column that only grows is no noise, whatever the file calls it.
func TestCountersAreNamed(t *testing.T) {
	c := named(t, "Gaussian").File(3, 500, 0, 1)
	counter, epochs := make([]float64, 500), make([]float64, 500)
	for i := range counter {
		counter[i], epochs[i] = -5*float64(i)+.5, float64(i/50)
	}
	r := analyzed(t, append(c, counter, epochs), Options{})
	if want := "2 of 5 coordinates only grow or only fall from draw to draw (3, 4)"; !strings.Contains(strings.Join(r.Warnings, "\n"), want) {
		t.Errorf("%q lacks %q", r.Warnings, want)
	}
	dead := analyzed(t, append(c, make([]float64, 500)), Options{})
	if text := fmt.Sprint(dead.Warnings); strings.Contains(text, "only grow") {
		t.Error(text)
	}
}
