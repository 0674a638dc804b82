package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// full is a disk without room, or a pipe whose reader has gone.
type full struct{ room int }

func (f *full) Write(b []byte) (int, error) {
	if f.room -= len(b); f.room < 0 {
		return 0, errors.New("no room")
	}
	return len(b), nil
}

func TestStableOutputThatCannotBeWritten(t *testing.T) {
	long := strings.Repeat("1.5 0 1\n", 5000)
	for _, args := range [][]string{{"eval"}, {"quantile"}, {"draw", "--alpha", "1.5", "-n", "50000"}} {
		var errs bytes.Buffer
		status := runArgs(t.Context(), append([]string{"stable"}, args...), streams{strings.NewReader(long), &full{1000}, &errs})
		if status != 1 || !strings.Contains(errs.String(), "no room") {
			t.Errorf("%v: status %d, %s", args, status, &errs)
		}
	}
}

// TestStableAnswersAtOnce has a conversation: each answer is there before the next line is asked.
func TestStableAnswersAtOnce(t *testing.T) {
	in, ask := io.Pipe()
	hear, out := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- runArgs(t.Context(), []string{"stable", "eval"}, streams{in, out, io.Discard})
		out.Close()
	}()
	answer := make([]byte, 4096)
	for _, x := range []string{"1", "2", "3"} {
		fmt.Fprintf(ask, "1.5 0 %s\n", x)
		n, err := hear.Read(answer)
		if err != nil || !strings.HasPrefix(string(answer[:n]), "1.5\t0\t"+x+"\t") {
			t.Fatalf("x = %s: %q, %v", x, answer[:n], err)
		}
	}
	ask.CloseWithError(errors.New("gone"))
	if status := <-done; status != 1 {
		t.Errorf("status %d after input that cannot be read", status)
	}
}

// FuzzStableLines: whatever comes in, each line has an answer or is named, and no answer is NaN.
func FuzzStableLines(f *testing.F) {
	for _, s := range []string{"1.5 0 1\n", "1 0\t2 # x\r\n.5 1 .2", "2 0 inf\n", "0x1p0 0 1e308\n", "1.5 0\n", "\xff\n"} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, in string, quantile bool) {
		args := []string{"stable", "eval"}
		if quantile {
			args[1] = "quantile"
		}
		var out, errs bytes.Buffer
		status := runArgs(t.Context(), args, streams{strings.NewReader(in), &out, &errs})
		if status != 0 && status != 2 || (status == 2) != strings.HasPrefix(errs.String(), "sgnlab: line ") || strings.Contains(out.String(), "NaN") {
			t.Errorf("%q: status %d, %s%s", in, status, &out, &errs)
		}
	})
}
