package analyze

import (
	"fmt"
	"math"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/shown"
)

// chanceZeros is the probability below which draws of zeros at the end are no chance but rows that were never written.
const chanceZeros = 1e-3

// unwritten counts the last draws that are zero in every coordinate, if by the share of such draws before them they are
// there by no chance, and returns 0 otherwise. One coordinate alone may have an atom.
func unwritten(zero []bool, coordinates int) int {
	k := 0
	for k < len(zero) && zero[len(zero)-1-k] {
		k++
	}
	before := 0
	for _, z := range zero[:len(zero)-k] {
		if z {
			before++
		}
	}
	share := (float64(before) + 1) / (float64(len(zero)-k) + 2)
	if coordinates < 2 || k < 2 || k == len(zero) || math.Pow(share, float64(k)) > chanceZeros {
		return 0
	}
	return k
}

// warnOfDraws adds what rows and the order of rows say: draws that are zero in every coordinate, and coordinates that only
// grow or only fall.
func (r *Report) warnOfDraws(zero []bool) {
	zeros, first, last := 0, 0, 0
	for i, z := range zero {
		if z {
			if zeros == 0 {
				first = i
			}
			zeros, last = zeros+1, i
		}
	}
	if zeros > 0 && zeros < len(zero) && r.Coordinates > 1 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("%d of %d draws are zero in every coordinate, the first of them draw %d and the last draw %d: if they were never written, leave them out, for the verdict counts them.",
			zeros, len(zero), first, last))
	}
	var names []string
	for _, c := range r.PerCoordinate {
		if c.ordered {
			names = append(names, c.label())
		}
	}
	if n := len(names); n > 0 {
		list := strings.Join(names[:min(n, 8)], ", ")
		if n > 8 {
			list += ", ..."
		}
		r.Warnings = append(r.Warnings, fmt.Sprintf("%d of %s only grow or only fall from draw to draw (%s): a counter, a clock, or draws that were sorted. Such a column is no noise: leave it out.", n, coordinates(r.Coordinates), list))
	}
}

// label is the name of a coordinate, or its number.
func (c *Coordinate) label() string {
	if c.Name == "" {
		return fmt.Sprint(c.Index)
	}
	return shown.Name(c.Name)
}

// ordered tells whether draws only grow, or only fall, as independent ones never do: 100 of them by a chance of 2/100!.
func ordered(x []float64) bool {
	grows, falls := true, true
	for i := 1; i < len(x) && (grows || falls); i++ {
		grows, falls = grows && x[i] >= x[i-1], falls && x[i] <= x[i-1]
	}
	return grows != falls
}
