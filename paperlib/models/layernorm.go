package models

import (
	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

// LayerNorm normalises every vector of x [batch, ..., width] by its own mean and variance (Ba, Kiros, Hinton 2016):
//
//	y = (x - mean) / sqrt(var + epsilon) * scale + offset
//
// with parameters "name/scale" [width] (ones) and "name/offset" [width] (zeros).
func (n *Net) LayerNorm(name string, x *Node, epsilon float64) *Node {
	d := x.Shape().Dimensions
	width := d[len(d)-1]
	scale := n.shared(x, name+"/scale", InitOnes, width)
	offset := n.shared(x, name+"/offset", InitZeros, width)
	centred := Sub(x, BroadcastToShape(ReduceAndKeep(x, ReduceMean, -1), x.Shape()))
	v := ReduceAndKeep(Square(centred), ReduceMean, -1)
	z := Div(centred, BroadcastToShape(Sqrt(AddScalar(v, epsilon)), x.Shape()))
	rows := x.Shape().Size() / width
	y := Reshape(Add(Mul(Reshape(z, rows, width), BroadcastPrefix(scale, rows)), BroadcastPrefix(offset, rows)), d...)
	return n.tap(y, func(gy *Node) []*Node {
		p := rows / n.batch
		gy = Reshape(gy, n.batch, p, width)
		return []*Node{ReduceSum(Mul(gy, Reshape(z, n.batch, p, width)), 1), ReduceSum(gy, 1)}
	}, name+"/scale", name+"/offset")
}

// Gelu is x Phi(x) (Hendrycks, Gimpel 2016), with the distribution function Phi of the standard normal law by erf.
func Gelu(x *Node) *Node {
	return Mul(MulScalar(x, 0.5), AddScalar(Erf(MulScalar(x, 0.7071067811865476)), 1))
}

// GeluTanh is the approximation x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))/2 of [Gelu] that GPT-2 was trained with.
func GeluTanh(x *Node) *Node {
	inner := MulScalar(Mul(x, AddScalar(MulScalar(Square(x), 0.044715), 1)), 0.7978845608028654)
	return Mul(MulScalar(x, 0.5), AddScalar(Tanh(inner), 1))
}
