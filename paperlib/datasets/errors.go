package datasets

import (
	"errors"
	"fmt"
	"strings"
)

// Kinds of failure; test with errors.Is.
var (
	ErrUnknown     = errors.New("unknown data set")
	ErrMissing     = errors.New("data missing")
	ErrDamaged     = errors.New("data damaged")
	ErrDownload    = errors.New("download failed")
	ErrUnwritable  = errors.New("cannot write the cache")
	ErrLocked      = errors.New("another process holds the cache")
	ErrOptionRange = errors.New("option out of range")
)

// Error says which set and file, what is wrong and what to do about it.
type Error struct {
	Kind            error  // one of the kinds above
	Set, File       string // File may be empty when no single file is at fault
	Problem         string // one clause
	Expected, Found string // digests or sizes, when that is the problem
	Next            string // the next action, an imperative sentence
	Cause           error  // may be nil
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "data set %s: %s", e.Set, e.Kind)
	if e.File != "" {
		fmt.Fprintf(&b, ": %s", e.File)
	}
	if e.Problem != "" {
		fmt.Fprintf(&b, ": %s", e.Problem)
	}
	if e.Expected != "" {
		fmt.Fprintf(&b, " (expected %s, found %s)", e.Expected, e.Found)
	}
	if e.Cause != nil {
		fmt.Fprintf(&b, ": %v", e.Cause)
	}
	if e.Next != "" {
		fmt.Fprintf(&b, ". %s", e.Next)
	}
	return b.String()
}

// Unwrap gives the kind and the cause.
func (e *Error) Unwrap() []error { return []error{e.Kind, e.Cause} }
