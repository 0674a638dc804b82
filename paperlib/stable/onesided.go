package stable

import (
	"math"
	"math/rand/v2"
)

// RandOneSided draws from the one-sided stable law of index 0 < a < 1 whose Laplace transform is E exp(-sX) = exp(-s^a) for
// s >= 0 (M. Kanter, Ann. Probab. 3, 1975). sqrt(2 X) times a standard normal vector, X of index alpha/2, is a sub-Gaussian
// vector: each coordinate is symmetric alpha-stable of scale 1, and all share one X (G. Samorodnitsky and M. S. Taqqu, Stable
// Non-Gaussian Random Processes, 1994, section 2.5). It panics for an index outside (0, 1).
func RandOneSided(a float64, r *rand.Rand) float64 {
	if !(a > 0 && a < 1) {
		panic("stable: a one-sided stable law needs an index in (0, 1)")
	}
	u, w := math.Pi*r.Float64(), r.ExpFloat64()
	return math.Sin(a*u) / math.Pow(math.Sin(u), 1/a) * math.Pow(math.Sin((1-a)*u)/w, (1-a)/a)
}
