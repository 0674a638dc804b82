package levy

import (
	"math"
	"math/rand/v2"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// Noise is the process L that drives an equation, with its scales. The ready ones are [Coordinates], [Directions],
// [Isotropic], [Gaussian], [CompoundPoisson] and [Replay].
type Noise interface {
	// Dim is the dimension N of the increments.
	Dim() int
	// start prepares the increments of one path, of which r is the only source of random numbers.
	start(r *rand.PCG, s Schedule) (increments, error)
}

// increments are those of one path.
type increments interface {
	// fill writes the increments of n consecutive steps of length dt, coordinate by coordinate: dst[i*n+k] is coordinate i
	// of step k. s has the schedule at the n steps; it is nil where there is none.
	fill(dst []float64, n int, dt float64, s []float64)
}

// Coordinates is one one-dimensional symmetric stable process for each coordinate, all independent: claim C3's noise.
// Make it with [NewCoordinates].
type Coordinates struct {
	alpha, sigma []float64
	samplers     []*stable.Sampler
}

// NewCoordinates makes the noise with tail indices alpha_i in [stable.MinAlpha, 2] and scales sigma_i >= 0 in the standard form
// E exp(iuL_t) = exp(-t |sigma_i u|^alpha_i). It prepares a sampler for each different alpha (4 to 9 ms).
func NewCoordinates(alpha, sigma []float64) (*Coordinates, error) {
	if len(alpha) == 0 || len(alpha) != len(sigma) {
		return nil, badParameter("%d tail indices and %d scales; give one of each for every coordinate", len(alpha), len(sigma))
	}
	samplers, err := samplersOf(alpha)
	if err != nil {
		return nil, err
	}
	for i, s := range sigma {
		if !(s >= 0 && s <= math.MaxFloat64) {
			return nil, badParameter("sigma of coordinate %d = %v, must be finite and not negative", i, s)
		}
	}
	return &Coordinates{append([]float64(nil), alpha...), append([]float64(nil), sigma...), samplers}, nil
}

// samplersOf shares a sampler between equal tail indices.
func samplersOf(alpha []float64) ([]*stable.Sampler, error) {
	known := map[float64]*stable.Sampler{}
	list := make([]*stable.Sampler, len(alpha))
	for i, a := range alpha {
		if known[a] == nil {
			s, err := stable.NewSampler(a)
			if err != nil {
				return nil, badParameter("tail index of coordinate %d: %v", i, err)
			}
			known[a] = s
		}
		list[i] = known[a]
	}
	return list, nil
}

// Gaussian returns Coordinates with alpha = 2 and scales sigma: sigma_i L = sqrt(2) sigma_i times a Brownian motion.
func Gaussian(sigma []float64) (*Coordinates, error) {
	alpha := make([]float64, len(sigma))
	for i := range alpha {
		alpha[i] = 2
	}
	return NewCoordinates(alpha, sigma)
}

// Dim returns the number of coordinates.
func (c *Coordinates) Dim() int { return len(c.alpha) }

// Alpha returns the tail indices.
func (c *Coordinates) Alpha() []float64 { return append([]float64(nil), c.alpha...) }

// Sigma returns the scales.
func (c *Coordinates) Sigma() []float64 { return append([]float64(nil), c.sigma...) }

func (c *Coordinates) start(r *rand.PCG, s Schedule) (increments, error) {
	return &coordinateIncrements{c: c, r: r, learning: s.learning}, nil
}

type coordinateIncrements struct {
	c        *Coordinates
	r        *rand.PCG
	learning bool // the schedule is a learning rate
	dt       float64
	scale    []float64 // sigma_i dt^(1/alpha_i)
	log      []float64 // of the schedule, a buffer
}

func (c *coordinateIncrements) fill(dst []float64, n int, dt float64, s []float64) {
	if c.scale == nil || dt != c.dt {
		c.dt, c.scale = dt, make([]float64, len(c.c.alpha))
		for i, a := range c.c.alpha {
			c.scale[i] = c.c.sigma[i] * math.Pow(dt, 1/a)
		}
	}
	if c.learning && s != nil {
		c.log = append(c.log[:0], s...)
		for k := range c.log {
			c.log[k] = math.Log(c.log[k])
		}
	}
	for i, sampler := range c.c.samplers {
		part := dst[i*n : (i+1)*n]
		sampler.Fill(part, c.r)
		if c.learning && s != nil {
			p := rateExponent(c.c.alpha[i])
			for k := range part {
				part[k] *= c.scale[i] * math.Exp(p*c.log[k])
			}
			continue
		}
		scaleBy(part, c.scale[i], s)
	}
}

// scaleBy multiplies v by scale and, if there is one, by the schedule.
func scaleBy(v []float64, scale float64, s []float64) {
	if s == nil {
		for k := range v {
			v[k] *= scale
		}
		return
	}
	for k := range v {
		v[k] *= scale * s[k]
	}
}
