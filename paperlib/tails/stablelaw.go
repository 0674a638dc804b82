package tails

import (
	"errors"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

var _ Law = stable.Symmetric{}

// FitStable fits the symmetric stable law by maximum likelihood (stable.FitSymmetric) and returns it as a Law. Ties
// that leave the likelihood without a maximum give a SampleError with FaultTied.
func FitStable(x []float64) (Law, error) {
	if err := CheckSample(x); err != nil {
		return nil, err
	}
	f, err := stable.FitSymmetric(x, nil)
	switch {
	case errors.Is(err, stable.ErrNoSpread), errors.Is(err, stable.ErrUnbounded):
		return nil, fmt.Errorf("%w (%w)", &SampleError{Fault: FaultTied, N: len(x), Share: FindTies(x).Share}, err)
	case err != nil:
		return nil, err
	}
	return f.Law, nil
}
