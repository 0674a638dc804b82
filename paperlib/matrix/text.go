package matrix

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// openText parses a text table once and keeps its numbers in binary.
func openText(f *File, ctx context.Context, r io.ReaderAt, size int64, o Options) error {
	data := newSpool(o)
	f.closers = append(f.closers, data)
	t := textTable{out: bufio.NewWriterSize(data, 1<<16)}
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
	f.names = t.names
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
	names              []string
	draws, coordinates int
	fields             [][]byte
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
		t.split(b)
		t.coordinates = len(t.fields)
		if !t.numbers() {
			return t.header()
		}
		if t.counts() {
			return malformed("it counts 0, 1, 2 as the names of a pandas table do; save with header=False, or delete the line")
		}
	} else if t.split(b); len(t.fields) != t.coordinates {
		return malformed("%d numbers, and the lines before have %d", len(t.fields), t.coordinates)
	}
	t.index.add(string(t.fields[0]), t.draws)
	t.draws++
	for j, field := range t.fields {
		v, err := strconv.ParseFloat(string(field), 64)
		if err != nil {
			return badNumber(field, j, err)
		}
		var bits [8]byte
		binary.LittleEndian.PutUint64(bits[:], math.Float64bits(v))
		if _, err := t.out.Write(bits[:]); err != nil {
			return err
		}
	}
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

// split cuts a line into fields.
func (t *textTable) split(b []byte) {
	t.fields = t.fields[:0]
	for len(b) > 0 || t.commas {
		end := bytes.IndexByte(b, ',')
		if !t.commas {
			end = bytes.IndexAny(b, " \t\v\f\r")
		}
		if end < 0 {
			t.fields = append(t.fields, bytes.TrimSpace(b))
			return
		}
		t.fields = append(t.fields, bytes.TrimSpace(b[:end]))
		if b = b[end+1:]; !t.commas {
			b = bytes.TrimLeft(b, " \t\v\f\r")
		}
	}
}

// numbers tells whether some field is a number: a header has none.
func (t *textTable) numbers() bool {
	for _, field := range t.fields {
		if _, err := strconv.ParseFloat(string(field), 64); err == nil {
			return true
		}
	}
	return false
}

// counts tells whether the first line is 0, 1, 2 and so on: names, which would pass for a draw.
func (t *textTable) counts() bool {
	for j, field := range t.fields {
		if string(field) != strconv.Itoa(j) {
			return false
		}
	}
	return len(t.fields) > 1
}

// header takes the names of the coordinates. Only an index, which is the first column, may have none.
func (t *textTable) header() error {
	for j, field := range t.fields {
		name := strings.Trim(string(field), `"'`)
		if name == "" && (j > 0 || len(t.fields) == 1) {
			return unnamed(j)
		}
		t.names = append(t.names, name)
	}
	t.index.named = t.names[0] != ""
	return nil
}

// unnamed says that a column lacks a name where others have one.
func unnamed(column int) error {
	return malformed("column %d has no name; pandas writes such a column for its index: save with index=False", column)
}
