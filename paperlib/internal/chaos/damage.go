package chaos

import (
	"fmt"
	"math/rand/v2"
	"os"
)

// damage spoils one file in one of the ways of bad disks and lost writes, and says how.
func damage(r *rand.Rand, path string) (what string, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if len(b) == 0 {
		return "removed", os.Remove(path)
	}
	at := r.IntN(len(b))
	switch r.IntN(9) {
	case 0, 1, 2:
		bit := r.IntN(8)
		b[at] ^= 1 << bit
		what = fmt.Sprintf("bit %d of byte %d of %d flipped", bit, at, len(b))
	case 3:
		b = b[:at]
		what = fmt.Sprintf("cut to %d bytes", at)
	case 4, 5:
		n := min(1+r.IntN(4096), len(b)-at)
		clear(b[at : at+n])
		what = fmt.Sprintf("%d bytes from %d on are zero", n, at)
	case 6:
		n := min(1+r.IntN(4096), len(b)-at)
		b = append(b, b[at:at+n]...)
		what = fmt.Sprintf("%d bytes from %d on come again at the end", n, at)
	case 7:
		b = nil
		what = "emptied"
	case 8:
		return "removed", os.Remove(path)
	}
	return what, os.WriteFile(path, b, 0o644)
}
