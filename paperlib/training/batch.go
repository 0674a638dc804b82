package training

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// InputOf is what a network reads from a set.
func InputOf(set *datasets.Set) models.Input {
	return models.Input{Shape: set.Shape, Classes: set.Classes, Vocabulary: set.Vocabulary, Mean: set.Mean, Std: set.Std}
}

// Buffer holds the tensors of a batch, x, labels and, if the network needs random numbers, noise, and is filled again for
// every batch. On XLA on a CPU the backend reads this memory itself: a buffer must not be filled before the call that
// computes with it has returned.
type Buffer struct {
	spec  *models.Spec
	parts []*tensors.Tensor
}

// NewBuffer makes a buffer for batches of size examples; its user finalizes it.
func NewBuffer(be *Backend, spec *models.Spec, size int) (*Buffer, error) {
	b := &Buffer{spec: spec}
	dtype := dtypes.Float32
	if spec.Vocabulary > 0 {
		dtype = dtypes.Int32
	}
	list := []shapes.Shape{shapes.Make(dtype, spec.Dims(size)...), shapes.Make(dtypes.Int32, size)}
	if k := spec.NoiseSize(); k > 0 {
		list = append(list, shapes.Make(dtypes.Float32, size, k))
	}
	for _, shape := range list {
		t, err := tensors.FromShapeForBackend(be.Backend, 0, shape)
		if err != nil {
			b.Finalize()
			return nil, fmt.Errorf("make room for a batch of %d examples: %w", size, err)
		}
		b.parts = append(b.parts, t)
	}
	return b, nil
}

// Tensors are x, labels and, if there is any, noise. [Unpack] is the counterpart inside a graph.
func (b *Buffer) Tensors() []*tensors.Tensor { return b.parts }

// Finalize frees the memory.
func (b *Buffer) Finalize() {
	if b != nil {
		finalize(b.parts...)
	}
}

// Fill copies the examples of the given indices into the buffer. For the example at each position of the batch, in order,
// vary fills its noise (empty if the network needs none) and may change the copy of its image (nil for a text).
func (b *Buffer) Fill(split datasets.Split, index []int, vary func(position int, image, noise []float32)) error {
	size, k := b.spec.Shape[0]*b.spec.Shape[1]*b.spec.Shape[2], b.spec.NoiseSize()
	err := tensors.MutableFlatData(b.parts[1], func(ys []int32) {
		for i, e := range index {
			ys[i] = split.Labels[e]
		}
	})
	if err != nil {
		return err
	}
	if b.spec.Vocabulary > 0 {
		err := tensors.MutableFlatData(b.parts[0], func(x []int32) { copyRows(x, split.Tokens, size, index) })
		if err != nil || k == 0 {
			return err
		}
		return tensors.MutableFlatData(b.parts[2], func(noise []float32) {
			for i := range index {
				vary(i, nil, noise[i*k:(i+1)*k])
			}
		})
	}
	images := func(noise []float32) error {
		return tensors.MutableFlatData(b.parts[0], func(x []float32) {
			copyRows(x, split.Images, size, index)
			for i := range index {
				vary(i, x[i*size:(i+1)*size], noise[i*k:(i+1)*k])
			}
		})
	}
	if k == 0 {
		return images(nil)
	}
	var inner error
	err = tensors.MutableFlatData(b.parts[2], func(noise []float32) { inner = images(noise) })
	return errors.Join(err, inner)
}

// FillWith is Fill with noise that is drawn from r example by example.
func (b *Buffer) FillWith(split datasets.Split, index []int, r *rand.Rand) error {
	return b.Fill(split, index, func(_ int, _, noise []float32) {
		if len(noise) > 0 {
			b.spec.DrawNoise(noise, r)
		}
	})
}

func copyRows[T any](x, all []T, size int, index []int) {
	for k, i := range index {
		copy(x[k*size:(k+1)*size], all[i*size:(i+1)*size])
	}
}

// Unpack names the nodes of the tensors of a [Buffer]; noise is nil if there is none.
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
