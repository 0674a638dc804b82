package training

import (
	"errors"
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/models"
)

// Config says how a network is trained: optimiser, schedule and data. g is the mean gradient of a batch, theta the
// parameters, w the weight decay and eta(k) the learning rate of step k, see [Config.Rate].
//
// SGD with momentum mu (Optimizer ""):
//
//	v <- mu v + g + w theta,    theta <- theta - eta(k) v
//
// or, with Nesterov (in the form of Sutskever et al. 2013 that is usual today), theta <- theta - eta(k) (g + w theta + mu v).
//
// AdamW (Loshchilov, Hutter 2019; Optimizer "adamw"), with t = k+1 and everything for each coordinate:
//
//	m <- b1 m + (1-b1) g,    s <- b2 s + (1-b2) g^2,
//	theta <- theta - eta(k) (m/(1-b1^t) / (sqrt(s/(1-b2^t)) + e) + w theta)
//
// where w is 0 for arrays of one dimension: biases, scales and offsets.
type Config struct {
	Epochs      int     `json:"epochs"`
	Batch       int     `json:"batch"`
	LR          float64 `json:"lr"`
	Momentum    float64 `json:"momentum"`
	WeightDecay float64 `json:"weight_decay"`
	Schedule    string  `json:"schedule"` // "constant", "step", "cosine" or "polynomial"

	// Everything below is at its zero value in the plain case.

	Optimizer string  `json:"optimizer,omitempty"` // "" is SGD; "adamw"
	Nesterov  bool    `json:"nesterov,omitempty"`
	Beta1     float64 `json:"beta1,omitempty"`   // of AdamW; 0 is .9
	Beta2     float64 `json:"beta2,omitempty"`   // 0 is .999
	Epsilon   float64 `json:"epsilon,omitempty"` // 0 is 1e-8
	Clip      float64 `json:"clip,omitempty"`    // bound on the norm of the whole gradient, which is scaled down to it; 0: none
	Warmup    int     `json:"warmup,omitempty"`  // steps in which the rate rises in equal steps to LR, before the schedule begins
	T0        float64 `json:"t0,omitempty"`      // of the polynomial schedule, in steps
	Theta     float64 `json:"theta,omitempty"`   // of the polynomial schedule
	Augment   string  `json:"augment,omitempty"` // how the training images are varied: "" not at all, or CropFlip
	// MicroBatch is how many examples' gradients are computed at a time and added up to the batch's (gradient
	// accumulation); it divides Batch. 0: all at once. Less memory, and on a CPU sometimes faster: few examples stay in its
	// cache. The sum in parts rounds differently. Not for networks with BatchNorm.
	MicroBatch int `json:"micro_batch,omitempty"`
	// Start is the digest of the weights that training starts from ([Weights.Digest]), which are given as Options.Start;
	// "" draws them under the seed.
	Start string `json:"start,omitempty"`
}

// Rate is the learning rate eta(k) of step k out of total steps, k = 0 .. total-1. The first Warmup steps have
// LR (k+1)/Warmup; after them, with k and total counted from the end of the warm-up,
//
//	constant    LR
//	step        LR, LR/10 from 1/2 and LR/100 from 3/4 of the run on
//	cosine      LR (1 + cos(pi k/total))/2
//	polynomial  LR (1 + k/T0)^-Theta
func (c Config) Rate(k, total int) float64 {
	if k < c.Warmup {
		return c.LR * float64(k+1) / float64(c.Warmup)
	}
	k, total = k-c.Warmup, total-c.Warmup
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
	case "polynomial":
		return c.LR * math.Pow(1+float64(k)/c.T0, -c.Theta)
	}
	return c.LR
}

// Steps is the number of steps of a run on n training examples; those that fill no batch are left out of their epoch.
func (c Config) Steps(n int) int { return c.Epochs * (n / max(c.Batch, 1)) }

// maxEpochs is far beyond any run, and keeps steps and curves countable.
const maxEpochs = 1 << 24

