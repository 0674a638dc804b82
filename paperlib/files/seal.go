package files

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// ErrSeal is a sealed file whose contents are not those that were written, or that was never sealed.
var ErrSeal = errors.New("the digest does not match")

// largest bounds what is read whole of a file that this program wrote: above any network's checkpoint.
const largest = 1 << 38

const sealHead = "sgnlab sealed 1 sha256 "

// Seal writes contents to path, whole or not at all, behind a line with their SHA-256.
func Seal(path string, contents []byte) error {
	sum := sha256.Sum256(contents)
	head := sealHead + hex.EncodeToString(sum[:]) + "\n"
	return Write(path, append([]byte(head), contents...))
}

// Unseal returns the contents that [Seal] wrote. A file of which any bit has changed is an [ErrSeal].
func Unseal(path string) ([]byte, error) {
	b, err := ReadFile(path, largest)
	if err != nil {
		return nil, err
	}
	size := len(sealHead) + 2*sha256.Size + 1
	if len(b) < size || !bytes.HasPrefix(b, []byte(sealHead)) || b[size-1] != '\n' {
		return nil, fmt.Errorf("%w: %q carries none (it is damaged, or was written by an earlier version)", ErrSeal, path)
	}
	contents := b[size:]
	sum := sha256.Sum256(contents)
	if want := string(b[len(sealHead) : size-1]); want != hex.EncodeToString(sum[:]) {
		return nil, fmt.Errorf("%w: the contents of %q have %x, and should have %.16q", ErrSeal, path, sum[:8], want)
	}
	return contents, nil
}
