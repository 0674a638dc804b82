package training

import (
	"errors"
	"fmt"
	"math"
)

// Config says how a network is trained. Momentum SGD with weight decay w:
//
//	v <- momentum v + g + w theta,    theta <- theta - eta(k) v
//
// where g is the mean gradient of a batch and eta(k) the learning rate of step k.
type Config struct {
	Epochs      int     `json:"epochs"`
	Batch       int     `json:"batch"`
	LR          float64 `json:"lr"`
	Momentum    float64 `json:"momentum"`
	WeightDecay float64 `json:"weight_decay"`
	Schedule    string  `json:"schedule"` // "constant", "step" (x 0.1 at 1/2 and 3/4 of the run) or "cosine" (to 0)
	// Augment is how the training images are varied: "" not at all, or CropFlip.
	Augment string `json:"augment,omitempty"`
}

// Rate is the learning rate eta(k) of step k out of total steps, k = 0 .. total-1.
func (c Config) Rate(k, total int) float64 {
	switch c.Schedule {
	case "step":
		switch {
		case 4*k >= 3*total:
			return c.LR / 100
		case 2*k >= total:
			return c.LR / 10
		}
		return c.LR
	case "cosine":
		return c.LR * (1 + math.Cos(math.Pi*float64(k)/float64(total))) / 2
	}
	return c.LR
}

// Validate reports every field that makes no sense for a set of n training examples.
func (c Config) Validate(n int) error {
	var errs []error
	bad := func(cond bool, format string, a ...any) {
		if cond {
			errs = append(errs, fmt.Errorf(format, a...))
		}
	}
	bad(c.Epochs < 1, "epochs is %d: at least 1", c.Epochs)
	bad(c.Batch < 1, "batch is %d: at least 1", c.Batch)
	bad(c.Batch > n, "batch is %d but the training set has only %d examples: choose a smaller batch", c.Batch, n)
	bad(!(c.LR > 0) || math.IsInf(c.LR, 0), "lr is %v: a positive number", c.LR)
	bad(!(c.Momentum >= 0 && c.Momentum < 1), "momentum is %v: in [0, 1)", c.Momentum)
	bad(!(c.WeightDecay >= 0) || math.IsInf(c.WeightDecay, 0), "weight_decay is %v: zero or more", c.WeightDecay)
	bad(c.Schedule != "constant" && c.Schedule != "step" && c.Schedule != "cosine", "schedule is %q: constant, step or cosine", c.Schedule)
	bad(c.Augment != "" && c.Augment != CropFlip, "augment is %q: empty or %q", c.Augment, CropFlip)
	if len(errs) > 0 {
		return fmt.Errorf("training configuration: %w", errors.Join(errs...))
	}
	return nil
}

// String is the recipe in one line, for tables.
func (c Config) String() string {
	s := fmt.Sprintf("SGD, momentum %g", c.Momentum)
	if c.Momentum == 0 {
		s = "SGD"
	}
	s += fmt.Sprintf(", lr %g %s, batch %d, %d epochs", c.LR, c.Schedule, c.Batch, c.Epochs)
	if c.WeightDecay > 0 {
		s += fmt.Sprintf(", decay %g", c.WeightDecay)
	}
	if c.Augment != "" {
		s += ", " + c.Augment
	}
	return s
}
