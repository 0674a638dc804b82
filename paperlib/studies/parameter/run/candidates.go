package run

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/studies/parameter"
)

// candidates are the coordinates among which one is chosen.
type candidates struct {
	among    parameter.Kind
	why      string // in words, when they are not weights although they are of a network
	names    []string
	column   func(j int) []float64 // the draws
	activity []sgn.Activity        // nil where single examples were not captured
}

// sampled are the weights of a capture at the batch size of b; in a network without an array of two or more dimensions all its
// coordinates. It is an error that the capture has none of a network's weights: nothing then stands for its parameters.
func sampled(spec *models.Spec, c *sgn.Capture, b sgn.Block) (candidates, error) {
	isWeight := func(p models.Param) bool { return len(p.Dims) >= 2 }
	out := candidates{among: parameter.Coordinates,
		why: "the network has no array of two or more dimensions: the coordinate is chosen among all"}
	for _, p := range spec.Params {
		if isWeight(p) {
			out.among, out.why = parameter.Weights, ""
		}
	}
	var at []int
	for j, co := range c.Coordinates {
		if out.among == parameter.Coordinates || isWeight(spec.Params[co.Param]) {
			at = append(at, j)
			out.names = append(out.names, co.Name(spec))
			if c.Activity != nil {
				out.activity = append(out.activity, c.Activity[j])
			}
		}
	}
	if len(at) == 0 {
		return out, fmt.Errorf("none of the %d captured coordinates is a weight: capture more of them, or in proportion to the sizes "+
			"of the arrays", len(c.Coordinates))
	}
	out.column = func(j int) []float64 { return b.Column(at[j]) }
	return out, nil
}
