package run

import (
	"context"
	"math"
	"math/rand/v2"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/studies/trapping"
)

// descend follows w <- w - eta(k) (w + sigma xi_k) from 0 until |w| >= 1, for at most last steps; times are numbers of steps.
// A path is a function of (seed, name, number).
func descend(ctx context.Context, seed uint64, name string, alpha float64, eta func(k int) float64, last, n int) ([]levy.Exit, error) {
	sampler, err := stable.NewSampler(alpha)
	if err != nil {
		return nil, err
	}
	list := make([]levy.Exit, n)
	return list, stats.Parallel(ctx, n, 0, func(ctx context.Context, path int) error {
		s := rng.Stream(seed, "nb11", name, strconv.Itoa(path))
		source := rand.NewPCG(s.Uint64(), s.Uint64())
		xi := make([]float64, 256)
		w := 0.0
		for k := range last {
			if k%len(xi) == 0 {
				if err := ctx.Err(); err != nil {
					return err
				}
				sampler.Fill(xi, source)
			}
			w -= eta(k) * (w + trapping.SGDAt*xi[k%len(xi)])
			if math.Abs(w) >= 1 {
				list[path] = levy.Exit{Path: path, Time: float64(k + 1), Steps: int64(k + 1), Side: int(math.Copysign(1, w))}
				return nil
			}
		}
		list[path] = levy.Exit{Path: path, Time: float64(last), Steps: int64(last), Censored: true, Coordinate: -1}
		return nil
	})
}
