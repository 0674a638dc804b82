package levy

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Replay draws increments from a sample, a whole vector at a time and with replacement: one row is the noise of one step,
// whatever the length of the step. With rows of captured noise times -eta and steps of length eta it is stochastic
// gradient descent with the noise that was captured.
type Replay struct {
	rows [][]float64
}

// NewReplay takes rows of N numbers each.
func NewReplay(rows [][]float64) (*Replay, error) {
	if len(rows) == 0 || len(rows[0]) == 0 {
		return nil, badParameter("no rows to replay")
	}
	for k, row := range rows {
		if len(row) != len(rows[0]) {
			return nil, badParameter("row %d has %d numbers, the first has %d", k, len(row), len(rows[0]))
		}
		for i, x := range row {
			if !(math.Abs(x) <= math.MaxFloat64) {
				return nil, badParameter("row %d, coordinate %d = %v, must be finite", k, i, x)
			}
		}
	}
	return &Replay{rows}, nil
}

// Dim returns N.
func (p *Replay) Dim() int { return len(p.rows[0]) }

func (p *Replay) start(r *rand.PCG, s Schedule) (increments, error) {
	if s.learning {
		return nil, fmt.Errorf("%w: a learning rate acts on replayed noise by no power law; give the scale itself with NoiseScale", ErrScheme)
	}
	return &replayIncrements{p, rand.New(r)}, nil
}

type replayIncrements struct {
	p *Replay
	r *rand.Rand
}

func (p *replayIncrements) fill(dst []float64, n int, _ float64, s []float64) {
	for k := range n {
		row := p.p.rows[p.r.IntN(len(p.p.rows))]
		f := 1.0
		if s != nil {
			f = s[k]
		}
		for i, x := range row {
			dst[i*n+k] = f * x
		}
	}
}
