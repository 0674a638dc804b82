package models

import (
	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

// Conv3 is a 3 x 3 convolution without bias, stride 1, zero padding of one pixel: x [batch, h, w, cin] to
// [batch, h, w, filters]; the kernel is "name/kernel" [3, 3, cin, filters] (He, fan-in 9 cin).
//
// On XLA it is the native convolution. On the pure-Go backend, and for per-example gradients everywhere, it is a
// product with the matrix of 3 x 3 patches: there the native form is 3-7 times slower or has no per-example form.
func (n *Net) Conv3(name string, x *Node, filters int) *Node {
	cin := x.Shape().Dim(-1)
	k := n.Param(x, name+"/kernel", He(9*cin), 3, 3, cin, filters)
	if n.mode != PerExample && !n.im2col {
		return Convolve(x, k).PaddingPerDim([][2]int{{1, 1}, {1, 1}}).Done()
	}
	d := x.Shape().Dimensions
	p := patches3(x)
	if n.mode == PerExample {
		y := Einsum("bpk,bko->bpo", p, Reshape(k, d[0], 9*cin, filters))
		return Reshape(y, d[0], d[1], d[2], filters)
	}
	y := Dot(Reshape(p, d[0]*d[1]*d[2], 9*cin), Reshape(k, 9*cin, filters)).Product()
	return Reshape(y, d[0], d[1], d[2], filters)
}

// patches3 returns the 3 x 3 neighbourhoods of every pixel, [batch, h*w, 9*c] in the order of a kernel's axes.
func patches3(x *Node) *Node {
	d := x.Shape().Dimensions
	h, w := d[1], d[2]
	padded := Pad(x, ScalarZero(x.Graph(), x.DType()), PadAxis{}, PadAxis{Start: 1, End: 1}, PadAxis{Start: 1, End: 1}, PadAxis{})
	var parts []*Node
	for dy := range 3 {
		for dx := range 3 {
			parts = append(parts, Slice(padded, AxisRange(), AxisRange(dy, dy+h), AxisRange(dx, dx+w), AxisRange()))
		}
	}
	return Reshape(Concatenate(parts, -1), d[0], h*w, 9*d[3])
}
