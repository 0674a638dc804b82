//go:build !amd64

package sgn

func sumRows(dst *[lanes]float32, tile []float32, index []int32) { sumRowsGo(dst, tile, index) }
