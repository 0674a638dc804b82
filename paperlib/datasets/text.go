package datasets

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

const (
	// SentenceLength is the number of tokens of a sentence of CoLA, with [CLS] and [SEP]. With the vocabulary of MiniLM 10
	// of the 9594 sentences are longer and are cut; the longest has 47.
	SentenceLength = 32
	// Window is the number of characters of tiny Shakespeare that are read; each is followed by one that is predicted.
	Window = 64
)

// shakespeare is the number of distinct characters of tiny Shakespeare.
const shakespeare = 65

// decodeShakespeare makes characters tokens, in the order of their code points, and cuts the first nine tenths (training)
// and the rest (test) into consecutive windows of Window+1 characters; what does not fill a window is left out.
func decodeShakespeare(s *spec, contents map[string][]byte, set *Set, _ Options) error {
	all := contents[s.files[0].name]
	id := map[byte]int32{}
	for _, c := range all {
		id[c] = 0
	}
	for i, c := range slices.Sorted(maps.Keys(id)) {
		id[c] = int32(i)
	}
	if len(id) != shakespeare {
		return fmt.Errorf("%w: %d distinct characters, want %d", ErrFormat, len(id), shakespeare)
	}
	part := func(text []byte) Split {
		var split Split
		for ; len(text) >= Window+1; text = text[Window+1:] {
			for _, c := range text[:Window+1] {
				split.Tokens = append(split.Tokens, id[c])
			}
			split.Labels = append(split.Labels, 0)
		}
		return split
	}
	cut := len(all) * 9 / 10
	set.Vocabulary = shakespeare
	set.Train, set.Test = part(all[:cut]), part(all[cut:])
	return nil
}

// decodeCoLA reads the sentences: training, and both development files as the test part. Sentences become tokens by the
// vocabulary of o, or by the words of the training part.
func decodeCoLA(s *spec, contents map[string][]byte, set *Set, o Options) error {
	var train, test []sentence
	for i, f := range s.files {
		list, err := parseCoLA(contents[f.name])
		if err != nil {
			return &Error{Kind: ErrDamaged, Set: s.name, File: f.name, Cause: err}
		}
		if i == 0 {
			train = list
		} else {
			test = append(test, list...)
		}
	}
	vocabulary := ownVocabulary(train)
	if o.Vocabulary != "" {
		var err error
		if vocabulary, err = os.ReadFile(o.Vocabulary); err != nil {
			return fmt.Errorf("read the vocabulary: %w", err)
		}
	}
	pieces, err := NewWordPiece(vocabulary)
	if err != nil {
		return err
	}
	part := func(list []sentence) Split {
		var split Split
		for _, x := range list {
			tokens, _ := pieces.Encode(x.text, SentenceLength)
			split.Tokens = append(split.Tokens, tokens...)
			split.Labels = append(split.Labels, x.label)
		}
		return split
	}
	set.Vocabulary = pieces.Size()
	set.Train, set.Test = part(train), part(test)
	return nil
}

type sentence struct {
	text  string
	label int32 // 1 acceptable, 0 not
}

// parseCoLA reads lines of four columns separated by tabs: source, label, the author's mark, sentence.
func parseCoLA(data []byte) ([]sentence, error) {
	var list []sentence
	for line := range bytes.Lines(data) {
		col := strings.Split(strings.TrimRight(string(line), "\r\n"), "\t")
		if len(col) != 4 {
			return nil, fmt.Errorf("%w: line %d has %d columns, want 4", ErrFormat, len(list)+1, len(col))
		}
		if col[1] != "0" && col[1] != "1" {
			return nil, fmt.Errorf("%w: line %d has the label %q, want 0 or 1", ErrFormat, len(list)+1, col[1])
		}
		list = append(list, sentence{col[3], int32(col[1][0] - '0')})
	}
	return list, nil
}

// ownVocabulary has the words that occur at least twice, the commonest first and equals in order of the alphabet.
func ownVocabulary(list []sentence) []byte {
	count := map[string]int{}
	for _, s := range list {
		for _, w := range words(s.text) {
			count[w]++
		}
	}
	maps.DeleteFunc(count, func(_ string, n int) bool { return n < 2 })
	names := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(count[b]-count[a], strings.Compare(a, b))
	})
	return []byte(strings.Join(append([]string{tokenPad, tokenUnknown, tokenClass, tokenEnd}, names...), "\n") + "\n")
}

// vocabularyDigest is the part of a set's digest that its vocabulary has; empty for the set's own.
func (o Options) vocabularyDigest() (string, error) {
	if o.Vocabulary == "" {
		return "", nil
	}
	b, err := os.ReadFile(o.Vocabulary)
	if err != nil {
		return "", fmt.Errorf("read the vocabulary: %w", err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(b)), nil
}

// keepTokens takes the examples of a subset.
func (s Split) keepTokens(index []int) Split {
	size := len(s.Tokens) / len(s.Labels)
	var out Split
	for _, i := range index {
		out.Tokens = append(out.Tokens, s.Tokens[i*size:(i+1)*size]...)
		out.Labels = append(out.Labels, s.Labels[i])
	}
	return out
}

// Description is what is known of a set before it is loaded, under the names of [Set].
type Description struct {
	Shape               [3]int
	Classes, Vocabulary int
	Mean, Std           []float64
}

// Describe tells the shape of a set's examples without loading it. The size of the vocabulary of words that CoLA has of its
// own is not known before, so for CoLA it wants Options.Vocabulary.
func Describe(name string, o Options) (Description, error) {
	if name == "digits" {
		return Description{Shape: [3]int{8, 8, 1}, Classes: 10, Mean: digitsMean, Std: digitsStd}, nil
	}
	s := specOf(name)
	if s == nil {
		return Description{}, unknown(name)
	}
	d := Description{Shape: s.shape, Classes: s.classes, Mean: s.mean, Std: s.std}
	switch {
	case s.text == nil:
	case name == "tinyshakespeare":
		d.Vocabulary = shakespeare
	default:
		b, err := os.ReadFile(o.Vocabulary)
		if err != nil {
			return d, fmt.Errorf("describe %s by its vocabulary: %w", name, err)
		}
		w, err := NewWordPiece(b)
		if err != nil {
			return d, err
		}
		d.Vocabulary = w.Size()
	}
	return d, nil
}
