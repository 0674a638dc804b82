package pipeline

import "github.com/sgnlab/sgnlab/paperlib/lab"

// UnitOf is the unit of a training run.
func UnitOf(n *Net) lab.Unit { return n.unit }
