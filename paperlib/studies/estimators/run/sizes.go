package run

import (
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
)

// sizes are the numbers of a profile, for each seed.
type sizes struct {
	Draws      int        // of a sample whose paths are shown
	Sizes      []int      // numbers of draws of the samples that are repeated
	Replicates []int      // how often, size by size
	Files      []fileSize // whole files of known truth that are judged
}

// fileSize is a file of draws, and how many of them are made for each law.
type fileSize struct {
	Coordinates int `json:"coordinates"`
	Draws       int `json:"draws"`
	Files       int `json:"files"`
}

func sizesOf(p lab.Profile) sizes {
	return run.ByProfile(p,
		sizes{25600, []int{1000, 10000}, []int{16, 3}, []fileSize{{5, 1000, 1}, {1, 1000, 2}}},
		sizes{102400, []int{1000, 10000}, []int{60, 20}, []fileSize{{30, 1000, 1}, {20, 4000, 1}, {1, 1000, 20}}},
		sizes{1024000, []int{1000, 10000}, []int{400, 150}, []fileSize{{30, 1000, 50}, {20, 4000, 50}, {1, 1000, 70}}})
}
