package analyze

import (
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Number is a [stats.Number] of a report. Scripts read reports: what is not finite, and so no number in JSON, is null
// there, a value that is missing.
type Number float64

// MarshalJSON writes the number, or null.
func (n Number) MarshalJSON() ([]byte, error) {
	if v := float64(n); math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return stats.Number(n).MarshalJSON()
}

// UnmarshalJSON reads a number; null becomes NaN.
func (n *Number) UnmarshalJSON(b []byte) error { return (*stats.Number)(n).UnmarshalJSON(b) }
