package direction

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/levy"
)

// shares are the closed form for independent coordinates in |x_i| < width_i.
func shares(alpha, sigma, width []float64) ([]float64, error) {
	r, err := levy.NewExitRate(alpha, sigma, width, width)
	return r.Shares(), err
}

func same(v float64, n int) []float64 {
	s := make([]float64, n)
	for i := range s {
		s[i] = v
	}
	return s
}

// equal are the shares of panel a at a noise scale.
func equal(k Knobs, sigma float64) ([]float64, error) {
	return shares(k.Alphas(), same(sigma, 3), same(1, 3))
}

// crossing are those of panel b: the heavier coordinate has the farther boundary.
func crossing(k Knobs, sigma float64) ([]float64, error) {
	return shares([]float64{k.Heavy, k.Light}, same(sigma, 2), []float64{k.Far, k.Near})
}

// crossover is the noise scale at which both of panel b lead equally often.
func crossover(k Knobs) (float64, error) {
	w := [2]float64{k.Far, k.Near}
	return levy.Crossover([2]float64{k.Heavy, k.Light}, w, w)
}

// against is the share of one heavier coordinate against n lighter ones whose noise is wider by a factor.
func against(k Knobs, n int, factor float64) (float64, error) {
	alpha, sigma := append([]float64{k.Heavy}, same(k.Light, n)...), append([]float64{CountAt}, same(CountAt*factor, n)...)
	s, err := shares(alpha, sigma, same(1, n+1))
	if err != nil {
		return 0, err
	}
	return s[0], nil
}

// marginal is the share of the first coordinate if the coordinates of the oblique noise were independent: the first has the
// heavy tail alone, the second that of its part in the heavy direction and its own light one.
func marginal(k Knobs) (float64, error) {
	r, err := levy.NewExitRate([]float64{k.Heavy, k.Heavy, k.Light}, []float64{DependAt * Oblique[0], DependAt * Oblique[1], DependAt},
		[]float64{Aspect[0], Aspect[1], Aspect[1]}, []float64{Aspect[0], Aspect[1], Aspect[1]})
	if err != nil {
		return 0, err
	}
	return r.Share(0), nil
}

// isotropic is the share of the first coordinate when jumps are isotropic in the plane and leave |x_i| < width_i: the jump at
// angle a leaves where its size exceeds min(width_1/|cos a|, width_2/|sin a|), and the coordinate of that minimum leads.
func isotropic(alpha, width1, width2 float64) float64 {
	first, all := 0.0, 0.0
	const n = 20000
	for i := range n {
		a := math.Pi / 2 * (float64(i) + 0.5) / n
		x, y := math.Cos(a)/width1, math.Sin(a)/width2
		v := math.Pow(math.Max(x, y), alpha)
		all += v
		if x > y {
			first += v
		}
	}
	return first / all
}

// Count names a curve of panel c.
func Count(n int) string { return fmt.Sprintf("%d lighter", n) }
