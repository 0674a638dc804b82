package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

const (
	// longestLine is how many bytes a line of standard input may have, comment included.
	longestLine = 1 << 16
	// batchLines is how many lines are answered at once when they are there already.
	batchLines = 1 << 10
	// shareLines is how few lines are not worth another goroutine.
	shareLines = 32
)

// question is one line of numbers and its answer.
type question struct {
	line   int
	values [3]float64
	answer []byte // begins with the words of the line
	err    error
}

// answerLines reads lines of three numbers, has each answered, appended to a copy of its words, and writes the answers in
// order. Whoever writes a line and waits gets the answer at once; lines that are there already are answered in parallel.
// The first bad line, or the first that has no answer, ends it with a badInput after the answers to all lines before.
func answerLines(s streams, names [3]string, answer func(dst []byte, v [3]float64) ([]byte, error)) error {
	in, out := bufio.NewReaderSize(s.in, longestLine), bufio.NewWriterSize(s.out, 1<<16)
	batch := make([]question, batchLines)
	line := 0
	for ended := false; !ended; {
		n := 0
		var failed error
		for n < len(batch) && !ended && (n == 0 || in.Buffered() > 0) {
			text, err := in.ReadSlice('\n')
			line++
			switch {
			case errors.Is(err, bufio.ErrBufferFull):
				failed, ended = badInput{fmt.Errorf("line %d has more than %d bytes", line, longestLine)}, true
				continue
			case errors.Is(err, io.EOF):
				ended = true
			case err != nil:
				failed, ended = fmt.Errorf("reading line %d: %w", line, err), true
				continue
			}
			q := &batch[n]
			q.line = line
			ok, err := q.parse(text, names)
			switch {
			case err != nil:
				failed, ended = badLine(line, err), true
			case ok:
				n++
			}
		}
		answerAll(batch[:n], answer)
		for i := range batch[:n] {
			if q := &batch[i]; q.err != nil {
				failed, ended = badLine(q.line, q.err), true
				break
			} else if _, err := out.Write(append(q.answer, '\n')); err != nil {
				return fmt.Errorf("writing: %w", err)
			}
		}
		if ended || in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return fmt.Errorf("writing: %w", err)
			}
		}
		if failed != nil {
			return failed
		}
	}
	return nil
}

// badLine says which line of standard input is wrong.
func badLine(line int, err error) error { return badInput{fmt.Errorf("line %d: %w", line, err)} }

// parse reads a line; ok is false when it holds nothing but a comment.
func (q *question) parse(text []byte, names [3]string) (ok bool, err error) {
	text, _, _ = bytes.Cut(text, []byte("#"))
	words := bytes.Fields(text)
	if len(words) == 0 {
		return false, nil
	}
	if len(words) != len(names) {
		return false, fmt.Errorf("%d words where three belong: %s %s %s", len(words), names[0], names[1], names[2])
	}
	q.answer, q.err = q.answer[:0], nil
	for i, w := range words {
		v, err := strconv.ParseFloat(string(w), 64)
		switch {
		case errors.Is(err, strconv.ErrRange):
			return false, fmt.Errorf("%s is %.40q, beyond the range of float64", names[i], w)
		case err != nil || v != v:
			return false, fmt.Errorf("%s is %.40q, which is no number", names[i], w)
		}
		q.values[i] = v
		if i > 0 {
			q.answer = append(q.answer, '\t')
		}
		q.answer = append(q.answer, w...)
	}
	return true, nil
}

// answerAll answers questions on all cores.
func answerAll(questions []question, answer func([]byte, [3]float64) ([]byte, error)) {
	shares := slices.Collect(slices.Chunk(questions, shareLines))
	_ = stats.Parallel(context.Background(), len(shares), 0, func(_ context.Context, i int) error {
		for k := range shares[i] {
			q := &shares[i][k]
			q.answer, q.err = answer(q.answer, q.values)
		}
		return nil
	})
}

// appendNumber writes a number in 17 significant digits, enough to read the same number back.
func appendNumber(dst []byte, v float64) []byte { return strconv.AppendFloat(dst, v, 'g', 17, 64) }
