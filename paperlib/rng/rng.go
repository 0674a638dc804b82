// Package rng names every source of randomness in sgnlab.
//
// All randomness of a run comes from one root seed. A part of the program that needs random numbers asks for a
// stream by name ("init", "batches", "capture"), so that adding a new consumer never shifts the numbers an old one
// sees, and the numbers do not depend on the backend, the number of workers or the order of work.
package rng

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"strings"
)

// Stream returns the source of random numbers called by the given names under the root seed.
//
// The key is SHA-256(seed as 8 little-endian bytes || names joined by NUL) and the generator is ChaCha8 of
// math/rand/v2, whose sequence is frozen by the Go compatibility promise. Names must not contain NUL: Stream panics
// if one does, because two different lists of names would then share a stream.
func Stream(seed uint64, names ...string) rand.Source {
	for _, n := range names {
		if strings.ContainsRune(n, 0) {
			panic("rng: stream name contains NUL: " + n)
		}
	}
	h := sha256.New()
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], seed)
	h.Write(b[:])
	h.Write([]byte(strings.Join(names, "\x00")))
	return rand.NewChaCha8([32]byte(h.Sum(nil)))
}

// New returns a generator over Stream(seed, names...).
func New(seed uint64, names ...string) *rand.Rand { return rand.New(Stream(seed, names...)) }
