package analyze

import "errors"

// ErrTooSmall reports a table with too few draws or without a coordinate.
var ErrTooSmall = errors.New("too small to be judged")
