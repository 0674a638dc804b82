package models

import (
	"fmt"

	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

const (
	normEpsilon = 1e-5
	bnMomentum  = 0.9 // running = 0.9 running + 0.1 batch
)

// BatchNorm normalises every channel of x [batch, h, w, c] over batch, height and width (Ioffe, Szegedy 2015):
//
//	y = (x - mean) / sqrt(var + 1e-5) * scale + offset
//
// with parameters "name/scale" (ones) and "name/offset" (zeros). Training uses the statistics of the batch, so an
// example's gradient depends on its batch: SGN of such a network can only be captured by the direct method.
// Evaluation uses running statistics, the states "name/mean" and "name/variance". It is written with plain
// operations because their gradient passes through the batch statistics on every backend, and as y = x a + b with one a and
// one b for each channel, for the reasons given at [Net.GroupNorm].
func (n *Net) BatchNorm(name string, x *Node) *Node {
	n.couple(name)
	c := x.Shape().Dim(-1)
	scale := n.Param(x, name+"/scale", InitOnes, c)
	offset := n.Param(x, name+"/offset", InitZeros, c)
	mean := n.State(x, name+"/mean", InitZeros, c)
	variance := n.State(x, name+"/variance", InitOnes, c)
	d := x.Shape().Dimensions
	wide := func(s *Node) *Node { return BroadcastToDims(Reshape(BroadcastPrefix(s, d[0]), d[0], 1, 1, c), d...) }
	// Means of the images first: XLA spreads them, and the sums of their derivatives, over the cores.
	overall := func(x *Node) *Node { return ReduceMean(ReduceMean(x, 1, 2), 0) }
	m, v := mean, variance
	if n.mode == Train {
		m = overall(x)
		v = overall(Square(Sub(x, n.constant(wide(m)))))
		n.SetState(name+"/mean", Add(MulScalar(mean, bnMomentum), MulScalar(m, 1-bnMomentum)))
		n.SetState(name+"/variance", Add(MulScalar(variance, bnMomentum), MulScalar(v, 1-bnMomentum)))
	}
	a := Div(scale, Sqrt(AddScalar(v, normEpsilon)))
	b := Sub(offset, Mul(m, a))
	return Add(Mul(x, wide(a)), wide(b))
}

// GroupNorm normalises each example's channels in groups over height, width and the group (Wu, He 2018), with
// parameters "name/scale" (ones) and "name/offset" (zeros). No example sees another one. It is computed as y = x a + b
// with one a and one b for each example and channel, which takes fewer passes over the images; the mean inside the
// variance is held constant, since its derivative there is a multiple of sum(x - mean) = 0; not so for second derivatives,
// see [Model.HessianProduct].
func (n *Net) GroupNorm(name string, x *Node, groups int) *Node {
	d := x.Shape().Dimensions
	c := d[3]
	if c%groups != 0 {
		panic(fmt.Errorf("models: layer %q: %d channels do not divide into %d groups", name, c, groups))
	}
	scale := n.Param(x, name+"/scale", InitOnes, c)
	offset := n.Param(x, name+"/offset", InitZeros, c)
	g := Reshape(x, d[0], d[1]*d[2], groups, c/groups)
	m := ReduceAndKeep(g, ReduceMean, 1, 3)
	v := ReduceAndKeep(Square(Sub(g, n.constant(BroadcastToShape(m, g.Shape())))), ReduceMean, 1, 3)
	perExample := func(s *Node) *Node { // [batch, 1, groups, 1] to [batch, c]
		return Reshape(BroadcastToDims(s, d[0], 1, groups, c/groups), d[0], c)
	}
	if n.mode != PerExample {
		scale, offset = BroadcastPrefix(scale, d[0]), BroadcastPrefix(offset, d[0])
	}
	a := Div(scale, perExample(Sqrt(AddScalar(v, normEpsilon))))
	b := Sub(offset, Mul(perExample(m), a))
	wide := func(s *Node) *Node { return BroadcastToDims(Reshape(s, d[0], 1, 1, c), d...) }
	return Add(Mul(x, wide(a)), wide(b))
}
