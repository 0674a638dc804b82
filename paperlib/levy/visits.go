package levy

import (
	"context"
	"errors"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"gonum.org/v1/gonum/mat"
)

// Visits says how long paths stayed in the wells of a potential and how often they went from one to another.
type Visits struct {
	Time  []float64  // in each well, all paths together
	Moves *mat.Dense // [from][to] numbers of moves
	// Overflows are paths that reached no finite number; they count until then.
	Overflows int
	Steps     int64
}

// Leave returns the moves out of well i per unit of time in it, 0 if it was never visited.
func (v *Visits) Leave(i int) float64 {
	if v.Time[i] == 0 {
		return 0
	}
	return mat.Sum(v.Moves.RowView(i)) / v.Time[i]
}

// Wandering simulates r.Paths paths for r.MaxTime each and counts visits to n wells. well names the well of a position, 0
// to n-1, or -1 for no man's land, where a path still belongs to the well it came from: with cores around the minima a path
// on an edge is not counted over and over. Paths must start in a well. r.Centre, r.Have and r.Done are not used.
func Wandering(ctx context.Context, e Equation, s Scheme, r Runs, n int, well func(x []float64) int) (*Visits, error) {
	if err := errors.Join(e.check(), r.check(len(e.Start))); err != nil {
		return nil, err
	}
	if err := checkStep(&e, s, e.Start, nil); err != nil {
		return nil, err
	}
	first := well(e.Start)
	if n < 1 || first < 0 || first >= n {
		return nil, badParameter("the start lies in well %d of %d", first, n)
	}
	all := make([]*Visits, r.Paths)
	err := stats.Parallel(ctx, r.Paths, r.Workers, func(ctx context.Context, k int) error {
		st, err := s.start(&e, stream(r.Seed, r.First+k))
		if err != nil {
			return err
		}
		v := &Visits{Time: make([]float64, n), Moves: mat.NewDense(n, n, nil)}
		all[k] = v
		x, inc := append([]float64(nil), e.Start...), make([]float64, len(e.Start))
		in := first
		for t := 0.0; t < r.MaxTime; v.Steps++ {
			if v.Steps%look == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			dt, err := st.next(x, inc)
			if err != nil {
				return fmt.Errorf("path %d: %w", r.First+k, err)
			}
			t += dt
			if !finite(x) {
				v.Overflows++
				return nil
			}
			v.Time[in] += dt
			switch to := well(x); {
			case to >= n:
				return fmt.Errorf("path %d: %w: position %v is said to lie in well %d of %d", r.First+k, ErrParameter, x, to, n)
			case to >= 0 && to != in:
				v.Moves.Set(in, to, v.Moves.At(in, to)+1)
				in = to
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	sum := &Visits{Time: make([]float64, n), Moves: mat.NewDense(n, n, nil)}
	for _, v := range all { // in the order of the paths: the sum does not depend on who finished first
		for i, t := range v.Time {
			sum.Time[i] += t
		}
		sum.Moves.Add(sum.Moves, v.Moves)
		sum.Overflows += v.Overflows
		sum.Steps += v.Steps
	}
	return sum, nil
}
