package bench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// Alphas are the tail indices that every time is averaged over: the range that gradient noise is found in.
var Alphas = []float64{1.2, 1.5, 1.8, 1.95}

// pointsPerAlpha is the length of a bulk call: 128 KiB of points, as in a likelihood of 16,384 draws.
const pointsPerAlpha = 1 << 14

// fitSizes are the sample sizes of the fits, with the number of samples of each.
var fitSizes = []struct {
	name           string
	draws, columns int
}{{"fit_1e3", 1000, 64}, {"fit_1e4", 10000, 16}, {"fit_1e5", 100000, 4}}

// sampleKey names the points of one alpha.
func sampleKey(alpha float64) string { return fmt.Sprintf("points-%g", alpha) }

// writeSamples writes what all implementations work on, the same for all: points drawn from each law, and a matrix
// [draws, columns] for every size of fit whose column j is drawn from alpha number j mod 4.
func writeSamples(dir string, seed uint64) ([]Request, error) {
	var loads []Request
	save := func(key string, x []float64, rows, columns int) error {
		file := filepath.Join(dir, key+".f64")
		loads = append(loads, Request{Op: "load", Key: key, File: file, Rows: rows, Columns: columns})
		return writeMatrix(file, x)
	}
	for _, a := range Alphas {
		x := make([]float64, pointsPerAlpha)
		if err := fill(x, a, rng.Stream(seed, "bench", sampleKey(a))); err != nil {
			return nil, err
		}
		if err := save(sampleKey(a), x, len(x), 1); err != nil {
			return nil, err
		}
	}
	for _, s := range fitSizes {
		x, column := make([]float64, s.draws*s.columns), make([]float64, s.draws)
		for j := range s.columns {
			if err := fill(column, Alphas[j%len(Alphas)], rng.Stream(seed, "bench", s.name, fmt.Sprint(j))); err != nil {
				return nil, err
			}
			for i, v := range column {
				x[i*s.columns+j] = v
			}
		}
		if err := save(s.name, x, s.draws, s.columns); err != nil {
			return nil, err
		}
	}
	return loads, nil
}

func fill(x []float64, alpha float64, src rand.Source) error {
	s, err := stable.NewSampler(alpha)
	if err != nil {
		return err
	}
	s.Fill(x, src)
	return nil
}

// manyAlphas are the tail indices of the coordinates of [manyDraws]: 1.10, 1.11, ..., 2.00.
const manyAlphas = 91

// manySamplers holds a sampler for each of them once it is needed: one takes milliseconds to prepare.
var manySamplers [manyAlphas]*stable.Sampler

// manyDraws is one block of the 270,000 coordinates: a matrix [draws, coordinates] in float32, as a capture stores it.
// Coordinate j has alpha uniform among 1.10, 1.11, ..., 2.00, log10 gamma uniform on [-6, -2] and delta = gamma times a
// standard normal.
func manyDraws(seed uint64, block, draws, coordinates int) ([]float32, error) {
	src := rng.Stream(seed, "bench", "many", fmt.Sprint(block))
	r := rand.New(src)
	x, column := make([]float32, draws*coordinates), make([]float64, draws)
	for j := range coordinates {
		i := r.IntN(manyAlphas)
		gamma := math.Pow(10, -6+4*r.Float64())
		delta := gamma * r.NormFloat64()
		if manySamplers[i] == nil {
			s, err := stable.NewSampler(float64(110+i) / 100)
			if err != nil {
				return nil, err
			}
			manySamplers[i] = s
		}
		manySamplers[i].Fill(column, src)
		for k, v := range column {
			x[k*coordinates+j] = float32(delta + gamma*v)
		}
	}
	return x, nil
}
