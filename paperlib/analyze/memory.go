package analyze

import (
	"unsafe"

	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Footprint is a bound on the memory in bytes that [Analyze] takes for a table of this shape with so many workers, besides
// the blocks of its source and the garbage that the collector has not yet taken away. Names of coordinates are extra.
//
// The sizes were measured: those of a worker with tables of 500 to 1e6 draws.
func Footprint(draws, coordinates, workers int, examples bool) int64 {
	d := newDesign(draws)
	n, statistics := int64(draws), int64(d.statistics())
	// A coordinate with its fits and its tail indices of sums, and what report makes of its p-values.
	each := int64(unsafe.Sizeof(Coordinate{})) + int64(len(tails.Families()))*int64(unsafe.Sizeof(LawFit{})) + 8*int64(len(d.m)) + 64
	// Of each worker: sorted draws, log densities of five laws, scores of all levels, and the working space of the fits.
	worker := 160*n + 6<<20
	// By block of draws: the contributions of a chunk of coordinates, and the two pools.
	blocks := 8 * int64(d.blocks) * (statistics + int64(len(Rivals())) + 2) * (chunk + 2)
	total := int64(coordinates)*each + int64(workers)*worker + blocks
	if examples {
		total += int64(len(tails.Families())) * 8 * n
	}
	return total
}
