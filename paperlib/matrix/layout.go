package matrix

import (
	"bytes"
	"iter"
)

// layout is how a text separates its numbers, and what it writes for a decimal point.
type layout struct {
	separator byte // ',', ';', a tab, or ' ' for any white space
	decimal   byte
}

const blanks = " \t\v\f\r"

// sniff tells the layout from the first line with content. decimal is what the caller said, or 0.
func sniff(b []byte, decimal byte) layout {
	commas, semicolons, tabs := outside(b, ','), outside(b, ';'), outside(b, '\t')
	l := layout{' ', '.'}
	if decimal == ',' {
		l.decimal = ','
		if bytes.IndexByte(b, '"') < 0 && !someWord(b) {
			commas = 0 // they are in the numbers, unless these are quoted or this is a line of names
		}
	}
	switch {
	case semicolons > 0:
		l.separator = ';'
	case commas > 0:
		l.separator = ','
	case tabs > 0 && !aligned(b, l):
		l.separator = '\t'
	}
	return l
}

// someWord tells whether something between commas begins like a name.
func someWord(b []byte) bool {
	for f := range (layout{',', '.'}).fields(b) {
		if len(f.text) > 0 && (f.text[0] == '_' || f.text[0] >= 'A' && f.text[0] <= 'z') {
			return true
		}
	}
	return false
}

// outside counts a byte outside of quotes.
func outside(b []byte, what byte) int {
	n, quoted := 0, false
	for _, c := range b {
		switch {
		case c == '"':
			quoted = !quoted
		case c == what && !quoted:
			n++
		}
	}
	return n
}

// aligned tells whether a line of numbers mixes tabs with spaces, so that white space of any kind separates them.
func aligned(b []byte, l layout) bool {
	n := 0
	for field := range (layout{' ', l.decimal}).fields(b) {
		if _, _, err := parseNumber(field.text, l.decimal); err != nil {
			return false
		}
		n++
	}
	for field := range (layout{'\t', l.decimal}).fields(b) {
		if bytes.ContainsAny(field.text, blanks) {
			return n > 1
		}
	}
	return false
}

// field is what stands between separators, without the blanks around it.
type field struct {
	text   []byte
	quoted bool // it was in double quotes, which text has no more
}

// fields cuts a line into fields, one after the other: a list of them would take ten times the memory of the line. Fields
// in double quotes may hold separators, and two quotes for one (RFC 4180).
func (l layout) fields(b []byte) iter.Seq[field] {
	return func(yield func(field) bool) {
		for more := true; more; {
			var f field
			b = bytes.TrimLeft(b, " ")
			if l.separator == ' ' {
				if b = bytes.TrimLeft(b, blanks); len(b) == 0 {
					return
				}
			}
			if text, rest, ok := l.unquote(b); ok {
				f = field{text, true}
				b, more = rest, len(rest) > 0
				if more {
					b = b[1:]
				}
			} else {
				end := bytes.IndexByte(b, l.separator)
				if l.separator == ' ' {
					end = bytes.IndexAny(b, blanks)
				}
				if end < 0 {
					end, more = len(b), false
				}
				f.text = bytes.TrimSpace(b[:end])
				b = b[min(end+1, len(b)):]
			}
			if !yield(f) {
				return
			}
		}
	}
}

// unquote takes a quoted field from the front of b; the rest begins with the separator.
func (l layout) unquote(b []byte) (text, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '"' {
		return nil, nil, false
	}
	end, doubled := 1, false
	for ; ; end++ {
		at := bytes.IndexByte(b[end:], '"')
		if at < 0 {
			return nil, nil, false
		}
		if end += at; end+1 == len(b) || b[end+1] != '"' {
			break
		}
		doubled = true
		end++
	}
	text, rest = b[1:end], b[end+1:]
	if l.separator != ' ' {
		rest = bytes.TrimLeft(rest, " ")
	}
	blank := l.separator == ' ' && len(rest) > 0 && bytes.IndexByte([]byte(blanks), rest[0]) >= 0
	if len(rest) > 0 && rest[0] != l.separator && !blank {
		return nil, nil, false
	}
	if doubled {
		text = bytes.ReplaceAll(text, []byte(`""`), []byte(`"`))
	}
	return text, rest, true
}

// uncomment cuts a line where a comment begins: at a # outside of quotes that does not belong to 1.#INF and its like.
func uncomment(b []byte) []byte {
	if bytes.IndexByte(b, '#') < 0 {
		return b
	}
	quoted := false
	for i, c := range b {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '#' && !quoted && !(i >= 2 && b[i-1] == '.' && b[i-2] == '1' && i+1 < len(b) && bytes.IndexByte([]byte("IQSNiqsn"), b[i+1]) >= 0):
			return b[:i]
		}
	}
	return b
}
