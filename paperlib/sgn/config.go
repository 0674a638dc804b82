package sgn

import (
	"errors"
	"fmt"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Method is a way to capture SGN.
type Method string

const (
	Auto   Method = "auto" // bank where examples do not see each other, else direct
	Direct Method = "direct"
	Bank   Method = "bank"
)

// Config says what is captured.
type Config struct {
	Method             Method `json:"method"`
	Batches            []int  `json:"batches"`     // batch sizes B
	Draws              int    `json:"draws"`       // independent draws for each batch size
	Coordinates        int    `json:"coordinates"` // how many are sampled; 0 is all
	WithoutReplacement bool   `json:"without_replacement"`
}

// ErrCoupled is returned when the bank is asked of a network whose examples see each other.
var ErrCoupled = errors.New("the gradient of an example depends on its batch (BatchNorm in training mode): there is no bank of per-example gradients; use method direct")

// Source is a network at fixed weights with the data its batches come from.
type Source struct {
	Model   models.Model
	Spec    *models.Spec
	Weights training.Weights
	Set     *datasets.Set // batches come from the training part
}

// Validate reports what cannot be captured.
func (c Config) Validate(s Source) error {
	var errs []error
	n := s.Set.Train.Len()
	if len(c.Batches) == 0 {
		errs = append(errs, errors.New("no batch size is given"))
	}
	for _, b := range c.Batches {
		if b < 1 {
			errs = append(errs, fmt.Errorf("batch size %d: at least 1", b))
		}
		if b > n {
			errs = append(errs, fmt.Errorf("batch size %d is larger than the training set of %s (%d examples): choose a smaller one", b, s.Set.Name, n))
		}
		if b == 1 && s.Spec.Coupled {
			errs = append(errs, errors.New("batch size 1 with BatchNorm: every normalised value would be zero; use at least 2"))
		}
	}
	if !slices.IsSorted(c.Batches) || len(slices.Compact(slices.Clone(c.Batches))) != len(c.Batches) {
		errs = append(errs, fmt.Errorf("batch sizes %v: list them once, in increasing order", c.Batches))
	}
	if c.Draws < 2 {
		errs = append(errs, fmt.Errorf("%d draws: at least 2", c.Draws))
	}
	if c.Coordinates < 0 || c.Coordinates > s.Spec.Size() {
		errs = append(errs, fmt.Errorf("%d coordinates: the network has %d", c.Coordinates, s.Spec.Size()))
	}
	switch c.Method {
	case Auto, Direct:
	case Bank:
		if s.Spec.Coupled {
			errs = append(errs, ErrCoupled)
		}
	default:
		errs = append(errs, fmt.Errorf("method %q: auto, direct or bank", c.Method))
	}
	if err := s.Weights.Check(s.Spec); err != nil {
		errs = append(errs, err)
	}
	if err := training.CheckSet(s.Set); err != nil {
		errs = append(errs, err)
	}
	if len(errs) > 0 {
		return fmt.Errorf("capture of %s on %s: %w", s.Model.Name, s.Set.Name, errors.Join(errs...))
	}
	return nil
}
