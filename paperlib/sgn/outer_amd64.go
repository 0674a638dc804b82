package sgn

import "golang.org/x/sys/cpu"

// haveOuter says that outer is faster than a backend's products.
var haveOuter = cpu.X86.HasAVX2 && cpu.X86.HasFMA

// outer4AVX2 is an outerTask of 4 x 16, outer1AVX2 one of 1 x 16 of which mask chooses columns. They do not check that the
// places lie within the slices.
//
//go:noescape
func outer4AVX2(t *outerPlace)

//go:noescape
func outer1AVX2(t *outerPlace)

// outerPlace is an outerTask for the assembly: steps in bytes.
type outerPlace struct {
	dst, x, g   *float32
	dstStep     uintptr
	xStep, xRow uintptr
	gStep, gRow uintptr
	n, rows     uintptr
	mask        *int32 // 16 words, -1 for the columns that are wanted
}

// masks[16-w:] chooses the first w of 16 columns.
var masks = [32]int32{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}

// outer is outerGo by blocks of 4 x 16, with fused multiplication and addition.
func (t *outerTask) outer() {
	if !haveOuter {
		t.outerGo()
		return
	}
	const height, width = 4, 16
	// The last elements that are touched: a slice that is too short panics here.
	_ = t.x[(t.rows-1)*t.xRow+(t.n-1)*t.xStep+t.heights-1]
	_ = t.g[(t.rows-1)*t.gRow+(t.n-1)*t.gStep+t.widths-1]
	_ = t.dst[(t.heights-1)*t.dstStep+t.widths-1]
	p := outerPlace{dstStep: 4 * uintptr(t.dstStep), xStep: 4 * uintptr(t.xStep), xRow: 4 * uintptr(t.xRow),
		gStep: 4 * uintptr(t.gStep), gRow: 4 * uintptr(t.gRow), n: uintptr(t.n), rows: uintptr(t.rows)}
	for j := 0; j < t.widths; j += width {
		w := min(width, t.widths-j)
		p.g, p.mask = &t.g[j], &masks[width-w]
		for i := 0; i < t.heights; {
			p.dst, p.x = &t.dst[i*t.dstStep+j], &t.x[i]
			if w == width && i+height <= t.heights {
				outer4AVX2(&p)
				i += height
			} else {
				outer1AVX2(&p)
				i++
			}
		}
	}
}
