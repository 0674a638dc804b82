package datasets

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The tokens that every vocabulary of an encoder has.
const (
	tokenPad     = "[PAD]"
	tokenUnknown = "[UNK]"
	tokenClass   = "[CLS]"
	tokenEnd     = "[SEP]"
)

// WordPiece cuts text into the pieces of a vocabulary as the uncased BERT does (Devlin et al. 2019; Schuster, Nakajima
// 2012): control characters go, white space and punctuation separate, letters are lowered and lose their accents, and each
// word is cut into the longest pieces that the vocabulary has from the left, pieces inside a word beginning with "##". A
// word that cannot be cut, or is longer than 100 characters, is [UNK].
type WordPiece struct {
	id map[string]int32
}

// NewWordPiece reads a vocabulary of one piece a line, as in a vocab.txt: the number of the line, from 0, is the token.
// [PAD] must be the first.
func NewWordPiece(vocabulary []byte) (*WordPiece, error) {
	w := &WordPiece{id: map[string]int32{}}
	n := int32(0)
	for line := range strings.Lines(string(vocabulary)) {
		piece := strings.TrimRight(line, "\r\n")
		if _, twice := w.id[piece]; twice {
			return nil, fmt.Errorf("%w: vocabulary: line %d repeats %q", ErrFormat, n+1, piece)
		}
		w.id[piece] = n
		n++
	}
	for _, t := range []string{tokenPad, tokenUnknown, tokenClass, tokenEnd} {
		if _, ok := w.id[t]; !ok {
			return nil, fmt.Errorf("%w: vocabulary: it has no %s", ErrFormat, t)
		}
	}
	if w.id[tokenPad] != 0 {
		return nil, fmt.Errorf("%w: vocabulary: %s is token %d, want 0", ErrFormat, tokenPad, w.id[tokenPad])
	}
	return w, nil
}

// Size is the number of pieces.
func (w *WordPiece) Size() int { return len(w.id) }

// Tokens are the pieces of a text without [CLS] and [SEP].
func (w *WordPiece) Tokens(text string) []int32 {
	var list []int32
	for _, word := range words(text) {
		list = append(list, w.cut(word)...)
	}
	return list
}

// Encode returns [CLS] text [SEP] in exactly length tokens: filled up with [PAD], or cut before [SEP]. whole is false if the
// text was cut.
func (w *WordPiece) Encode(text string, length int) (tokens []int32, whole bool) {
	t := w.Tokens(text)
	if whole = len(t) <= length-2; !whole {
		t = t[:length-2]
	}
	tokens = make([]int32, length)
	tokens[0] = w.id[tokenClass]
	copy(tokens[1:], t)
	tokens[1+len(t)] = w.id[tokenEnd]
	return tokens, whole
}

const longestWord = 100

func (w *WordPiece) cut(word string) []int32 {
	if utf8.RuneCountInString(word) > longestWord {
		return []int32{w.id[tokenUnknown]}
	}
	var list []int32
	for start := 0; start < len(word); {
		found := false
		for end := len(word); end > start; {
			piece := word[start:end]
			if start > 0 {
				piece = "##" + piece
			}
			if id, ok := w.id[piece]; ok {
				list, start, found = append(list, id), end, true
				break
			}
			_, size := utf8.DecodeLastRuneInString(word[start:end])
			end -= size
		}
		if !found {
			return []int32{w.id[tokenUnknown]}
		}
	}
	return list
}

// words lowers, strips accents, and separates at white space and punctuation, which is a word of its own; so are the
// characters of Chinese, Japanese and Korean writing.
func words(text string) []string {
	var list []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			list = append(list, word.String())
			word.Reset()
		}
	}
	var clean strings.Builder
	for _, r := range text {
		switch {
		case r == 0 || r == utf8.RuneError || (unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs) && !strings.ContainsRune("\t\n\r", r)):
		default:
			clean.WriteRune(r)
		}
	}
	for _, r := range norm.NFD.String(strings.ToLower(clean.String())) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsSpace(r):
			flush()
		case separates(r):
			flush()
			list = append(list, string(r))
		default:
			word.WriteRune(r)
		}
	}
	flush()
	return list
}

// separates tells punctuation (every ASCII character that is no letter, digit or space counts) and CJK ideographs.
func separates(r rune) bool {
	switch {
	case r >= 33 && r <= 47, r >= 58 && r <= 64, r >= 91 && r <= 96, r >= 123 && r <= 126:
		return true
	case r >= 0x4E00 && r <= 0x9FFF, r >= 0x3400 && r <= 0x4DBF, r >= 0x20000 && r <= 0x2CEAF, r >= 0xF900 && r <= 0xFAFF, r >= 0x2F800 && r <= 0x2FA1F:
		return true
	}
	return unicode.IsPunct(r)
}
