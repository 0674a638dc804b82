package run

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/studies/direction"
)

// With one tail for all coordinates none is left along more often than another, by symmetry, at any noise scale and by either
// scheme: a count of n exits is off by 4.5 of its standard deviations with probability 7e-6.
func TestOneTailPrefersNoCoordinate(t *testing.T) {
	const n = 6000
	s := settings{direction.Published, n}
	for i, sigma := range []float64{0.4, 0.1, 0.005} {
		noise, err := levy.NewCoordinates(same(1.5, 3), same(sigma, 3))
		if err != nil {
			t.Fatal(err)
		}
		how, words := scheme(sigma, 1)
		list, err := s.exits(t.Context(), 3, i, noise, same(1, 3), how)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range counted("equal", sigma, words, list, 3, 3) {
			if off := (float64(c.Events) - n/3) / math.Sqrt(n*2./9); math.Abs(off) > 4.5 || c.Trials != n {
				t.Errorf("sigma %g, %s: %d of %d exits along %s", sigma, words, c.Events, c.Trials, c.Series)
			}
		}
	}
}
