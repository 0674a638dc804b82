package sgn

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

var products = []product{
	{h: 6, w: 5, cin: 3, oh: 6, ow: 5, cout: 16, kernel: 3, stride: 1},
	{h: 32, w: 32, cin: 16, oh: 32, ow: 32, cout: 16, kernel: 3, stride: 1}, // several blocks of rows
	{h: 9, w: 8, cin: 5, oh: 5, ow: 4, cout: 19, kernel: 3, stride: 2},
	{h: 8, w: 8, cin: 8, oh: 4, ow: 4, cout: 35, kernel: 1, stride: 2},
	{h: 7, w: 7, cin: 2, oh: 7, ow: 7, cout: 1, kernel: 5, stride: 1},
	{h: 1, w: 1, cin: 6, oh: 1, ow: 1, cout: 10, kernel: 1, stride: 1},
	{h: 1, w: 33, cin: 12, oh: 1, ow: 33, cout: 48, kernel: 1, stride: 1},
	{h: 2, w: 1, cin: 4, oh: 2, ow: 1, cout: 16, kernel: 3, stride: 1}, // narrower than the kernel
}

// Rows agree with the definition summed in float64, within the bound n eps sum |x g| of float32 summation, whatever stood
// at their place; and nothing beside them is touched.
func TestProducts(t *testing.T) {
	r := rng.New(1, "outer")
	for _, p := range products {
		x, g := make([]float32, p.h*p.w*p.cin), make([]float32, p.oh*p.ow*p.cout)
		for _, v := range [][]float32{x, g} {
			for i := range v {
				v[i] = float32(r.NormFloat64())
			}
		}
		const guard = 32
		room := make([]float32, p.size()+2*guard)
		for i := range room {
			room[i] = 7
		}
		p.row(room[guard:guard+p.size()], x, g)
		for i, v := range room {
			if (i < guard || i >= guard+p.size()) && v != 7 {
				t.Fatalf("%+v: number %d beside the row was written", p, i-guard)
			}
		}
		half := p.kernel / 2
		for dy := range p.kernel {
			for dx := range p.kernel {
				for ci := range p.cin {
					for co := range p.cout {
						want, bound, n := 0.0, 0.0, 0.0
						for y := range p.oh {
							for z := range p.ow {
								a, b := y*p.stride+dy-half, z*p.stride+dx-half
								if a >= 0 && a < p.h && b >= 0 && b < p.w {
									v := float64(x[(a*p.w+b)*p.cin+ci]) * float64(g[(y*p.ow+z)*p.cout+co])
									want, bound, n = want+v, bound+math.Abs(v), n+1
								}
							}
						}
						have := float64(room[guard+((dy*p.kernel+dx)*p.cin+ci)*p.cout+co])
						if !(math.Abs(have-want) <= bound*n*0x1p-24) {
							t.Fatalf("%+v at %d, %d, %d, %d: %v, want %v", p, dy, dx, ci, co, have, want)
						}
					}
				}
			}
		}
	}
}

// The three sizes of layers of ResNet-20.
func BenchmarkProducts(b *testing.B) {
	for _, c := range []int{16, 32, 64} {
		side := 512 / c
		p := product{side, side, c, side, side, c, 3, 1}
		x, g, dst := make([]float32, p.h*p.w*p.cin), make([]float32, p.oh*p.ow*p.cout), make([]float32, p.size())
		for i := range x {
			x[i], g[i] = float32(i%7), float32(i%5)
		}
		b.Run(fmt.Sprint(c), func(b *testing.B) {
			for range b.N {
				p.row(dst, x, g)
			}
			b.ReportMetric(2*float64(p.size()*p.oh*p.ow)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
		})
	}
}

// Both implementations agree within float32, which fused operations round differently, and leave what is not theirs.
func TestOuter(t *testing.T) {
	r := rng.New(2, "outer")
	draw := func(n int) []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = float32(r.NormFloat64())
		}
		return v
	}
	for range 200 {
		o := outerTask{heights: 1 + r.IntN(9), widths: 1 + r.IntN(40), n: 1 + r.IntN(5), rows: 1 + r.IntN(4)}
		o.dstStep, o.xStep, o.gStep = o.widths+r.IntN(3), o.heights+r.IntN(3), o.widths+r.IntN(3)
		o.xRow, o.gRow = o.n*o.xStep+r.IntN(3), o.n*o.gStep+r.IntN(3)
		o.x, o.g, o.dst = draw((o.rows-1)*o.xRow+(o.n-1)*o.xStep+o.heights), draw((o.rows-1)*o.gRow+(o.n-1)*o.gStep+o.widths), draw(o.heights*o.dstStep)
		plain := o
		plain.dst = slices.Clone(o.dst)
		o.outer()
		plain.outerGo()
		for i, v := range o.dst {
			if inside := i%o.dstStep < o.widths; math.Abs(float64(v-plain.dst[i])) > 1e-5 || !inside && v != plain.dst[i] {
				t.Fatalf("%d x %d, %d rows of %d, number %d: %v, in plain Go %v", o.heights, o.widths, o.rows, o.n, i, v, plain.dst[i])
			}
		}
	}
}
