package lab

import "github.com/sgnlab/sgnlab/paperlib/stats"

// Number is the stored form of a float64 that may be NaN or infinite.
type Number = stats.Number
