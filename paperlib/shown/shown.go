// Package shown makes the words of others safe to show: names of files, arrays and coordinates may hold terminal escapes,
// line feeds that begin a line of their own, and characters that turn the direction of what follows.
//
// A name is passed through [Name] where it is put into a sentence. [Text] and [Writer] guard whole outputs, for words that
// no one has thought of.
package shown

import (
	"io"
	"strconv"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Name returns a name as it is when it is text that can be seen, spaces included. Any other is quoted as by
// strconv.Quote, so that no line feed, terminal escape, change of direction or broken UTF-8 is left in it.
func Name(s string) string {
	for i, r := range s {
		if !seen(r) || broken(s[i:], r) {
			return strconv.QuoteToGraphic(s)
		}
	}
	return s
}

// Text returns a text in which whatever cannot be seen is written as an escape (\x1b, \u202e, \xff), except line feeds,
// tabs and the carriage returns of "\r\n".
func Text(s string) string {
	out, rest := appendText(nil, []byte(s))
	return string(appendBroken(out, rest))
}

// UTF8 returns s with the bytes that are no UTF-8 written as escapes (\xff) and all else as it is. JSON has no other way to
// hold them: its encoders would make one character of all of them.
func UTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var out []byte
	for i, r := range s {
		if broken(s[i:], r) {
			out = appendBroken(out, []byte{s[i]})
		} else {
			out = utf8.AppendRune(out, r)
		}
	}
	return string(out)
}

// seen tells whether a character shows itself: letters, marks, numbers, symbols and spaces, but no controls, changes of
// direction, invisible characters and separators of lines.
func seen(r rune) bool { return unicode.IsGraphic(r) }

// broken tells whether s, whose first character decodes to r, begins with a byte that is no UTF-8.
func broken(s string, r rune) bool {
	if r != utf8.RuneError {
		return false
	}
	_, n := utf8.DecodeRuneInString(s)
	return n == 1
}

// appendText appends b as Text writes it; rest is the beginning of a character whose end is not in b, or a final "\r".
func appendText(dst, b []byte) (out, rest []byte) {
	for len(b) > 0 {
		n := 0
		for n < len(b) && (b[n] >= ' ' && b[n] < 0x7f || b[n] == '\n' || b[n] == '\t') {
			n++
		}
		dst, b = append(dst, b[:n]...), b[n:]
		if len(b) == 0 {
			break
		}
		if !utf8.FullRune(b) || len(b) == 1 && b[0] == '\r' {
			return dst, b
		}
		r, size := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && size == 1:
			dst = appendBroken(dst, b[:1])
		case r == '\r' && b[1] == '\n', seen(r):
			dst = append(dst, b[:size]...)
		case r < ' ':
			dst = append(dst, strconv.Quote(string(r))[1:]...)
			dst = dst[:len(dst)-1] // the quote
		default:
			dst = appendEscape(dst, r)
		}
		b = b[size:]
	}
	return dst, nil
}

// appendEscape writes a character beyond the ASCII controls in a form that is valid within a JSON string too, where it
// means the same: an output may be JSON, in which such characters stand as they are.
func appendEscape(dst []byte, r rune) []byte {
	units := []rune{r}
	if hi, lo := utf16.EncodeRune(r); hi != unicode.ReplacementChar {
		units = []rune{hi, lo}
	}
	for _, u := range units {
		dst = append(dst, '\\', 'u')
		for shift := 12; shift >= 0; shift -= 4 {
			dst = append(dst, "0123456789abcdef"[u>>shift&15])
		}
	}
	return dst
}

// appendBroken writes bytes that are no character.
func appendBroken(dst, b []byte) []byte {
	for _, c := range b {
		if c == '\r' {
			dst = append(dst, `\r`...)
			continue
		}
		dst = append(dst, '\\', 'x', "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
	}
	return dst
}

// Writer writes what is written to it as [Text] writes it. The bytes that reach out are the same however the text is cut
// into writes; Close ends the text, and leaves out open.
type Writer struct {
	out  io.Writer
	rest []byte
	text []byte
}

// NewWriter returns a Writer to out.
func NewWriter(out io.Writer) *Writer { return &Writer{out: out} }

// Write writes b, but for the beginning of a character at its end, which waits for the rest of it.
func (w *Writer) Write(b []byte) (int, error) {
	in := b
	if len(w.rest) > 0 {
		in = append(w.rest, b...)
	}
	var rest []byte
	w.text, rest = appendText(w.text[:0], in)
	w.rest = append([]byte(nil), rest...)
	if len(w.text) > 0 {
		if _, err := w.out.Write(w.text); err != nil {
			return 0, err
		}
	}
	return len(b), nil
}

// Close writes what waits.
func (w *Writer) Close() error {
	text := appendBroken(nil, w.rest)
	w.rest = nil
	if len(text) == 0 {
		return nil
	}
	_, err := w.out.Write(text)
	return err
}
