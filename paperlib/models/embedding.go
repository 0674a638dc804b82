package models

import (
	//lint:ignore ST1001 graph functions read as formulas with a dot import
	. "github.com/gomlx/gomlx/core/graph"
)

// Embedding looks up the rows of a table for tokens [batch, length] (int32): [batch, length, width]. The table is
// "name/table" [rows, width], normal with standard deviation std.
//
// Its per-example gradient is a whole table for each example. Of a large vocabulary capture a sample of coordinates.
func (n *Net) Embedding(name string, tokens *Node, rows, width int, std float64) *Node {
	table := n.shared(tokens, name+"/table", Init{"normal", std}, rows, width)
	d := tokens.Shape().Dimensions
	y := Gather(table, ExpandAxes(tokens, -1), false)
	return n.tap(y, func(gy *Node) []*Node {
		hot := OneHot(tokens, rows, gy.DType()) // [batch, length, rows]
		return []*Node{Einsum("blr,blw->brw", hot, Reshape(gy, d[0], d[1], width))}
	}, name+"/table")
}

// Positions adds one learnt vector for each position to x [batch, length, width]. The table is "name/table" [most, width],
// normal with standard deviation std, of which the first length rows are used.
func (n *Net) Positions(name string, x *Node, most int, std float64) *Node {
	d := x.Shape().Dimensions
	table := n.shared(x, name+"/table", Init{"normal", std}, most, d[2])
	p := BroadcastPrefix(Slice(table, AxisRange(0, d[1]), AxisRange()), d[0])
	p = n.tap(p, func(gp *Node) []*Node {
		return []*Node{Pad(gp, ScalarZero(gp.Graph(), gp.DType()), PadAxis{}, PadAxis{End: most - d[1]}, PadAxis{})}
	}, name+"/table")
	return Add(x, p)
}
