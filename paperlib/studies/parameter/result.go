package parameter

import (
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Result is one coordinate's noise with the laws fitted to it; the draws lie beside it as the array draws.
type Result struct {
	Knobs       Knobs        `json:"knobs"`
	Coordinate  string       `json:"coordinate"`
	Laws        []FittedLaw  `json:"laws"`
	Alpha       float64      `json:"alpha"` // of the coordinate
	AlphaSE     stats.Number `json:"alpha_se"`
	MedianAlpha float64      `json:"median_alpha"` // over the live coordinates
	Accuracy    float64      `json:"accuracy"`     // of the network on the test part
	Coordinates int          `json:"coordinates"`
	Live        int          `json:"live"` // coordinates to which a stable law could be fitted
	Flags       []string     `json:"flags,omitempty"`
	Seed        uint64       `json:"seed"`
}

// observed are the numbers of a result that are checked.
func (r Result) observed() map[string]float64 {
	return map[string]float64{
		"median tail index of the live coordinates": r.MedianAlpha,
		"test accuracy of the network":              r.Accuracy,
		"live coordinates":                          float64(r.Live),
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
