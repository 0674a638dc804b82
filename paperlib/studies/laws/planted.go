package laws

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// PlantedSizes are those of a planted network.
type PlantedSizes struct {
	Replicates  int `json:"replicates"`
	Seeds       int `json:"seeds"`
	Coordinates int `json:"coordinates"`
	Draws       int `json:"draws"`
}

// A Plant is a planted network: draws of a law that is known, for each seed of a replicate, and what may not be said of it.
type Plant struct {
	Truth string
	False string
	wrong map[string][]lab.Outcome // outcomes that are false, by claim
	right map[string]lab.Outcome   // those that settle it as the truth is; none where nothing does
	// draw fills u [n, coordinates] with draws at m times the smallest batch size; it is made once for each seed.
	draw func(coordinates int, r *rand.Rand) func(u []float32, m int, r *rand.Rand)
}

// Plants are the planted networks. Coordinates share their examples, and with them jumps and scales; where a population is
// finite, the examples are drawn from it with replacement. Seeds differ in their populations and in the parameters of the law.
func Plants() []Plant {
	const yes, no = lab.Supported, lab.NotSupported
	everywhere := map[string]lab.Outcome{"C1a": yes, "C1b": yes, "C1c": yes}
	refuted := map[string][]lab.Outcome{"C1a": {no}, "C1b": {no}, "C1c": {no}}
	finite := map[string][]lab.Outcome{"C1b": {yes}, "C1c": {yes}}
	list := []Plant{
		{"stable 1.5, jumps of their own", "anything not supported", refuted, everywhere, ownJumps(1.5, 0.02)},
		{"stable 1.7, jumps shared, 40 % zeros in a tenth of the parameters", "anything not supported", refuted, everywhere, sharedJumps(1.7, 0.02)},
		{"stable 1.97: looks Gaussian", "C1b or C1c decided", map[string][]lab.Outcome{"C1b": {yes, no}, "C1c": {yes, no}}, nil, ownJumps(1.97, 0.003)},
		{"stable 1.5 in a finite population", "C1c not supported", map[string][]lab.Outcome{"C1c": {no}}, map[string]lab.Outcome{"C1c": yes}, finitePopulation(1.5)},
		{"Gaussian", "C1a supported, C1b or C1c decided", map[string][]lab.Outcome{"C1a": {yes}, "C1b": {yes, no}, "C1c": {yes, no}}, map[string]lab.Outcome{"C1a": no},
			population(0, 0, func(float64, *rand.Rand) float64 { return 1 })},
		{"Student t, 3 degrees", "C1b or C1c supported", finite, map[string]lab.Outcome{"C1c": no},
			population(0, 0, func(_ float64, r *rand.Rand) float64 { return math.Sqrt(3 / chiSquared3(r)) })},
		{"Gaussian, 75 % of the examples without a gradient", "C1b or C1c supported", finite, nil,
			population(0, 0.75, func(float64, *rand.Rand) float64 { return 1 })},
	}
	for _, tau := range []float64{0.25, 1, 2, 4, 7} {
		p := Plant{fmt.Sprintf("Gaussian, lognormal scale of log-sd %g", tau), "C1b or C1c supported", finite, map[string]lab.Outcome{"C1b": no},
			population(tau, 0, func(tau float64, r *rand.Rand) float64 { return math.Exp(tau * r.NormFloat64()) })}
		if tau < 1 {
			p.right = nil // too near the Gaussian for a verdict
		}
		list = append(list, p)
	}
	return list
}

// ownJumps are independent symmetric stable coordinates.
func ownJumps(alpha, spread float64) func(int, *rand.Rand) func([]float32, int, *rand.Rand) {
	return func(_ int, r *rand.Rand) func([]float32, int, *rand.Rand) {
		a := min(2, alpha+spread*r.NormFloat64())
		return func(u []float32, m int, r *rand.Rand) {
			scale := math.Pow(float64(m), 1/a-1) // of the mean of m
			law := stable.Symmetric{Alpha: a, Gamma: scale, Src: r}
			for i := range u {
				u[i] = float32(law.Rand())
			}
		}
	}
}

// sharedJumps are coordinates of a sub-Gaussian stable vector (see stable.RandOneSided): every draw has one scale. A tenth of
// them is zero in 40 % of the draws.
func sharedJumps(alpha, spread float64) func(int, *rand.Rand) func([]float32, int, *rand.Rand) {
	return func(coordinates int, r *rand.Rand) func([]float32, int, *rand.Rand) {
		a := alpha + spread*r.NormFloat64()
		sparse := coordinates / 10
		return func(u []float32, m int, r *rand.Rand) {
			scale := math.Pow(float64(m), 1/a-1)
			for i := 0; i < len(u); i += coordinates {
				jump := scale * math.Sqrt(stable.RandOneSided(a/2, r))
				for j := range coordinates {
					u[i+j] = float32(jump * r.NormFloat64())
					if j < sparse && r.Float64() < 0.4 {
						u[i+j] = 0
					}
				}
			}
		}
	}
}

// population draws means of m examples from a population of 20,000, centred at its mean. The gradients of an example are
// Gaussian with one scale for all coordinates, and each is zero with probability q. tau differs by 5 % between seeds.
func population(tau, q float64, scale func(tau float64, r *rand.Rand) float64) func(int, *rand.Rand) func([]float32, int, *rand.Rand) {
	return func(coordinates int, r *rand.Rand) func([]float32, int, *rand.Rand) {
		tau := tau * (1 + 0.05*r.NormFloat64())
		return meansOf(20000, 1, coordinates, r, func(r *rand.Rand) func() float64 {
			s := scale(tau, r)
			return func() float64 {
				v := s * r.NormFloat64()
				if q > 0 && r.Float64() < q {
					return 0
				}
				return v
			}
		})
	}
}

