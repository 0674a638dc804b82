package sgn

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// gradients computes chosen coordinates of gradients at fixed weights.
type gradients struct {
	exec    *graph.Exec
	source  Source
	weights []*tensors.Tensor // parameters, then states
}

// newGradients prepares the gradient of sum_k weight_k loss_k as a function of (examples, weights): [coordinates]; or,
// with perExample, the gradients of the single losses: [batch, coordinates].
func newGradients(be *training.Backend, s Source, coords []Coordinate, perExample bool) (*gradients, error) {
	np, ns := len(s.Spec.Params), len(s.Spec.States)
	exec, err := graph.NewExec(be.Backend, func(in []*graph.Node) *graph.Node {
		params, states, weight := in[:np], in[np:np+ns], in[np+ns]
		x, y, z := training.Unpack(in[np+ns+1:])
		batch := models.Batch{X: x, Labels: y, Noise: z}
		if perExample {
			_, rows := s.Model.PerExample(s.Spec, be.Backend, params, states, batch)
			return pick(rows, coords, batch.Size())
		}
		_, grads := s.Model.Gradient(s.Spec, be.Backend, params, states, batch, func(losses *graph.Node) *graph.Node {
			return graph.ReduceAllSum(graph.Mul(losses, weight))
		})
		return pick(grads, coords, 0)
	})
	if err != nil {
		return nil, fmt.Errorf("prepare the gradient: %w", err)
	}
	g := &gradients{exec: exec.WithName("gradient of " + s.Model.Name), source: s}
	g.weights = append(training.Tensors(s.Weights.Params, s.Spec.Params), training.Tensors(s.Weights.States, s.Spec.States)...)
	return g, nil
}

// pick gathers coordinates from gradient arrays, which have a leading batch axis if batch > 0.
func pick(grads []*graph.Node, coords []Coordinate, batch int) *graph.Node {
	var parts []*graph.Node
	for i := 0; i < len(coords); {
		p := coords[i].Param
		var index [][]int32
		for ; i < len(coords) && coords[i].Param == p; i++ {
			index = append(index, []int32{int32(coords[i].Index)})
		}
		g := grads[p]
		if batch > 0 {
			g = graph.Transpose(graph.Reshape(g, batch, g.Shape().Size()/batch), 0, 1)
		} else {
			g = graph.Reshape(g, g.Shape().Size())
		}
		if len(index) < g.Shape().Dim(0) { // all of an array needs no gather
			g = graph.Gather(g, graph.Const(g.Graph(), index), true)
		}
		parts = append(parts, g)
	}
	out := parts[0]
	if len(parts) > 1 {
		out = graph.Concatenate(parts, 0)
	}
	if batch > 0 {
		out = graph.Transpose(out, 0, 1)
	}
	return out
}

// of computes the gradient for the given examples and hands the flat result to use, which must copy what it keeps.
func (g *gradients) of(index []int, weight []float32, use func([]float32)) error {
	data := append([]*tensors.Tensor{tensors.FromFlatDataAndDimensions(weight, len(weight))},
		training.Gather(g.source.Set.Train, g.source.Spec, index, nil)...)
	in := make([]any, 0, len(g.weights)+len(data))
	for _, t := range g.weights {
		in = append(in, t)
	}
	for _, t := range data {
		in = append(in, t)
	}
	defer func() {
		for _, t := range data {
			_ = t.FinalizeAll()
		}
	}()
	out, err := g.exec.Call(in...)
	if err != nil {
		return fmt.Errorf("gradient of %d examples: %w", len(index), err)
	}
	defer func() { _ = out[0].FinalizeAll() }()
	return tensors.ConstFlatData(out[0], use)
}

func (g *gradients) close() {
	for _, t := range g.weights {
		_ = t.FinalizeAll()
	}
	g.exec.Finalize()
}

func constant(n int, v float32) []float32 {
	w := make([]float32, n)
	for i := range w {
		w[i] = v
	}
	return w
}
