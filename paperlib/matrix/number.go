package matrix

import (
	"bytes"
	"errors"
	"math"
	"strconv"
)

// errWord: what stands in a field is no number, nor what stands for a missing one.
var errWord = errors.New("no number")

// parseNumber reads a number of a text with this decimal mark. Beside what Go reads it knows Fortran's exponents, 1.0D-03,
// the infinities and NaN of Microsoft's C library, and what stands for a missing number, which is a NaN and told.
func parseNumber(field []byte, decimal byte) (v float64, missing bool, err error) {
	if decimal == ',' {
		field = bytes.Clone(field)
		at := bytes.IndexByte(field, ',')
		if bytes.IndexByte(field, '.') >= 0 && at >= 0 {
			return 0, false, errWord // 1.234,5: a point that groups digits
		}
		if at >= 0 {
			field[at] = '.'
		}
	}
	v, err = strconv.ParseFloat(string(field), 64)
	if err == nil || errors.Is(err, strconv.ErrRange) {
		return v, false, err
	}
	if v, missing, ok := special(field); ok {
		return v, missing, nil
	}
	if at := bytes.IndexAny(field, "dD"); at > 0 {
		field = bytes.Clone(field)
		field[at] = 'e'
		if v, err = strconv.ParseFloat(string(field), 64); err == nil || errors.Is(err, strconv.ErrRange) {
			return v, false, err
		}
	}
	return 0, false, errWord
}

// special knows what is written where there is no number, and Microsoft's infinities; %f pads these with zeros: 1.#INF00.
func special(field []byte) (v float64, missing, ok bool) {
	switch word := string(bytes.ToLower(field)); word {
	case "", "na", "n/a", "<na>", "null", "none", "nil":
		return math.NaN(), true, true
	case "-nan", "+nan", "nan(ind)", "-nan(ind)", "nan(snan)", "-nan(snan)":
		return math.NaN(), false, true
	}
	sign, rest := 1, bytes.ToLower(field)
	if len(rest) > 0 && (rest[0] == '-' || rest[0] == '+') {
		if rest[0] == '-' {
			sign = -1
		}
		rest = rest[1:]
	}
	rest = bytes.TrimRight(rest, "0")
	switch string(rest) {
	case "1.#inf":
		return math.Inf(sign), false, true
	case "1.#ind", "1.#qnan", "1.#snan", "1.#nan":
		return math.NaN(), false, true
	}
	return 0, false, false
}

// badNumber says what is wrong with a field of a line.
func badNumber(line, field []byte, column int, err error, decimal byte) error {
	switch {
	case errors.Is(err, strconv.ErrRange):
		return malformed("%.40q in column %d is beyond float64", field, column)
	case decimal != ',' && looksDecimal(line):
		return malformed("%.40q in column %d is no number; if numbers have decimal commas, give --decimal ,", field, column)
	}
	return malformed("%.40q in column %d is no number", field, column)
}

// looksDecimal tells whether a line is numbers with commas where points are expected.
func looksDecimal(line []byte) bool {
	commas := false
	for _, piece := range bytes.FieldsFunc(line, func(r rune) bool { return r == ';' || r == ' ' || r == '\t' || r == '"' }) {
		commas = commas || bytes.IndexByte(piece, ',') >= 0
		if _, _, err := parseNumber(piece, ','); err != nil {
			return false
		}
	}
	return commas
}
