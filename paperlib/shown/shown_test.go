package shown

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestName(t *testing.T) {
	for in, want := range map[string]string{
		"":                  "",
		"g.csv":             "g.csv",
		"my file (2).npy":   "my file (2).npy",
		"größe µ 重み":        "größe µ 重み",
		"a\u00a0b":          "a\u00a0b",
		"\ufffd":            "\ufffd", // a replacement character that is there is text
		"it's \"quoted\"":   "it's \"quoted\"",
		"\x1b[31mred\x07":   `"\x1b[31mred\a"`,
		"a\nb":              `"a\nb"`,
		"a\tb":              `"a\tb"`,
		"\u202eevil":        `"\u202eevil"`,
		"\u2066iso\u2069":   `"\u2066iso\u2069"`,
		"c1 \u009b31m":      `"c1 \u009b31m"`,
		"bad \xff":          `"bad \xff"`,
		"\x00":              `"\x00"`,
		"line\u2028break":   `"line\u2028break"`,
		"back\\slash":       "back\\slash",
		"back\\slash\x1b":   `"back\\slash\x1b"`,
		"tag \U000e0041":    `"tag \U000e0041"`,
		"zero\u200bwidth":   `"zero\u200bwidth"`,
		"del\x7f":           `"del\x7f"`,
		"\xf0\x9f\x98 half": `"\xf0\x9f\x98 half"`,
	} {
		if got := Name(in); got != want {
			t.Errorf("%+q: %s, want %s", in, got, want)
		}
	}
}

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"two\nlines\tand\r\nmore": "two\nlines\tand\r\nmore",
		"over\rwritten":           `over\rwritten`,
		"end\r":                   `end\r`,
		"\x1b]0;pwn\x07":          `\x1b]0;pwn\a`,
		"del\x7f":                 `del\u007f`,
		"\u202e \u009b":           `\u202e \u009b`,
		"\U000e0041":              `\udb40\udc41`,
		"bad \xff, half \xe2\x82": `bad \xff, half \xe2\x82`,
	} {
		if got := Text(in); got != want {
			t.Errorf("%+q: %s, want %s", in, got, want)
		}
	}
}

// TestJSONStaysTheSameValue: what JSON leaves as it is in a string is escaped so that it reads as before.
func TestJSONStaysTheSameValue(t *testing.T) {
	for _, name := range []string{"\x1b[31m\x07\x00", "\u202e\u009b\x7f\u2028\u200b", "\U000e0041 😀 é", `\u202e "`} {
		b, err := json.Marshal(name)
		if err != nil {
			t.Fatal(err)
		}
		var back string
		if err := json.Unmarshal([]byte(Text(string(b))), &back); err != nil || back != name {
			t.Errorf("%+q became %+q, %v", name, back, err)
		}
	}
}

func TestUTF8(t *testing.T) {
	for in, want := range map[string]string{"größe\x1b\n": "größe\x1b\n", "gr\xf6\xdfe \ufffd": `gr\xf6\xdfe ` + "\ufffd", "\r\xe2\x82": "\r" + `\xe2\x82`} {
		if got := UTF8(in); got != want {
			t.Errorf("%+q: %+q, want %+q", in, got, want)
		}
	}
}

type faulty struct{ err error }

func (f faulty) Write([]byte) (int, error) { return 0, f.err }

func TestWriterPassesFaultsOn(t *testing.T) {
	full := errors.New("no space")
	w := NewWriter(faulty{full})
	if _, err := w.Write([]byte("x")); err != full {
		t.Error(err)
	}
	w = NewWriter(faulty{full})
	if _, err := w.Write([]byte("\xe2")); err != nil {
		t.Error(err)
	}
	if err := w.Close(); err != full {
		t.Error(err)
	}
}

// FuzzText: nothing that acts on a terminal is left, the cut into writes does not matter, and what can be seen is untouched.
func FuzzText(f *testing.F) {
	f.Add("plain", 2)
	f.Add("\x1b[0m é\u202e\r\n\r \xff\xe2\x82", 3)
	f.Fuzz(func(t *testing.T, s string, cut int) {
		got := Text(s)
		for i, r := range got {
			if r == '\n' || r == '\t' || r == '\r' && strings.HasPrefix(got[i:], "\r\n") {
				continue
			}
			if !unicode.IsGraphic(r) {
				t.Fatalf("%+q leaves %+q", s, got)
			}
		}
		if !utf8.ValidString(got) || Text(got) != got {
			t.Fatalf("%+q gives %+q", s, got)
		}
		var out bytes.Buffer
		w := NewWriter(&out)
		for b := []byte(s); len(b) > 0; {
			n := min(max(1, cut), len(b))
			if k, err := w.Write(b[:n]); k != n || err != nil {
				t.Fatal(k, err)
			}
			b = b[n:]
		}
		if err := w.Close(); err != nil || out.String() != got {
			t.Fatalf("%+q cut by %d gives %+q, whole %+q", s, cut, out.String(), got)
		}
		if name := Name(s); strings.ContainsAny(name, "\n\t\r") || name != s && name[0] != '"' {
			t.Fatalf("%+q is named %+q", s, name)
		}
	})
}
