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
	// Epoch takes the batches of real training: epoch after epoch the examples in a new random order, cut into
	// consecutive batches. The draws of one epoch depend on each other (together they are nearly the whole set), so what
	// assumes independent draws does not hold for them.
	Epoch bool `json:"epoch,omitempty"`
	// Augment varies the images as in training (training.CropFlip); empty: not at all.
	Augment string `json:"augment,omitempty"`
	// FreezeNoise gives every example random numbers of its own, once for the whole capture, where its loss needs some
	// (dropout, a latent draw, a diffusion time) and for the augmentation. The noise of the capture is then conditional on
	// them. Without it they are part of the noise: drawn afresh for each draw, and the mean gradient is an estimate.
	FreezeNoise bool `json:"freeze_noise,omitempty"`
	// MicroBatch is how many examples' gradients the direct method computes at a time and adds up, as in
	// training.Config; 0: the whole batch at once. Not for networks with BatchNorm.
	MicroBatch int `json:"micro_batch,omitempty"`
	// Proportional shares the sampled coordinates between the arrays by their numbers of parameters, see [SampleProportional].
	Proportional bool `json:"proportional,omitempty"`
	// Activity describes the gradients of the single examples beside the draws, where there is a bank of them.
	Activity bool `json:"activity,omitempty"`
}

// Random tells whether the gradient of an example is a random variable under this configuration.
func (c Config) Random(spec *models.Spec) bool {
	return !c.FreezeNoise && (spec.NoiseSize() > 0 || c.Augment != "")
}

// ErrRandom is returned when the bank is asked of a network whose loss draws random numbers afresh.
var ErrRandom = errors.New("the gradient of an example is random (dropout, a latent draw, a diffusion time or augmentation): there is no bank of per-example gradients; freeze the noise of each example, or use method direct")

// ErrCoupled is returned when the bank is asked of a network whose examples see each other.
var ErrCoupled = errors.New("the gradient of an example depends on its batch (BatchNorm in training mode): there is no bank of per-example gradients; use method direct")

// Source is a network at fixed weights with the data its batches come from.
type Source struct {
	Model   models.Model
	Spec    *models.Spec
	Weights training.Weights
	Set     *datasets.Set // batches come from the training part
}

// MaxDraws is the largest number of draws of a batch size. It keeps every product of sizes within 64 bits, so that the bounds
// on memory and disk are compared with what a capture really needs.
const MaxDraws = 1 << 30

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
	if c.Epoch && c.WithoutReplacement {
		errs = append(errs, errors.New("batches within an epoch are always drawn without replacement: choose one of the two"))
	}
	if c.Augment != "" && (c.Augment != training.CropFlip || s.Spec.Vocabulary > 0) {
		errs = append(errs, fmt.Errorf("augmentation %q: empty, or %q for images", c.Augment, training.CropFlip))
	}
	if c.MicroBatch < 0 || c.MicroBatch > 0 && s.Spec.Coupled {
		errs = append(errs, fmt.Errorf("micro-batches of %d: none with BatchNorm, which couples the examples of a batch; else at least 1, or 0 for whole batches", c.MicroBatch))
	}
	if c.Draws < 2 || c.Draws > MaxDraws {
		errs = append(errs, fmt.Errorf("%d draws: at least 2 and at most %d", c.Draws, MaxDraws))
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
		if c.Random(s.Spec) {
			errs = append(errs, ErrRandom)
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
