package main

import (
	"fmt"
	"strconv"
	"strings"
)

// byteSize is a number of bytes on the command line: 500MB, 2GB, 1.5GiB, 1000000.
type byteSize int64

// mostBytes leaves room for sums and small multiples of sizes in 64 bits.
const mostBytes = 1 << 56

// UnmarshalText reads the number and its unit; kB, MB, GB and TB are powers of 1000, KiB to TiB of 1024.
func (b *byteSize) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	at := strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune("0123456789.", r) })
	if at < 0 {
		at = len(s)
	}
	units := map[string]float64{"": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40}
	unit, ok := units[strings.ToLower(strings.TrimSpace(s[at:]))]
	v, err := strconv.ParseFloat(s[:at], 64)
	if err != nil || !ok || !(v*unit >= 1) || v*unit > mostBytes {
		return fmt.Errorf("%q is not a size; write it like 500MB or 2GB, at most %d TiB", s, mostBytes>>40)
	}
	*b = byteSize(v * unit)
	return nil
}
