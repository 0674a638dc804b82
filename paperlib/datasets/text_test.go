package datasets

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var small = []byte("[PAD]\n[UNK]\n[CLS]\n[SEP]\nun\n##aff\n##able\ncafe\n,\n!\nthe\n##s\n中\n")

func TestWordPiece(t *testing.T) {
	w, err := NewWordPiece(small)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]int32{
		"":                              nil,
		"unaffable":                     {4, 5, 6}, // the example of BERT's own tokenizer
		"UNAFFABLE, the Café!":          {4, 5, 6, 8, 10, 7, 9},
		"thes":                          {10, 11},
		"thex":                          {1}, // no half word
		"the\tthe\nthe\u00a0the":        {10, 10, 10, 10},
		"the中the":                       {10, 12, 10},
		"th\u0000e the\u200b":           {10, 10}, // control and format characters vanish
		"the" + strings.Repeat("s", 98): {1},      // longer than 100 characters
	} {
		if got := w.Tokens(text); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	got, whole := w.Encode("the, the", 6)
	if !whole || !slices.Equal(got, []int32{2, 10, 8, 10, 3, 0}) {
		t.Errorf("encoded %v, whole %v", got, whole)
	}
	if got, whole = w.Encode("the, the", 4); whole || !slices.Equal(got, []int32{2, 10, 8, 3}) {
		t.Errorf("cut %v, whole %v", got, whole)
	}
}

func TestVocabularyThatIsNone(t *testing.T) {
	for _, v := range []string{"", "[PAD]\n[UNK]\n[CLS]\n", "[UNK]\n[PAD]\n[CLS]\n[SEP]\n", "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\na\n"} {
		if _, err := NewWordPiece([]byte(v)); !errors.Is(err, ErrFormat) {
			t.Errorf("%q: %v", v, err)
		}
	}
}

func FuzzWordPiece(f *testing.F) {
	f.Add("unaffable, the Café!")
	f.Add("\xff\x00中##s[PAD]")
	w, err := NewWordPiece(small)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, id := range w.Tokens(text) {
			if id < 1 || int(id) >= w.Size() || id == 2 || id == 3 {
				t.Fatalf("%q gives token %d", text, id)
			}
		}
		if got, _ := w.Encode(text, 8); len(got) != 8 || got[0] != 2 {
			t.Fatalf("%q: encoded as %v", text, got)
		}
	})
}

func TestParseCoLA(t *testing.T) {
	list, err := parseCoLA([]byte("gj04\t1\t\tIt's \"fine\".\ngj04\t0\t*\tFine it.\r\n"))
	if err != nil || len(list) != 2 || list[0] != (sentence{`It's "fine".`, 1}) || list[1] != (sentence{"Fine it.", 0}) {
		t.Errorf("%v, %v", list, err)
	}
	for _, bad := range []string{"gj04\t1\tno mark\n", "gj04\t2\t\tlabel\n", "a\tb\n"} {
		if _, err := parseCoLA([]byte(bad)); !errors.Is(err, ErrFormat) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// tokensDigest is a digest of rows of tokens.
func tokensDigest(tokens []int32) string {
	h := sha256.New()
	if err := binary.Write(h, binary.LittleEndian, tokens); err != nil {
		panic(err)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestTextSets(t *testing.T) {
	for _, c := range []struct {
		name                             string
		train, test, vocabulary, classes int
	}{{"cola", 8551, 1043, 3545, 2}, {"tinyshakespeare", 15443, 1716, 65, 0}} {
		if _, here := (Options{}).Present(c.name); !here {
			t.Skipf("%s is not on this machine: set SGNLAB_DATA", c.name)
		}
		set, err := Load(t.Context(), c.name, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if set.Train.Len() != c.train || set.Test.Len() != c.test || set.Vocabulary != c.vocabulary || set.Classes != c.classes {
			t.Errorf("%s: %d + %d examples, vocabulary %d, %d classes", c.name, set.Train.Len(), set.Test.Len(), set.Vocabulary, set.Classes)
		}
		for _, s := range []Split{set.Train, set.Test} {
			if len(s.Tokens) != s.Len()*set.Shape[0] || slices.Min(s.Tokens) < 0 || int(slices.Max(s.Tokens)) >= set.Vocabulary {
				t.Errorf("%s: %d tokens for %d examples from %d to %d", c.name, len(s.Tokens), s.Len(), slices.Min(s.Tokens), slices.Max(s.Tokens))
			}
		}
		part, err := Load(t.Context(), c.name, Options{Train: 100, Test: 10, Seed: 1})
		if err != nil || part.Train.Len() != 100 || part.Test.Len() != 10 || part.Digest == set.Digest {
			t.Errorf("%s: a part: %v", c.name, err)
		}
		if d, err := Digest(c.name, Options{Train: 100, Test: 10, Seed: 1}); err != nil || d != part.Digest {
			t.Errorf("%s: the digest is %s without reading and %s with", c.name, d, part.Digest)
		}
	}
	// "First Citizen:\nBefore we proceed" in the order of code points.
	set, err := Load(t.Context(), "tinyshakespeare", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := []int32{18, 47, 56, 57, 58, 1, 15, 47, 58, 47, 64, 43, 52, 10, 0}; !slices.Equal(set.Train.Tokens[:15], want) {
		t.Errorf("the text begins with %v, want %v", set.Train.Tokens[:15], want)
	}
}

// All sentences of CoLA with the vocabulary of all-MiniLM-L6-v2, against the package tokenizers 0.23.3 of Hugging Face with
// that model's tokenizer.json (no special tokens, no padding): the digest of all tokens, one after the other.
func TestWordPieceAgainstTokenizers(t *testing.T) {
	file := os.Getenv("SGNLAB_MINILM")
	if file == "" {
		t.Skip("set SGNLAB_MINILM to a folder with the vocab.txt of all-MiniLM-L6-v2")
	}
	v, err := os.ReadFile(file + "/vocab.txt")
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewWordPiece(v)
	if err != nil {
		t.Fatal(err)
	}
	o, _ := Options{}.fromEnvironment()
	s := specOf("cola")
	found, missing, err := s.locate(o.Dir)
	if err != nil || missing != "" {
		t.Skip("cola is not in SGNLAB_DATA")
	}
	contents, err := s.read(t.Context(), found)
	if err != nil {
		t.Fatal(err)
	}
	var all []int32
	for _, f := range s.files {
		list, err := parseCoLA(contents[f.name])
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range list {
			all = append(all, w.Tokens(x.text)...)
		}
	}
	if got := tokensDigest(all); got != colaPieces {
		t.Errorf("%d tokens with digest %s, want %s", len(all), got, colaPieces)
	}
}

const colaPieces = "7984f0956db9cb69e85a5d2f283c0a9ee70cf3a9d5471b27e6a7756d06c9ca8a"
