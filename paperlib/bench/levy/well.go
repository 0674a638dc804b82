package levy

import (
	"context"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// The well: x_i <- (1 - dt) x_i + sigma dt^(1/alpha_i) z_i, watched in a box so wide that nothing leaves.
const (
	dim   = 100
	dt    = 0.01
	sigma = 0.01
	width = 100.0
)

// alphas are the tail indices of the coordinates.
func alphas() []float64 {
	a := make([]float64, dim)
	for i := range a {
		a[i] = 1.2 + 0.7*float64(i)/(dim-1)
	}
	return a
}

func equation() (levy.Equation, error) {
	s := make([]float64, dim)
	h := make(levy.Diagonal, dim)
	for i := range s {
		s[i], h[i] = sigma, 1
	}
	noise, err := levy.NewCoordinates(alphas(), s)
	return levy.Equation{Potential: h, Noise: noise, Start: make([]float64, dim)}, err
}

// simulate runs paths for steps steps through the simulator that the notebooks use and returns where they came to.
func simulate(ctx context.Context, e levy.Equation, paths, steps, workers int) error {
	_, err := levy.FirstExits(ctx, e, levy.Cube(dim, width), levy.Euler{Step: dt}, levy.Runs{Paths: paths, Seed: 1, MaxTime: (float64(steps) - 0.5) * dt, Workers: workers})
	return err
}

// accuracy of positions [path][coordinate] after the given number of steps from 0: sqrt(n) D of Kolmogorov and Smirnov
// against the exact law of the recursion, and the share beyond its upper and lower 0.001 quantiles over 0.002.
func accuracy(x [][]float64, steps int) (ks, tail float64) {
	var u []float64
	beyond := 0
	for i, alpha := range alphas() {
		sum := 0.0
		for k := range steps {
			sum += math.Pow(1-dt, alpha*float64(k))
		}
		law := stable.Symmetric{Alpha: alpha, Gamma: sigma * math.Pow(dt*sum, 1/alpha)}
		for _, path := range x {
			p := law.CDF(path[i])
			u = append(u, p)
			if p < 0.001 || law.Survival(path[i]) < 0.001 {
				beyond++
			}
		}
	}
	slices.Sort(u)
	n := float64(len(u))
	for i, p := range u {
		ks = max(ks, p-float64(i)/n, float64(i+1)/n-p)
	}
	return ks * math.Sqrt(n), float64(beyond) / n / 0.002
}
