package figure

import (
	"fmt"
	"strings"
)

// markRun is one character of marked-up text with its place relative to the line.
type markRun struct {
	r      rune
	hat    bool    // a circumflex sits centred above this glyph
	italic bool    // set in the italic face
	scale  float64 // of the font size
	rise   float64 // of the font size, positive upwards
	stack  int     // > 0: first glyph of a script; scripts that follow one base share their left edge
	end    bool    // last glyph of a script group
}

const (
	scriptScale = 0.70
	scriptUp    = 0.36
	scriptDown  = -0.16
	hatRune     = '\u0302'
)

// Escape makes s safe as literal text: the characters \ ^ _ * { } lose their meaning as markup. Use it for every
// string that comes from data (a parameter name such as "dense_0").
func Escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `^`, `\^`, `_`, `\_`, `*`, `\*`, `{`, `\{`, `}`, `\}`).Replace(s)
}

// parseMarkup reads one line of the label language:
//
//	^{...} or ^x   superscript, may nest      _{...} or _x   subscript
//	*...*          italic                     α + U+0302     a hat, centred over the letter before it
//	\c             the character c itself
func parseMarkup(s string) ([]markRun, error) {
	p := markParser{in: []rune(s), src: s}
	if err := p.group(1, 0, false, false); err != nil {
		return nil, err
	}
	return p.out, nil
}

type markParser struct {
	in  []rune
	pos int
	out []markRun
	src string
}

func (p *markParser) fail(what string) error {
	return fmt.Errorf("figure: label %q: %s at character %d; write \\^ \\_ \\* \\{ \\} for the characters themselves, or pass text from data through Escape", p.src, what, p.pos+1)
}

// group reads up to the end of input, or up to the closing brace when nested.
func (p *markParser) group(scale, rise float64, italic, nested bool) error {
	for p.pos < len(p.in) {
		c := p.in[p.pos]
		switch c {
		case '\\':
			p.pos++
			if p.pos == len(p.in) {
				return p.fail("a backslash ends the label")
			}
			p.emit(p.in[p.pos], scale, rise, italic)
		case '*':
			italic = !italic
			p.pos++
		case '{':
			return p.fail("an opening brace without ^ or _")
		case '}':
			if !nested {
				return p.fail("a closing brace without its opening one")
			}
			return nil
		case '^', '_':
			if err := p.script(c, scale, rise, italic); err != nil {
				return err
			}
		case hatRune:
			if len(p.out) == 0 {
				return p.fail("a hat without a letter before it")
			}
			p.out[len(p.out)-1].hat = true
			p.pos++
		default:
			p.emit(c, scale, rise, italic)
		}
	}
	if nested {
		return p.fail("a brace is not closed")
	}
	return nil
}

func (p *markParser) emit(c rune, scale, rise float64, italic bool) {
	p.out = append(p.out, markRun{r: c, italic: italic, scale: scale, rise: rise})
	p.pos++
}

func (p *markParser) script(c rune, scale, rise float64, italic bool) error {
	p.pos++
	if p.pos == len(p.in) {
		return p.fail("an empty script")
	}
	shift := scriptUp
	if c == '_' {
		shift = scriptDown
	}
	first := len(p.out)
	inScale, inRise := scale*scriptScale, rise+shift*scale
	if p.in[p.pos] == '{' {
		p.pos++
		if err := p.group(inScale, inRise, italic, true); err != nil {
			return err
		}
		p.pos++
	} else {
		p.emit(p.in[p.pos], inScale, inRise, italic)
	}
	if len(p.out) == first {
		return p.fail("an empty script")
	}
	p.out[first].stack++
	p.out[len(p.out)-1].end = true
	return nil
}
