package levy

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Equation is dX = b(X) dt + noise, from Start. Its parts are independent of each other: any drift, any noise, any
// schedule.
type Equation struct {
	// Potential gives the drift -grad U; Drift any drift, which is used if Potential is nil.
	Potential Potential
	Drift     Drift
	Noise     Noise
	Schedule  Schedule
	Start     []float64
}

func (e *Equation) check() error {
	if e.Potential == nil && e.Drift == nil || e.Noise == nil || len(e.Start) == 0 {
		return badParameter("an equation needs a potential or a drift, noise, and a start")
	}
	if n := e.Noise.Dim(); n != len(e.Start) || e.Potential != nil && e.Potential.Dim() != n {
		return badParameter("the start has %d coordinates, the noise %d%s", len(e.Start), n, map[bool]string{true: ", and the potential another number"}[e.Potential != nil])
	}
	for i, x := range e.Start {
		if !(math.Abs(x) <= math.MaxFloat64) {
			return badParameter("coordinate %d of the start = %v, must be finite", i, x)
		}
	}
	return nil
}

func (e *Equation) drift() Drift {
	if e.Potential != nil {
		return e.Potential.Drift
	}
	return e.Drift
}

// Scheme integrates an equation in steps. How to choose: [Exact] where it applies; [Jumps] for exits that are rare;
// [Euler] for everything else, with [Tamed] in its place where the drift grows faster than linearly.
type Scheme interface {
	start(e *Equation, r *rand.PCG) (stepper, error)
}

// stepper integrates one path.
type stepper interface {
	// next advances x by one step and writes the increment of the noise into inc; it returns the length of the step.
	next(x, inc []float64) (dt float64, err error)
}

// block is the number of steps whose increments are drawn at a time: enough that the tables of a sampler stay in the
// cache while they are used, and part of what a path is a function of.
const block = 64

// grid gives the increments of steps of one length.
type grid struct {
	e    *Equation
	inc  increments
	dt   float64
	n    int
	k    int   // steps used of the block
	done int64 // blocks
	buf  []float64
	s    []float64
}

func newGrid(e *Equation, r *rand.PCG, dt float64) (*grid, error) {
	if err := checkPositive("step", dt); err != nil {
		return nil, err
	}
	inc, err := e.Noise.start(r, e.Schedule)
	if err != nil {
		return nil, err
	}
	n := e.Noise.Dim()
	return &grid{e: e, inc: inc, dt: dt, n: n, k: block, buf: make([]float64, n*block), s: make([]float64, block)}, nil
}

// refill draws the next block, coordinate by coordinate.
func (g *grid) refill() error {
	s, err := g.e.Schedule.values(g.s, float64(g.done*block)*g.dt, g.dt, block)
	if err != nil {
		return err
	}
	g.inc.fill(g.buf, block, g.dt, s)
	g.done++
	g.k = 0
	return nil
}

// take writes the increment of the next step into inc.
func (g *grid) take(inc []float64) error {
	if g.k == block {
		if err := g.refill(); err != nil {
			return err
		}
	}
	for i := range inc {
		inc[i] = g.buf[i*block+g.k]
	}
	g.k++
	return nil
}

// Euler is x + b(x) dt + noise over dt, with the schedule at the beginning of the step. For additive noise the error of a
// mean is of order dt while the drift is Lipschitz; a domain is watched at the ends of steps only, which makes exits late:
// halve the step to see by how much. It is stable while step times curvature is below 2, and beyond that an [ErrScheme]; above 1
// a path changes sides of the minimum with every step, as gradient descent does. Stochastic gradient descent with learning rate eta is this scheme with dt = eta.
type Euler struct{ Step float64 }

func (s Euler) start(e *Equation, r *rand.PCG) (stepper, error) {
	g, err := newGrid(e, r, s.Step)
	if err != nil {
		return nil, err
	}
	if h, ok := e.Potential.(Diagonal); ok {
		a := make([]float64, len(h))
		for i, v := range h {
			a[i] = 1 - v*s.Step
		}
		return &diagonalStepper{g, s.Step, a}, nil
	}
	return &eulerStepper{g, e.drift(), make([]float64, len(e.Start)), false, 0}, nil
}

