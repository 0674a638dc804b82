package training

import (
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// InputOf is what a network reads from a set.
func InputOf(set *datasets.Set) models.Input {
	return models.Input{Shape: set.Shape, Classes: set.Classes, Vocabulary: set.Vocabulary}
}

// Gather copies the examples of the given indices into tensors: x, labels, and, if the network needs random numbers,
// noise drawn from r example by example. The caller finalizes them. [Unpack] is its counterpart inside a graph.
func Gather(split datasets.Split, spec *models.Spec, index []int, r *rand.Rand) []*tensors.Tensor {
	return Assemble(split, spec, index, func(_ int, _, noise []float32) {
		if len(noise) > 0 {
			spec.DrawNoise(noise, r)
		}
	})
}

// Assemble is Gather with random numbers of the caller's choice: for the example at each position of the batch, vary
// fills its noise (empty if the network needs none) and may change the copy of its image (nil for a text).
func Assemble(split datasets.Split, spec *models.Spec, index []int, vary func(position int, image, noise []float32)) []*tensors.Tensor {
	size := spec.Shape[0] * spec.Shape[1] * spec.Shape[2]
	ys := make([]int32, len(index))
	for k, i := range index {
		ys[k] = split.Labels[i]
	}
	var images []float32
	if spec.Vocabulary == 0 {
		images = rows(split.Images, size, index)
	}
	k := spec.NoiseSize()
	noise := make([]float32, len(index)*k)
	for i := range index {
		var image []float32
		if images != nil {
			image = images[i*size : (i+1)*size]
		}
		vary(i, image, noise[i*k:(i+1)*k])
	}
	dims := spec.Dims(len(index))
	var x *tensors.Tensor
	if images != nil {
		x = tensors.FromFlatDataAndDimensions(images, dims...)
	} else {
		x = tensors.FromFlatDataAndDimensions(rows(split.Tokens, size, index), dims...)
	}
	list := []*tensors.Tensor{x, tensors.FromFlatDataAndDimensions(ys, len(index))}
	if k > 0 {
		list = append(list, tensors.FromFlatDataAndDimensions(noise, len(index), k))
	}
	return list
}

func rows[T any](all []T, size int, index []int) []T {
	x := make([]T, len(index)*size)
	for k, i := range index {
		copy(x[k*size:(k+1)*size], all[i*size:(i+1)*size])
	}
	return x
}

// Unpack names the nodes of the tensors that Gather made; noise is nil if there is none.
func Unpack(in []*graph.Node) (x, labels, noise *graph.Node) {
	if len(in) > 2 {
		noise = in[2]
	}
	return in[0], in[1], noise
}

// order is the sequence of examples in an epoch: a function of (seed, epoch) only, so that a run can resume anywhere.
func order(seed uint64, epoch, n int) []int {
	return rng.New(seed, "batches", fmt.Sprint(epoch)).Perm(n)
}

// CheckSet reports a set that cannot feed a network: labels or tokens out of range, or examples of the wrong size.
func CheckSet(set *datasets.Set) error {
	size := set.Shape[0] * set.Shape[1] * set.Shape[2]
	for _, part := range []struct {
		name string
		datasets.Split
	}{{"training", set.Train}, {"test", set.Test}} {
		numbers, what := len(part.Images), "pixels"
		if set.Vocabulary > 0 {
			numbers, what = len(part.Tokens), "tokens"
		}
		if numbers != part.Len()*size {
			return fmt.Errorf("data set %s: the %s part has %d %s for %d labels, want %d each", set.Name, part.name, numbers, what, part.Len(), size)
		}
		for i, y := range part.Labels {
			if y < 0 || int(y) >= max(set.Classes, 1) {
				return fmt.Errorf("data set %s: label %d of the %s part is %d, want 0 <= label < %d", set.Name, i, part.name, y, max(set.Classes, 1))
			}
		}
		if set.Vocabulary == 0 {
			continue
		}
		for i, v := range part.Tokens {
			if v < 0 || int(v) >= set.Vocabulary {
				return fmt.Errorf("data set %s: token %d of example %d of the %s part is %d, want 0 <= token < %d", set.Name, i%size, i/size, part.name, v, set.Vocabulary)
			}
		}
	}
	return nil
}
