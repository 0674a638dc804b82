package models

import (
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"

	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

// Attention is multi-head self-attention (Vaswani et al. 2017) of x [batch, length, width]:
//
//	softmax(q k' / sqrt(width/heads) + mask) v  for each head, then a dense layer,
//
// with dense layers "name/query", "name/key", "name/value" and "name/output" of width units. mask is added to the scores
// [batch, heads, length, length] and must broadcast to them; nil for none. std and stdOutput are the standard deviations of
// the initial weights.
func (n *Net) Attention(name string, x, mask *Node, heads int, std, stdOutput float64) *Node {
	d := x.Shape().Dimensions
	width := d[2]
	if width%heads != 0 {
		panic(fmt.Errorf("models: layer %q: a width of %d does not divide into %d heads", name, width, heads))
	}
	part := func(role string) *Node {
		return Reshape(n.DenseInit(name+"/"+role, x, width, Init{"normal", std}), d[0], d[1], heads, width/heads)
	}
	q, k, v := part("query"), part("key"), part("value")
	scores := Einsum("bqhd,bkhd->bhqk", MulScalar(q, 1/math.Sqrt(float64(width/heads))), k)
	if mask != nil {
		scores = Add(scores, BroadcastToShape(mask, scores.Shape()))
	}
	y := Einsum("bhqk,bkhd->bqhd", n.softmax(scores), v)
	return n.DenseInit(name+"/output", Reshape(y, d...), width, Init{"normal", stdOutput})
}

// softmax over the last axis by plain operations, which have gradients on every backend.
func (n *Net) softmax(x *Node) *Node {
	top := n.constant(ReduceAndKeep(x, ReduceMax, -1))
	e := Exp(Sub(x, BroadcastToShape(top, x.Shape())))
	return Div(e, BroadcastToShape(ReduceAndKeep(e, ReduceSum, -1), x.Shape()))
}

// hidden is what is added to the score of a place that must not be looked at: exp(hidden) is 0 in float32.
const hidden = -1e9

// CausalMask hides from each of length places those after it: [1, 1, length, length].
func CausalMask(g *Graph, x *Node, length int) *Node {
	row := Iota(g, shapes.Make(dtypes.Int32, length, length), 0)
	col := Iota(g, shapes.Make(dtypes.Int32, length, length), 1)
	return Reshape(MulScalar(ConvertDType(GreaterThan(col, row), x.DType()), hidden), 1, 1, length, length)
}

// PaddingMask hides the places where tokens [batch, length] are 0: [batch, 1, 1, length].
func PaddingMask(x, tokens *Node) *Node {
	d := tokens.Shape().Dimensions
	return Reshape(MulScalar(ConvertDType(Equal(tokens, ZerosLike(tokens)), x.DType()), hidden), d[0], 1, 1, d[1])
}
