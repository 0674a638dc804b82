package tails

import (
	"fmt"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// MinSample is the least number of draws a fit accepts, that of the stable fit: with fewer a tail index says next to
// nothing, and all families must be judged on the same samples.
const MinSample = stable.MinSample

// Fault says why a sample cannot be fitted.
type Fault string

// Faults of a sample.
const (
	FaultShort    Fault = "too short"
	FaultNaN      Fault = "NaN"
	FaultInf      Fault = "infinite"
	FaultConstant Fault = "constant"
	FaultTied     Fault = "mostly one value"
	FaultScale    Fault = "out of range" // spread below 1e-140 or above 1e140: squares would leave float64
)

// SampleError reports a sample that cannot be fitted. Find it with errors.As, or compare the kind alone with
// errors.Is(err, &SampleError{Fault: FaultNaN}).
type SampleError struct {
	Fault Fault
	N     int     // length of the sample
	Index int     // where, for FaultNaN and FaultInf
	Share float64 // share of draws equal to the commonest value, for FaultTied
}

func (e *SampleError) Error() string {
	switch e.Fault {
	case FaultShort:
		return fmt.Sprintf("tails: the sample has %d draws and a fit needs at least %d: capture more draws", e.N, MinSample)
	case FaultNaN, FaultInf:
		return fmt.Sprintf("tails: draw %d of %d is %s: a diverged network or a broken capture; find out why before fitting, the draw is not skipped", e.Index, e.N, e.Fault)
	case FaultConstant:
		return fmt.Sprintf("tails: all %d draws are equal (a dead coordinate): count it as dead, no law has a scale here", e.N)
	case FaultTied:
		return fmt.Sprintf("tails: %.0f %% of the %d draws are one value, so the likelihood of a continuous law has no maximum: report the share of ties beside the coordinate instead of a fit", 100*e.Share, e.N)
	case FaultScale:
		return fmt.Sprintf("tails: the %d draws spread over less than 1e-140 or more than 1e140: bring them to a sensible unit first", e.N)
	}
	return fmt.Sprintf("tails: sample of %d draws: %s", e.N, e.Fault)
}

// Is matches errors of the same fault whatever their position and length.
func (e *SampleError) Is(target error) bool {
	t, ok := target.(*SampleError)
	return ok && t.Fault == e.Fault
}

// CheckSample returns a *SampleError if x is shorter than MinSample, holds NaN or an infinity, is constant,
// or spreads over less than 1e-140 or more than 1e140.
func CheckSample(x []float64) error {
	for i, v := range x {
		if math.IsNaN(v) {
			return &SampleError{Fault: FaultNaN, N: len(x), Index: i}
		}
		if math.IsInf(v, 0) {
			return &SampleError{Fault: FaultInf, N: len(x), Index: i}
		}
	}
	if len(x) < MinSample {
		return &SampleError{Fault: FaultShort, N: len(x)}
	}
	spread := 0.0
	for _, v := range x {
		spread = math.Max(spread, math.Abs(v-x[0]))
	}
	switch {
	case spread == 0:
		return &SampleError{Fault: FaultConstant, N: len(x)}
	case spread < 1e-140 || spread > 1e140:
		return &SampleError{Fault: FaultScale, N: len(x)}
	}
	return nil
}

// Ties describes repeated values: continuous laws have none, so a large Share is a flag to report beside a fit.
type Ties struct {
	Share float64 // share of draws equal to the commonest value (1/n when all differ)
	Value float64 // that value
	Zeros float64 // share of draws that are exactly zero
}

// FindTies counts the commonest value and the exact zeros of x; x is not changed and must not be empty.
func FindTies(x []float64) Ties {
	return tiesSorted(sorted(x))
}

func tiesSorted(s []float64) Ties {
	t := Ties{}
	n := float64(len(s))
	for i := 0; i < len(s); {
		j := i + 1
		for j < len(s) && s[j] == s[i] {
			j++
		}
		share := float64(j-i) / n
		if share > t.Share {
			t.Share, t.Value = share, s[i]
		}
		if s[i] == 0 {
			t.Zeros = share
		}
		i = j
	}
	return t
}

func sorted(x []float64) []float64 {
	s := slices.Clone(x)
	slices.Sort(s)
	return s
}
