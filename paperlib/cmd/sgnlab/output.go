package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"syscall"

	"github.com/sgnlab/sgnlab/paperlib/shown"
)

// output is the standard output of a command. It remembers the first fault, so that no command whose output was lost ends
// as if it had been read, whether or not it looked at the error itself; and what would act on a terminal is written as
// escapes, which in JSON stand for the same characters.
type output struct {
	mu   sync.Mutex
	text *shown.Writer
	err  error
}

func newOutput(out io.Writer) *output { return &output{text: shown.NewWriter(out)} }

// Write writes to the output, and nothing more after the first fault.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil {
		return 0, o.err
	}
	var n int
	n, o.err = o.text.Write(b)
	return n, o.err
}

// fault returns the first fault.
func (o *output) fault() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

// failed tells whether err comes from this output, which end reports.
func (o *output) failed(err error) bool {
	fault := o.fault()
	return fault != nil && errors.Is(err, fault)
}

// end completes the output of a command with this status and returns the status to exit with.
func (o *output) end(status int, complaints io.Writer) int {
	o.mu.Lock()
	if o.err == nil {
		o.err = o.text.Close()
	}
	o.mu.Unlock()
	return lost(o.err, status, complaints)
}

// lost returns the status of a command whose output was written with err: 1 where the command itself was content. A reader
// that has seen enough, as head has, is no fault to speak of. (A pipe without a reader ends the program by SIGPIPE, as any
// other on Unix; this is for those who ignore that signal.)
func lost(err error, status int, complaints io.Writer) int {
	if err == nil {
		return status
	}
	if !errors.Is(err, syscall.EPIPE) {
		complain(complaints, "standard output could not be written: %v. What is there is incomplete: make room, or send it elsewhere, and run the same command again", err)
	}
	if status == 0 {
		return 1
	}
	return status
}

// complain writes a message of this program. Names in it cannot act on a terminal, and none begins a line of its own.
func complain(w io.Writer, format string, args ...any) {
	fmt.Fprintln(w, "sgnlab: "+strings.ReplaceAll(shown.Text(fmt.Sprintf(format, args...)), "\n", "\n  "))
}
