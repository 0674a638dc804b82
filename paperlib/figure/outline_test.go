package figure

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
)

// page returns a figure that holds one label.
func page(text string) Figure {
	return Figure{Width: 60, Height: 20, Caption: "c", Alt: "a", Places: []Place{{Name: "a", X: 5, Y: 5, W: 50, H: 10, Part: Label{Text: text}}}}
}

func TestGlyphsThatFiguresUse(t *testing.T) {
	for _, r := range "αβγδεηθκλμνξπρστφχψωΓΔΘΛΣΦΨΩ−×·≥≤≈≠±∞→–—…†‡°′″√∂∑∫" {
		for _, s := range []string{string(r), "*" + string(r) + "*", string(r) + "\u0302", "x^{" + string(r) + "}"} {
			if _, err := Render(page(s), "svg"); err != nil {
				t.Errorf("%q: %v", s, err)
			}
		}
	}
}

func TestMissingGlyphIsAnError(t *testing.T) {
	for _, format := range []string{"svg", "png", "pdf"} {
		_, err := Render(page("law of 噪"), format)
		var te *TextError
		if !errors.As(err, &te) || !strings.Contains(err.Error(), "U+566A") {
			t.Errorf("%s: a character without glyph gave %v", format, err)
		}
	}
}

func TestBadMarkup(t *testing.T) {
	for _, s := range []string{"a^", "a_{b", "a}", "{a}", "a^{}", "\u0302a", `a\`} {
		if _, err := Render(page(s), "svg"); err == nil || !strings.Contains(err.Error(), "Escape") {
			t.Errorf("%q: error %v, want one that names Escape", s, err)
		}
	}
	if _, err := Render(page(Escape(`a^_{b}*\ dense_0`)), "svg"); err != nil {
		t.Error(err)
	}
}

// The drawing must not depend on fonts or code pages: no text operator, no font object, and the Greek letter is there
// as the same outline in all places it is drawn.
func TestGreekInPDFIsPath(t *testing.T) {
	b, err := Render(page("*α̂* = 10^{−3}"), "pdf")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte("/FontFile")) || bytes.Contains(b, []byte("/BaseFont")) {
		t.Error("the PDF holds a font")
	}
	content := inflate(t, b)
	if regexp.MustCompile(`\b(BT|ET|Tj|TJ)\b`).MatchString(content) {
		t.Error("the PDF holds a text operator")
	}
	empty, err := Render(page(" "), "pdf")
	if err != nil {
		t.Fatal(err)
	}
	curves := regexp.MustCompile(`(?m) c$`)
	if n, n0 := len(curves.FindAllString(content, -1)), len(curves.FindAllString(inflate(t, empty), -1)); n < n0+40 {
		t.Errorf("%d curve segments with the label, %d without: the outlines are missing", n, n0)
	}
}

// inflate joins the decompressed streams of a PDF.
func inflate(t *testing.T, b []byte) string {
	t.Helper()
	var out strings.Builder
	for _, m := range regexp.MustCompile(`(?s)stream\r?\n(.*?)endstream`).FindAllSubmatch(b, -1) {
		z, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue // a stream that is not compressed
		}
		s, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(s)
	}
	if out.Len() == 0 {
		t.Fatal("no compressed stream in the PDF")
	}
	return out.String()
}

func ink26(g glyph) (left, right, bottom, top float64) {
	b := g.segs.Bounds()
	f := func(v fixed.Int26_6) float64 { return float64(v) / g.upm * g.size }
	return g.x + f(b.Min.X), g.x + f(b.Max.X), g.y - f(b.Max.Y), g.y - f(b.Min.Y)
}

// The one rule of the hat: its ink is centred over the ink of the letter, 0.06 em above it, for low and tall letters,
// upright and italic, and in scripts.
func TestHatCentred(t *testing.T) {
	for _, s := range []string{"α\u0302", "*α\u0302*", "d\u0302", "*W\u0302*", "σ\u0302"} {
		gs, _, err := layout(s, font.Font{Size: 10})
		if err != nil {
			t.Fatal(err)
		}
		if len(gs) != 2 {
			t.Fatalf("%q: %d glyphs, want letter and hat", s, len(gs))
		}
		l, r, _, top := ink26(gs[0])
		hl, hr, hb, _ := ink26(gs[1])
		if math.Abs((l+r)-(hl+hr)) > 1e-9 || math.Abs(hb-top-0.06) > 1e-9 {
			t.Errorf("%q: letter %.3f..%.3f top %.3f, hat %.3f..%.3f bottom %.3f", s, l, r, top, hl, hr, hb)
		}
	}
}

func TestScripts(t *testing.T) {
	gs, w, err := layout("σ_{i}^{2}x", font.Font{Size: 10})
	if err != nil {
		t.Fatal(err)
	}
	sigma, sub, sup, x := gs[0], gs[1], gs[2], gs[3]
	if sub.x != sup.x {
		t.Errorf("scripts of one base start at %v and %v", sub.x, sup.x)
	}
	if !(sub.y < 0 && sup.y > 0) || sub.size != scriptScale || sup.size != scriptScale {
		t.Errorf("subscript at %v size %v, superscript at %v size %v", sub.y, sub.size, sup.y, sup.size)
	}
	_, subRight, _, _ := ink26(sub)
	_, supRight, _, _ := ink26(sup)
	if x.x < subRight || x.x < supRight || x.y != 0 || x.size != 1 {
		t.Errorf("the letter after the scripts is at %v,%v size %v", x.x, x.y, x.size)
	}
	if w <= x.x || sigma.x != 0 {
		t.Errorf("width %v, last letter at %v", w, x.x)
	}
	if nested, _, err := layout("a^{b^{c}}d", font.Font{Size: 10}); err != nil || !(nested[2].y > nested[1].y) || nested[3].y != 0 {
		t.Errorf("nested scripts: %v %v", nested, err)
	}
}

func TestFit(t *testing.T) {
	if s, err := Fit("dense_0", 50); err != nil || s != `dense\_0` {
		t.Errorf("Fit = %q, %v", s, err)
	}
	long, err := Fit("a very long name of a network", 20)
	if err != nil || !strings.HasSuffix(long, "…") || len(long) < 8 {
		t.Errorf("Fit = %q, %v", long, err)
	}
	if _, em, err := layout(long, font.Font{Size: textSize}); err != nil || em*float64(textSize) > float64(mm(20)) {
		t.Errorf("%q is %v pt wide, %v", long, em*float64(textSize), err)
	}
}