// finitePopulation draws means of 8 m examples of a population of 1,437 whose gradients are stable, each coordinate for itself.
func finitePopulation(alpha float64) func(int, *rand.Rand) func([]float32, int, *rand.Rand) {
	return func(coordinates int, r *rand.Rand) func([]float32, int, *rand.Rand) {
		law := stable.Symmetric{Alpha: alpha, Gamma: 1, Src: r}
		return meansOf(1437, 8, coordinates, r, func(*rand.Rand) func() float64 { return law.Rand })
	}
}

// meansOf makes a population of n examples and draws means of m times batch of them.
func meansOf(n, batch, coordinates int, r *rand.Rand, example func(r *rand.Rand) func() float64) func([]float32, int, *rand.Rand) {
	g := make([]float64, n*coordinates)
	mean := make([]float64, coordinates)
	for i := range n {
		next := example(r)
		for j := range coordinates {
			g[i*coordinates+j] = next()
			mean[j] += g[i*coordinates+j] / float64(n)
		}
	}
	return func(u []float32, m int, r *rand.Rand) {
		sum := make([]float64, coordinates)
		for i := 0; i < len(u); i += coordinates {
			clear(sum)
			for range m * batch {
				e := r.IntN(n) * coordinates
				for j := range sum {
					sum[j] += g[e+j]
				}
			}
			for j, s := range sum {
				u[i+j] = float32(s/float64(m*batch) - mean[j])
			}
		}
	}
}

func chiSquared3(r *rand.Rand) (c float64) {
	for range 3 {
		z := r.NormFloat64()
		c += z * z
	}
	return c
}

// plantedBatches are the batch sizes of planted networks.
var plantedBatches = []int{8, 32}

// capture draws a planted network under one seed of a replicate.
func (p Plant) capture(s PlantedSizes, root uint64, replicate, seed int) Capture {
	stream := func(what string) *rand.Rand {
		return rng.New(root, "planted networks", p.Truth, strconv.Itoa(replicate), strconv.Itoa(seed), what)
	}
	c := Capture{Seed: root + uint64(replicate*s.Seeds+seed)}
	for j := range s.Coordinates {
		c.Coordinates = append(c.Coordinates, fmt.Sprintf("planted[%d]", j))
		c.Weights = append(c.Weights, 1/float64(s.Coordinates))
	}
	draw := p.draw(s.Coordinates, stream("population"))
	for _, b := range plantedBatches {
		d := Draws{Batch: b, N: s.Draws, Rung: b > plantedBatches[0], U: make([]float32, s.Draws*s.Coordinates)}
		draw(d.U, b/plantedBatches[0], stream(strconv.Itoa(b)))
		c.Draws = append(c.Draws, d)
	}
	return c
}

// settle takes a replicate the whole way to the verdicts at the smallest batch size, by claim.
func (p Plant) settle(ctx context.Context, s PlantedSizes, root uint64, replicate int) (map[string]lab.Verdict, error) {
	g := Group{Data: "planted", Net: p.Truth, Snapshot: "planted", Criteria: CriteriaDigest()}
	var seeds []OneSeed
	for i := range s.Seeds {
		c := p.capture(s, root, replicate, i)
		one := OneSeed{Seed: c.Seed, Vectors: map[int]map[string][]float64{}}
		var err error
		one.Fits, err = Judge(ctx, c, func(int, int, string) {}, func(batch int, v map[string][]float64) error {
			one.Vectors[batch] = v
			return nil
		})
		if err != nil {
			return nil, err
		}
		seeds = append(seeds, one)
		g.Seeds = append(g.Seeds, c.Seed)
	}
	var err error
	if g.Batches, err = Summarise(seeds); err != nil {
		return nil, err
	}
	g.Batches = g.Batches[:1]
	list, err := Verdicts([]Group{g})
	if err != nil {
		return nil, err
	}
	out := map[string]lab.Verdict{}
	for _, v := range list {
		if !v.Overall {
			out[v.Claim] = v
		}
	}
	return out, nil
}

// Count judges the replicates of a planted network.
func (p Plant) Count(ctx context.Context, s PlantedSizes, root uint64, step func(done, total int)) (study.PlantedCount, error) {
	out := study.PlantedCount{Truth: p.Truth, False: p.False, Replicates: s.Replicates}
	wrong, right := make([]bool, s.Replicates), make([]bool, s.Replicates)
	done := make(chan struct{}, s.Replicates)
	err := stats.Parallel(ctx, s.Replicates, 0, func(ctx context.Context, i int) error {
		verdicts, err := p.settle(ctx, s, root, i)
		if err != nil {
			return fmt.Errorf("replicate %d: %w", i, err)
		}
		right[i] = true
		for claim, v := range verdicts {
			wrong[i] = wrong[i] || slices.Contains(p.wrong[claim], v.Outcome)
			if o, ok := p.right[claim]; ok && v.Outcome != o {
				right[i] = false
			}
		}
		done <- struct{}{}
		step(len(done), s.Replicates)
		return nil
	})
	settled := 0
	for i := range s.Replicates {
		if wrong[i] {
			out.Wrong++
		}
		if right[i] {
			settled++
		}
	}
	if p.right != nil {
		out.Right = &settled
	}
	return out, err
}
