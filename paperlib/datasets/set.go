package datasets

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// Set is one decoded data set.
type Set struct {
	Name        string // as in Names
	Title       string // for captions: a figure always names its data
	Shape       [3]int // height, width, channels of an image; length, 1, 1 of a text
	Classes     int    // number of labels; 0 if examples have none
	Vocabulary  int    // number of distinct tokens of a text; 0 for images
	Train, Test Split
	Mean, Std   []float64 // per channel, in units of the full scale of a pixel (0..1): what Images were standardised with
	Digest      string    // hex SHA-256 of what was loaded: contents of the files, constants, subset
	Source      string    // where the bytes came from, in words
	Licence     string
	Citation    string
}

// Split is a list of labelled examples: images, or texts as rows of tokens.
type Split struct {
	// Images is [N, height, width, channels], row-major: (pixel/fullscale - Mean[c])/Std[c], so that the training set has
	// mean 0 and standard deviation 1 in each channel.
	Images []float32
	// Tokens is [N, length], row-major, each in [0, Vocabulary); nil for images.
	Tokens []int32
	// Labels are in [0, Classes), or zeros if Classes is 0.
	Labels []int32
}

// Len is the number of examples.
func (s Split) Len() int { return len(s.Labels) }

// Image is the pixels of image i, [height, width, channels], sharing memory with Images.
func (s Split) Image(i int) []float32 {
	p := len(s.Images) / len(s.Labels)
	return s.Images[i*p : (i+1)*p : (i+1)*p]
}

// First returns the first n images, sharing memory.
func (s Split) First(n int) (Split, error) {
	if n < 1 || n > s.Len() {
		return Split{}, fmt.Errorf("datasets: the first %d of %d images: choose between 1 and %d", n, s.Len(), s.Len())
	}
	p, q := len(s.Images)/s.Len(), len(s.Tokens)/s.Len()
	return Split{Images: s.Images[: n*p : n*p], Tokens: s.Tokens[: n*q : n*q], Labels: s.Labels[:n:n]}, nil
}

// Subset returns a copy of n images drawn without replacement, stratified: each class keeps its share of the whole up to
// one image. The choice depends on seed and n only and keeps the order of the whole.
func (s Split) Subset(n int, seed uint64) (Split, error) {
	if n < 1 || n > s.Len() {
		return Split{}, fmt.Errorf("datasets: a subset of %d of %d images: choose between 1 and %d", n, s.Len(), s.Len())
	}
	if s.Tokens != nil {
		return s.keepTokens(stratified(s.Labels, n, rng.Stream(seed, "datasets", "subset"))), nil
	}
	p := len(s.Images) / s.Len()
	out := Split{Images: make([]float32, 0, n*p), Labels: make([]int32, 0, n)}
	for _, i := range stratified(s.Labels, n, rng.Stream(seed, "datasets", "subset")) {
		out.Images = append(out.Images, s.Image(i)...)
		out.Labels = append(out.Labels, s.Labels[i])
	}
	return out, nil
}

// stratified picks n indices in increasing order, from each class its share n count/len rounded down, the places left
// going to the largest remainders (the lower class first among equals).
func stratified[L ~int32 | ~uint8](labels []L, n int, src rand.Source) []int {
	var members [][]int
	for i, l := range labels {
		for int(l) >= len(members) {
			members = append(members, nil)
		}
		members[l] = append(members[l], i)
	}
	take := make([]int, len(members))
	order := make([]int, len(members))
	rest := make([]float64, len(members))
	left := n
	for c, m := range members {
		share := float64(n) * float64(len(m)) / float64(len(labels))
		take[c] = int(math.Floor(share))
		rest[c], order[c] = share-math.Floor(share), c
		left -= take[c]
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case rest[a] > rest[b]:
			return -1
		case rest[a] < rest[b]:
			return 1
		}
		return 0
	})
	for _, c := range order[:left] {
		take[c]++
	}
	r := rand.New(src)
	out := make([]int, 0, n)
	for c, m := range members {
		r.Shuffle(len(m), func(i, j int) { m[i], m[j] = m[j], m[i] })
		out = append(out, m[:take[c]]...)
	}
	slices.Sort(out)
	return out
}
