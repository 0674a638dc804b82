package tails

import (
	"errors"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

var _ Law = stable.Symmetric{}

// FitStable fits the symmetric stable law by maximum likelihood (stable.FitSymmetric) and returns it as a Law. Ties
// that leave the likelihood without a maximum give a SampleError with FaultTied.
func FitStable(x []float64) (Law, error) { return fitStable(x, nil) }

// StableWithAlpha returns a fitter of scale and location at a given tail index: the model "shared alpha, own scale"
// when alpha comes from SharedAlpha. The law still counts 3 parameters; a caller that computes BIC for a shared alpha
// counts 2 per coordinate and 1 for all.
func StableWithAlpha(alpha float64) Fitter {
	return func(x []float64) (Law, error) { return fitStable(x, &stable.FitOptions{FixedAlpha: alpha}) }
}

func fitStable(x []float64, o *stable.FitOptions) (Law, error) {
	if err := CheckSample(x); err != nil {
		return nil, err
	}
	f, err := stable.FitSymmetric(x, o)
	switch {
	case errors.Is(err, stable.ErrNoSpread), errors.Is(err, stable.ErrUnbounded):
		return nil, fmt.Errorf("%w (%w)", &SampleError{Fault: FaultTied, N: len(x), Share: FindTies(x).Share}, err)
	case err != nil:
		return nil, err
	}
	return f.Law, nil
}
