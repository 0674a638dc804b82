package figure

import (
	"fmt"
	"math"
	"strings"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansitalic"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	xfont "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Outline is a [text.Handler] which draws glyph outlines of Liberation Sans as filled paths, because the PDF back-end
// of gonum/plot garbles every character outside Windows-1252 (gonum/plot issue 347) and SVG text depends on the
// reader's fonts. It knows the label language of parseMarkup: ^{} _{} *italic* and the hat U+0302.
//
// The interface leaves no room for an error, so Draw and Box panic with *[TextError] on a missing glyph or bad
// markup; [Render] turns that panic into an error.
type Outline struct{}

var _ text.Handler = Outline{}

// TextError says which label cannot be drawn and why.
type TextError struct {
	Text string
	Err  error
}

func (e *TextError) Error() string { return e.Err.Error() }
func (e *TextError) Unwrap() error { return e.Err }

// face holds one parsed font; a mutex guards the scratch buffer of sfnt.
type face struct {
	name string
	mu   sync.Mutex
	f    *sfnt.Font
	buf  sfnt.Buffer
	upm  float64
}

var faces = sync.OnceValue(func() [3]*face {
	var out [3]*face
	for i, src := range []struct {
		name string
		ttf  []byte
	}{{"regular", liberationsansregular.TTF}, {"italic", liberationsansitalic.TTF}, {"bold", liberationsansbold.TTF}} {
		f, err := sfnt.Parse(src.ttf)
		if err != nil {
			panic("figure: the embedded font Liberation Sans " + src.name + " does not parse: " + err.Error())
		}
		out[i] = &face{name: src.name, f: f, upm: float64(f.UnitsPerEm())}
	}
	return out
})

func faceOf(f font.Font, italic bool) *face {
	switch {
	case f.Weight >= xfont.WeightSemiBold:
		return faces()[2]
	case italic || f.Style == xfont.StyleItalic:
		return faces()[1]
	}
	return faces()[0]
}

// glyph is one placed outline in units of the em, y up.
type glyph struct {
	segs sfnt.Segments
	upm  float64
	x, y float64 // origin, em of the label's font
	size float64 // relative to the label's font
}

// layout places the glyphs of one line; all lengths in em of the label's font.
func layout(s string, fnt font.Font) (gs []glyph, width float64, err error) {
	runs, err := parseMarkup(s)
	if err != nil {
		return nil, 0, err
	}
	var x, scriptLeft, scriptMax float64
	var prev sfnt.GlyphIndex
	var prevFace *face
	afterScript := false
	for _, m := range runs {
		f := faceOf(fnt, m.italic)
		if m.stack > 0 {
			if afterScript { // a second script on the same base starts where the first did
				x = scriptLeft
			} else {
				scriptLeft, scriptMax = x, x
			}
			prevFace = nil
		} else if afterScript && m.scale == 1 {
			x, prevFace = scriptMax, nil
		}
		g, id, adv, kern, err := f.load(m.r, prev, prevFace == f, s)
		if err != nil {
			return nil, 0, err
		}
		x += kern * m.scale
		g.x, g.y, g.size = x, m.rise, m.scale
		gs = append(gs, g)
		if m.hat {
			h, err := f.hatOver(g, s)
			if err != nil {
				return nil, 0, err
			}
			gs = append(gs, h)
		}
		x += adv * m.scale
		prev, prevFace = id, f
		if m.end {
			prevFace = nil
		}
		scriptMax = math.Max(scriptMax, x)
		afterScript = m.end
		if m.scale == 1 {
			scriptMax = x
		}
	}
	return gs, math.Max(x, scriptMax), nil
}

func (f *face) load(r rune, prev sfnt.GlyphIndex, kernOK bool, label string) (g glyph, id sfnt.GlyphIndex, adv, kern float64, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	ppem := fixed.Int26_6(f.f.UnitsPerEm())
	id, err = f.f.GlyphIndex(&f.buf, r)
	if err == nil && id == 0 {
		err = fmt.Errorf("figure: label %q: the font Liberation Sans %s has no glyph for %q (%U), and an empty box would be drawn in its place; write the label with another character", label, f.name, r, r)
	}
	if err != nil {
		return g, 0, 0, 0, err
	}
	segs, err := f.f.LoadGlyph(&f.buf, id, ppem, nil)
	if err != nil {
		return g, 0, 0, 0, fmt.Errorf("figure: label %q: outline of %q: %w", label, r, err)
	}
	g.segs, g.upm = append(sfnt.Segments(nil), segs...), f.upm
	a, err := f.f.GlyphAdvance(&f.buf, id, ppem, xfont.HintingNone)
	if err != nil {
		return g, 0, 0, 0, fmt.Errorf("figure: label %q: width of %q: %w", label, r, err)
	}
	adv = float64(a) / f.upm
	if kernOK {
		// A font without a kerning pair reports an error; the right distance is then the plain advance.
		if k, err := f.f.Kern(&f.buf, prev, id, ppem, xfont.HintingNone); err == nil {
			kern = float64(k) / f.upm
		}
	}
	return g, id, adv, kern, nil
}

// hatOver places a circumflex by one rule for every letter: centred on the ink of the letter, its lower edge 0.06 em
// above the ink.
func (f *face) hatOver(base glyph, label string) (glyph, error) {
	h, _, _, _, err := f.load('ˆ', 0, false, label)
	if err != nil {
		return h, err
	}
	const gap = 0.06
	bb, hb := base.segs.Bounds(), h.segs.Bounds()
	h.size = base.size
	baseMid := float64(bb.Min.X+bb.Max.X) / 2
	hatMid := float64(hb.Min.X+hb.Max.X) / 2
	h.x = base.x + (baseMid-hatMid)/f.upm*h.size
	inkTop, hatBottom := -float64(bb.Min.Y)/f.upm, -float64(hb.Max.Y)/f.upm
	h.y = base.y + (inkTop+gap-hatBottom)*h.size
	return h, nil
}

// Cache returns nil: outlines need no font cache.
func (Outline) Cache() *font.Cache { return nil }

// Extents returns ascent 0.72 em (the height of capitals and digits) and descent 0.21 em, the same for every label, so
// that labels with and without scripts share a baseline.
func (Outline) Extents(f font.Font) font.Extents {
	return font.Extents{Ascent: 0.72 * f.Size, Descent: 0.21 * f.Size, Height: 1.15 * f.Size}
}

// Lines splits at newlines.
func (Outline) Lines(s string) []string { return strings.Split(strings.TrimRight(s, "\n"), "\n") }

// Box returns the advance width of one line and the constant height and depth of Extents.
func (o Outline) Box(s string, f font.Font) (width, height, depth vg.Length) {
	_, w, err := layout(s, f)
	if err != nil {
		panic(&TextError{s, err})
	}
	e := o.Extents(f)
	return vg.Length(w) * f.Size, e.Ascent, e.Descent
}

// Draw fills the glyph outlines. XAlign moves each line by that part of its width; YAlign places the point at the
// baseline of the last line (YBottom), at half the capital height of the block (YCenter) or at its top (YTop).
func (o Outline) Draw(c vg.Canvas, s string, sty text.Style, pt vg.Point) {
	lines := o.Lines(s)
	e := o.Extents(sty.Font)
	block := e.Ascent + vg.Length(len(lines)-1)*e.Height
	sin, cos := math.Sincos(sty.Rotation)
	c.SetColor(sty.Color)
	for i, line := range lines {
		gs, w, err := layout(line, sty.Font)
		if err != nil {
			panic(&TextError{s, err})
		}
		x0 := vg.Length(sty.XAlign) * vg.Length(w) * sty.Font.Size
		y0 := vg.Length(sty.YAlign)*block + vg.Length(len(lines)-1-i)*e.Height
		at := func(x, y float64) vg.Point {
			dx, dy := float64(x0)+x*float64(sty.Font.Size), float64(y0)+y*float64(sty.Font.Size)
			return vg.Point{X: pt.X + vg.Length(dx*cos-dy*sin), Y: pt.Y + vg.Length(dx*sin+dy*cos)}
		}
		if p := outlinePath(gs, at); len(p) > 0 {
			c.Fill(p)
		}
	}
}
