package sgn

import "github.com/sgnlab/sgnlab/paperlib/models"

// outerTask is a sum of outer products over rows of positions:
//
//	dst[i dstStep + j] += sum over r < rows, k < n of  x[r xRow + k xStep + i] g[r gRow + k gStep + j]
//
// All steps are in numbers, not bytes. The order of additions is that of r, then k.
type outerTask struct {
	dst, x, g       []float32
	dstStep         int
	xStep, xRow     int
	gStep, gRow     int
	n, rows         int
	heights, widths int // i < heights, j < widths
}

// outerGo is the sum in plain Go.
func (t *outerTask) outerGo() {
	for i := range t.heights {
		dst := t.dst[i*t.dstStep:][:t.widths]
		for r := range t.rows {
			for k := range t.n {
				x, g := t.x[r*t.xRow+k*t.xStep+i], t.g[r*t.gRow+k*t.gStep:][:t.widths]
				for j, v := range g {
					dst[j] += x * v
				}
			}
		}
	}
}

// product is how the host forms the rows of one array from its factors; see [models.Row].
type product struct {
	h, w, cin      int // of the input
	oh, ow, cout   int // of the output
	kernel, stride int
}

func productOf(r models.Row) product {
	x, g := r.X.Shape().Dimensions, r.G.Shape().Dimensions
	return product{x[1], x[2], x[3], g[1], g[2], g[3], r.Kernel, r.Stride}
}

// size is the number of coordinates of a row.
func (p product) size() int { return p.kernel * p.kernel * p.cin * p.cout }

// cacheBytes is what of the two factors is worked on at a time: the first-level cache of data holds 32 kB or more.
const cacheBytes = 24 << 10

// row sets dst to the row of one example, whose factors are x [h, w, cin] and g [oh, ow, cout].
func (p product) row(dst, x, g []float32) {
	clear(dst)
	half := p.kernel / 2
	block := max(1, cacheBytes/4/(p.w*p.cin*p.stride+p.ow*p.cout))
	// inside is the range of outputs from lo to hi-1 whose input at offset d lies within size.
	inside := func(d, lo, hi, size int) (int, int) {
		return max(lo, (half-d+p.stride-1)/p.stride), min(hi, (size-1+half-d)/p.stride+1)
	}
	for y := 0; y < p.oh; y += block {
		for dy := range p.kernel {
			y0, y1 := inside(dy, y, min(y+block, p.oh), p.h)
			for dx := range p.kernel {
				x0, x1 := inside(dx, 0, p.ow, p.w)
				if y0 >= y1 || x0 >= x1 {
					continue
				}
				t := outerTask{
					dst: dst[(dy*p.kernel+dx)*p.cin*p.cout:][:p.cin*p.cout], dstStep: p.cout,
					x: x[((y0*p.stride+dy-half)*p.w+x0*p.stride+dx-half)*p.cin:], xStep: p.stride * p.cin, xRow: p.stride * p.w * p.cin,
					g: g[(y0*p.ow+x0)*p.cout:], gStep: p.cout, gRow: p.ow * p.cout,
					n: x1 - x0, rows: y1 - y0, heights: p.cin, widths: p.cout,
				}
				t.outer()
			}
		}
	}
}

// parts are the rows of n examples in the outputs of a call.
func (g *gradients) parts(n int, list [][]float32) []part {
	if g.products == nil {
		return wholes(n, list, g.at)
	}
	var parts []part
	for i, p := range g.products {
		if p == nil {
			parts = append(parts, wholes(n, list[:1], g.at[i:])...)
			list = list[1:]
			continue
		}
		x, y := list[0], list[1]
		nx, ny, size := len(x)/n, len(y)/n, p.size()
		parts = append(parts, part{g.at[i], size, func(r, m int, room *[]float32) []float32 {
			if cap(*room) < m*size {
				*room = make([]float32, m*size)
			}
			rows := (*room)[:m*size]
			for k := range m {
				p.row(rows[k*size:][:size], x[(r+k)*nx:][:nx], y[(r+k)*ny:][:ny])
			}
			return rows
		}})
		list = list[2:]
	}
	return parts
}
