package sgn

import (
	"context"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Block is the captured noise for one batch size.
type Block struct {
	Batch int
	Draws int
	U     []float32 // [Draws, coordinates], centred at Mean
	Mean  []float64 // [coordinates]: the mean gradient that was subtracted
	// StdErr is the standard error of Mean [coordinates]; nil when Mean is the exact mean over the training set.
	StdErr []float64
}

// Column copies the draws of coordinate j.
func (b *Block) Column(j int) []float64 {
	c := len(b.Mean)
	x := make([]float64, b.Draws)
	for k := range x {
		x[k] = float64(b.U[k*c+j])
	}
	return x
}

// Capture is the result of a capture.
type Capture struct {
	Method      Method // the one that was used, never Auto
	Coordinates []Coordinate
	Blocks      []Block // one for each batch size
	// Full is the gradient of the whole training set as one batch where it is the exact mean (no coupling), or of one
	// large batch of FullBatch examples where examples are coupled: the bias of the mean is Mean - Full.
	Full      []float64
	FullBatch int
	// Normalisation says in words how BatchNorm was treated.
	Normalisation string
}

// Options are what does not change the result.
type Options struct {
	Progress func(done, total int, message string) // may be nil
}

func (o Options) progress(done, total int, format string, a ...any) {
	if o.Progress != nil {
		o.Progress(done, total, fmt.Sprintf(format, a...))
	}
}

// Run captures the noise of s under a seed.
func Run(ctx context.Context, be *training.Backend, s Source, c Config, seed uint64, o Options) (*Capture, error) {
	if err := c.Validate(s); err != nil {
		return nil, err
	}
	out := &Capture{Method: c.Method, Normalisation: "no layer couples examples"}
	if out.Method == Auto {
		out.Method = Bank
		if s.Spec.Coupled {
			out.Method = Direct
		}
	}
	if s.Spec.Coupled {
		out.Normalisation = "BatchNorm in training mode: each gradient uses the statistics of its own batch"
	}
	if c.Coordinates == 0 {
		out.Coordinates = All(s.Spec)
	} else {
		var err error
		if out.Coordinates, err = Sample(s.Spec, c.Coordinates, seed); err != nil {
			return nil, err
		}
	}
	var err error
	if out.Method == Bank {
		err = out.fromBank(ctx, be, s, c, seed, o)
	} else {
		err = out.direct(ctx, be, s, c, seed, o)
	}
	if err != nil {
		return nil, fmt.Errorf("capture of %s on %s (%s): %w", s.Model.Name, s.Set.Name, out.Method, err)
	}
	return out, nil
}
