package chaos

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_@%+=:,./-]+$`)

// commandLine is what could be typed into bash.
func commandLine(env, args []string) string {
	var words []string
	for _, v := range env {
		name, value, _ := strings.Cut(v, "=")
		words = append(words, name+"="+shellWord(value))
	}
	for _, a := range args {
		words = append(words, shellWord(a))
	}
	return strings.Join(words, " ")
}

// shellWord quotes for bash, on one line and without control characters.
func shellWord(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	if len(s) > 300 {
		return fmt.Sprintf("\"$(printf %%%ds | tr ' ' %s)\"", len(s), s[:1])
	}
	var b strings.Builder
	b.WriteString("$'")
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\'' || c == '\\':
			b.WriteString(`\` + string(c))
		case c < ' ' || c >= 0x7f:
			fmt.Fprintf(&b, `\x%02x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteString("'")
	return b.String()
}

// visible writes control characters as escapes, lines kept.
func visible(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r != '\n' && (unicode.IsControl(r) || r == unicode.ReplacementChar) {
			q := strconv.QuoteRune(r)
			b.WriteString(q[1 : len(q)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// shorten keeps the beginning and the end of a long text.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:n/2] + " ... " + s[len(s)-n/2:]
}

func indent(s string) string {
	return "     " + strings.ReplaceAll(strings.TrimRight(visible(s), "\n"), "\n", "\n     ")
}
