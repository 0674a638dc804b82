//go:build !amd64

package sgn

func copyRows(dst, src []float32, width, n int) { copyRowsGo(dst, src, width, n) }
