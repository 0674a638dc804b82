package sgn

import (
	"fmt"
	"math"
	"runtime"
)

// DefaultMemory is the bound on memory that Options.Memory = 0 stands for.
const DefaultMemory int64 = 4 << 30

// Storage is where the gradients lie between being computed and being summed.
type Storage string

// The ways, from the fastest to the slowest.
const (
	InMemory Storage = "memory" // all gradients fit
	OnDisk   Storage = "disk"   // in a scratch file, one sequential write and one read
	Passes   Storage = "passes" // nowhere: computed again for every block of coordinates
)

// Plan says how a capture keeps within its bounds.
type Plan struct {
	Storage Storage `json:"storage"`
	Passes  int     `json:"passes"` // how often all gradients are computed
	Block   int     `json:"block"`  // coordinates that are summed and handed over at a time
	Memory  int64   `json:"memory"` // peak, bytes: the stated bound on this process, with the data set
	Disk    int64   `json:"disk"`   // scratch file, bytes
	// Host says that the backend computes two factors of each row of a bank, and the host multiplies them: the same numbers but
	// for their rounding.
	Host bool `json:"host,omitempty"`
}

// layout is the plan in tiles.
type layout struct {
	tiles int // of all coordinates
	block int // tiles of a block
	group int // rows that are written together
}

// String is the plan in a sentence.
func (p Plan) String() string {
	s := fmt.Sprintf("gradients in memory, blocks of %d coordinates", p.Block)
	switch p.Storage {
	case OnDisk:
		s = fmt.Sprintf("gradients through a scratch file of %s, blocks of %d coordinates", size(p.Disk), p.Block)
	case Passes:
		s = fmt.Sprintf("gradients computed %d times, for blocks of %d coordinates each", p.Passes, p.Block)
	}
	if p.Host {
		s += ", rows formed on the host"
	}
	return s + ", peak memory " + size(p.Memory)
}

// BoundError is a bound on memory or disk under which nothing can be captured.
type BoundError struct {
	What  string // "memory" or "disk"
	Bound int64
	Need  int64 // bytes that would do
}

func (e *BoundError) Error() string {
	return fmt.Sprintf("the bound of %s of %s is too small for a single block: allow at least %s, or capture fewer examples, draws or coordinates", size(e.Bound), e.What, size(e.Need))
}

const (
	// base is what a process with an XLA backend takes besides what is counted here, measured at 0.3 to 0.99 GiB.
	base int64 = 1<<30 + 64<<20
)

// need is what a capture holds whatever the path: the process, the set, the coordinates, the means, and
// the gradients of one call on the backend and on the host.
type need struct {
	rows        int // examples of a bank, draws of a direct capture
	coordinates int
	draws       int
	chunk       int // rows that come at a time: a group is a multiple of it
	fixed       int64
	disk        int64 // bound, 0: none
	memory      int64 // bound
}

// plan chooses the fastest path within the bounds.
func (n need) plan() (p Plan, l layout, err error) {
	p.Passes, l.tiles = 1, (n.coordinates+lanes-1)/lanes
	free := n.memory - n.fixed
	tile := int64(n.rows) * lane                                    // one tile of all rows
	out := int64(n.draws) * lane                                    // its draws
	workers := int64(runtime.GOMAXPROCS(0)) * int64(n.draws) * lane // their sums
	all := int64(l.tiles)*tile + min(int64(l.tiles), 64)*out        // everything in memory, blocks of at least 64 tiles
	least := n.fixed + workers + 2*(tile+out)
	if free < workers+2*(tile+out) {
		return p, l, &BoundError{"memory", n.memory, least}
	}
	free -= workers
	if all <= free {
		p.Storage, l.group = InMemory, n.rows
		l.block = int(min(int64(l.tiles), (free-int64(l.tiles)*tile)/out, 4096))
		p.Memory = n.fixed + workers + int64(l.tiles)*tile + int64(l.block)*out
		p.Block = l.block * lanes
		return p, l, nil
	}
	file := int64(l.tiles) * int64(n.rows) * lane
	row := int64(l.tiles) * lane // one row of all coordinates
	if chunk := int64(min(n.chunk, n.rows)); n.disk >= file && free/3 >= chunk*row {
		// A third for the rows to be written, the rest for a block: the two are never needed at once, but the collector
		// may be late.
		p.Storage, p.Disk = OnDisk, file
		if l.group = int(min(int64(n.rows), free/3/row)); l.group < n.rows {
			l.group -= l.group % n.chunk // so that a resumed capture computes the same chunks
		}
		l.block = int(min(int64(l.tiles), (free-int64(l.group)*row)/(tile+out)))
		p.Memory = n.fixed + workers + int64(l.group)*row + int64(l.block)*(tile+out)
	} else {
		p.Storage, l.group = Passes, n.rows
		l.block = int(min(int64(l.tiles), free/(tile+out)))
		p.Passes = int(math.Ceil(float64(l.tiles) / float64(l.block)))
		p.Memory = n.fixed + workers + int64(l.block)*(tile+out)
	}
	if l.block < 1 {
		return p, l, &BoundError{"memory", n.memory, least + int64(l.group)*row}
	}
	p.Block = l.block * lanes
	return p, l, nil
}

// size is a number of bytes in words.
func size(bytes int64) string {
	switch {
	case bytes >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(bytes)/(1<<30))
	case bytes >= 1<<20:
		return fmt.Sprintf("%.0f MiB", float64(bytes)/(1<<20))
	}
	return fmt.Sprintf("%d bytes", bytes)
}
