package models

import (
	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

// Conv3 is [Net.Conv] with a kernel of 3 x 3 and stride 1: x [batch, h, w, cin] to [batch, h, w, filters].
func (n *Net) Conv3(name string, x *Node, filters int) *Node { return n.Conv(name, x, filters, 3, 1) }

// Conv is a convolution without bias, with zero padding of (kernel-1)/2 pixels on every side: x [batch, h, w, cin] to
// [batch, (h-1)/stride + 1, (w-1)/stride + 1, filters]; the kernel is "name/kernel" [kernel, kernel, cin, filters]
// (He, fan-in kernel^2 cin). kernel is odd.
//
// On XLA it is the native convolution. On the pure-Go backend it is a product with the matrix of patches: there the
// native form is 3-7 times slower.
func (n *Net) Conv(name string, x *Node, filters, kernel, stride int) *Node {
	cin := x.Shape().Dim(-1)
	k := n.shared(x, name+"/kernel", He(kernel*kernel*cin), kernel, kernel, cin, filters)
	half := kernel / 2
	var y *Node
	if n.im2col {
		p := patches(x, kernel, stride)
		d := p.Shape().Dimensions
		y = Dot(Reshape(p, d[0]*d[1]*d[2], d[3]), Reshape(k, d[3], filters)).Product()
		y = Reshape(y, d[0], d[1], d[2], filters)
	} else {
		y = Convolve(x, k).Strides(stride).PaddingPerDim([][2]int{{half, half}, {half, half}}).Done()
	}
	return n.tap(y, func(gy *Node) []*Node {
		p := patches(x, kernel, stride)
		d := p.Shape().Dimensions
		return []*Node{Einsum("bpk,bpo->bko", Reshape(p, d[0], d[1]*d[2], d[3]), Reshape(gy, d[0], d[1]*d[2], filters))}
	}, name+"/kernel")
}

// patches returns the neighbourhoods of every output pixel, [batch, h', w', kernel^2 c] in the order of a kernel's axes.
func patches(x *Node, kernel, stride int) *Node {
	d := x.Shape().Dimensions
	h, w, half := d[1], d[2], kernel/2
	padded := x
	if half > 0 {
		padded = Pad(x, ScalarZero(x.Graph(), x.DType()), PadAxis{}, PadAxis{Start: half, End: half}, PadAxis{Start: half, End: half}, PadAxis{})
	}
	var parts []*Node
	for dy := range kernel {
		for dx := range kernel {
			parts = append(parts, Slice(padded, AxisRange(), AxisRange(dy, dy+h).Stride(stride), AxisRange(dx, dx+w).Stride(stride), AxisRange()))
		}
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return Concatenate(parts, -1)
}
