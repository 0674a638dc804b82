package run

import (
	"slices"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/studies/parameter"
)

// Biases and scales are left out, and every candidate keeps its own draws and examples.
func TestWeightsAreTheCandidates(t *testing.T) {
	spec := &models.Spec{Params: []models.Param{
		{Name: "norm/scale", Dims: []int{3}}, {Name: "conv/kernel", Dims: []int{3, 3, 1, 2}},
		{Name: "dense/bias", Dims: []int{4}}, {Name: "dense/weights", Dims: []int{2, 4}}}}
	c := &sgn.Capture{Coordinates: []sgn.Coordinate{{Param: 0, Index: 1}, {Param: 1, Index: 5}, {Param: 2, Index: 0}, {Param: 3, Index: 7}}}
	for j := range c.Coordinates {
		c.Activity = append(c.Activity, sgn.Activity{Zero: float64(j)})
	}
	b := sgn.Block{Batch: 8, Draws: 2, U: []float32{0, 1, 2, 3, 10, 11, 12, 13}, Mean: make([]float64, 4)}
	got, err := sampled(spec, c, b)
	names := []string{"conv/kernel[0,2,0,1]", "dense/weights[1,3]"}
	if err != nil || got.among != parameter.Weights || got.why != "" || !slices.Equal(got.names, names) {
		t.Fatalf("%+v, %v", got, err)
	}
	if !slices.Equal(got.column(0), []float64{1, 11}) || !slices.Equal(got.column(1), []float64{3, 13}) ||
		got.activity[0].Zero != 1 || got.activity[1].Zero != 3 {
		t.Errorf("draws %v and %v, activity %v", got.column(0), got.column(1), got.activity)
	}
	c.Activity = nil
	if got, err = sampled(spec, c, b); err != nil || got.activity != nil {
		t.Errorf("a capture without single examples: %+v, %v", got, err)
	}
	c.Coordinates = []sgn.Coordinate{{Param: 0, Index: 1}, {Param: 2, Index: 0}}
	if _, err = sampled(spec, c, b); err == nil || !strings.Contains(err.Error(), "none of the 2 captured coordinates is a weight") {
		t.Errorf("a capture of none of the weights: %v", err)
	}
}

// A network of the reader's own may have nothing but vectors: the choice is then among all, and says so.
func TestNetworkWithoutWeights(t *testing.T) {
	spec := &models.Spec{Params: []models.Param{{Name: "scale", Dims: []int{3}}, {Name: "shift", Dims: nil}}}
	c := &sgn.Capture{Coordinates: []sgn.Coordinate{{Param: 0, Index: 2}, {Param: 1, Index: 0}}}
	got, err := sampled(spec, c, sgn.Block{Batch: 8, Draws: 1, U: []float32{5, 6}, Mean: make([]float64, 2)})
	if err != nil || got.among != parameter.Coordinates || !strings.Contains(got.why, "no array of two or more dimensions") ||
		!slices.Equal(got.names, []string{"scale[2]", "shift[]"}) || got.column(1)[0] != 6 {
		t.Errorf("%+v, %v", got, err)
	}
}
