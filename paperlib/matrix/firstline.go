package matrix

import (
	"fmt"
	"math"
	"strconv"
)

// isHeader tells whether the first line with content names the columns, and if so takes the names. With neither --header
// nor a word in it that is decided at the end, when the other lines are known; see end.
func (t *textTable) isHeader(b []byte) (bool, error) {
	switch t.o.Header {
	case "yes":
		return true, t.header(b)
	case "no":
		return false, nil
	}
	numbers, words, empty, counted, n := 0, 0, 0, true, 0
	for f := range t.layout.fields(b) {
		if len(f.text) == 0 {
			empty++
		}
		counted = counted && string(f.text) == strconv.Itoa(n)
		n++
		switch _, missing, err := parseNumber(f.text, t.layout.decimal); {
		case err != nil:
			words++
		case !missing:
			numbers++
		}
	}
	switch {
	case words > 0 && numbers > 0 && !looksDecimal(b):
		return false, malformed("words and numbers; if these are names of columns, give --header yes; if they are a draw, its words must be numbers")
	case words > 0 && numbers == 0 && !looksDecimal(b):
		return true, t.header(b)
	case empty == n:
		return false, malformed("every cell is empty; if it is a draw of which all numbers are missing, give --header no; names that pandas leaves empty go with index=False")
	case counted && n > 1:
		return false, malformed("it counts 0, 1, 2 as the names of a pandas table do; if so, give --header yes, or save with header=False; if it is a draw, give --header no")
	}
	return false, nil
}

// chanceHeader is the probability, by the shares of whole numbers in the columns, below which a first line of nothing but
// whole numbers is no draw like the others.
const chanceHeader = 0.01

// end decides what only all lines tell: whether the first line was one of names, and whether commas are decimal.
func (t *textTable) end() error {
	switch {
	case t.draws == 0:
		return malformed("no line of numbers")
	case t.commas.likely():
		return malformed("every other column holds digits that seem to belong to the number before it, as with decimal commas: %s; if so, give --decimal ,; if they are numbers of their own, give --decimal .", t.commas.example)
	case t.first == nil || t.draws == 1:
		return nil
	case math.IsNaN(t.first[0]) && t.spelt.list[0] == "" && t.later.counts() && t.allWhole(t.first[1:]):
		t.names, t.nameless, t.index = t.spelt, true, t.later
		t.draws--
		t.missing--
		t.remarks = append(t.remarks, "The first line begins with an empty cell above a column that counts the rows: it was taken for the names of the columns.")
		return nil
	case t.allWhole(t.first) && t.differ() && t.chance() < chanceHeader:
		return malformed("the first line holds whole numbers alone (%s), and the lines below do not: names of columns, such as numbers of parameters, or a draw? Give --header yes for names, or --header no for a draw", t.shownFirst())
	}
	if sorted, far := t.grows(), t.far(); sorted || far {
		why := "grows from column to column"
		if far {
			why = "lies far outside of the lines below"
		}
		t.remarks = append(t.remarks, fmt.Sprintf("The first line (%s) %s. It was taken for a draw; --header yes takes it for names of columns, and --header no does without this remark.", t.shownFirst(), why))
	}
	return nil
}

func (t *textTable) allWhole(x []float64) bool {
	for _, v := range x {
		if v != math.Trunc(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return len(x) > 0
}

// differ tells whether the numbers of the first line differ, as names do; an only one differs.
func (t *textTable) differ() bool {
	seen := map[float64]bool{}
	for _, v := range t.first {
		if seen[v] {
			return false
		}
		seen[v] = true
	}
	return true
}

// chance is the probability that a draw is whole in every column, if columns are independent and as in the lines below.
func (t *textTable) chance() float64 {
	p, n := 1.0, float64(t.draws-1)
	for _, c := range t.columns {
		p *= (float64(c.wholes) + 1) / (n + 1)
	}
	return p
}

// grows tells whether the numbers of the first line are sorted, seven or more: one draw in 5040 is. Those of the second line
// must not be.
func (t *textTable) grows() bool {
	for j, v := range t.first {
		if j > 0 && !(v > t.first[j-1]) {
			return false
		}
	}
	return len(t.first) >= 7 && !t.second.sorted
}

// far tells whether more than half of the first line is ten times beyond what the other lines have, where they have anything.
func (t *textTable) far() bool {
	far, columns := 0, 0
	for j, c := range t.columns {
		if c.largest > 0 {
			columns++
			if math.Abs(t.first[j]) > 10*c.largest {
				far++
			}
		}
	}
	return t.draws > 10 && 2*far > columns
}

// shownFirst quotes the beginning of the first line.
func (t *textTable) shownFirst() string {
	s := ""
	for j, word := range t.spelt.list {
		if j == 4 {
			return s + ", ..."
		}
		if j > 0 {
			s += ", "
		}
		s += word
	}
	return s
}
