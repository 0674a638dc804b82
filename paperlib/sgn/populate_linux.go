package sgn

import "golang.org/x/sys/unix"

// populate asks for the pages of memory, without touching what is there, while the network is being compiled: faults one by
// one would cost a tenth of the time of a bank. A kernel older than 5.14 does not know how, and nothing is lost.
func populate(memory []float32) {
	const piece = 64 << 20
	b := bytesOf(memory)
	page := unix.Getpagesize()
	for len(b) >= page {
		n := min(len(b), piece) / page * page
		if unix.Madvise(b[:n], unix.MADV_POPULATE_WRITE) != nil {
			return
		}
		b = b[n:]
	}
}
