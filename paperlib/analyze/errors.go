package analyze

import "errors"

// ErrTooSmall reports a table with too few draws or without a coordinate.
var ErrTooSmall = errors.New("the table is too small to be judged")

// ErrOption reports an option outside its domain.
var ErrOption = errors.New("option outside its domain")
