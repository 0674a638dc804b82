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
	be      *training.Backend
	exec    *graph.Exec
	source  Source
	config  Config
	seed    uint64
	weights []*tensors.Tensor // parameters, then states
	coords  []Coordinate
	at      []int // the coordinate with which each array begins

	factors  bool       // the rows of arrays come as factors where there are some
	products []*product // where the host forms the rows of an array from two outputs; nil: nowhere
}

// newGradients prepares the gradient of sum_k weight_k loss_k as a function of (examples, weights); or, with perExample,
// the gradients of the single losses, with a leading axis of the batch. All coordinates of a network come as one output
// for each of its arrays, because joining them costs up to a third of the time; chosen coordinates come as one output. On
// XLA's CPU backend the rows of all coordinates come as factors, from which the host forms them faster: those of ResNet-20 at
// 380 a second on two cores in place of 225.
func newGradients(be *training.Backend, s Source, cfg Config, seed uint64, coords []Coordinate, perExample bool) (*gradients, error) {
	np, ns := len(s.Spec.Params), len(s.Spec.States)
	g := &gradients{be: be, source: s, config: cfg, seed: seed, coords: coords, at: []int{0}, factors: perExample && factored(be, s.Spec, len(coords))}
	all := len(coords) == s.Spec.Size()
	if all {
		g.at = nil
		first := 0
		for _, p := range s.Spec.Params {
			g.at = append(g.at, first)
			first += p.Size()
		}
	}
	exec, err := graph.NewExec(be.Backend, func(in []*graph.Node) []*graph.Node {
		params, states, weight := in[:np], in[np:np+ns], in[np+ns]
		x, y, z := training.Unpack(in[np+ns+1:])
		batch := models.Batch{X: x, Labels: y, Noise: z}
		var grads []*graph.Node
		lead := 0
		switch {
		case g.factors:
			_, rows := s.Model.Factored(s.Spec, be.Backend, params, states, batch)
			g.products = make([]*product, len(rows))
			for i, r := range rows {
				if r.Whole != nil {
					grads = append(grads, r.Whole)
					continue
				}
				p := productOf(r)
				g.products[i], grads = &p, append(grads, r.X, r.G)
			}
		case perExample:
			_, grads = s.Model.PerExample(s.Spec, be.Backend, params, states, batch)
			lead = batch.Size()
		default:
			_, grads = s.Model.Gradient(s.Spec, be.Backend, params, states, batch, func(losses *graph.Node) *graph.Node {
				return graph.ReduceAllSum(graph.Mul(losses, weight))
			})
		}
		if all {
			return grads
		}
		return []*graph.Node{pick(grads, coords, lead)}
	})
	if err != nil {
		return nil, fmt.Errorf("prepare the gradient: %w", err)
	}
	g.exec = exec.WithName("gradient of " + s.Model.Name)
	g.weights = append(training.Tensors(s.Weights.Params, s.Spec.Params), training.Tensors(s.Weights.States, s.Spec.States)...)
	return g, nil
}

// factored says that the rows of so many coordinates come as factors.
func factored(be *training.Backend, spec *models.Spec, coordinates int) bool {
	return coordinates == spec.Size() && haveOuter && models.OnXLACPU(be.Backend)
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
