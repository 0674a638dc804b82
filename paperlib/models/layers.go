package models

import (
	"fmt"
	"slices"

	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

// Flatten reshapes [batch, ...] to [batch, features].
func Flatten(x *Node) *Node {
	b := x.Shape().Dim(0)
	return Reshape(x, b, x.Shape().Size()/b)
}

// Relu is max(x, 0).
func Relu(x *Node) *Node { return Max(x, ZerosLike(x)) }

// Dense is y = x W + b for x [batch, ..., in]; W is "name/weights" [in, units] (He), b is "name/bias" [units] (zeros).
func (n *Net) Dense(name string, x *Node, units int) *Node {
	return n.DenseInit(name, x, units, He(x.Shape().Dim(-1)))
}

// DenseInit is Dense with another initialiser of the weights.
func (n *Net) DenseInit(name string, x *Node, units int, init Init) *Node {
	d := x.Shape().Dimensions
	in := d[len(d)-1]
	w := n.shared(x, name+"/weights", init, in, units)
	b := n.shared(x, name+"/bias", InitZeros, units)
	rows := x.Shape().Size() / in
	y := Add(Dot(Reshape(x, rows, in), w).Product(), BroadcastPrefix(b, rows))
	y = Reshape(y, append(slices.Clone(d[:len(d)-1]), units)...)
	return n.tapOuter(y, x, 1, 1, func(gy *Node) []*Node {
		if len(d) == 2 {
			return []*Node{Einsum("bi,bo->bio", x, gy), gy}
		}
		p := rows / n.batch
		gy = Reshape(gy, n.batch, p, units)
		return []*Node{Einsum("bpi,bpo->bio", Reshape(x, n.batch, p, in), gy), ReduceSum(gy, 1)}
	}, name+"/weights", name+"/bias")
}

// MaxPool2 takes the maximum over windows of 2 x 2 with stride 2; height and width must be even. Written as a
// reshape and a reduction, it has the same gradient on every backend.
func MaxPool2(x *Node) *Node {
	d := x.Shape().Dimensions
	if d[1]%2 != 0 || d[2]%2 != 0 {
		panic(fmt.Errorf("models: MaxPool2 needs even height and width, got %v", d))
	}
	return ReduceMax(Reshape(x, d[0], d[1]/2, 2, d[2]/2, 2, d[3]), 2, 4)
}

// GlobalMean averages over height and width: [batch, h, w, c] to [batch, c].
func GlobalMean(x *Node) *Node { return ReduceMean(x, 1, 2) }
