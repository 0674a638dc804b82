package sgn

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// Coordinate is one scalar parameter of a network.
type Coordinate struct {
	Param int `json:"param"` // which array of the Spec
	Index int `json:"index"` // position in the array, row-major
}

// Name is the coordinate's name in a network: "conv1/kernel[2,0,1,15]".
func (c Coordinate) Name(spec *models.Spec) string {
	p := spec.Params[c.Param]
	at := make([]string, len(p.Dims))
	index := c.Index
	for a := len(p.Dims) - 1; a >= 0; a-- {
		at[a] = strconv.Itoa(index % p.Dims[a])
		index /= p.Dims[a]
	}
	return p.Name + "[" + strings.Join(at, ",") + "]"
}

// Sample chooses n coordinates of a network: the arrays (weights, biases, scales, ...) share the number equally, an
// array smaller than its share gives the rest to the others, and within an array the choice is uniform without
// replacement. It is a function of the seed and the network's shape only: the gradients do not influence it, so dead
// coordinates are chosen as often as others and are never replaced. The result is in the order of the network.
func Sample(spec *models.Spec, n int, seed uint64) ([]Coordinate, error) {
	return sample(spec, n, seed, shares)
}

// SampleProportional is [Sample] with shares by the arrays' numbers of parameters, but for [leastShare] of each array, so that a
// mean over the parameters of the network hangs on many of them. See [Weights].
func SampleProportional(spec *models.Spec, n int, seed uint64) ([]Coordinate, error) {
	return sample(spec, n, seed, proportional)
}

// Weights are those by which the mean over sampled coordinates is one over the parameters of the network: that of an array is
// its number of parameters, which its coordinates share. They add up to 1. Sampled arrays alone count.
func Weights(spec *models.Spec, sampled []Coordinate) []float64 {
	count := make([]int, len(spec.Params))
	for _, c := range sampled {
		count[c.Param]++
	}
	total := 0.0
	for i, k := range count {
		if k > 0 {
			total += float64(spec.Params[i].Size())
		}
	}
	out := make([]float64, len(sampled))
	for j, c := range sampled {
		out[j] = float64(spec.Params[c.Param].Size()) / float64(count[c.Param]) / total
	}
	return out
}

func sample(spec *models.Spec, n int, seed uint64, shares func(*models.Spec, int) []int) ([]Coordinate, error) {
	if n < 1 || n > spec.Size() {
		return nil, fmt.Errorf("cannot sample %d coordinates of a network that has %d: choose 1 to %d", n, spec.Size(), spec.Size())
	}
	var list []Coordinate
	for i, k := range shares(spec, n) {
		p := spec.Params[i]
		index := rng.New(seed, "coordinates", p.Name).Perm(p.Size())[:k]
		slices.Sort(index)
		for _, j := range index {
			list = append(list, Coordinate{i, j})
		}
	}
	return list, nil
}

// All lists every coordinate of a network.
func All(spec *models.Spec) []Coordinate {
	list := make([]Coordinate, 0, spec.Size())
	for i, p := range spec.Params {
		for j := range p.Size() {
			list = append(list, Coordinate{i, j})
		}
	}
	return list
}

// shares gives one coordinate in turn to every array that has room.
func shares(spec *models.Spec, n int) []int {
	k := make([]int, len(spec.Params))
	for n > 0 {
		for i, p := range spec.Params {
			if n > 0 && k[i] < p.Size() {
				k[i]++
				n--
			}
		}
	}
	return k
}

// leastShare is the least number of coordinates that a proportional sample takes of an array that has them.
const leastShare = 4

// proportional gives every array leastShare, and each of the others to the array with the fewest for its size.
func proportional(spec *models.Spec, n int) []int {
	k := make([]int, len(spec.Params))
	for range leastShare {
		for i, p := range spec.Params {
			if n > 0 && k[i] < p.Size() {
				k[i]++
				n--
			}
		}
	}
	for ; n > 0; n-- {
		best, most := -1, 0.0
		for i, p := range spec.Params {
			if per := float64(p.Size()) / float64(k[i]+1); k[i] < p.Size() && per > most {
				best, most = i, per
			}
		}
		k[best]++
	}
	return k
}
