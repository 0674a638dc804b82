package main

import "errors"

// badInput marks an error that lies in what the command was given (a file that cannot be read, a malformed line), which
// exits with status 2 as a wrong command line does.
type badInput struct{ error }

// Unwrap returns the error itself.
func (b badInput) Unwrap() error { return b.error }

// statusOf returns the exit status of a failed command.
func statusOf(err error) int {
	var b badInput
	if errors.As(err, &b) {
		return 2
	}
	return 1
}
