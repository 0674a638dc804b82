package analyze

import (
	"fmt"
	"runtime"

	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Sampling says how the draws of a file were made.
type Sampling string

// The two kinds of sampling.
const (
	// IID: every draw is a minibatch (or an example) drawn afresh, independent of the others.
	IID Sampling = "iid"
	// Epoch: the draws are the disjoint minibatches of one epoch. They are drawn without replacement and their noise sums
	// to zero, so sums of draws say nothing about stability and the test is refused.
	Epoch Sampling = "epoch"
)

// Options are the knobs of [Analyze]; the zero value is the default.
type Options struct {
	Sampling  Sampling // default IID
	BatchSize int      // examples in a minibatch, for the words; 0: not stated
	Level     float64  // of every test and of the false discovery rate; default .05
	Seed      uint64   // of the split into halves for held-out likelihoods; default 0
	Workers   int      // default GOMAXPROCS; the result does not depend on it
	// Examples keeps the draws of one coordinate for each family that describes some coordinate best, for figures.
	Examples bool
	// Progress is called from one goroutine with the coordinates done; nil: not called.
	Progress func(done, total int)
}

// Check returns the options with the defaults filled in, or an [ErrOption].
func (o Options) Check() (Options, error) {
	if o.Sampling == "" {
		o.Sampling = IID
	}
	if o.Level == 0 {
		o.Level = 0.05
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	switch {
	case o.Sampling != IID && o.Sampling != Epoch:
		return o, fmt.Errorf("%w: sampling %q: must be %q or %q", ErrOption, o.Sampling, IID, Epoch)
	case o.Workers > 4096:
		return o, fmt.Errorf("%w: %d workers: at most 4096", ErrOption, o.Workers)
	case !(o.Level >= 1e-4 && o.Level <= 0.2):
		return o, fmt.Errorf("%w: level %v: must lie in [0.0001, 0.2]", ErrOption, o.Level)
	case o.BatchSize < 0:
		return o, fmt.Errorf("%w: batch size %d: must be positive, or 0 when it is not known", ErrOption, o.BatchSize)
	}
	return o, nil
}

// MinDraws is the least number of draws a file must have to be judged at all.
const MinDraws = tails.MinSample
