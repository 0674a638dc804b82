package levy

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// exactDirections is [Exact] for noise along eigenvectors of the Hessian.
func exactDirections(e *Equation, noise *Directions, dt float64, r *rand.PCG) (stepper, error) {
	var h mat.Symmetric
	switch u := e.Potential.(type) {
	case Diagonal:
		h = mat.NewDiagDense(len(u), u)
	case Quadratic:
		h = u.H
	default:
		return nil, fmt.Errorf("%w: Exact needs the potential Diagonal or Quadratic, it is %T", ErrScheme, e.Potential)
	}
	n := noise.Dim()
	values := make([]float64, len(noise.v))
	var hv mat.VecDense
	for m, one := range noise.v {
		v := mat.NewVecDense(n, one)
		hv.MulVec(h, v)
		square := mat.Dot(v, v)
		if square == 0 {
			continue
		}
		values[m] = mat.Dot(v, &hv) / square
		hv.AddScaledVec(&hv, -values[m], v)
		if size := mat.Norm(&hv, 2); size > 1e-10*math.Sqrt(square)*(mat.Norm(h, 2)+math.SmallestNonzeroFloat64) {
			return nil, fmt.Errorf("%w: direction %d is not an eigenvector of the Hessian, so Exact does not apply; use Euler", ErrScheme, m)
		}
	}
	along, err := noise.along.over(values, dt)
	if err != nil {
		return nil, err
	}
	one := *e
	one.Noise = &Directions{along, noise.v, n}
	g, err := newGrid(&one, r, 1)
	if err != nil {
		return nil, err
	}
	var scaled, decay mat.Dense
	scaled.Scale(-dt, h)
	decay.Exp(&scaled)
	return &linearStepper{g, dt, decay.RawMatrix().Data, make([]float64, n)}, nil
}

// linearStepper is x <- A x + increment.
type linearStepper struct {
	*grid
	step float64
	a    []float64 // [n][n]
	old  []float64
}

func (s *linearStepper) next(x, inc []float64) (float64, error) {
	if err := s.take(inc); err != nil {
		return 0, err
	}
	copy(s.old, x)
	for i := range x {
		row, sum := s.a[i*len(x):(i+1)*len(x)], inc[i]
		for j, v := range s.old {
			sum += row[j] * v
		}
		x[i] = sum
	}
	return s.step, nil
}
