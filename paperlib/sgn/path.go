package sgn

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Path records the noise of the steps that a training run takes: at step k, with the weights w_k and the batch of that step,
//
//	U_k = grad L_batch(w_k) - grad L(w_k),
//
// where L is the loss of the whole training set. The step taken minus the step that the full gradient would have taken from
// the same weights and velocity is then -eta(k) U_k for SGD with or without momentum, and -eta(k) (1 + mu) U_k with
// Nesterov's method; AdamW's steps are not linear in the gradient, so there U_k is the noise of the gradient only. Unlike
// draws at fixed weights the rows of a path differ in their weights, and those of one epoch share no example.
//
// Every recorded step costs a pass over the training set.
type Path struct {
	Coordinates []Coordinate
	Steps       []int // in increasing order
	FullBatch   int   // examples of the full gradient: all, or one large batch where examples are coupled

	ctx     context.Context
	capture *capture
	g       *gradients
	keep    func(row, step int, u []float32) error
}

// NewPath prepares to record chosen steps of the training of s (its weights are those before training) under c, of all
// coordinates or a sample of them, each by keep, which must copy u. It refuses networks whose loss is random and augmented training: they have no full gradient.
func NewPath(ctx context.Context, be *training.Backend, s Source, c training.Config, seed uint64, steps []int, coordinates int, keep func(row, step int, u []float32) error) (*Path, error) {
	spec := s.Spec
	if spec.NoiseSize() > 0 || c.Augment != "" {
		return nil, errors.New("the noise along a path needs the full gradient, and this loss is random (dropout, latent draws, diffusion times or augmentation): it has none")
	}
	if len(steps) == 0 || !slices.IsSorted(steps) || steps[0] < 0 || len(slices.Compact(slices.Clone(steps))) != len(steps) {
		return nil, fmt.Errorf("steps of the path %v: list them once, in increasing order, from 0 on", steps)
	}
	p := &Path{Steps: steps, FullBatch: fullBatch(s, spec.Coupled), ctx: ctx, keep: keep}
	var err error
	if coordinates == 0 {
		p.Coordinates = All(spec)
	} else if p.Coordinates, err = Sample(spec, coordinates, seed); err != nil {
		return nil, err
	}
	p.capture = &capture{be: be, source: s, seed: seed, out: &Capture{Coordinates: p.Coordinates}}
	if p.g, err = newGradients(be, s, Config{}, seed, p.Coordinates, false); err != nil {
		return nil, err
	}
	return p, nil
}

// Observe is for training.Options.
func (p *Path) Observe(step int, batch []int, weights func() (training.Weights, error)) error {
	row, ok := slices.BinarySearch(p.Steps, step)
	if !ok {
		return nil
	}
	w, err := weights()
	if err != nil {
		return err
	}
	p.g.setWeights(w)
	full, _, err := p.capture.full(p.ctx, p.g, p.capture.source.Spec.Coupled)
	if err != nil {
		return fmt.Errorf("full gradient at step %d: %w", step, err)
	}
	u := make([]float32, len(full))
	err = p.g.of(p.ctx, job{batch, constant(len(batch), 1/float32(len(batch))), nil}, func(parts [][]float32) error {
		for i, v := range parts {
			at := p.g.at[i]
			for j, x := range v {
				u[at+j] = float32(float64(x) - full[at+j])
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("gradient of the batch of step %d: %w", step, err)
	}
	if err := finite(p.capture, fmt.Sprintf("the noise of step %d", step), 0, u); err != nil {
		return err
	}
	return p.keep(row, step, u)
}

// Close frees the backend's memory.
func (p *Path) Close() { p.g.close() }

// setWeights puts the gradients at other weights.
func (g *gradients) setWeights(w training.Weights) {
	for _, t := range g.weights {
		_ = t.FinalizeAll()
	}
	g.weights = append(training.Tensors(w.Params, g.source.Spec.Params), training.Tensors(w.States, g.source.Spec.States)...)
}
