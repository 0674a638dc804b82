package sgn

import "golang.org/x/sys/cpu"

// sumRowsAVX2 is sumRowsGo for n > 0 rows. It does not check that the numbers in index lie within the tile.
//
//go:noescape
func sumRowsAVX2(dst, tile *float32, index *int32, n int)

var haveAVX2 = cpu.X86.HasAVX2

func sumRows(dst *[lanes]float32, tile []float32, index []int32) {
	if !haveAVX2 || len(index) == 0 {
		sumRowsGo(dst, tile, index)
		return
	}
	sumRowsAVX2(&dst[0], &tile[0], &index[0], len(index))
}
