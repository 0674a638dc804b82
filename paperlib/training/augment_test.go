package training_test

import (
	"slices"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Every augmented image is the original or its mirror image, shifted by at most four pixels, with zeros where nothing was.
// Over 2000 images all 81 shifts and both orientations occur (each is missed with probability below 1e-10).
func TestAugmentShiftsAndMirrors(t *testing.T) {
	shape := [3]int{9, 9, 2}
	image := make([]float32, 9*9*2)
	for i := range image {
		image[i] = float32(i + 1)
	}
	at := func(v []float32, y, x, c int) float32 {
		if y < 0 || y >= 9 || x < 0 || x >= 9 {
			return 0
		}
		return v[(y*9+x)*2+c]
	}
	seen := map[[3]int]bool{}
	r := rng.New(1, "augment")
	for range 2000 {
		got := slices.Clone(image)
		training.Augment(got, shape, r)
		found := false
		for dy := -4; dy <= 4 && !found; dy++ {
			for dx := -4; dx <= 4 && !found; dx++ {
				for flip := range 2 {
					same := true
					for y := range 9 {
						for x := range 9 {
							src := x + dx
							if flip == 1 {
								src = 8 - x + dx
							}
							for c := range 2 {
								same = same && at(got, y, x, c) == at(image, y+dy, src, c)
							}
						}
					}
					if same {
						seen[[3]int{dy, dx, flip}], found = true, true
						break
					}
				}
			}
		}
		if !found {
			t.Fatalf("no shift or mirror image gives %v", got)
		}
	}
	if len(seen) != 162 {
		t.Errorf("%d of 162 ways occur", len(seen))
	}
}
