package analyze

import (
	"math"
	"math/rand/v2"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// batches is gradient noise as a network makes it: a draw is the sum over a batch, drawn with replacement from a finite
// population of examples that all coordinates share. Every moment is finite, so that a law of infinite variance can hold
// over a range of scales only.
type batches struct {
	examples, batch int
	tau             float64 // sd of the log scale of an example, which all its coordinates share
	zero            float64 // share of examples whose gradient of a coordinate is exactly 0, as behind a rectifier that is off
	alpha           float64 // if not 0, coordinates of an example are independent stable instead of Gaussian
}

// rows draws the population and returns what draws one batch. The readings of an example are scale times a Gaussian or stable
// number for each coordinate; the readings of one example by different coordinates differ in sign and size and share its scale.
func (b batches) rows(coordinates int, r *rand.Rand) func(dst []float64, r *rand.Rand) {
	bank := make([]float64, b.examples*coordinates)
	if b.alpha > 0 {
		s, err := stable.NewSampler(b.alpha)
		if err != nil {
			panic(err) // the planted alphas lie in the domain
		}
		s.Fill(bank, r)
	}
	for e := range b.examples {
		scale := math.Exp(b.tau * r.NormFloat64())
		of := bank[e*coordinates : (e+1)*coordinates]
		for i := range of {
			switch {
			case b.zero > 0 && r.Float64() < b.zero:
				of[i] = 0
			case b.alpha > 0:
				of[i] *= scale
			default:
				of[i] = scale * r.NormFloat64()
			}
		}
	}
	return func(dst []float64, r *rand.Rand) {
		clear(dst)
		for range b.batch {
			e := r.IntN(b.examples)
			for i, v := range bank[e*coordinates : (e+1)*coordinates] {
				dst[i] += v
			}
		}
	}
}