// Validate reports every field that makes no sense for a set of n training examples.
func (c Config) Validate(n int) error {
	var errs []error
	bad := func(cond bool, format string, a ...any) {
		if cond {
			errs = append(errs, fmt.Errorf(format, a...))
		}
	}
	number := func(v float64) bool { return v >= 0 && v <= math.MaxFloat32 } // the network computes in float32
	bad(c.Epochs < 1, "epochs is %d: at least 1", c.Epochs)
	bad(c.Epochs > maxEpochs, "epochs is %d: at most %d", c.Epochs, maxEpochs)
	bad(c.Batch < 1, "batch is %d: at least 1", c.Batch)
	bad(c.Batch > n, "batch is %d but the training set has only %d examples: choose a smaller batch", c.Batch, n)
	bad(c.MicroBatch < 0 || c.MicroBatch > 0 && c.Batch%c.MicroBatch != 0, "micro_batch is %d: a divisor of batch, %d, or 0", c.MicroBatch, c.Batch)
	bad(!(c.LR > 0) || !number(c.LR), "lr is %v: a positive number", c.LR)
	bad(!(c.Momentum >= 0 && c.Momentum < 1), "momentum is %v: in [0, 1)", c.Momentum)
	bad(!number(c.WeightDecay), "weight_decay is %v: zero or more", c.WeightDecay)
	switch c.Schedule {
	case "constant", "step", "cosine":
		bad(c.T0 != 0 || c.Theta != 0, "t0 and theta belong to the polynomial schedule, not to %q", c.Schedule)
	case "polynomial":
		bad(!(c.T0 > 0) || !number(c.T0), "t0 is %v: a positive number of steps", c.T0)
		bad(!number(c.Theta), "theta is %v: zero or more", c.Theta)
	default:
		bad(true, "schedule is %q: constant, step, cosine or polynomial", c.Schedule)
	}
	switch c.Optimizer {
	case "":
		bad(c.Nesterov && c.Momentum == 0, "Nesterov's method needs momentum")
		bad(c.Beta1 != 0 || c.Beta2 != 0 || c.Epsilon != 0, "beta1, beta2 and epsilon belong to the optimiser adamw")
	case "adamw":
		bad(c.Momentum != 0 || c.Nesterov, "momentum belongs to SGD; adamw has beta1")
		bad(!(c.Beta1 >= 0 && c.Beta1 < 1), "beta1 is %v: in [0, 1)", c.Beta1)
		bad(!(c.Beta2 >= 0 && c.Beta2 < 1), "beta2 is %v: in [0, 1)", c.Beta2)
		bad(!number(c.Epsilon), "epsilon is %v: zero (for 1e-8) or more", c.Epsilon)
	default:
		bad(true, "optimizer is %q: empty for SGD, or adamw", c.Optimizer)
	}
	bad(!number(c.Clip), "clip is %v: zero or more", c.Clip)
	bad(c.Warmup < 0, "warmup is %d: zero or more steps", c.Warmup)
	bad(c.Batch > 0 && c.Epochs > 0 && c.Epochs <= maxEpochs && c.Warmup > c.Steps(n), "warmup is %d steps, the whole run has %d", c.Warmup, c.Steps(n))
	bad(c.Augment != "" && c.Augment != CropFlip, "augment is %q: empty or %q", c.Augment, CropFlip)
	if len(errs) > 0 {
		return fmt.Errorf("training configuration: %w", errors.Join(errs...))
	}
	return nil
}

// betas are the constants of AdamW.
func (c Config) betas() (b1, b2, epsilon float64) {
	b1, b2, epsilon = c.Beta1, c.Beta2, c.Epsilon
	if b1 == 0 {
		b1 = 0.9
	}
	if b2 == 0 {
		b2 = 0.999
	}
	if epsilon == 0 {
		epsilon = 1e-8
	}
	return b1, b2, epsilon
}

// decays tells whether weight decay applies to p.
func (c Config) decays(p models.Param) bool {
	return c.WeightDecay != 0 && (c.Optimizer == "" || len(p.Dims) > 1)
}

// String is the recipe in one line, for tables.
func (c Config) String() string {
	s := "SGD"
	switch {
	case c.Optimizer == "adamw":
		s = "AdamW"
	case c.Nesterov:
		s = fmt.Sprintf("SGD, Nesterov %g", c.Momentum)
	case c.Momentum > 0:
		s = fmt.Sprintf("SGD, momentum %g", c.Momentum)
	}
	epochs := "epochs"
	if c.Epochs == 1 {
		epochs = "epoch"
	}
	s += fmt.Sprintf(", lr %g %s, batch %d, %d %s", c.LR, c.Schedule, c.Batch, c.Epochs, epochs)
	if c.Warmup > 0 {
		s += fmt.Sprintf(", %d steps of warm-up", c.Warmup)
	}
	if c.WeightDecay > 0 {
		s += fmt.Sprintf(", decay %g", c.WeightDecay)
	}
	if c.Clip > 0 {
		s += fmt.Sprintf(", clipped at %g", c.Clip)
	}
	if c.Augment != "" {
		s += ", " + c.Augment
	}
	return s
}

// parts is the number of micro-batches of a step.
func (c Config) parts() int {
	if c.MicroBatch == 0 {
		return 1
	}
	return c.Batch / c.MicroBatch
}
