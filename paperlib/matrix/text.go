package matrix

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"unsafe"

	"golang.org/x/text/encoding/unicode"
)

// openText parses a text table once and keeps its numbers in binary.
func openText(f *File, ctx context.Context, r io.ReaderAt, size int64, o Options) error {
	in := &interruptible{ctx: ctx, r: io.NewSectionReader(r, 0, size)}
	err := f.text(ctx, in, o)
	if err == nil && in.n != size {
		return malformed("the file was cut while it was read, at byte %d of %d", in.n, size)
	}
	return err
}

// text parses what a reader gives.
func (f *File) text(ctx context.Context, r io.Reader, o Options) error {
	data := newSpool(o)
	f.closers = append(f.closers, data)
	t := newTextTable(bufio.NewWriterSize(data, 1<<16), o)
	if err := t.lines(recoded(r), o.memory()); err != nil {
		return err
	}
	if err := t.out.Flush(); err != nil {
		return err
	}
	if err := t.end(); err != nil {
		return err
	}
	skip := int64(0)
	if t.nameless { // the first line lies among the numbers, and is none of them
		skip = 8 * int64(t.coordinates)
	}
	h := npyHeader{element: elements["<f8"], shape: []int{t.draws, t.coordinates}}
	d, _, err := h.table(data, skip, nil)
	if err != nil {
		return err
	}
	f.format, f.source, f.spool = "text", d, data
	f.draws, f.coordinates = t.draws, t.coordinates
	f.names, f.metadata = t.names.list, t.names.taken
	for _, remark := range t.remarks {
		f.remark(o, "%s", remark)
	}
	if err := f.leaveOutUnwritten(ctx, d, o); err != nil {
		return err
	}
	if len(o.Columns) == 0 {
		return t.leaveOut(f, o)
	}
	return nil
}

// recoded turns UTF-16 with a byte order mark into UTF-8, and drops the mark of UTF-8.
func recoded(r io.Reader) io.Reader {
	b := bufio.NewReaderSize(r, 1<<12)
	switch head, _ := b.Peek(3); {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Reader(b)
	case bytes.Equal(head, []byte("\xef\xbb\xbf")):
		b.Discard(3)
	}
	return b
}

// lines reads all lines. They end as on Unix, as on Windows, or with a carriage return alone.
func (t *textTable) lines(r io.Reader, memory int64) error {
	lines := bufio.NewScanner(r)
	longest := max(memory/8, 1<<12)
	lines.Buffer(make([]byte, 0, 1<<12), int(min(longest, math.MaxInt)))
	line, begin, end := 0, int64(0), int64(0) // the line's number from 1, and the bytes of the text that it has
	lines.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		advance, token, err := splitLine(data, atEOF)
		begin, end = end, end+int64(advance)
		return advance, token, err
	})
	for lines.Scan() {
		line++
		err := t.line(lines.Bytes())
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
	return nil
}

// splitLine is a bufio.SplitFunc.
func splitLine(data []byte, atEOF bool) (int, []byte, error) {
	end := bytes.IndexByte(data, '\n')
	if end < 0 {
		end = len(data)
	}
	at := bytes.IndexByte(data[:end], '\r')
	switch {
	case at < 0:
		return bufio.ScanLines(data, atEOF)
	case at+1 < len(data) && data[at+1] == '\n':
		return at + 2, data[:at], nil
	case at+1 < len(data) || atEOF:
		return at + 1, data[:at], nil
	}
	return 0, nil, nil
}

// columnBytesOfText is the memory that a column takes while a text is parsed.
const columnBytesOfText = int64(unsafe.Sizeof(textColumn{}))
