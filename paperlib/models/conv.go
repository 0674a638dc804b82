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
	var y *Node
	if n.im2col {
		p := patches(x, kernel, stride)
		d := p.Shape().Dimensions
		y = Dot(Reshape(p, d[0]*d[1]*d[2], d[3]), Reshape(k, d[3], filters)).Product()
		y = Reshape(y, d[0], d[1], d[2], filters)
	} else {
		y = convolve(x, k, stride)
	}
	if parts := kernelParts(n.batch); n.parts && parts > 1 {
		n.tapSum(y, func(gy *Node) *Node { return kernelSum(x, k, gy, stride, parts) }, name+"/kernel")
	}
	return n.tapOuter(y, x, kernel, stride, func(gy *Node) []*Node {
		if kernel == 3 && stride == 1 {
			return []*Node{kernelRows3(x, gy)}
		}
		p := patches(x, kernel, stride)
		d := p.Shape().Dimensions
		return []*Node{Einsum("bpk,bpo->bko", Reshape(p, d[0], d[1]*d[2], d[3]), Reshape(gy, d[0], d[1]*d[2], filters))}
	}, name+"/kernel")
}

// convolve is the native convolution with a kernel of odd size, padded as Conv says.
func convolve(x, k *Node, stride int) *Node {
	half := k.Shape().Dim(0) / 2
	return Convolve(x, k).Strides(stride).PaddingPerDim([][2]int{{half, half}, {half, half}}).Done()
}

// kernelParts is the number of parts into which kernelSum cuts a batch: of 16 examples at least, and no more than 8, since
// every part is compiled.
func kernelParts(batch int) int { return max(1, min(batch/16, 8)) }

// kernelSum is the gradient of the batch with respect to the kernel k, from the input x and the gradient gy at the output, as the
// sum over parts of the batch. On a CPU, XLA's convolution for this gradient sums over all pixels of the batch at once and slows
// down with their number: for the layers of ResNet-20 and 128 images, parts of 16 take two thirds to three
// quarters of its time. On a GPU the batch stays whole.
func kernelSum(x, k, gy *Node, stride, parts int) *Node {
	x, gy = StopGradient(x), StopGradient(gy) // they depend on k
	b := x.Shape().Dim(0)
	var sum *Node
	for i := range parts {
		part := AxisRange(i*b/parts, (i+1)*b/parts)
		y := convolve(Slice(x, part), k, stride)
		g := Gradient(ReduceAllSum(Mul(y, Slice(gy, part))), k)[0]
		if sum == nil {
			sum = g
		} else {
			sum = Add(sum, g)
		}
	}
	return sum
}

// kernelRows3 is the gradient of each example with respect to a 3 x 3 kernel of stride 1, [batch, 3, 3, cin, cout], from the
// input x and the gradient gy at the output:
//
//	K[dy, dx] = sum over y, x' of  X_dy[y, x'] G_dx[y, x'],   X_dy[y, x'] = x[y + dy - 1, x' - 1],  G_dx[y, x'] = gy[y, x' - dx]
//
// with zeros outside the images and x' = 0 .. width+1. One product of [3 cin, positions] and [positions, 3 cout] yields all nine
// parts, from three shifts of each array instead of nine of one.
func kernelRows3(x, gy *Node) *Node {
	d, cout := x.Shape().Dimensions, gy.Shape().Dim(3)
	b, h, w, cin := d[0], d[1], d[2], d[3]
	zero := ScalarZero(x.Graph(), x.DType())
	padded := Pad(x, zero, PadAxis{}, PadAxis{Start: 1, End: 1}, PadAxis{Start: 1, End: 1}, PadAxis{})
	var xs, gs []*Node
	for k := range 3 {
		xs = append(xs, Slice(padded, AxisRange(), AxisRange(k, k+h), AxisRange(), AxisRange()))
		gs = append(gs, Pad(gy, zero, PadAxis{}, PadAxis{}, PadAxis{Start: k, End: 2 - k}, PadAxis{}))
	}
	p := h * (w + 2)
	r := Einsum("bpi,bpo->bio", Reshape(Concatenate(xs, -1), b, p, 3*cin), Reshape(Concatenate(gs, -1), b, p, 3*cout))
	return TransposeAllAxes(Reshape(r, b, 3, cin, 3, cout), 0, 1, 3, 2, 4)
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
