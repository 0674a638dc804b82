package datasets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

//go:embed data/digits.csv.gz
var digitsGz []byte

const (
	digitsDigest = "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8"
	digitsBytes  = 264712
	digitsCount  = 1797
	digitsTrain  = 1437
)

// loadDigits decodes the embedded set: 1,797 images, split 1,437 / 360 stratified by class under the fixed stream
// (0, "datasets", "digits", "split"), because this part of the UCI set has no official split.
func loadDigits() (raw, raw, error) {
	text, err := gunzip(bytes.NewReader(digitsGz), digitsBytes)
	if err != nil {
		return raw{}, raw{}, fmt.Errorf("embedded digits: %w", err)
	}
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != digitsDigest {
		return raw{}, raw{}, fmt.Errorf("embedded digits: SHA-256 %x, want %s: this binary is damaged, build it again", sum, digitsDigest)
	}
	all, err := decodeDigits(text)
	if err != nil {
		return raw{}, raw{}, err
	}
	train := stratified(all.labels, digitsTrain, rng.Stream(0, "datasets", "digits", "split"))
	var test []int
	for i, k := 0, 0; i < digitsCount; i++ {
		if k < len(train) && train[k] == i {
			k++
		} else {
			test = append(test, i)
		}
	}
	return all.keep(train), all.keep(test), nil
}

// decodeDigits reads lines of 64 pixels 0..16 and a label 0..9.
func decodeDigits(text []byte) (raw, error) {
	var r raw
	for n, line := range bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n")) {
		fields := bytes.Split(line, []byte(","))
		if len(fields) != 65 {
			return raw{}, fmt.Errorf("%w: digits line %d has %d fields, want 65", ErrFormat, n+1, len(fields))
		}
		for i, f := range fields {
			v, err := strconv.ParseUint(string(f), 10, 8)
			if err != nil || i < 64 && v > 16 || i == 64 && v > 9 {
				return raw{}, fmt.Errorf("%w: digits line %d field %d is %q", ErrFormat, n+1, i+1, f)
			}
			if i < 64 {
				r.pixels = append(r.pixels, byte(v))
			} else {
				r.labels = append(r.labels, byte(v))
			}
		}
	}
	return r, nil
}

// gunzip reads exactly size bytes of content and refuses more or less; nothing beyond size is ever held.
func gunzip(src io.Reader, size int) ([]byte, error) {
	z, err := gzip.NewReader(src)
	if err != nil {
		return nil, fmt.Errorf("%w: gzip: %w", ErrFormat, err)
	}
	return readExactly(z, size)
}

func readExactly(src io.Reader, size int) ([]byte, error) {
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(src, int64(size)+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: after %d of %d bytes: %w", ErrFormat, n, size, err)
	case n > int64(size):
		return nil, fmt.Errorf("%w: more than the %d bytes it should hold", ErrFormat, size)
	case n < int64(size):
		return nil, fmt.Errorf("%w: %d bytes, want %d", ErrFormat, n, size)
	}
	return b.Bytes(), nil
}
