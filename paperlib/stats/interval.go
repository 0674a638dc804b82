package stats

import (
	"encoding/json"
	"fmt"
	"math"
)

// An Interval is a value with the ends of its interval; what kind of interval it is, its maker says. A value that is not
// known, with its interval, is NaN; in JSON the three are [Number].
type Interval struct{ Value, Lo, Hi float64 }

// Unknown is the interval of a value that could not be had: all NaN.
func Unknown() Interval { return Interval{math.NaN(), math.NaN(), math.NaN()} }

// Known reports whether both ends are numbers.
func (i Interval) Known() bool { return !math.IsNaN(i.Lo) && !math.IsNaN(i.Hi) }

// Map takes value and ends through a monotone function; one that falls turns the ends over.
func (i Interval) Map(f func(float64) float64) Interval {
	lo, hi := f(i.Lo), f(i.Hi)
	return Interval{f(i.Value), min(lo, hi), max(lo, hi)}
}

// Over divides by a known number.
func (i Interval) Over(by float64) Interval {
	return i.Map(func(x float64) float64 { return x / by })
}

// Minus subtracts a known number.
func (i Interval) Minus(x float64) Interval {
	return i.Map(func(y float64) float64 { return y - x })
}

// Above reports whether the whole interval lies above x.
func (i Interval) Above(x float64) bool { return i.Lo > x }

// Below reports whether the whole interval lies below x.
func (i Interval) Below(x float64) bool { return i.Hi < x }

// Within reports whether the whole interval lies between lo and hi, which belong to the range.
func (i Interval) Within(lo, hi float64) bool { return i.Lo >= lo && i.Hi <= hi }

// Text writes the interval for people, "1.5 [1.2, 1.8]", each number in so many significant digits.
func (i Interval) Text(digits int) string {
	return fmt.Sprintf("%.*g [%.*g, %.*g]", digits, i.Value, digits, i.Lo, digits, i.Hi)
}

type intervalJSON struct {
	Value Number `json:"value"`
	Lo    Number `json:"lo"`
	Hi    Number `json:"hi"`
}

// MarshalJSON implements json.Marshaler.
func (i Interval) MarshalJSON() ([]byte, error) {
	return json.Marshal(intervalJSON{Number(i.Value), Number(i.Lo), Number(i.Hi)})
}

// UnmarshalJSON implements json.Unmarshaler.
func (i *Interval) UnmarshalJSON(b []byte) error {
	var j intervalJSON
	err := json.Unmarshal(b, &j)
	*i = Interval{float64(j.Value), float64(j.Lo), float64(j.Hi)}
	return err
}
