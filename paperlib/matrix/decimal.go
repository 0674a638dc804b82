package matrix

import "bytes"

// decimalCommas looks for numbers that a comma cut in two, as in 1,98082: then every other field holds digits without a
// sign or a point, the field before it an integer, and some of them are as no number of its own is written, -0 or 0382.
type decimalCommas struct {
	off     bool   // a field is none of these
	sure    bool   // one is as no number is written
	columns int    // of the lines so far
	before  []byte // the field to the left
	example string
}

// field takes a field of a line.
func (d *decimalCommas) field(column int, text []byte) {
	if d.off {
		return
	}
	if column%2 == 0 {
		digits := bytes.TrimLeft(text, "+-")
		d.off = len(text)-len(digits) > 1 || !allDigits(digits)
		d.before = append(d.before[:0], text...)
		return
	}
	digits, exponent, _ := bytes.Cut(bytes.ToLower(text), []byte("e"))
	d.off = !allDigits(digits) || len(exponent) > 0 && !allDigits(bytes.TrimLeft(exponent, "+-"))
	if odd := string(d.before) == "-0" || len(digits) > 1 && digits[0] == '0' || len(exponent) > 0; odd && !d.sure && !d.off {
		d.sure, d.example = true, string(d.before)+","+string(text)
	}
}

// line takes the number of fields of a line.
func (d *decimalCommas) line(columns int) { d.columns = columns }

// pairs tells whether every field so far fits into a number that was cut in two.
func (d *decimalCommas) pairs() bool { return !d.off }

// likely tells whether the columns are numbers cut in two.
func (d *decimalCommas) likely() bool { return !d.off && d.sure && d.columns%2 == 0 && d.columns > 0 }

func allDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}
