package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/sgnlab/sgnlab/paperlib/analyze"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/matrix"
)

// The memory of a process is that of the program itself (its code, its tables, and the heap of a small file), what is
// alive of the analysis, and garbage, which the collector keeps within its limit. A fifth is left for the latter.
const (
	programBytes = 30_000_000
	codeBytes    = 14_000_000 // the part of it that the collector does not know
	leastAlive   = 8_000_000  // one worker with a short file
)

// alive is what of --memory may be alive besides the program, at most.
func alive(memory int64) int64 { return memory/5*4 - programBytes }

// memoryFor is the --memory that has so many bytes alive.
func memoryFor(alive int64) int64 { return (alive+programBytes)/4*5 + 5 }

// limitMemory keeps the garbage within the bound, until restore is called.
func limitMemory(memory int64) (restore func()) {
	before := debug.SetMemoryLimit(max(memory/100*95-codeBytes, 1))
	return func() { debug.SetMemoryLimit(before) }
}

// share divides the memory between the file, which gets what is left, and the analysis, with as many of the workers as fit.
// The error says how much would do.
func (c analyzeCmd) share(f *matrix.File, notice func(string)) (workers int, err error) {
	if f.Draws() < analyze.MinDraws {
		return 1, nil // which Analyze refuses, with a better cause than memory
	}
	wanted := c.Workers
	if wanted == 0 {
		wanted = runtime.GOMAXPROCS(0)
	}
	wanted = min(wanted, f.Coordinates()) // others would have nothing to do
	names := int64(0)
	for i := range f.Coordinates() {
		names += int64(len(f.Name(i))) // quoted ones are new strings
	}
	need := int64(0)
	for workers = wanted; workers > 0; workers-- {
		rest := analyze.Footprint(f.Draws(), f.Coordinates(), workers, c.HTML != "") + names
		need = rest + f.LeastMemory()
		if room := alive(int64(c.Memory)); need <= room {
			if workers < wanted {
				notice(fmt.Sprintf("%d coordinates are judged at once and not %d, to stay within --memory %s; the result is the same", workers, wanted, lab.Bytes(int64(c.Memory))))
			}
			return workers, f.Limit(room - rest)
		}
	}
	return 0, fmt.Errorf("%w: %d draws of %d coordinates cannot be analysed within --memory %s; give --memory %dMB, or more",
		matrix.ErrMemory, f.Draws(), f.Coordinates(), lab.Bytes(int64(c.Memory)), memoryFor(need)/1_000_000+1)
}
