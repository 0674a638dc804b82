// Package testset makes small synthetic data sets for tests.
package testset

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// Blobs is a set of n training and n/4 test images: each class has a random mean image, and each example adds unit
// Gaussian noise to it. A linear classifier separates the classes almost perfectly.
func Blobs(shape [3]int, classes, n int, seed uint64) *datasets.Set {
	size := shape[0] * shape[1] * shape[2]
	r := rng.New(seed, "blobs")
	means := make([]float32, classes*size)
	for i := range means {
		means[i] = float32(r.NormFloat64())
	}
	split := func(n int) datasets.Split {
		s := datasets.Split{Images: make([]float32, n*size), Labels: make([]int32, n)}
		for i := range n {
			c := r.IntN(classes)
			s.Labels[i] = int32(c)
			for j := range size {
				s.Images[i*size+j] = means[c*size+j] + float32(r.NormFloat64())
			}
		}
		return s
	}
	return &datasets.Set{Name: "blobs", Shape: shape, Classes: classes, Train: split(n), Test: split(n / 4),
		Digest: fmt.Sprintf("blobs-%v-%d-%d-%d", shape, classes, n, seed), Source: "synthetic", Licence: "none"}
}
