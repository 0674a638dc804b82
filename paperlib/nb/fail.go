package nb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/janpfeifer/gonb/gonbui"
)

var (
	errOut io.Writer = os.Stderr
	exit             = os.Exit
)

// Fail ends the cell, and with it a headless run of the notebook, when err is
// not nil: it prints the error as one paragraph and exits with status 1. A cell
// that was interrupted says so instead.
func Fail(err error) {
	if err == nil {
		return
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(errOut, "interrupted: finished units are in the run store; run the cell again to go on")
	} else {
		fmt.Fprintf(errOut, "error: %v\n", err)
	}
	gonbui.Sync()
	exit(1)
}

// Must returns v, or ends the cell as Fail does:
//
//	fit := nb.Must(stable.FitSymmetric(draws, nil))
func Must[T any](v T, err error) T {
	Fail(err)
	return v
}
