package run

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
)

// Two training images of two pixels, (1, 0) and (1, 1), give the frequencies 3/4 and 1/2; a test image (1/2, 1) is drawn to
// (0, 1) and to (1, 1) alike.
func TestFrequencies(t *testing.T) {
	set := &datasets.Set{Shape: [3]int{1, 2, 1}, Mean: []float64{0.25}, Std: []float64{0.5},
		Train: datasets.Split{Images: []float32{1.5, -0.5, 1.5, 1.5}, Labels: []int32{0, 0}},
		Test:  datasets.Split{Images: []float32{0.5, 1.5}, Labels: []int32{0}}}
	want := math.Log(0.75)/2 + math.Log(0.25)/2 + math.Log(0.5)
	if got := frequencies(set); math.Abs(got-want) > 1e-12 {
		t.Errorf("the log probability is %v, want %v", got, want)
	}
}
