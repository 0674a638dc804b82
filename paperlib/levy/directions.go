package levy

import (
	"math"
	"math/rand/v2"
)

// Directions is noise along given vectors: dX = ... + sum_m v_m sigma_m dL^m with independent processes L^m. A jump is a
// vector: all coordinates in which v_m does not vanish move at once.
type Directions struct {
	along *Coordinates
	v     [][]float64 // [m][n]
	n     int
}

// NewDirections makes the noise from vectors v_m of N numbers each, with tail indices and scales of the processes along
// them.
func NewDirections(v [][]float64, alpha, sigma []float64) (*Directions, error) {
	along, err := NewCoordinates(alpha, sigma)
	if err != nil {
		return nil, err
	}
	if len(v) != len(alpha) {
		return nil, badParameter("%d directions for %d tail indices", len(v), len(alpha))
	}
	d := &Directions{along: along, n: len(v[0])}
	for m, one := range v {
		if len(one) != d.n || d.n == 0 {
			return nil, badParameter("direction %d has %d numbers, the first has %d", m, len(one), d.n)
		}
		for i, x := range one {
			if !(math.Abs(x) <= math.MaxFloat64) {
				return nil, badParameter("direction %d, coordinate %d = %v, must be finite", m, i, x)
			}
		}
		d.v = append(d.v, append([]float64(nil), one...))
	}
	return d, nil
}

// Dim returns N.
func (d *Directions) Dim() int { return d.n }

func (d *Directions) start(r *rand.PCG, s Schedule) (increments, error) {
	along, err := d.along.start(r, s)
	return &directionIncrements{d: d, along: along}, err
}

type directionIncrements struct {
	d     *Directions
	along increments
	z     []float64
}

func (d *directionIncrements) fill(dst []float64, n int, dt float64, s []float64) {
	if len(d.z) < n*len(d.d.v) {
		d.z = make([]float64, n*len(d.d.v))
	}
	d.along.fill(d.z[:n*len(d.d.v)], n, dt, s)
	clear(dst[:n*d.d.n])
	for m, v := range d.d.v {
		z := d.z[m*n : (m+1)*n]
		for i, w := range v {
			if w == 0 {
				continue
			}
			part := dst[i*n : (i+1)*n]
			for k := range part {
				part[k] += w * z[k]
			}
		}
	}
}
