package matrix

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
)

// textTable collects lines.
type textTable struct {
	out     *bufio.Writer
	o       Options
	layout  layout
	started bool // a line with content was seen
	named   bool // by a first line
	asked   bool // the first line was said to be a draw
	names   names

	coordinates, draws int
	columns            []textColumn
	first              []float64 // the numbers of the first line, while it may be one of names
	spelt              names     // and how they are written
	commas             decimalCommas
	missing            int64 // cells
	index, later       indexColumn
	second             struct {
		sorted bool // the second line of numbers grows from column to column
		last   float64
	}
	nameless bool // the first line of numbers turned out to be names
	remarks  []string
}

// textColumn is what is known of a column of the lines after the first one of numbers.
type textColumn struct {
	largest float64 // of the magnitudes
	wholes  int32   // numbers without a fraction, up to the largest int32
	filled  bool    // some cell, the first line's included, is not empty
}

func newTextTable(out *bufio.Writer, o Options) *textTable {
	return &textTable{out: out, o: o, names: names{limit: o.memory() / 4}, spelt: names{limit: o.memory() / 4}, asked: o.Header == "no"}
}

// line takes one line of the text.
func (t *textTable) line(b []byte) error {
	b = uncomment(b)
	if len(bytes.TrimSpace(b)) == 0 && (t.layout.separator != '\t' || len(bytes.Trim(b, " ")) == 0) {
		return nil
	}
	if !t.started {
		t.started = true
		decimal := byte(0)
		if t.o.Decimal != "" {
			decimal = t.o.Decimal[0]
		}
		t.layout = sniff(b, decimal)
		t.commas.off = t.layout.separator != ',' || decimal != 0
		names, err := t.isHeader(b)
		if err != nil || names {
			t.named = names
			return err
		}
	}
	if t.columns == nil {
		if err := t.begin(b); err != nil {
			return err
		}
	}
	return t.numbers(b)
}

// begin makes room for the columns that the first line of numbers has.
func (t *textTable) begin(b []byte) error {
	n := 0
	for range t.layout.fields(b) {
		n++
	}
	if t.named && n == t.coordinates+1 { // the line of names lacks one for the index, as R writes it
		t.names.list = append([]string{""}, t.names.list...)
		t.coordinates = n
	}
	if !t.named {
		t.coordinates = n
	}
	if int64(n) > t.o.memory()/4/columnBytesOfText {
		return fmt.Errorf("%w: %d columns; allow more memory", ErrMemory, n)
	}
	t.columns = make([]textColumn, t.coordinates)
	return nil
}

// numbers takes a line of numbers.
func (t *textTable) numbers(b []byte) error {
	n, decimal := 0, t.commas.likely()
	provisional := t.draws == 0 && !t.named && !t.asked
	for f := range t.layout.fields(b) {
		j := n
		n++
		if n > t.coordinates {
			continue
		}
		text := f.text
		if f.quoted {
			text = bytes.TrimSpace(text)
		}
		v, missing, err := parseNumber(text, t.layout.decimal)
		if err != nil {
			return badNumber(b, text, j, err, t.layout.decimal)
		}
		if missing {
			t.missing++
		}
		c := &t.columns[j]
		c.filled = c.filled || len(text) > 0
		t.commas.field(j, text)
		if provisional {
			t.first = append(t.first, v)
			if err := t.spelt.add(string(text)); err != nil {
				return err
			}
		} else {
			c.largest = max(c.largest, math.Abs(v))
			if v == math.Trunc(v) && c.wholes < math.MaxInt32 {
				c.wholes++
			}
		}
		if t.draws == 1 {
			t.second.sorted = j == 0 || t.second.sorted && v > t.second.last
			t.second.last = v
		}
		if j == 0 {
			t.index.add(v)
			if !provisional {
				t.later.add(v)
			}
		}
		var bits [8]byte
		binary.LittleEndian.PutUint64(bits[:], math.Float64bits(v))
		if _, err := t.out.Write(bits[:]); err != nil {
			return err
		}
	}
	if n != t.coordinates {
		hint := ""
		if decimal || n == 2*t.coordinates && t.commas.pairs() {
			hint = "; if numbers have decimal commas, give --decimal ,"
		}
		return malformed("%d numbers, and the lines before have %d%s", n, t.coordinates, hint)
	}
	t.commas.line(n)
	t.draws++
	return nil
}

// header takes the names of the columns.
func (t *textTable) header(b []byte) error {
	for f := range t.layout.fields(b) {
		name := string(f.text)
		if !f.quoted {
			name = strings.Trim(name, `"'`)
		}
		if err := t.names.add(name); err != nil {
			return err
		}
	}
	t.coordinates = len(t.names.list)
	return nil
}

// leaveOut leaves out what is no column: an index, and columns without a name in which every cell is empty, which end lines
// that end in a separator. Other columns must have a name if any has one.
func (t *textTable) leaveOut(f *File, o Options) error {
	out := map[int]bool{}
	unnamed := func(j int) bool { return f.names == nil || f.names[j] == "" }
	if isIndex := t.index.counts() && unnamed(0) && f.coordinates > 1; isIndex {
		out[0] = true
		f.remark(o, "The first column has no name and counts the rows from %.0f to %.0f. It was taken for an index and left out; give it a name in a first line of names to have it as a coordinate.",
			t.index.first, t.index.first+float64(t.index.rows-1))
	}
	empty := 0
	for j := range f.coordinates {
		if unnamed(j) && !t.columns[j].filled {
			out[j] = true
			empty++
		}
	}
	if empty > 0 {
		f.remark(o, "%d columns without a name were left out: every cell of them is empty.", empty)
		t.missing -= int64(empty) * int64(f.draws)
	}
	for j := range f.coordinates {
		if f.names != nil && f.names[j] == "" && !out[j] {
			return malformed("column %d has no name; pandas writes such a column for its index: save with index=False, or choose columns with --columns", j)
		}
	}
	switch {
	case len(out) == f.coordinates:
		return malformed("no cell has a number")
	case len(out) > 0:
		f.without(out)
	}
	if t.missing > 0 {
		f.remark(o, "%d cells are empty or say that a number is missing, as NA does; each is a NaN of its own column.", t.missing)
	}
	return nil
}
