package sgn

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// Both implementations give the same bits, for every length that treats the rest of four differently, and agree with a
// sum in float64 within the bound n eps sum|x| of float32 summation.
func TestSumRows(t *testing.T) {
	r := rng.New(1, "sums")
	const rows = 300
	tile := make([]float32, rows*lanes)
	for i := range tile {
		tile[i] = float32(r.NormFloat64() * math.Exp(2*r.NormFloat64()))
	}
	for _, n := range []int{0, 1, 2, 3, 4, 5, 7, 8, 63, 64, 1001} {
		index := make([]int32, n)
		for i := range index {
			index[i] = int32(r.IntN(rows))
		}
		var fast, plain [lanes]float32
		sumRows(&fast, tile, index)
		sumRowsGo(&plain, tile, index)
		if fast != plain {
			t.Fatalf("%d rows: %v, in plain Go %v", n, fast, plain)
		}
		for l := range lanes {
			want, bound := 0.0, 0.0
			for _, i := range index {
				v := float64(tile[int(i)*lanes+l])
				want += v
				bound += math.Abs(v)
			}
			if math.Abs(float64(fast[l])-want) > bound*float64(n)*0x1p-24 {
				t.Errorf("%d rows, lane %d: %v, want %v", n, l, fast[l], want)
			}
		}
	}
}

// Rows come to their places, whatever the alignment of either side, and nothing beside them is touched.
func TestCopyRows(t *testing.T) {
	const width, n, room = 37, 9, 16
	src := make([]float32, n*width+room)
	for i := range src {
		src[i] = float32(i)
	}
	for offset := range room {
		dst := make([]float32, (n+2)*lanes+room)
		copyRows(dst[offset:], src[offset:], width, n)
		for i, v := range dst {
			want := float32(0)
			if k := i - offset; k >= 0 && k < n*lanes {
				want = src[offset+k/lanes*width+k%lanes]
			}
			if v != want {
				t.Fatalf("offset %d, number %d: %v, want %v", offset, i, v, want)
			}
		}
	}
}

// Ten thousand examples and batches of 32 and 2048, as in a capture; a tile of 640 kB.
func BenchmarkSumRows(b *testing.B) {
	const rows = 10000
	r := rng.New(1, "sums")
	tile := make([]float32, rows*lanes)
	for i := range tile {
		tile[i] = r.Float32()
	}
	for name, n := range map[string]int{"B=32": 32, "B=2048": 2048} {
		index := make([]int32, 64*n)
		for i := range index {
			index[i] = int32(r.IntN(rows))
		}
		var dst [lanes]float32
		b.Run(name, func(b *testing.B) {
			for i := range b.N {
				k := i % 64
				sumRows(&dst, tile, index[k*n:(k+1)*n])
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/row")
		})
	}
}
