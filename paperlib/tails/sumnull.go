package tails

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Design says which sums are compared: N[j] sums of M[j] draws, either blocks of one sample or independent samples.
type Design struct {
	M, N        []int
	Independent bool
}

func (d Design) key(b int, seed uint64) string {
	return fmt.Sprint(d.M, d.N, d.Independent, b, seed)
}

// NullCache shares the null of the sum-stability test between coordinates of one capture. The zero value is ready; it
// is safe for concurrent use.
//
// The null depends on (alpha, design) only. For each node of a fixed grid in alpha the cache simulates and refits B
// samples once, when first needed. Replicate b uses the same random stream at every node, so its statistic is a
// continuous function of alpha, which is interpolated linearly between the two nodes around the fitted alpha; the
// p-value counts interpolated replicates. That is the parametric bootstrap at the fitted alpha itself up to the
// curvature between nodes, at the cost of two nodes instead of a bootstrap per coordinate.
type NullCache struct {
	mu    sync.Mutex
	nodes map[string]*nullNode
}

type nullNode struct {
	once  sync.Once
	stats [][2]float64
	err   error
}

// nullGrid is the grid of alpha: steps of .05, of .025 above 1.9 where the law of the fit changes fast. The nodes at 1
// and 2 are moved by 1e-9, because there the generator takes another path and would leave the common random numbers.
var nullGrid = func() []float64 {
	var g []float64
	for k := 6; k <= 38; k++ {
		g = append(g, float64(k)/20)
	}
	g = append(g, 1.925, 1.95, 1.975, 2-1e-9)
	g[slices.Index(g, 1.0)] = 1 + 1e-9
	return g
}()

// pValues of (Drift, Scaling, Drift + Scaling).
func (c *NullCache) pValues(d Design, b int, seed uint64, alpha float64, observed [2]float64) ([3]float64, error) {
	hi := 1
	for hi < len(nullGrid)-1 && nullGrid[hi] < alpha {
		hi++
	}
	lo := hi - 1
	w := math.Max(0, math.Min(1, (alpha-nullGrid[lo])/(nullGrid[hi]-nullGrid[lo])))
	l, err := c.node(d, b, seed, lo)
	if err != nil {
		return [3]float64{}, err
	}
	h, err := c.node(d, b, seed, hi)
	if err != nil {
		return [3]float64{}, err
	}
	count := [3]float64{1, 1, 1}
	for r := range l {
		s0 := (1-w)*l[r][0] + w*h[r][0]
		s1 := (1-w)*l[r][1] + w*h[r][1]
		for k, exceeds := range [3]bool{s0 >= observed[0], s1 >= observed[1], s0+s1 >= observed[0]+observed[1]} {
			if exceeds {
				count[k]++
			}
		}
	}
	for k := range count {
		count[k] /= float64(b + 1)
	}
	return count, nil
}

func (c *NullCache) node(d Design, b int, seed uint64, i int) ([][2]float64, error) {
	key := d.key(b, seed) + "@" + strconv.Itoa(i)
	c.mu.Lock()
	if c.nodes == nil {
		c.nodes = map[string]*nullNode{}
	}
	n := c.nodes[key]
	if n == nil {
		n = &nullNode{}
		c.nodes[key] = n
	}
	c.mu.Unlock()
	n.once.Do(func() { n.stats, n.err = simulateNull(d, b, seed, nullGrid[i]) })
	return n.stats, n.err
}

// simulateNull draws b data sets of the design from the standard law of index alpha and returns their statistics.
func simulateNull(d Design, b int, seed uint64, alpha float64) ([][2]float64, error) {
	out := make([][2]float64, b)
	err := stats.Parallel(context.Background(), b, 0, func(_ context.Context, r int) error {
		law := stable.Symmetric{Alpha: alpha, Gamma: 1, Src: rng.Stream(seed, "tails", "sum-null", strconv.Itoa(r))}
		draw := func(n int) []float64 {
			x := make([]float64, n)
			for i := range x {
				x[i] = law.Rand()
			}
			return x
		}
		var samples [][]float64
		if d.Independent {
			// A sum of m standard draws has the law m^(1/alpha) L: no need to add them up.
			for j, m := range d.M {
				x := draw(d.N[j])
				s := math.Pow(float64(m), 1/alpha)
				for i := range x {
					x[i] *= s
				}
				samples = append(samples, x)
			}
		} else {
			samples = blockSamples(draw(d.N[0]), d)
		}
		levels, err := fitLevels(samples, d)
		if err != nil {
			return fmt.Errorf("null of sum-stability at alpha %.4g, replicate %d: %w", alpha, r, err)
		}
		out[r] = departure(levels)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func fitLevels(samples [][]float64, d Design) ([]SumLevel, error) {
	fits := make([]stable.Fit, len(samples))
	for j, s := range samples {
		var err error
		if fits[j], err = stable.FitSymmetric(s, nil); err != nil {
			return nil, fmt.Errorf("sums of %d draws: %w", d.M[j], err)
		}
	}
	return SumLevels(d.M, fits), nil
}
