package lab

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
)

// layoutVersion is part of every ID: an entry written in another folder layout is another entry.
const layoutVersion = 1

// Unit is one idempotent piece of a study's work: all that determines its result and nothing else.
type Unit struct {
	// Study names the folder of the entry: lower-case letters, digits, '.', '_' and '-'.
	Study string
	// Knobs is what the reader can turn, profile numbers included: anything encoding/json can encode.
	Knobs any
	// Seed is the root seed of the random streams.
	Seed uint64
	// Versions holds the hand-kept version of each algorithm used; raise it when the algorithm's results change.
	Versions map[string]int
	// Inputs holds the digests of what is read (data sets, other units' IDs), by name.
	Inputs map[string]string
	// Custom is the digest of a reader's own code, empty for the published studies.
	Custom string
}

type unitConfig struct {
	Layout   int               `json:"layout"`
	Study    string            `json:"study"`
	Knobs    any               `json:"knobs"`
	Seed     uint64            `json:"seed"`
	Versions map[string]int    `json:"versions"`
	Inputs   map[string]string `json:"inputs"`
	Custom   string            `json:"custom,omitempty"`
}

var studyName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// reserved are folders that live beside the studies' folders, in runs/ or in figures/results/.
var reserved = []string{"out", "verdicts", "checks", "timing", "provenance", "tables"}

// Config returns the canonical JSON that ID hashes. An error means the knobs cannot be written as JSON (a NaN, a
// function, a channel) or the study's name is not a folder name.
func (u Unit) Config() ([]byte, error) {
	if !studyName.MatchString(u.Study) || slices.Contains(reserved, u.Study) {
		return nil, fmt.Errorf("the study name %q cannot be used: a name is made of lower-case letters, digits, '.', '_' "+
			"and '-' and is none of %q; rename the study", u.Study, reserved)
	}
	c := unitConfig{layoutVersion, u.Study, u.Knobs, u.Seed, u.Versions, u.Inputs, u.Custom}
	if c.Versions == nil {
		c.Versions = map[string]int{}
	}
	if c.Inputs == nil {
		c.Inputs = map[string]string{}
	}
	b, err := Canonical(c)
	if err != nil {
		return nil, fmt.Errorf("the settings of study %s cannot be written as JSON: %w; a knob must be a finite number, "+
			"a string, a bool, or a list, map or struct of these", u.Study, err)
	}
	return b, nil
}

// ID returns the unit's name in the store: the SHA-256 of Config in hex, 64 digits. It panics where Config returns an
// error, since a unit with such knobs is a programmer's mistake; Do returns the error instead.
func (u Unit) ID() string {
	b, err := u.Config()
	if err != nil {
		panic("lab: " + err.Error())
	}
	return Digest(b)
}

// Short returns the first 12 digits of an ID or a digest: enough to tell entries apart in a message or a stamp.
func Short(id string) string { return id[:min(12, len(id))] }

// Digest returns the SHA-256 of b in hex.
func Digest(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// Canonical returns the one JSON text of v that digests are taken of, after RFC 8785: no white space, keys sorted, no
// needless escapes, the shortest decimal that reads back as the same float64 (so 1 and 1.0 are one number). It differs
// from the RFC in two points: integers that fit in 64 bits are kept exactly (a seed exceeds 2^53), and keys are sorted by UTF-8
// bytes rather than UTF-16 units.
func Canonical(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("more than one JSON value")
	}
	var out bytes.Buffer
	if err := writeCanonical(&out, tree); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func writeCanonical(out *bytes.Buffer, v any) error {
	switch v := v.(type) {
	case map[string]any:
		out.WriteByte('{')
		for i, k := range sortedKeys(v) {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := writeCanonical(out, k); err != nil {
				return err
			}
			out.WriteByte(':')
			if err := writeCanonical(out, v[k]); err != nil {
				return err
			}
		}
		out.WriteByte('}')
		return nil
	case []any:
		out.WriteByte('[')
		for i, e := range v {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := writeCanonical(out, e); err != nil {
				return err
			}
		}
		out.WriteByte(']')
		return nil
	case json.Number:
		s, err := canonicalNumber(v.String())
		out.WriteString(s)
		return err
	default: // string, bool, nil
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			return err
		}
		out.Truncate(out.Len() - 1) // Encode ends with a line feed
		return nil
	}
}

func canonicalNumber(s string) (string, error) {
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		return strconv.FormatInt(i, 10), nil // also turns -0 into 0
	}
	if u, err := strconv.ParseUint(s, 10, 64); err == nil {
		return strconv.FormatUint(u, 10), nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) {
		return "", fmt.Errorf("the number %s does not fit in a float64", s)
	}
	if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return strconv.FormatInt(int64(f), 10), nil
	}
	b, err := json.Marshal(f)
	return string(b), err
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
