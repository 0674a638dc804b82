package laws

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// plant fills one draw of a batch of m times the smallest batch size for a coordinate of unit scale.
type plant func(r *rand.Rand, m int) float64

// meanOf is a plant of finite variance: the draw at m B examples is the mean of m independent draws at B.
func meanOf(one func(r *rand.Rand) float64) plant {
	return func(r *rand.Rand, m int) float64 {
		sum := 0.0
		for range m {
			sum += one(r)
		}
		return sum / float64(m)
	}
}

var gaussianPlant plant = func(r *rand.Rand, m int) float64 { return r.NormFloat64() / math.Sqrt(float64(m)) }

// stablePlant is SaS(alpha): the mean of m draws has in law the scale m^(1/alpha - 1).
func stablePlant(alpha float64) plant {
	return func(r *rand.Rand, m int) float64 {
		law := stable.Symmetric{Alpha: alpha, Gamma: math.Pow(float64(m), 1/alpha-1), Src: r}
		return law.Rand()
	}
}

func studentT3(r *rand.Rand) float64 { return r.NormFloat64() / math.Sqrt(chiSquared3(r)/3) }

// synthetic captures coordinates plants of scales that differ by factors of up to 1000, n draws at each batch size.
// Every coordinate and batch size has a stream of its own, and every coordinate the same weight.
func synthetic(seed uint64, n int, batches []int, plants ...plant) Capture {
	c := Capture{Seed: seed}
	for j := range plants {
		c.Coordinates = append(c.Coordinates, fmt.Sprintf("layer/w[%d]", j))
		c.Weights = append(c.Weights, 1/float64(len(plants)))
	}
	for _, b := range batches {
		d := Draws{Batch: b, N: n, U: make([]float32, n*len(plants))}
		for j, p := range plants {
			r := rand.New(rng.Stream(seed, "nb02-test", fmt.Sprint(b), fmt.Sprint(j)))
			scale := math.Pow(10, -3*float64(j)/float64(len(plants)))
			for i := range n {
				d.U[i*len(plants)+j] = float32(scale * p(r, b/batches[0]))
			}
		}
		c.Draws = append(c.Draws, d)
	}
	return c
}

func repeat(p plant, n int) []plant {
	list := make([]plant, n)
	for i := range list {
		list[i] = p
	}
	return list
}

// judge runs Judge and collects its vectors.
func judge(t testing.TB, c Capture) OneSeed {
	t.Helper()
	one := OneSeed{Seed: c.Seed, Vectors: map[int]map[string][]float64{}}
	var err error
	one.Fits, err = Judge(context.Background(), c, func(int, int, string) {}, func(batch int, v map[string][]float64) error {
		one.Vectors[batch] = v
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return one
}

func summarise(t testing.TB, seeds ...OneSeed) []BatchSummary {
	t.Helper()
	list, err := Summarise(seeds)
	if err != nil {
		t.Fatal(err)
	}
	return list
}
