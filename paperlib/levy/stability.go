package levy

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Curved is a potential that says how strongly it curves, by which a step that is too long for it is known beforehand. All
// potentials of this package are.
type Curved interface {
	// Curvature returns the largest second derivative of U along axis i for lo <= x_i <= hi, or a bound above it.
	Curvature(i int, lo, hi float64) float64
}

// Curvature returns h_i.
func (d Diagonal) Curvature(i int, _, _ float64) float64 { return d[i] }

// Curvature returns the largest eigenvalue of H, whatever the axis; NaN if H has none that can be found.
func (q Quadratic) Curvature(int, float64, float64) float64 {
	var e mat.EigenSym
	if !e.Factorize(q.H, false) {
		return math.NaN()
	}
	v := e.Values(nil)
	return v[len(v)-1] // in increasing order
}

// Curvature returns 4 Height/Half^2 (3 (x/Half)^2 - 1) at the end that is further out.
func (d DoubleWell) Curvature(_ int, lo, hi float64) float64 {
	y := max(math.Abs(lo), math.Abs(hi)) / d.Half
	return 4 * d.Height / (d.Half * d.Half) * (3*y*y - 1)
}

// Curvature returns 3 c_i x^2 at the end that is further out.
func (q Quartic) Curvature(i int, lo, hi float64) float64 {
	x := max(math.Abs(lo), math.Abs(hi))
	return 3 * q[i] * x * x
}

// Curvature returns 2 Height (pi/Period)^2 cos(2 pi x/Period) where it is largest.
func (p Periodic) Curvature(_ int, lo, hi float64) float64 {
	k := math.Pi / p.Period
	most := 1.0
	if math.Floor(hi/p.Period) < math.Ceil(lo/p.Period) { // no minimum between
		most = max(math.Cos(2*k*lo), math.Cos(2*k*hi))
	}
	return 2 * p.Height * k * k * most
}

// tooLong is the step in units of 1/curvature from which on x - dt U'(x) ends no nearer to the minimum than it began: the drift
// itself throws paths out, and the time of an exit means nothing.
const tooLong = 2

// checkStep refuses a step whose drift alone is unstable somewhere a path goes before it exits: between the boundaries along
// each axis from the centre, an infinite end taken as far as the other one. Without any boundary (reach nil) that is the
// centre itself. What it cannot know of a potential that is not [Curved] is found in the exits: see hopped.
func checkStep(e *Equation, s Scheme, centre []float64, reach [][2]float64) error {
	u, ok := e.Potential.(Curved)
	if !ok {
		return nil
	}
	dt, tamed := 0.0, false
	switch s := s.(type) {
	case Euler:
		dt = s.Step
	case Tamed:
		dt, tamed = s.Step, true
	case Jumps:
		_, diagonal := e.Potential.(Diagonal)
		if _, along := e.Noise.(*Coordinates); diagonal && along && e.Schedule.at == nil {
			return nil // exact between jumps
		}
		dt = s.Step
	}
	if !(dt > 0) {
		return nil // an exact scheme, or no step, which its start refuses
	}
	_, coupled := e.Potential.(Quadratic)
	for i, x := range centre {
		lo, hi := x, x
		if reach != nil {
			minus, plus := extent(reach[i])
			lo, hi = x-minus, x+plus
		}
		h := u.Curvature(i, lo, hi)
		where := fmt.Sprintf("coordinate %d, between %.4g and %.4g", i, lo, hi)
		if coupled {
			where = "some direction"
		}
		// Taming bounds a step of the drift by 1, so far out it is safe where the box is not smaller; at the minimum it does nothing.
		if tamed && hi-lo >= 1 {
			h = u.Curvature(i, x, x)
			where = fmt.Sprintf("coordinate %d, at %.4g", i, x)
		}
		if math.IsNaN(h) {
			return fmt.Errorf("%w: the curvature along coordinate %d is not a number", ErrParameter, i)
		}
		if h*dt >= tooLong {
			return unstable(dt, h, where, tamed)
		}
		if coupled {
			return nil
		}
		if d, ok := e.Potential.(Diagonal); ok && !tamed && reach != nil {
			if err := crosses(1-d[i]*dt, i, lo, hi, reach[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// extent is a reach with an infinite end as long as the other one, and 0 if both are.
func extent(r [2]float64) (minus, plus float64) {
	minus, plus = r[0], r[1]
	switch {
	case math.IsInf(minus, 1) && math.IsInf(plus, 1):
		return 0, 0
	case math.IsInf(minus, 1):
		minus = plus
	case math.IsInf(plus, 1):
		plus = minus
	}
	return minus, plus
}

func unstable(dt, h float64, where string, tamed bool) error {
	advice := "or take scheme Exact or Jumps where they apply"
	if !tamed {
		advice += ", or Tamed for a drift that grows faster than linearly"
	}
	return fmt.Errorf("%w: a step of %.4g is too long for the curvature %.4g (%s): the drift alone is unstable from %d/curvature = %.4g on, and paths would leave by it. Take a shorter step, %s",
		ErrScheme, dt, h, where, tooLong, tooLong/h, advice)
}

// crosses refuses a stable step x -> a x with a < 0, to the other side of the minimum at 0, that leads out of the domain there.
func crosses(a float64, i int, lo, hi float64, reach [2]float64) error {
	if a >= 0 || lo >= 0 || hi <= 0 {
		return nil
	}
	minus, plus := -lo, hi
	if math.IsInf(reach[0], 1) {
		minus = math.Inf(1)
	}
	if math.IsInf(reach[1], 1) {
		plus = math.Inf(1)
	}
	if -a*plus > minus || -a*minus > plus {
		return fmt.Errorf("%w: a step of the drift alone multiplies coordinate %d by %.4g, which leads out of the domain on the other side. Take a step of at most 1/curvature", ErrScheme, i, a)
	}
	return nil
}

// drifter is a stepper that remembers the drift of its last step: its length and b(x).
type drifter interface {
	drifted() (dt float64, b []float64)
}

// hopped refuses an exit that the drift alone made over a rise of the potential: a path of the equation goes downhill between
// its jumps, so that the step was too long for the place that it began at. x is where it ended, inc the noise of the step.
func hopped(u Potential, d Domain, x, inc []float64, st stepper) error {
	s, ok := st.(drifter)
	if !ok || u == nil {
		return nil
	}
	dt, b := s.drifted()
	if dt == 0 {
		return nil
	}
	after, at := make([]float64, len(x)), make([]float64, len(x))
	for i := range x {
		after[i] = x[i] - inc[i]
	}
	if d.Inside(after) || !finite(after) {
		return nil
	}
	const points = 16
	before := math.Inf(1)
	for k := 0; k <= points; k++ {
		for i := range at {
			at[i] = after[i] - dt*b[i]*float64(points-k)/points
		}
		v := u.Value(at)
		if v > before+1e-9*math.Abs(before) {
			for i := range at {
				at[i] = after[i] - dt*b[i]
			}
			return fmt.Errorf("%w: from %.4g, where a jump had brought it, one step of the drift alone carried the path to %.4g, out of the domain and over a rise of the potential. Take scheme Tamed, or a shorter step",
				ErrScheme, at, after)
		}
		before = v
	}
	return nil
}
