package stable

import (
	"errors"
	"fmt"
)

// Errors of this package; test with errors.Is. The text around them says where, and what to do next.
var (
	// ErrParameter: a parameter lies outside the domain of the law.
	ErrParameter = errors.New("stable: parameter outside its domain")
	// ErrTooFew: the sample is smaller than MinSample.
	ErrTooFew = errors.New("stable: sample too small")
	// ErrNotFinite: the sample holds NaN or an infinity.
	ErrNotFinite = errors.New("stable: sample holds a value that is not finite")
	// ErrNoSpread: the interquartile range is zero, so at least half of the sample is one value.
	ErrNoSpread = errors.New("stable: interquartile range is zero")
	// ErrOption: a fit option is not usable.
	ErrOption = errors.New("stable: unusable fit option")
)

// Errors that come together with the state reached.
var (
	// ErrNotConverged: the iteration stopped short of a maximum.
	ErrNotConverged = errors.New("stable: fit did not converge")
	// ErrUnbounded: the likelihood has no maximum, because too many observations are tied.
	ErrUnbounded = errors.New("stable: likelihood is unbounded")
)

// SampleError says which of several samples an error belongs to.
type SampleError struct {
	Sample, Of int // counted from 0
	Err        error
}

func (e *SampleError) Error() string {
	return fmt.Sprintf("sample %d of %d: %v", e.Sample, e.Of, e.Err)
}

// Unwrap returns the error of the sample.
func (e *SampleError) Unwrap() error { return e.Err }
