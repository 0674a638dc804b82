package main

import (
	"fmt"
	"runtime"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/matrix"
)

// What a fit of n draws takes besides the column; measured with tables of 1000 to 4.5e6 draws.
const (
	fitBytesEach = 48      // for every draw
	fitBytes     = 3 << 20 // and besides
)

// share divides the memory between the file, which gets what is left, and as many fits at once as fit.
func (c stableFitCmd) share(f *matrix.File) (workers int, err error) {
	each := int64(f.Draws())*fitBytesEach + fitBytes
	need := int64(0)
	for workers = min(runtime.GOMAXPROCS(0), f.Coordinates()); workers > 0; workers-- {
		need = int64(workers)*each + f.LeastMemory()
		if room := alive(int64(c.Memory)); need <= room {
			return workers, f.Limit(room - int64(workers)*each)
		}
	}
	return 0, fmt.Errorf("%w: %d draws of a coordinate cannot be fitted within --memory %s; give --memory %dMB, or more",
		matrix.ErrMemory, f.Draws(), lab.Bytes(int64(c.Memory)), memoryFor(need)/1_000_000+1)
}