// Tamed is [Euler] with the drift divided by 1 + dt |b(x)|, so that a large jump into a drift that grows faster than
// linearly is not thrown back further out (Hutzenthaler, Jentzen and Kloeden, Ann. Appl. Probab. 22, 2012; for jumps
// Dareiotis, Kumar and Sabanis, SIAM J. Numer. Anal. 54, 2016). It differs from Euler by order dt.
type Tamed struct{ Step float64 }

func (s Tamed) start(e *Equation, r *rand.PCG) (stepper, error) {
	g, err := newGrid(e, r, s.Step)
	if err != nil {
		return nil, err
	}
	return &eulerStepper{g, e.drift(), make([]float64, len(e.Start)), true, 0}, nil
}

type eulerStepper struct {
	*grid
	drift Drift
	b     []float64
	tamed bool
	f     float64 // length of the last step of the drift
}

func (s *eulerStepper) drifted() (float64, []float64) { return s.f, s.b }

func (s *eulerStepper) next(x, inc []float64) (float64, error) {
	if err := s.take(inc); err != nil {
		return 0, err
	}
	s.drift(s.b, x)
	f := s.dt
	if s.tamed {
		size := 0.0
		for _, b := range s.b {
			size = math.Hypot(size, b)
		}
		f /= 1 + s.dt*size
	}
	s.f = f
	for i := range x {
		x[i] += f*s.b[i] + inc[i]
	}
	return s.dt, nil
}

// Exact draws X(t+dt) given X(t) from its law, for a linear drift -Hx and constant noise along eigenvectors of H:
//
//	X(t+dt) = exp(-H dt) X(t) + sum_m v_m sigma_m ((1 - exp(-alpha_m h_m dt))/(alpha_m h_m))^(1/alpha_m) z_m,  H v_m = h_m v_m,
//
// z_m standard stable. The potential must be [Diagonal] with noise of [Coordinates], or [Diagonal] or [Quadratic] with
// [Directions] that are eigenvectors; anything else is an [ErrScheme], as is a schedule. Exact at the ends of steps of any
// length; what a path does between them is not seen.
type Exact struct{ Step float64 }

func (s Exact) start(e *Equation, r *rand.PCG) (stepper, error) {
	if e.Schedule.at != nil {
		return nil, fmt.Errorf("%w: Exact needs constant noise, use Euler with a schedule", ErrScheme)
	}
	if err := checkPositive("step", s.Step); err != nil {
		return nil, err
	}
	switch noise := e.Noise.(type) {
	case *Coordinates:
		h, ok := e.Potential.(Diagonal)
		if !ok {
			return nil, fmt.Errorf("%w: Exact with noise of each coordinate needs the potential Diagonal, it is %T", ErrScheme, e.Potential)
		}
		scaled, err := noise.over(h, s.Step)
		if err != nil {
			return nil, err
		}
		one := *e
		one.Noise = scaled
		g, err := newGrid(&one, r, 1) // the scales hold dt already
		if err != nil {
			return nil, err
		}
		return &diagonalStepper{g, s.Step, decays(h, s.Step)}, nil
	case *Directions:
		return exactDirections(e, noise, s.Step, r)
	}
	return nil, fmt.Errorf("%w: Exact needs noise of type Coordinates or Directions, it is %T", ErrScheme, e.Noise)
}

// over is the noise with the scales of a whole step of the Ornstein-Uhlenbeck process.
func (c *Coordinates) over(h []float64, dt float64) (*Coordinates, error) {
	scaled := *c
	scaled.sigma = make([]float64, len(c.sigma))
	for i, v := range c.sigma {
		if v == 0 {
			continue
		}
		var err error
		if scaled.sigma[i], err = TransitionScale(c.alpha[i], v, h[i], dt); err != nil {
			return nil, fmt.Errorf("coordinate %d: %w", i, err)
		}
	}
	return &scaled, nil
}

func decays(h []float64, dt float64) []float64 {
	a := make([]float64, len(h))
	for i, v := range h {
		a[i] = math.Exp(-v * dt)
	}
	return a
}

// diagonalStepper is x_i <- a_i x_i + increment.
type diagonalStepper struct {
	*grid
	step float64
	a    []float64
}

func (s *diagonalStepper) next(x, inc []float64) (float64, error) {
	if err := s.take(inc); err != nil {
		return 0, err
	}
	for i, a := range s.a {
		x[i] = a*x[i] + inc[i]
	}
	return s.step, nil
}
