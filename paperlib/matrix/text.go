package matrix

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"strings"
)

// openText parses a text table once and keeps its numbers in binary.
func openText(f *File, ctx context.Context, r io.ReaderAt, size int64, o Options) error {
	data := newSpool(o)
	f.closers = append(f.closers, data)
	t := textTable{out: bufio.NewWriterSize(data, 1<<16), names: names{limit: o.memory() / 4}}
	in := &interruptible{ctx: ctx, r: io.NewSectionReader(r, 0, size)}
	lines := bufio.NewScanner(in)
	longest := max(o.memory()/8, 1<<12)
	lines.Buffer(make([]byte, 0, 1<<12), int(min(longest, math.MaxInt)))
	line, begin, end := 0, int64(0), int64(0) // the line's number from 1, and the bytes of the file that it has
	lines.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		advance, token, err := bufio.ScanLines(data, atEOF)
		begin, end = end, end+int64(advance)
		return advance, token, err
	})
	for lines.Scan() {
		line++
		err := t.line(lines.Bytes(), line)
		if at := bytes.IndexByte(lines.Bytes(), 0); at >= 0 {
			err = malformed("byte %d of the file, column %d of the line, is NUL, and text has none: the file is damaged", begin+int64(at), at+1)
		}
		if err != nil && lines.Err() == nil { // what a failed read leaves is no line
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return fmt.Errorf("line %d: %w: it has more than %d bytes; allow more memory", line+1, ErrMemory, longest)
	case err != nil:
		return fmt.Errorf("reading line %d: %w", line+1, err)
	}
	if in.n != size {
		return malformed("the file ends at line %d; it was cut while it was read", line)
	}
	if t.draws == 0 {
		return malformed("no line of numbers")
	}
	if err := t.out.Flush(); err != nil {
		return err
	}
	f.setDense("text", npyHeader{element: elements["<f8"], draws: t.draws, coordinates: t.coordinates}, data, 0)
	f.format = "text"
	f.names, f.metadata = t.names.list, t.names.taken
	if err := f.leaveOutIndex(&t.index, o); err != nil {
		return err
	}
	f.spool = data
	return nil
}

// textTable collects lines.
type textTable struct {
	out                *bufio.Writer
	commas, started    bool // separated by commas; a line with content was seen
	names              names
	draws, coordinates int
	index              indexColumn // the first one
}

// line takes one line of the file.
func (t *textTable) line(b []byte, number int) error {
	if number == 1 {
		b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	}
	b, _, _ = bytes.Cut(b, []byte("#"))
	if b = bytes.TrimSpace(b); len(b) == 0 {
		return nil
	}
	if !t.started {
		t.started = true
		t.commas = bytes.IndexByte(b, ',') >= 0
		for range t.fields(b) {
			t.coordinates++
		}
		if !t.numbers(b) {
			return t.header(b)
		}
		if t.counts(b) {
			return malformed("it counts 0, 1, 2 as the names of a pandas table do; save with header=False, or delete the line")
		}
	}
	n := 0
	for j, field := range t.fields(b) {
		n++
		if n > t.coordinates {
			continue
		}
		v, err := strconv.ParseFloat(string(field), 64)
		if err != nil {
			return badNumber(field, j, err)
		}
		if j == 0 {
			t.index.add(v, t.draws)
		}
		var bits [8]byte
		binary.LittleEndian.PutUint64(bits[:], math.Float64bits(v))
		if _, err := t.out.Write(bits[:]); err != nil {
			return err
		}
	}
	if n != t.coordinates {
		return malformed("%d numbers, and the lines before have %d", n, t.coordinates)
	}
	t.draws++
	return nil
}

// badNumber says what is wrong with a field.
func badNumber(field []byte, column int, err error) error {
	switch {
	case len(field) == 0:
		return malformed("nothing in column %d; leave out the draws that lack a number", column)
	case errors.Is(err, strconv.ErrRange):
		return malformed("%.40q in column %d is beyond float64", field, column)
	}
	return malformed("%.40q in column %d is no number", field, column)
}

// fields cuts a line into fields, one after the other: a list of them would take ten times the memory of the line.
func (t *textTable) fields(b []byte) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		for j := 0; len(b) > 0 || t.commas; j++ {
			end := bytes.IndexByte(b, ',')
			if !t.commas {
				end = bytes.IndexAny(b, " \t\v\f\r")
			}
			if end < 0 {
				yield(j, bytes.TrimSpace(b))
				return
			}
			if !yield(j, bytes.TrimSpace(b[:end])) {
				return
			}
			if b = b[end+1:]; !t.commas {
				b = bytes.TrimLeft(b, " \t\v\f\r")
			}
		}
	}
}

// numbers tells whether some field is a number: a header has none.
func (t *textTable) numbers(b []byte) bool {
	for _, field := range t.fields(b) {
		if _, err := strconv.ParseFloat(string(field), 64); err == nil {
			return true
		}
	}
	return false
}

// counts tells whether the first line is 0, 1, 2 and so on: names, which would pass for a draw.
func (t *textTable) counts(b []byte) bool {
	for j, field := range t.fields(b) {
		if string(field) != strconv.Itoa(j) {
			return false
		}
	}
	return t.coordinates > 1
}

// header takes the names of the coordinates. Only an index, which is the first column, may have none.
func (t *textTable) header(b []byte) error {
	for j, field := range t.fields(b) {
		name := strings.Trim(string(field), `"'`)
		if name == "" && (j > 0 || t.coordinates == 1) {
			return unnamed(j)
		}
		if err := t.names.add(name); err != nil {
			return err
		}
	}
	t.index.named = t.names.list[0] != ""
	return nil
}

// unnamed says that a column lacks a name where others have one.
func unnamed(column int) error {
	return malformed("column %d has no name; pandas writes such a column for its index: save with index=False", column)
}
