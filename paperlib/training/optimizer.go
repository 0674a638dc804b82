package training

import (
	"math"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/sgnlab/sgnlab/paperlib/models"
)

// slots is the number of arrays that the optimiser keeps for each parameter: v, or m and s.
func (c Config) slots() int {
	if c.Optimizer == "adamw" {
		return 2
	}
	return 1
}

// rates are the numbers of step k that the graph takes as input: eta(k), 1/(1-b1^t) and 1/(1-b2^t).
func (c Config) rates(k, total int) []float32 {
	b1, b2, _ := c.betas()
	t := float64(k + 1)
	return []float32{float32(c.Rate(k, total)), float32(1 / (1 - math.Pow(b1, t))), float32(1 / (1 - math.Pow(b2, t)))}
}

// update is one step of the optimiser: new parameters, and the new slots, all first ones before all second ones.
func (c Config) update(ps []models.Param, params, grads, slots []*graph.Node, rates *graph.Node) (newParams, newSlots []*graph.Node) {
	rate := func(i int) *graph.Node { return graph.Reshape(graph.Slice(rates, graph.AxisRange(i, i+1))) }
	lr := rate(0)
	if c.Clip > 0 {
		square := graph.ScalarZero(lr.Graph(), lr.DType())
		for _, g := range grads {
			square = graph.Add(square, graph.ReduceAllSum(graph.Square(g)))
		}
		// min(1, clip/norm) as clip/max(clip, norm)
		clip := graph.Scalar(lr.Graph(), lr.DType(), c.Clip)
		factor := graph.Div(clip, graph.Max(clip, graph.Sqrt(square)))
		clipped := make([]*graph.Node, len(grads))
		for i, g := range grads {
			clipped[i] = graph.Mul(g, factor)
		}
		grads = clipped
	}
	n := len(params)
	newParams, newSlots = make([]*graph.Node, n), make([]*graph.Node, c.slots()*n)
	for i, g := range grads {
		p := params[i]
		if c.Optimizer == "adamw" {
			b1, b2, epsilon := c.betas()
			m := graph.Add(graph.MulScalar(slots[i], b1), graph.MulScalar(g, 1-b1))
			s := graph.Add(graph.MulScalar(slots[n+i], b2), graph.MulScalar(graph.Square(g), 1-b2))
			step := graph.Div(graph.Mul(m, rate(1)), graph.AddScalar(graph.Sqrt(graph.Mul(s, rate(2))), epsilon))
			if c.decays(ps[i]) {
				step = graph.Add(step, graph.MulScalar(p, c.WeightDecay))
			}
			newParams[i], newSlots[i], newSlots[n+i] = graph.Sub(p, graph.Mul(lr, step)), m, s
			continue
		}
		v := graph.Add(graph.MulScalar(slots[i], c.Momentum), g)
		if c.decays(ps[i]) {
			v = graph.Add(v, graph.MulScalar(p, c.WeightDecay))
		}
		step := v
		if c.Nesterov {
			step = graph.Add(graph.MulScalar(v, c.Momentum), g)
			if c.decays(ps[i]) {
				step = graph.Add(step, graph.MulScalar(p, c.WeightDecay))
			}
		}
		newParams[i], newSlots[i] = graph.Sub(p, graph.Mul(lr, step)), v
	}
	return newParams, newSlots
}
