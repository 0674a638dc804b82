package levy

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"sync"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Exit is how one path left a domain, or that it did not.
type Exit struct {
	Path     int     `json:"path"`
	Time     float64 `json:"time"`     // of the equation; the end of the budget if Censored
	Steps    int64   `json:"steps"`    // of the scheme
	Censored bool    `json:"censored"` // still inside when the budget of time was used up
	// Overflow says that the path reached no finite number: Time is when, and nothing else is known of it.
	Overflow bool `json:"overflow,omitempty"`
	// Coordinate is the one with the largest |increment of the noise in the exiting step| / d_i, where d_i is the distance
	// from the centre to the boundary along the increment's side of axis i; Ties are the other coordinates with exactly the
	// same. -1 if nothing in the step leads to a boundary.
	Coordinate int   `json:"coordinate"`
	Ties       []int `json:"ties,omitempty"`
	Side       int   `json:"side"` // the increment's sign, -1 or 1
	// Jump is that ratio for Coordinate: near or above 1 the increment alone crosses the domain, far below 1 the path was
	// carried over the edge.
	Jump  float64   `json:"jump"`
	Size  float64   `json:"size"`            // the increment itself, in size
	Place []float64 `json:"place,omitempty"` // where it came to
}

// ByJump says whether the increment of the exiting step alone spans at least half of the way from the centre to the edge.
func (e Exit) ByJump() bool { return e.Jump >= 0.5 }

// Runs says which paths to simulate, and how.
type Runs struct {
	Paths   int     // how many
	First   int     // number of the first
	Seed    uint64  // root seed; a path is a function of (seed, number) alone
	MaxTime float64 // budget of the equation's time for a path; what has not left by then is censored
	Workers int     // 0: one for each core
	// Centre is from where distances are measured: the minimum. nil: the start.
	Centre []float64
	// Reach are the distances from the centre to the boundary along -e_i and +e_i, by which the coordinate of an exit is told;
	// nil: asked of the domain, which for a level set in many dimensions takes long.
	Reach [][2]float64
	// Have are exits known from an interrupted run; their paths are not simulated again.
	Have []Exit
	// Done receives each new exit, in no order, from one goroutine at a time; may be nil.
	Done func(e Exit) error
}

// MaxPaths is the largest number of paths of one call: their exits take some 20 GB.
const MaxPaths = 100_000_000

const maxWorkers = 4096

func (r Runs) check(dim int) error {
	if r.Paths < 1 || r.Paths > MaxPaths || r.First < 0 || r.First > math.MaxInt-r.Paths {
		return badParameter("%d paths from number %d on: at least one and at most %d, from 0 on", r.Paths, r.First, MaxPaths)
	}
	if r.Workers > maxWorkers {
		return badParameter("%d workers: at most %d, or 0 for one on each core", r.Workers, maxWorkers)
	}
	if !(r.MaxTime > 0) {
		return badParameter("the budget of time = %v, must be positive", r.MaxTime)
	}
	if r.Centre != nil && len(r.Centre) != dim {
		return badParameter("the centre has %d coordinates, the equation %d", len(r.Centre), dim)
	}
	if r.Reach != nil && len(r.Reach) != dim {
		return badParameter("%d pairs of distances to the boundary, the equation has %d coordinates", len(r.Reach), dim)
	}
	for i, d := range r.Reach {
		if !(d[0] > 0 && d[1] > 0) {
			return badParameter("the distances %v of coordinate %d to the boundary, must be positive", d, i)
		}
	}
	return nil
}

// stream is the source of randomness of path number k.
func stream(seed uint64, k int) *rand.PCG {
	s := rng.Stream(seed, "levy", strconv.Itoa(k))
	return rand.NewPCG(s.Uint64(), s.Uint64())
}

