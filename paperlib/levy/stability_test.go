package levy

import (
	"errors"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// The closed forms against second differences of U on a grid, which a maximum must bound and come close to.
func TestCurvature(t *testing.T) {
	const h = 1e-4
	for _, u := range []Potential{Diagonal{3, -2}, DoubleWell{2, 1.3, 0.4}, Quartic{1, 0.3}, Periodic{2, 1.7, 0.6}} {
		for i := range 2 {
			for _, r := range [][2]float64{{-1, 1}, {0.2, 0.9}, {-2.5, -0.1}, {0.5, 0.5}, {-3, 0.4}, {0.86, 1.6}} {
				most := math.Inf(-1)
				x := make([]float64, 2)
				at := func(v float64) float64 { x[i] = v; return u.Value(x) }
				for k := range 1001 {
					v := r[0] + (r[1]-r[0])*float64(k)/1000
					most = max(most, (at(v+h)-2*at(v)+at(v-h))/(h*h))
				}
				if got := u.(Curved).Curvature(i, r[0], r[1]); math.Abs(got-most) > 1e-4*(1+math.Abs(most)) {
					t.Errorf("%T, axis %d, %v: %v, second differences %v", u, i, r, got, most)
				}
			}
		}
	}
	q := Quadratic{mat.NewSymDense(2, []float64{2, 1, 1, 2})} // eigenvalues 1 and 3
	if got := q.Curvature(0, 0, 0); math.Abs(got-3) > 1e-12 {
		t.Errorf("Quadratic: %v, want 3", got)
	}
}

// A step at which the drift alone is unstable is refused with its cause before anything is simulated; the one advised, and
// one just below the bound, are taken.
func TestStepBeyondStability(t *testing.T) {
	noise := coordinates(t, []float64{1.5}, []float64{0.01})
	two := coordinates(t, []float64{1.5, 1.5}, []float64{0.01, 0.01})
	for name, c := range map[string]struct {
		u      Potential
		noise  Noise
		d      Domain
		s      Scheme
		refuse bool
	}{
		"euler, h dt = 2":                    {Diagonal{4}, noise, Interval(-1, 1), Euler{0.5}, true},
		"euler, h dt below 2":                {Diagonal{4}, noise, Interval(-1, 1), Euler{0.499}, false},
		"euler, far beyond":                  {Diagonal{1}, noise, Interval(-1, 1), Euler{50}, true},
		"euler, one coordinate":              {Diagonal{1, 300}, two, Cube(2, 1), Euler{0.01}, true},
		"euler, a saddle is no trouble":      {Diagonal{1, -300}, two, Cube(2, 1), Euler{0.01}, false},
		"euler, other side of an uneven box": {Diagonal{1}, noise, Interval(-0.3, 1), Euler{1.9}, true},
		"euler, other side of a half line":   {Diagonal{1}, noise, Box{[]float64{math.Inf(-1)}, []float64{1}}, Euler{1.5}, true},
		"euler, the same side":               {Diagonal{1}, noise, Interval(-0.3, 1), Euler{0.9}, false},
		"tamed, h dt = 2":                    {Diagonal{4}, noise, Interval(-1, 1), Tamed{0.5}, true},
		"jumps, exact between":               {Diagonal{4}, noise, Interval(-1, 1), Jumps{Threshold: 0.2, Step: 50}, false},
		"jumps, quartic":                     {Quartic{1}, noise, Interval(-1, 1), Jumps{Threshold: 0.2, Step: 0.7}, true},
		"jumps, quartic, shorter":            {Quartic{1}, noise, Interval(-1, 1), Jumps{Threshold: 0.2, Step: 0.6}, false},
		"exact":                              {Diagonal{4}, noise, Interval(-1, 1), Exact{50}, false},
		"coupled, 3 dt = 2.1":                {Quadratic{mat.NewSymDense(2, []float64{2, 1, 1, 2})}, two, Cube(2, 1), Euler{0.7}, true},
		"coupled, 3 dt = 1.8":                {Quadratic{mat.NewSymDense(2, []float64{2, 1, 1, 2})}, two, Cube(2, 1), Euler{0.6}, false},
		"quartic at the edge of the box":     {Quartic{1}, noise, Interval(-3, 3), Euler{0.1}, true},
		"quartic, tamed":                     {Quartic{1}, noise, Interval(-3, 3), Tamed{0.1}, false},
		"quartic, tamed, in a tiny box":      {Quartic{1e4}, noise, Interval(-0.2, 0.2), Tamed{0.01}, true},
		"double well at its minimum":         {shiftedWell{DoubleWell{1, 1, 1}}, noise, Interval(-1, 1), Tamed{0.25}, true},
		"double well, half line":             {shiftedWell{DoubleWell{1, 1, 1}}, noise, Box{[]float64{math.Inf(-1)}, []float64{1}}, Euler{0.05}, true},
		"double well, half line, shorter":    {shiftedWell{DoubleWell{1, 1, 1}}, noise, Box{[]float64{math.Inf(-1)}, []float64{1}}, Euler{0.01}, false},
		"chain":                              {Periodic{1, 1, 1}, noise, Interval(-0.5, 0.5), Euler{0.11}, true},
		"double well without a width":        {DoubleWell{1, 0, 1}, noise, Interval(-1, 1), Euler{0.01}, true},
		"a potential that does not say":      {plain{Diagonal{4}}, noise, Interval(-1, 1), Euler{0.4}, false},
	} {
		e := Equation{Potential: c.u, Noise: c.noise, Start: make([]float64, c.u.Dim())}
		r := Runs{Paths: 2, Seed: 1, MaxTime: 1}
		_, err := FirstExits(t.Context(), e, c.d, c.s, r)
		if c.refuse != (errors.Is(err, ErrScheme) || errors.Is(err, ErrParameter)) || !c.refuse && err != nil {
			t.Errorf("%s: %v, refused should be %v", name, err, c.refuse)
		}
	}
	// Without a domain, the place where the paths begin counts.
	e := Equation{Potential: Diagonal{4}, Noise: noise, Start: []float64{0}}
	if _, err := Ends(t.Context(), e, Euler{0.5}, Runs{Paths: 1, MaxTime: 1}); !errors.Is(err, ErrScheme) {
		t.Errorf("Ends: %v", err)
	}
	if _, err := Record(t.Context(), e, Euler{0.5}, 1, 0, 10, 1); !errors.Is(err, ErrScheme) || !strings.Contains(err.Error(), "shorter step") {
		t.Errorf("Record: %v", err)
	}
	if _, err := Wandering(t.Context(), e, Euler{0.5}, Runs{Paths: 1, MaxTime: 1}, 1, func([]float64) int { return 0 }); !errors.Is(err, ErrScheme) {
		t.Errorf("Wandering: %v", err)
	}
}

// plain hides what a potential knows of its curvature.
type plain struct{ Potential }

// shiftedWell has its left minimum at 0 and the saddle at Half.
type shiftedWell struct{ DoubleWell }

func (p shiftedWell) Value(x []float64) float64 { return p.DoubleWell.Value([]float64{x[0] - p.Half}) }
func (p shiftedWell) Drift(dst, x []float64)    { p.DoubleWell.Drift(dst, []float64{x[0] - p.Half}) }
func (p shiftedWell) Curvature(i int, lo, hi float64) float64 {
	return p.DoubleWell.Curvature(i, lo-p.Half, hi-p.Half)
}

// A jump far out to the left brings Euler's scheme where its drift throws the path over the well and out to the right: that
// is no exit of the equation. Tamed has none of it, and exits downhill over the saddle are left alone.
func TestExitsOverARiseAreRefused(t *testing.T) {
	e := Equation{Potential: DoubleWell{1, 1, 1}, Noise: coordinates(t, []float64{1.1}, []float64{0.1}), Start: []float64{-1}}
	d := HalfSpace{[]float64{1}, 0.5}
	r := Runs{Paths: 400, Seed: 1, MaxTime: 1e6}
	if _, err := FirstExits(t.Context(), e, d, Euler{0.01}, r); !errors.Is(err, ErrScheme) || !strings.Contains(err.Error(), "Tamed") {
		t.Errorf("Euler: %v", err)
	}
	if _, err := FirstExits(t.Context(), e, d, Jumps{Threshold: 0.2, Step: 0.01}, r); !errors.Is(err, ErrScheme) {
		t.Errorf("Jumps: %v", err)
	}
	list, err := FirstExits(t.Context(), e, d, Tamed{0.01}, r)
	if err != nil || Overflows(list) > 0 {
		t.Errorf("Tamed, as advised: %v, %d overflows", err, Overflows(list))
	}
	g, err := Gaussian([]float64{0.7})
	if err != nil {
		t.Fatal(err)
	}
	e.Noise = g
	if _, err := FirstExits(t.Context(), e, d, Euler{0.005}, r); err != nil {
		t.Errorf("Gaussian noise over the saddle: %v", err)
	}
}
