package tails

import (
	"errors"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

var _ Law = stable.Skewed{}

// FitSkewStable fits the stable law S(alpha, beta) by maximum likelihood (stable.FitSkewed) and returns it as a Law. Ties
// that leave the likelihood without a maximum give a SampleError with FaultTied, as for FitStable.
//
// It takes a second where the fits of the other families take a millisecond: where many coordinates are judged test symmetry
// with JudgeSymmetry, and fit this family to the few that fail.
func FitSkewStable(x []float64) (Law, error) {
	if err := CheckSample(x); err != nil {
		return nil, err
	}
	f, err := stable.FitSkewed(x, nil)
	switch {
	case errors.Is(err, stable.ErrNoSpread), errors.Is(err, stable.ErrUnbounded):
		return nil, fmt.Errorf("%w (%w)", &SampleError{Fault: FaultTied, N: len(x), Share: FindTies(x).Share}, err)
	case err != nil:
		return nil, err
	}
	return f.Law, nil
}
