package matrix

import (
	"fmt"
	"unsafe"
)

// names are names of coordinates that take no more than limit bytes.
type names struct {
	list         []string
	taken, limit int64
}

func (n *names) add(name string) error {
	n.taken += nameBytes(name)
	if n.taken > n.limit {
		return fmt.Errorf("%w: the names of the columns take more than %d bytes; allow more memory, or leave out the names", ErrMemory, n.limit)
	}
	n.list = append(n.list, name)
	return nil
}

// nameBytes is the memory of a name in a list that has grown.
func nameBytes(name string) int64 { return 2*int64(unsafe.Sizeof(name)) + int64(len(name)) + 8 }
