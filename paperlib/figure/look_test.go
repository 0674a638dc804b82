package figure

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"
)

// luminance is the relative luminance of sRGB (WCAG 2).
func luminance(c color.NRGBA) float64 {
	f := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*f(c.R) + 0.7152*f(c.G) + 0.0722*f(c.B)
}

// No two looks agree in colour, and no two laws agree in dash: each channel alone tells laws apart. Every look has at
// least contrast 2:1 with white paper.
func TestLooksDiffer(t *testing.T) {
	colours, dashes := map[string]string{}, map[string]string{}
	for _, name := range LookNames() {
		l, err := LookOf(name)
		if err != nil {
			t.Fatal(err)
		}
		c, d := fmt.Sprint(l.Color), fmt.Sprint(l.Dashes)
		if other, dup := colours[c]; dup {
			t.Errorf("%s has the colour of %s", name, other)
		}
		colours[c] = name
		if name != "empirical" && name != "published" && name != "reference" {
			if other, dup := dashes[d]; dup {
				t.Errorf("%s has the dash of %s", name, other)
			}
			dashes[d] = name
		}
		if contrast := 1.05 / (luminance(l.Color) + 0.05); contrast < 2 {
			t.Errorf("%s has contrast %.2f with white", name, contrast)
		}
	}
	seen := map[string]bool{}
	for i := range categories {
		l, err := Category(i, "x")
		if err != nil || l.Label != "x" {
			t.Fatal(l, err)
		}
		key := fmt.Sprint(l.Color)
		mark := fmt.Sprint(l.Marker)
		if seen[key] || seen[mark] {
			t.Errorf("category %d repeats a colour or a marker", i)
		}
		seen[key], seen[mark] = true, true
	}
}

func TestLookErrors(t *testing.T) {
	if _, err := LookOf("cauchy"); err == nil || !strings.Contains(err.Error(), "student_t") {
		t.Errorf("unknown law: %v; the error lists the known ones", err)
	}
	if _, err := Category(6, "seventh"); err == nil || !strings.Contains(err.Error(), "Ordered") {
		t.Errorf("seventh category: %v", err)
	}
}

// The order of an ordered family shows without colour: luminance grows, and its last member still shows on white.
func TestOrderedGrowsInLuminance(t *testing.T) {
	for n := 1; n <= 8; n++ {
		last := -1.0
		for i := range n {
			l := luminance(Ordered(i, n))
			if l <= last || 1.05/(l+0.05) < 1.5 {
				t.Errorf("colour %d of %d has luminance %.3f after %.3f", i, n, l, last)
			}
			last = l
		}
	}
}

// A caller must not be able to change the registry.
func TestLookIsACopy(t *testing.T) {
	a, err := LookOf("gaussian")
	if err != nil {
		t.Fatal(err)
	}
	a.Dashes[0] = 99
	if b, err := LookOf("gaussian"); err != nil || b.Dashes[0] == 99 {
		t.Error("the registry was changed from outside")
	}
}

func TestAxisErrors(t *testing.T) {
	for name, p := range map[string]*Panel{
		"log from 0": {X: Axis{Min: 0, Max: 1, Log: true}, Y: Axis{Max: 1}},
		"no spread":  {X: Axis{Max: 1}, Layers: []Layer{Points{X: []float64{1}, Y: []float64{2}}}},
		"no data":    {X: Axis{Max: 1}},
		"NaN":        {X: Axis{Max: math.NaN()}, Y: Axis{Max: 1}},
	} {
		f := Figure{Width: 50, Height: 50, Caption: "c", Alt: "a", Places: []Place{{Name: "a", X: 10, Y: 10, W: 20, H: 20, Part: p}}}
		if _, err := Render(f, "svg"); err == nil || !strings.Contains(err.Error(), "axis") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
