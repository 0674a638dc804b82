package chaos

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"unicode"
	"unicode/utf8"
)

// crash matches what the Go runtime, the race detector or the C library say when a program falls over.
var crash = regexp.MustCompile(`(?m)^(panic: |fatal error: |runtime: |goroutine \d+ |SIG[A-Z]+: |unexpected fault address|\[signal SIG|WARNING: DATA RACE)|Segmentation fault|core dumped|Traceback \(most recent call last\)`)

// sound says what is wrong with how a command ended, whatever it was asked: it must end by itself within bounds with a
// known status, without a crash, and must not pass control characters on.
func (o outcome) sound() error {
	var errs []error
	if o.why != "" {
		errs = append(errs, errors.New(o.why))
	}
	if m := crash.FindStringIndex(o.stderr); m != nil {
		errs = append(errs, fmt.Errorf("it crashed: %s", shorten(o.stderr[m[0]:], 1500)))
	}
	if o.why == "" {
		switch {
		case o.status == -1:
			errs = append(errs, fmt.Errorf("signal %v ended it", o.signal))
		case !slices.Contains([]int{0, 1, 2, 130}, o.status):
			errs = append(errs, fmt.Errorf("exit status %d: there are 0, 1, 2 and 130", o.status))
		case o.status != 0 && len(o.stderr) < 10:
			errs = append(errs, fmt.Errorf("exit status %d without a word why", o.status))
		}
	}
	for what, text := range map[string]string{"standard output": o.stdout, "standard error": o.stderr} {
		if at := control(text); at >= 0 {
			errs = append(errs, fmt.Errorf("a control character on %s: %q", what, text[max(0, at-40):min(len(text), at+40)]))
		}
	}
	return o.wrap(errors.Join(errs...))
}

// control finds a character that steers a terminal, or a byte that is no text; -1: none.
func control(s string) int {
	for i, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return i
		}
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				return i
			}
		}
	}
	return -1
}

// completed says why a command that should have succeeded has not.
func (o outcome) completed() error {
	if err := o.sound(); err != nil {
		return err
	}
	if o.status != 0 {
		return o.wrap(fmt.Errorf("exit status %d: %s", o.status, shorten(o.stderr, 800)))
	}
	return nil
}

// killed says what is wrong with the end of a command that got a signal: it may be done, dead by it, or say 130.
func (o outcome) killed(k kill) error {
	if o.status == -1 && o.why == "" && o.signal == k.signal {
		o.status, o.stderr = 130, o.stderr+"\nended by the signal" // as asked
	}
	if err := o.sound(); err != nil {
		return err
	}
	if o.status != 0 && o.status != 130 {
		return o.wrap(fmt.Errorf("exit status %d after %v: 130 is that of an interrupted command: %s", o.status, k, shorten(o.stderr, 800)))
	}
	return nil
}

func (o outcome) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s\n%w", o.line, err)
}
