package sgn

// lanes is the number of coordinates in a tile: one cache line of float32.
const lanes = 16

// lane is the bytes of a row of a tile.
const lane = 4 * lanes

// copyRowsGo copies n rows of lanes numbers to dst, where they follow each other; in src their beginnings are width apart.
func copyRowsGo(dst, src []float32, width, n int) {
	for k := range n {
		copy(dst[k*lanes:(k+1)*lanes], src[k*width:][:lanes])
	}
}