// FirstExits simulates paths until they leave the domain and returns how, in the order of their numbers: an exit is seen at the
// end of a step. The start must lie inside (an [ErrCondition] else), and a step that is too long for the potential, so that
// the drift alone would make the exits, is an [ErrScheme]: beforehand where the potential is [Curved], else when it happens.
// After an error, or when ctx ends, the exits that were finished come back with it.
func FirstExits(ctx context.Context, e Equation, d Domain, s Scheme, r Runs) ([]Exit, error) {
	if err := errors.Join(e.check(), r.check(len(e.Start))); err != nil {
		return nil, err
	}
	if !d.Inside(e.Start) {
		return nil, fmt.Errorf("%w: the start lies outside the domain", ErrCondition)
	}
	centre := r.Centre
	if centre == nil {
		centre = e.Start
	}
	reach := r.Reach
	if reach == nil {
		reach = make([][2]float64, len(centre))
		for i := range reach {
			reach[i][0], reach[i][1] = d.Reach(centre, i)
		}
	}
	if err := checkStep(&e, s, centre, reach); err != nil {
		return nil, err
	}
	found := make([]*Exit, r.Paths)
	for _, h := range r.Have {
		if k := h.Path - r.First; k >= 0 && k < r.Paths {
			found[k] = &h
		}
	}
	var mutex sync.Mutex
	err := stats.Parallel(ctx, r.Paths, r.Workers, func(ctx context.Context, k int) error {
		if found[k] != nil {
			return nil
		}
		one, err := exit(ctx, &e, d, s, stream(r.Seed, r.First+k), r.MaxTime, reach)
		if err != nil {
			return fmt.Errorf("path %d: %w", r.First+k, err)
		}
		one.Path = r.First + k
		one.attribute(reach)
		mutex.Lock()
		defer mutex.Unlock()
		found[k] = &one.Exit
		if r.Done != nil {
			return r.Done(one.Exit)
		}
		return nil
	})
	var list []Exit
	for _, f := range found {
		if f != nil {
			list = append(list, *f)
		}
	}
	return list, err
}

// exited is an exit with the increment of its last step.
type exited struct {
	Exit
	inc []float64
}

// attribute finds the coordinate of the exit.
func (e *exited) attribute(reach [][2]float64) {
	e.Coordinate = -1
	if e.Censored || e.Overflow {
		return
	}
	for i, v := range e.inc {
		side, d := 1, reach[i][1]
		if v < 0 {
			side, d = -1, reach[i][0]
		}
		ratio := math.Abs(v) / d
		switch {
		case !(ratio > 0):
		case ratio > e.Jump:
			e.Coordinate, e.Side, e.Jump, e.Size, e.Ties = i, side, ratio, math.Abs(v), nil
		case ratio == e.Jump:
			e.Ties = append(e.Ties, i)
		}
	}
}

// look is how often a path looks whether it should stop, in steps.
const look = 1 << 14

// exit simulates one path.
func exit(ctx context.Context, e *Equation, d Domain, s Scheme, r *rand.PCG, maxTime float64, reach [][2]float64) (exited, error) {
	st, err := s.start(e, r)
	if err != nil {
		return exited{}, err
	}
	if j, ok := st.(*jumpStepper); ok {
		if err := j.staysInside(reach); err != nil {
			return exited{}, err
		}
	}
	if box, ok := d.(Box); ok {
		if f := newFast(st, box); f != nil {
			return f.exit(ctx, e.Start, maxTime)
		}
	}
	n := len(e.Start)
	x, inc := append([]float64(nil), e.Start...), make([]float64, n)
	out := exited{inc: inc}
	for {
		if out.Steps%look == 0 && ctx.Err() != nil {
			return out, ctx.Err()
		}
		dt, err := st.next(x, inc)
		if err != nil {
			return out, err
		}
		out.Steps++
		out.Time += dt
		if !d.Inside(x) {
			if !finite(x) {
				out.Overflow = true
				return out, nil
			}
			out.Place = x
			return out, hopped(e.Potential, d, x, inc, st)
		}
		if out.Time >= maxTime {
			out.Time, out.Censored = maxTime, true
			return out, nil
		}
	}
}

func finite(x []float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
