package models

import (
	"math"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// Init says how the initial values of a parameter are drawn.
type Init struct {
	Kind string // "zeros", "ones", "normal"
	Std  float64
}

// InitZeros and InitOnes fill with a constant.
var (
	InitZeros = Init{Kind: "zeros"}
	InitOnes  = Init{Kind: "ones"}
)

// He is the normal distribution with standard deviation sqrt(2/fanIn) of He et al. (2015), eq. 10.
func He(fanIn int) Init { return Init{"normal", math.Sqrt(2 / float64(fanIn))} }

// Lecun is the normal distribution with standard deviation sqrt(1/fanIn).
func Lecun(fanIn int) Init { return Init{"normal", math.Sqrt(1 / float64(fanIn))} }

// Draw returns the initial values of p in row-major order. They depend on the seed and the parameter's name only.
func (p Param) Draw(seed uint64) []float32 {
	v := make([]float32, p.Size())
	switch p.Init.Kind {
	case "zeros":
	case "ones":
		for i := range v {
			v[i] = 1
		}
	case "normal":
		r := rng.New(seed, "init", p.Name)
		for i := range v {
			v[i] = float32(p.Init.Std * r.NormFloat64())
		}
	default:
		panic("models: unknown initialiser " + p.Init.Kind)
	}
	return v
}
