package training

import (
	"fmt"
	"math"
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/models"
)

// stepper takes the steps of a run: each in one computation, or the gradient in micro-batches and then the update.
type stepper struct {
	*trainer
	feed   *feed
	whole  *graph.Exec       // (params, slots, states, rates, batch) to (params, slots, states, loss)
	part   *graph.Exec       // (params, states, sums, micro-batch) to (sums, part of the loss)
	update *graph.Exec       // (params, slots, sums, rates) to (params, slots)
	zeros  []*tensors.Tensor // the sums before the first micro-batch
	rates  *tensors.Tensor   // filled for each step
}

func newStepper(t *trainer) (*stepper, error) {
	s := &stepper{trainer: t}
	var err error
	if s.rates, err = tensors.FromShapeForBackend(t.be.Backend, 0, shapes.Make(dtypes.Float32, len(t.config.rates(0, t.total)))); err != nil {
		return nil, err
	}
	if s.feed, err = newFeed(t); err != nil {
		return nil, err
	}
	if s.feed.parts == 1 {
		err = s.build(&s.whole, "train", s.wholeStep)
	} else {
		for _, p := range t.spec.Params {
			s.zeros = append(s.zeros, tensors.FromFlatDataAndDimensions(make([]float32, p.Size()), p.Dims...))
		}
		if err = s.build(&s.part, "gradient of a micro-batch of", s.partGradient); err == nil {
			err = s.build(&s.update, "update", s.updateStep)
		}
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *stepper) build(to **graph.Exec, what string, f func([]*graph.Node) []*graph.Node) error {
	exec, err := graph.NewExec(s.be.Backend, f)
	if err != nil {
		return fmt.Errorf("model %q: prepare its training step: %w", s.model.Name, err)
	}
	*to = exec.WithName(what + " " + s.model.Name)
	return nil
}

func (s *stepper) close() {
	s.feed.close()
	finalize(append(s.zeros, s.rates)...)
	for _, e := range []*graph.Exec{s.whole, s.part, s.update} {
		if e != nil {
			e.Finalize()
		}
	}
}

func (s *stepper) wholeStep(in []*graph.Node) []*graph.Node {
	np, nv, ns := len(s.spec.Params), len(s.slots), len(s.spec.States)
	params, slots, states, rates := in[:np], in[np:np+nv], in[np+nv:np+nv+ns], in[np+nv+ns]
	x, y, z := Unpack(in[np+nv+ns+1:])
	built, grads := s.model.Gradient(s.spec, s.be.Backend, params, states, models.Batch{X: x, Labels: y, Noise: z}, graph.ReduceAllMean)
	newParams, newSlots := s.config.update(s.spec.Params, params, grads, slots, rates)
	return slices.Concat(newParams, newSlots, built.States, []*graph.Node{graph.ReduceAllMean(built.Losses)})
}

func (s *stepper) partGradient(in []*graph.Node) []*graph.Node {
	np, ns := len(s.spec.Params), len(s.spec.States)
	params, states, sums := in[:np], in[np:np+ns], in[np+ns:np+ns+np]
	x, y, z := Unpack(in[np+ns+np:])
	share := func(losses *graph.Node) *graph.Node {
		return graph.DivScalar(graph.ReduceAllSum(losses), float64(s.config.Batch))
	}
	built, grads := s.model.Gradient(s.spec, s.be.Backend, params, states, models.Batch{X: x, Labels: y, Noise: z}, share)
	out := make([]*graph.Node, np, np+1)
	for i, g := range grads {
		out[i] = graph.Add(sums[i], g)
	}
	return append(out, share(built.Losses))
}

func (s *stepper) updateStep(in []*graph.Node) []*graph.Node {
	np, nv := len(s.spec.Params), len(s.slots)
	newParams, newSlots := s.config.update(s.spec.Params, in[:np], in[np+nv:np+nv+np], in[np:np+nv], in[np+nv+np])
	return slices.Concat(newParams, newSlots)
}

// take takes one step and returns its loss.
func (s *stepper) take() (float64, error) {
	var out []*tensors.Tensor
	var loss float64
	err := tensors.MutableFlatData(s.rates, func(v []float32) { copy(v, s.config.rates(s.step, s.total)) })
	switch {
	case err != nil:
	case s.whole != nil:
		out, loss, err = s.takeWhole()
	default:
		out, loss, err = s.takeParts()
	}
	if s.options.fail != nil && err == nil {
		err = s.options.fail(s.step)
	}
	if err != nil {
		finalize(out...)
		return 0, &StepError{s.model.Name, s.step, s.goodCheckpoint(), err}
	}
	np, nv := len(s.params), len(s.slots)
	finalize(slices.Concat(s.params, s.slots)...)
	s.params, s.slots = out[:np:np], out[np:np+nv:np+nv]
	if states := out[np+nv:]; len(states) > 0 {
		finalize(s.states...)
		s.states = states
	}
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return 0, &DivergedError{s.model.Name, s.step, s.step / s.perEpoch, loss, slices.Clone(s.feed.batch(s.step)), s.goodCheckpoint()}
	}
	return loss, nil
}

// takeWhole returns the new parameters, slots and states.
func (s *stepper) takeWhole() ([]*tensors.Tensor, float64, error) {
	data, err := s.feed.get(s.step)
	if err != nil {
		return nil, 0, err
	}
	out, err := s.whole.Call(args(s.params, s.slots, s.states, []*tensors.Tensor{s.rates}, data)...)
	if err != nil {
		return nil, 0, err
	}
	last := len(out) - 1
	loss, err := scalar(out[last])
	finalize(out[last])
	return out[:last:last], loss, err
}

// scalar reads a number without a copy to the host, which takes longer than a small step's arithmetic.
func scalar(t *tensors.Tensor) (v float64, err error) {
	err = tensors.ConstFlatData(t, func(x []float32) { v = float64(x[0]) })
	return v, err
}

// takeParts returns the new parameters and slots. A network with states is coupled and has no parts.
func (s *stepper) takeParts() ([]*tensors.Tensor, float64, error) {
	sums, loss := s.zeros, 0.0
	release := func() {
		if &sums[0] != &s.zeros[0] {
			finalize(sums...)
		}
	}
	for j := range s.feed.parts {
		data, err := s.feed.get(s.step*s.feed.parts + j)
		if err != nil {
			release()
			return nil, 0, err
		}
		out, err := s.part.Call(args(s.params, s.states, sums, data)...)
		if err != nil {
			release()
			return nil, 0, err
		}
		np := len(sums)
		share, err := scalar(out[np])
		finalize(out[np])
		release()
		if sums = out[:np:np]; err != nil {
			release()
			return nil, 0, err
		}
		loss += share
	}
	defer release()
	out, err := s.update.Call(args(s.params, s.slots, sums, []*tensors.Tensor{s.rates})...)
	return out, loss, err
}
