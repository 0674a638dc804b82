package main

import (
	"errors"

	"github.com/sgnlab/sgnlab/paperlib/env"
)

// badInput marks an error that lies in what the command was given (a file that cannot be read, a malformed line), which
// exits with status 2 as a wrong command line does.
type badInput struct{ error }

// Unwrap returns the error itself.
func (b badInput) Unwrap() error { return b.error }

// statusOf returns the exit status of a failed command. A variable of the environment is input too.
func statusOf(err error) int {
	var b badInput
	if errors.As(err, &b) || errors.As(err, new(*env.Error)) {
		return 2
	}
	return 1
}

// nothingKept marks the end of a command that Ctrl-C stopped and that keeps nothing to go on from.
type nothingKept struct{ error }

// Unwrap returns the error itself.
func (n nothingKept) Unwrap() error { return n.error }

// interrupted says what Ctrl-C has left.
func interrupted(err error) string {
	var n nothingKept
	if errors.As(err, &n) {
		return "sgnlab: interrupted; nothing was written, and the same command begins anew."
	}
	return "sgnlab: interrupted; finished units are kept, and the same command goes on from there."
}
