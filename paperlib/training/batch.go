package training

import (
	"fmt"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// Gather copies the examples of the given indices into tensors x [batch, h, w, c] and labels [batch].
func Gather(split datasets.Split, shape [3]int, index []int) (x, labels *tensors.Tensor) {
	size := shape[0] * shape[1] * shape[2]
	images := make([]float32, len(index)*size)
	ys := make([]int32, len(index))
	for k, i := range index {
		copy(images[k*size:(k+1)*size], split.Images[i*size:(i+1)*size])
		ys[k] = split.Labels[i]
	}
	return tensors.FromFlatDataAndDimensions(images, len(index), shape[0], shape[1], shape[2]), tensors.FromFlatDataAndDimensions(ys, len(index))
}

// order is the sequence of examples in an epoch: a function of (seed, epoch) only, so that a run can resume anywhere.
func order(seed uint64, epoch, n int) []int {
	return rng.New(seed, "batches", fmt.Sprint(epoch)).Perm(n)
}

// CheckSet reports a set that cannot feed a network: labels out of range or images of the wrong size.
func CheckSet(set *datasets.Set) error {
	size := set.Shape[0] * set.Shape[1] * set.Shape[2]
	for name, split := range map[string]datasets.Split{"training": set.Train, "test": set.Test} {
		if len(split.Images) != split.Len()*size {
			return fmt.Errorf("data set %s: the %s part has %d pixels for %d labels, want %d each", set.Name, name, len(split.Images), split.Len(), size)
		}
		for i, y := range split.Labels {
			if y < 0 || int(y) >= set.Classes {
				return fmt.Errorf("data set %s: label %d of the %s part is %d, want 0 <= label < %d", set.Name, i, name, y, set.Classes)
			}
		}
	}
	return nil
}
