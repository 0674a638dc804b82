package sgn

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

// copyRowsAVX is copyRowsGo past the cache, for n > 0 rows and a dst of full cache lines; stride is in bytes. It does not check
// that the places lie within the slices.
//
//go:noescape
func copyRowsAVX(dst, src *float32, stride uintptr, n int)

// copyRows is copyRowsGo. Rows are written past the cache, which they would only fill: they are wanted when all are there.
func copyRows(dst, src []float32, width, n int) {
	if !cpu.X86.HasAVX || n == 0 || uintptr(unsafe.Pointer(&dst[0]))%lane != 0 {
		copyRowsGo(dst, src, width, n)
		return
	}
	_, _ = dst[n*lanes-1], src[(n-1)*width+lanes-1]
	copyRowsAVX(&dst[0], &src[0], uintptr(4*width), n)
}
