package levy

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// CompoundPoisson is noise of jumps only: they come at the given rate, each hits a coordinate that is drawn uniformly, and
// its size is drawn by Jump.
type CompoundPoisson struct {
	N    int
	Rate float64 // jumps per unit of time, all coordinates together
	Jump func(r *rand.Rand) float64
}

// Dim returns N.
func (p CompoundPoisson) Dim() int { return p.N }

func (p CompoundPoisson) start(r *rand.PCG, s Schedule) (increments, error) {
	if s.learning {
		return nil, fmt.Errorf("%w: a learning rate acts on compound Poisson noise by no power law; give the scale itself with NoiseScale", ErrScheme)
	}
	if p.N < 1 || !(p.Rate > 0 && p.Rate <= math.MaxFloat64) || p.Jump == nil {
		return nil, badParameter("compound Poisson noise with N = %d, rate %v: at least 1, positive and finite, and a law of jumps", p.N, p.Rate)
	}
	one := rand.New(r)
	return &poissonIncrements{p, one, one.ExpFloat64() / p.Rate}, nil
}

type poissonIncrements struct {
	p    CompoundPoisson
	r    *rand.Rand
	next float64 // time until the next jump
}

func (p *poissonIncrements) fill(dst []float64, n int, dt float64, s []float64) {
	clear(dst[:n*p.p.N])
	for k := range n {
		for p.next -= dt; p.next <= 0; p.next += p.r.ExpFloat64() / p.p.Rate {
			size := p.p.Jump(p.r)
			if s != nil {
				size *= s[k]
			}
			dst[p.r.IntN(p.p.N)*n+k] += size
		}
	}
}
