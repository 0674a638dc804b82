package levy

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/mat"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

var ctx = context.Background()

func coordinates(t testing.TB, alpha, sigma []float64) *Coordinates {
	t.Helper()
	n, err := NewCoordinates(alpha, sigma)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func exits(t testing.TB, e Equation, d Domain, s Scheme, r Runs) []Exit {
	t.Helper()
	list, err := FirstExits(ctx, e, d, s, r)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// ksStatistic is sqrt(n) D of Kolmogorov and Smirnov.
func ksStatistic(law stable.Symmetric, x []float64) float64 {
	slices.Sort(x)
	d, n := 0.0, float64(len(x))
	for i, f := range law.CDFs(nil, x) {
		d = max(d, f-float64(i)/n, float64(i+1)/n-f)
	}
	return d * math.Sqrt(n)
}

// ksLimit is exceeded with probability 2 exp(-2 ksLimit^2) = 1.2e-4.
const ksLimit = 2.2

// hidden keeps a box from being recognised.
type hidden struct{ Box }

// The loop that runs through blocks coordinate by coordinate takes the steps of the general one, to the same bits.
func TestFastEqualsGeneral(t *testing.T) {
	for _, n := range []int{1, 3, 7} {
		h, alpha, sigma := make(Diagonal, n), make([]float64, n), make([]float64, n)
		for i := range n {
			h[i], alpha[i], sigma[i] = 1+0.1*float64(i), 1.2+0.1*float64(i), 0.1
		}
		e := Equation{Potential: h, Noise: coordinates(t, alpha, sigma), Start: make([]float64, n)}
		cooled := e
		cooled.Schedule = NoiseScale(Polynomial(5, 0.5))
		for i, c := range []struct {
			e Equation
			s Scheme
		}{{e, Euler{0.01}}, {e, Exact{0.05}}, {cooled, Euler{0.02}}} {
			r := Runs{Paths: 60, Seed: 7, MaxTime: 20.005}
			fast, general := exits(t, c.e, Cube(n, 1), c.s, r), exits(t, c.e, hidden{Cube(n, 1)}, c.s, r)
			if d := cmp.Diff(general, fast); d != "" {
				t.Errorf("case %d, %d coordinates: %s", i, n, d)
			}
			if c := Count(fast, n); c.Exits == 0 || c.Exits == len(fast) {
				t.Errorf("case %d, %d coordinates: %d of %d left; the test wants some of each", i, n, c.Exits, len(fast))
			}
		}
	}
}

// A path is a function of (seed, number): not of workers, of the paths beside it, or of an interruption.
func TestPathsDependOnSeedAndNumberOnly(t *testing.T) {
	e := Equation{Potential: Diagonal{1, 2}, Noise: coordinates(t, []float64{1.3, 1.7}, []float64{0.2, 0.2}), Start: []float64{0, 0}}
	r := Runs{Paths: 40, Seed: 3, MaxTime: 50, Workers: 1}
	want := exits(t, e, Cube(2, 1), Euler{0.01}, r)
	r.Workers = 5
	if d := cmp.Diff(want, exits(t, e, Cube(2, 1), Euler{0.01}, r)); d != "" {
		t.Errorf("with five workers: %s", d)
	}
	r.First, r.Paths = 30, 10
	if d := cmp.Diff(want[30:], exits(t, e, Cube(2, 1), Euler{0.01}, r)); d != "" {
		t.Errorf("the last ten alone: %s", d)
	}
	stop := errors.New("stop")
	r = Runs{Paths: 40, Seed: 3, MaxTime: 50}
	n := 0
	r.Done = func(Exit) error {
		if n++; n == 12 {
			return stop
		}
		return nil
	}
	have, err := FirstExits(ctx, e, Cube(2, 1), Euler{0.01}, r)
	if !errors.Is(err, stop) || len(have) < 12 || len(have) == 40 {
		t.Fatalf("interrupted: %v with %d exits", err, len(have))
	}
	fresh := 0
	r.Have, r.Done = have, func(Exit) error { fresh++; return nil }
	if d := cmp.Diff(want, exits(t, e, Cube(2, 1), Euler{0.01}, r)); d != "" || fresh != 40-len(have) {
		t.Errorf("gone on with %d of 40, %d simulated: %s", len(have), fresh, d)
	}
	other := r
	other.Seed, other.Have = 4, nil
	if cmp.Equal(want, exits(t, e, Cube(2, 1), Euler{0.01}, other)) {
		t.Error("another seed gives the same paths")
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := FirstExits(gone, e, Cube(2, 1), Euler{0.01}, other); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// The laws of X_t are known: of the exact scheme at any step, of Euler's as the scale of a sum. KS over independent chains.
func TestLawOfPosition(t *testing.T) {
	const n, h, sigma = 4000, 1.5, 0.7
	for _, alpha := range []float64{0.8, 1.2, 1.5, 1.9, 2} {
		e := Equation{Potential: Diagonal{h}, Noise: coordinates(t, []float64{alpha}, []float64{sigma}), Start: []float64{1}}
		for _, c := range []struct {
			s    Scheme
			time float64
		}{{Exact{0.25}, 0.75}, {Exact{10}, 10}, {Euler{0.2}, 1}, {Euler{0.9}, 9}} {
			x, err := Ends(ctx, e, c.s, Runs{Paths: n, Seed: 11, MaxTime: c.time})
			if err != nil {
				t.Fatal(err)
			}
			law := stable.Symmetric{Alpha: alpha}
			switch s := c.s.(type) {
			case Exact:
				law.Delta = math.Exp(-h * c.time)
				law.Gamma, err = TransitionScale(alpha, sigma, h, c.time)
			case Euler:
				a, sum, f := 1-h*s.Step, 0.0, 1.0
				for range int(math.Round(c.time / s.Step)) {
					sum += math.Pow(math.Abs(f), alpha)
					f *= a
				}
				law.Delta, law.Gamma = f, sigma*math.Pow(s.Step*sum, 1/alpha)
			}
			if err != nil {
				t.Fatal(err)
			}
			one := make([]float64, n)
			for i := range x {
				one[i] = x[i][0]
			}
			if d := ksStatistic(law, one); !(d < ksLimit) {
				t.Errorf("alpha %g, %T of step %v to time %g: sqrt(n) D = %.2f", alpha, c.s, c.s, c.time, d)
			}
		}
	}
}

// Any projection of a process along directions, or of the isotropic one, is stable with a known scale.
func TestProjections(t *testing.T) {
	const n = 4000
	free := Diagonal{0, 0}
	u := []float64{0.6, -0.8}
	for _, alpha := range []float64{1, 1.4, 2} {
		d, err := NewDirections([][]float64{{1, 1}, {0, 2}, {3, -1}}, []float64{alpha, alpha, alpha}, []float64{0.5, 1, 0.2})
		if err != nil {
			t.Fatal(err)
		}
		i, err := NewIsotropic(2, alpha, 0.5)
		if err != nil {
			t.Fatal(err)
		}
		scale := 0.0
		for m, v := range d.v {
			scale += math.Pow(math.Abs(v[0]*u[0]+v[1]*u[1])*d.along.sigma[m], alpha)
		}
		for _, c := range []struct {
			noise Noise
			gamma float64
		}{{d, math.Pow(scale, 1/alpha)}, {i, 0.5}} {
			x, err := Ends(ctx, Equation{Potential: free, Noise: c.noise, Start: []float64{0, 0}}, Euler{0.5}, Runs{Paths: n, Seed: 5, MaxTime: 1})
			if err != nil {
				t.Fatal(err)
			}
			one := make([]float64, n)
			for k := range x {
				one[k] = u[0]*x[k][0] + u[1]*x[k][1]
			}
			if s := ksStatistic(stable.Symmetric{Alpha: alpha, Gamma: c.gamma}, one); !(s < ksLimit) {
				t.Errorf("alpha %g, %T: sqrt(n) D = %.2f", alpha, c.noise, s)
			}
		}
	}
}

// Noise along eigenvectors of a Hessian that is not diagonal is the diagonal case, turned.
func TestExactAlongEigenvectors(t *testing.T) {
	c, s := math.Cos(0.4), math.Sin(0.4)
	h := mat.NewSymDense(2, []float64{c*c + 3*s*s, -2 * c * s, -2 * c * s, s*s + 3*c*c}) // eigenvalues 1 and 3
	noise, err := NewDirections([][]float64{{c, s}, {-s, c}}, []float64{1.3, 1.7}, []float64{0.3, 0.4})
	if err != nil {
		t.Fatal(err)
	}
	turned, err := Record(ctx, Equation{Potential: Quadratic{h}, Noise: noise, Start: []float64{c - 2*s, s + 2*c}}, Exact{0.3}, 5, 0, 50, 1)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := Record(ctx, Equation{Potential: Diagonal{1, 3}, Noise: noise.along, Start: []float64{1, 2}}, Exact{0.3}, 5, 0, 50, 1)
	if err != nil {
		t.Fatal(err)
	}
	for k, x := range plain.X {
		a, b := c*x[0]-s*x[1], s*x[0]+c*x[1]
		if math.Abs(a-turned.X[k][0]) > 1e-9*(1+math.Abs(a)) || math.Abs(b-turned.X[k][1]) > 1e-9*(1+math.Abs(b)) {
			t.Fatalf("step %d: %v, want %v and %v", k, turned.X[k], a, b)
		}
	}
}

// halved is noise whose steps of length dt are sums of two steps of dt/2, so that a step and its halves see the same path.
type halved struct {
	*Coordinates
	parts int
}

func (h halved) start(r *rand.PCG, s Schedule) (increments, error) {
	inc, err := h.Coordinates.start(r, s)
	return &halvedIncrements{h, inc, make([]float64, h.Dim()*h.parts)}, err
}

type halvedIncrements struct {
	h   halved
	inc increments
	buf []float64
}

func (h *halvedIncrements) fill(dst []float64, n int, dt float64, _ []float64) {
	for k := range n { // step by step, so that the order of the draws does not depend on the number of parts
		for i := range h.h.Dim() {
			dst[i*n+k] = 0
		}
		for range h.h.parts {
			h.inc.fill(h.buf[:h.h.Dim()], 1, dt/float64(h.h.parts), nil)
			for i := range h.h.Dim() {
				dst[i*n+k] += h.buf[i]
			}
		}
	}
}

// With additive noise Euler's scheme and the tamed one have strong order 1: halving the step halves the distance at time 1
// from the path of a far smaller step. The mean of the logarithm of the ratio over 200 paths lies near log 2 with a standard
// error below .04 (Gaussian noise, so that the mean exists).
func TestStrongOrder(t *testing.T) {
	noise, err := Gaussian([]float64{0.3})
	if err != nil {
		t.Fatal(err)
	}
	const finest = 1 << 10
	for _, scheme := range []func(dt float64) Scheme{func(dt float64) Scheme { return Euler{dt} }, func(dt float64) Scheme { return Tamed{dt} }} {
		at := func(steps int) [][]float64 {
			e := Equation{Potential: DoubleWell{1, 1, 0.5}, Noise: halved{noise, finest / steps}, Start: []float64{0.3}}
			x, err := Ends(ctx, e, scheme(1/float64(steps)), Runs{Paths: 200, Seed: 2, MaxTime: 1})
			if err != nil {
				t.Fatal(err)
			}
			return x
		}
		truth, coarse, fine := at(finest), at(16), at(32)
		sum := 0.0
		for k := range truth {
			sum += math.Log(math.Abs(coarse[k][0]-truth[k][0])/math.Abs(fine[k][0]-truth[k][0])) / math.Ln2
		}
		if order := sum / float64(len(truth)); order < 0.8 || order > 1.25 {
			t.Errorf("%T: strong order %.2f, want 1", scheme(1), order)
		}
	}
}

// A jump throws Euler's scheme off a quartic potential, and is counted; the tamed scheme comes back.
func TestOverflowIsCounted(t *testing.T) {
	e := Equation{Potential: Quartic{1}, Noise: coordinates(t, []float64{1.1}, []float64{1}), Start: []float64{0}}
	r := Runs{Paths: 100, Seed: 1, MaxTime: 50}
	everywhere := Cube(1, math.Inf(1))
	if n := Overflows(exits(t, e, hidden{everywhere}, Euler{0.1}, r)); n == 0 {
		t.Error("no path of Euler's scheme overflowed")
	}
	for _, one := range exits(t, e, hidden{everywhere}, Tamed{0.1}, r) {
		if one.Overflow || !one.Censored || one.Time != 50 {
			t.Errorf("tamed: %+v", one)
		}
	}
	v, err := Wandering(ctx, e, Euler{0.1}, r, 1, func([]float64) int { return 0 })
	if err != nil || v.Overflows == 0 {
		t.Errorf("wandering: %d overflows (%v)", v.Overflows, err)
	}
	p, err := Record(ctx, e, Euler{0.1}, 1, 0, 100000, 1)
	if err != nil || !p.Overflow || !finite(p.X[len(p.X)-1]) {
		t.Errorf("record: %v, overflow %v", err, p.Overflow)
	}
}

// Who leads: the largest increment of the last step relative to the width on its side.
func TestAttribution(t *testing.T) {
	one := func(v ...float64) Exit {
		noise, err := NewReplay([][]float64{v})
		if err != nil {
			t.Fatal(err)
		}
		return exits(t, Equation{Potential: Diagonal{0, 0}, Noise: noise, Start: []float64{0, 0}}, Box{[]float64{-1, -4}, []float64{2, 2}}, Euler{1}, Runs{Paths: 1, MaxTime: 100})[0]
	}
	for _, c := range []struct {
		inc        [2]float64
		coordinate int
		side       int
		jump       float64
		ties       []int
		steps      int64
	}{
		{[2]float64{3, 0}, 0, 1, 1.5, nil, 1},
		{[2]float64{-3, 3}, 0, -1, 3, nil, 1},
		{[2]float64{0.5, -8}, 1, -1, 2, nil, 1},
		{[2]float64{3, 3}, 0, 1, 1.5, []int{1}, 1},
		{[2]float64{0.3, 0}, 0, 1, 0.15, nil, 7},
	} {
		e := one(c.inc[:]...)
		if e.Coordinate != c.coordinate || e.Side != c.side || math.Abs(e.Jump-c.jump) > 1e-12 || e.Size != math.Abs(c.inc[c.coordinate]) || !slices.Equal(e.Ties, c.ties) || e.Steps != c.steps || e.ByJump() != (c.jump >= 0.5) {
			t.Errorf("increment %v: %+v", c.inc, e)
		}
	}
	noise, err := NewReplay([][]float64{{3, 3}})
	if err != nil {
		t.Fatal(err)
	}
	e := Equation{Potential: Diagonal{0, 0}, Noise: noise, Start: []float64{0, 0}}
	if x := exits(t, e, Cube(2, 1), Euler{1}, Runs{Paths: 1, MaxTime: 100, Reach: [][2]float64{{1, 2}, {1, 1}}})[0]; x.Coordinate != 1 || x.Jump != 3 {
		t.Errorf("with distances given: %+v", x)
	}
	if e := one(0, 0); !e.Censored || e.Time != 100 || e.Coordinate != -1 {
		t.Errorf("no noise: %+v", e)
	}
}

// A step allocates nothing, whatever the scheme and the noise.
func TestNoAllocationPerStep(t *testing.T) {
	c := coordinates(t, []float64{1.3, 1.7}, []float64{0.1, 0.1})
	d, _ := NewDirections([][]float64{{1, 0}, {0, 1}}, []float64{1.3, 1.7}, []float64{0.1, 0.1})
	i, _ := NewIsotropic(2, 1.5, 0.1)
	rows, _ := NewReplay([][]float64{{1, 2}, {0, 1}})
	poisson := CompoundPoisson{2, 3, func(r *rand.Rand) float64 { return r.NormFloat64() }}
	e := func(n Noise, s Schedule) Equation {
		return Equation{Potential: Diagonal{1, 1}, Noise: n, Schedule: s, Start: []float64{0, 0}}
	}
	rate := LearningRate(Polynomial(10, 0.5))
	for _, one := range []struct {
		e Equation
		s Scheme
	}{{e(c, Schedule{}), Euler{0.1}}, {e(c, rate), Tamed{0.1}}, {e(d, Schedule{}), Exact{0.1}}, {e(i, rate), Euler{0.1}}, {e(rows, Schedule{}), Euler{0.1}},
		{e(poisson, Schedule{}), Euler{0.1}}, {e(c, Schedule{}), Jumps{Threshold: 0.1}}, {e(d, rate), Jumps{0.1, 0.1}}} {
		st, err := one.s.start(&one.e, stream(1, 0))
		if err != nil {
			t.Fatal(err)
		}
		x, inc := make([]float64, 2), make([]float64, 2)
		if n := testing.AllocsPerRun(300, func() {
			if _, err := st.next(x, inc); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%T with %T: %v allocations per step", one.s, one.e.Noise, n)
		}
	}
}

// A learning rate that does not change is a scale.
func TestLearningRateIsAScale(t *testing.T) {
	alpha, sigma := []float64{1.3, 1.8}, []float64{0.2, 0.3}
	const eta = 0.25
	scaled := make([]float64, 2)
	for i := range scaled {
		scaled[i], _ = SGDCoefficient(alpha[i], sigma[i], eta)
	}
	start := []float64{0, 0}
	a, err := Record(ctx, Equation{Potential: Diagonal{1, 1}, Noise: coordinates(t, alpha, sigma), Schedule: LearningRate(func(float64) float64 { return eta }), Start: start}, Euler{0.1}, 1, 0, 200, 1)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Record(ctx, Equation{Potential: Diagonal{1, 1}, Noise: coordinates(t, alpha, scaled), Start: start}, Euler{0.1}, 1, 0, 200, 1)
	if err != nil {
		t.Fatal(err)
	}
	for k := range a.X {
		for i := range start {
			if math.Abs(a.X[k][i]-b.X[k][i]) > 1e-12*(1+math.Abs(b.X[k][i])) {
				t.Fatalf("step %d: %v and %v", k, a.X[k], b.X[k])
			}
		}
	}
}

// Compound Poisson noise of rate r and jumps of variance v has variance r v t; with 4000 paths and Gaussian jumps the
// standard error of the variance is below 3 %, and 5 of them are a false alarm below 1e-6.
func TestCompoundPoisson(t *testing.T) {
	noise := CompoundPoisson{1, 2, func(r *rand.Rand) float64 { return 0.5 * r.NormFloat64() }}
	x, err := Ends(ctx, Equation{Potential: Diagonal{0}, Noise: noise, Start: []float64{0}}, Euler{0.1}, Runs{Paths: 4000, Seed: 6, MaxTime: 5})
	if err != nil {
		t.Fatal(err)
	}
	square, still := 0.0, 0
	for _, one := range x {
		square += one[0] * one[0] / float64(len(x))
		if one[0] == 0 {
			still++
		}
	}
	if want := 2 * 0.25 * 5.0; math.Abs(square-want) > 0.15*want {
		t.Errorf("variance %v, want %v", square, want)
	}
	if still > 5 { // expected 4000 exp(-10) = .2; more than 5 in one of 1e6 runs
		t.Errorf("%d paths without a jump", still)
	}
}

func TestRefusedEquations(t *testing.T) {
	c := coordinates(t, []float64{1.5, 1.5}, []float64{0.1, 0.1})
	good := Equation{Potential: Diagonal{1, 1}, Noise: c, Start: []float64{0, 0}}
	with := func(f func(e *Equation)) Equation {
		e := good
		f(&e)
		return e
	}
	rows, _ := NewReplay([][]float64{{1, 2}})
	d, _ := NewDirections([][]float64{{1, 1}}, []float64{1.5}, []float64{0.1})
	g, _ := Gaussian([]float64{0.1, 0.1})
	rising := NoiseScale(func(t float64) float64 { return 1 + t })
	for name, one := range map[string]struct {
		e    Equation
		s    Scheme
		want error
	}{
		"no drift":                {with(func(e *Equation) { e.Potential = nil }), Euler{0.1}, ErrParameter},
		"start of another size":   {with(func(e *Equation) { e.Start = []float64{0} }), Euler{0.1}, ErrParameter},
		"potential of another":    {with(func(e *Equation) { e.Potential = Diagonal{1} }), Euler{0.1}, ErrParameter},
		"start not finite":        {with(func(e *Equation) { e.Start = []float64{0, math.NaN()} }), Euler{0.1}, ErrParameter},
		"start outside":           {with(func(e *Equation) { e.Start = []float64{0, 2} }), Euler{0.1}, ErrCondition},
		"no step":                 {good, Euler{}, ErrParameter},
		"negative step":           {good, Exact{-1}, ErrParameter},
		"no threshold":            {good, Jumps{}, ErrParameter},
		"exact with a schedule":   {with(func(e *Equation) { e.Schedule = rising }), Exact{0.1}, ErrScheme},
		"exact, quartic":          {with(func(e *Equation) { e.Potential = Quartic{1, 1} }), Exact{0.1}, ErrScheme},
		"exact, full Hessian":     {with(func(e *Equation) { e.Potential = Quadratic{mat.NewSymDense(2, []float64{2, 1, 1, 2})} }), Exact{0.1}, ErrScheme},
		"no eigenvector":          {with(func(e *Equation) { e.Potential, e.Noise = Diagonal{1, 2}, d }), Exact{0.1}, ErrScheme},
		"jumps, rising schedule":  {with(func(e *Equation) { e.Schedule = rising }), Jumps{0.1, 0.1}, ErrScheme},
		"jumps, replay":           {with(func(e *Equation) { e.Noise = rows }), Jumps{0.1, 0.1}, ErrScheme},
		"jumps, quartic, step 0":  {with(func(e *Equation) { e.Potential = Quartic{1, 1} }), Jumps{Threshold: 0.1}, ErrParameter},
		"jumps without jumps":     {with(func(e *Equation) { e.Noise = g }), Jumps{Threshold: 0.1}, ErrScheme},
		"jumps, small ones leave": {with(func(e *Equation) { e.Noise = coordinates(t, []float64{1.5, 2}, []float64{0.1, 0.3}) }), Jumps{Threshold: 0.1}, ErrScheme},
		"replay, learning rate":   {with(func(e *Equation) { e.Noise, e.Schedule = rows, LearningRate(Polynomial(1, 1)) }), Euler{0.1}, ErrScheme},
		"schedule negative":       {with(func(e *Equation) { e.Schedule = NoiseScale(func(float64) float64 { return -1 }) }), Euler{0.1}, ErrParameter},
	} {
		if _, err := FirstExits(ctx, one.e, Cube(2, 1), one.s, Runs{Paths: 2, Seed: 1, MaxTime: 100}); !errors.Is(err, one.want) {
			t.Errorf("%s: %v, want %v", name, err, one.want)
		}
	}
	for _, r := range []Runs{{MaxTime: 1}, {Paths: 1}, {Paths: 1, First: -1, MaxTime: 1}, {Paths: 1, MaxTime: math.NaN()}, {Paths: 1, MaxTime: 1, Centre: []float64{0}}, {Paths: 1, MaxTime: 1, Reach: [][2]float64{{1, 1}}}, {Paths: 1, MaxTime: 1, Reach: [][2]float64{{1, 1}, {0, 1}}}} {
		if _, err := FirstExits(ctx, good, Cube(2, 1), Euler{0.1}, r); !errors.Is(err, ErrParameter) {
			t.Errorf("runs %+v: %v", r, err)
		}
	}
	for name, err := range map[string]error{
		"no coordinates":    second(NewCoordinates(nil, nil)),
		"lengths":           second(NewCoordinates([]float64{1.5}, nil)),
		"alpha":             second(NewCoordinates([]float64{2.5}, []float64{1})),
		"sigma":             second(NewCoordinates([]float64{1.5}, []float64{-1})),
		"directions":        second(NewDirections([][]float64{{1, 0}, {1}}, []float64{1.5, 1.5}, []float64{1, 1})),
		"direction NaN":     second(NewDirections([][]float64{{math.NaN()}}, []float64{1.5}, []float64{1})),
		"fewer directions":  second(NewDirections([][]float64{{1}}, []float64{1.5, 1.5}, []float64{1, 1})),
		"isotropic alpha":   second(NewIsotropic(2, 0, 1)),
		"isotropic in 0":    second(NewIsotropic(0, 1, 1)),
		"no rows":           second(NewReplay(nil)),
		"rows of two sizes": second(NewReplay([][]float64{{1}, {1, 2}})),
		"row not finite":    second(NewReplay([][]float64{{math.Inf(1)}})),
	} {
		if !errors.Is(err, ErrParameter) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func ExampleFirstExits() {
	// Three parameters whose noise differs in its tail alone, in a box around a minimum.
	alpha, sigma := []float64{1.2, 1.5, 1.8}, []float64{0.1, 0.1, 0.1}
	noise, err := NewCoordinates(alpha, sigma)
	if err != nil {
		fmt.Println(err)
		return
	}
	e := Equation{Potential: Diagonal{1, 1, 1}, Noise: noise, Start: []float64{0, 0, 0}}
	list, err := FirstExits(context.Background(), e, Cube(3, 1), Euler{Step: 0.01}, Runs{Paths: 400, Seed: 1, MaxTime: 1000})
	if err != nil {
		fmt.Println(err)
		return
	}
	width := []float64{1, 1, 1}
	theory, err := NewExitRate(alpha, sigma, width, width)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("exits by coordinate:", Count(list, 3).ByCoordinate)
	fmt.Printf("expected:            %.0f\n", []float64{400 * theory.Share(0), 400 * theory.Share(1), 400 * theory.Share(2)})
	// Output:
	// exits by coordinate: [284 96 20]
	// expected:            [277 100 23]
}
