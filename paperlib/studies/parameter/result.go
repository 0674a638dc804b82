package parameter

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Kind is what the shown coordinate is chosen among.
type Kind string

// The kinds. Biases and the scales of normalisation are a small share of a network's parameters (0.25 % of the perceptron's on
// MNIST), so none of them stands for it.
const (
	Weights     Kind = "weights"     // in arrays of two or more dimensions: kernels and dense weights
	Coordinates Kind = "coordinates" // all: of a network without such an array, and of a noise of the reader's own
)

// Result is one coordinate's noise with the laws fitted to it; the draws lie beside it as the array draws.
type Result struct {
	Knobs       Knobs        `json:"knobs"`
	Coordinate  string       `json:"coordinate"`
	Laws        []FittedLaw  `json:"laws"`
	Alpha       float64      `json:"alpha"` // of the coordinate
	AlphaSE     stats.Number `json:"alpha_se"`
	Activity    *Activity    `json:"activity,omitempty"` // of the coordinate; nil where no single examples were captured
	Accuracy    float64      `json:"accuracy"`           // of the network on the test part
	Among       Kind         `json:"among"`              // of what the next three speak
	MedianAlpha float64      `json:"median_alpha"`       // over the live ones
	Sampled     int          `json:"sampled"`            // how many the capture has
	Live        int          `json:"live"`               // to how many of them a stable law could be fitted
	Flags       []string     `json:"flags,omitempty"`
	Seed        uint64       `json:"seed"`
}

// Activity describes the gradients g of the single examples with respect to the coordinate, see package sgn: what its tail may
// come from without any law of large jumps.
type Activity struct {
	Zero      float64 `json:"zero"`       // share of examples with g exactly 0
	LogSpread float64 `json:"log_spread"` // standard deviation of log|g| over the others
	Top       float64 `json:"top"`        // largest share of one example in the variance
}

// observed are the numbers of a result that are checked.
func (r Result) observed() map[string]float64 {
	return map[string]float64{
		fmt.Sprintf("median tail index of the live %s", r.Among): r.MedianAlpha,
		"test accuracy of the network":                           r.Accuracy,
		fmt.Sprintf("live %s", r.Among):                          float64(r.Live),
	}
}

// FittedLaw is a law in its stored form: its family and parameters, as package tails lists them.
type FittedLaw struct {
	Family     tails.Family   `json:"family"`
	Parameters []stats.Number `json:"parameters"`
}

// Fitted turns a law of package tails into its stored form. It panics on a law of no family.
func Fitted(law tails.Law) FittedLaw {
	family, p, err := tails.Parameters(law)
	if err != nil {
		panic(err)
	}
	out := FittedLaw{Family: family}
	for _, v := range p {
		out.Parameters = append(out.Parameters, stats.Number(v))
	}
	return out
}

// Law is the law of which f is the stored form.
func (f FittedLaw) Law() (tails.Law, error) {
	var p []float64
	for _, v := range f.Parameters {
		p = append(p, float64(v))
	}
	return f.Family.Law(p)
}
