package stable

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// withAtom draws n numbers of which the share p is the value at.
func withAtom(law Symmetric, n int, p, at float64, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 7))
	x := draws(law, n, seed)
	for i := range x {
		if r.Float64() < p {
			x[i] = at
		}
	}
	return x
}

// The bound behind runsAway: z^(1+alpha) f(z) grows with z for alpha <= 1, so that no observation's score in log gamma
// exceeds alpha. Beyond 1 it does.
func TestScoreInGammaIsBounded(t *testing.T) {
	var f frozen
	for _, alpha := range []float64{MinAlpha, 0.35, 0.5, 2. / 3, 0.8, 0.9, 0.99, 1, 1.3} {
		f.reset(alpha)
		most := math.Inf(-1)
		for lz := -20.0; lz < 60; lz += 0.05 {
			z := math.Exp(lz)
			j := f.at(z)
			most = max(most, -z*j.z-1)
		}
		if over := most - alpha; (over > 1e-9) != (alpha > 1) {
			t.Errorf("alpha %v: the score in log gamma reaches %v", alpha, most)
		}
	}
}

// A search that an atom draws away ends early where, followed down to gamma = e^-25, it ends too; any other is the same to
// the last bit. Laws, atoms, starts and weights of all kinds.
func TestRunsAwayAsFarAsFollowed(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	count := map[Status]int{}
	for k := range uint64(runsAwaySamples) {
		law := Symmetric{Alpha: MinAlpha + 1.7*r.Float64(), Gamma: 1}
		x := withAtom(law, 100+r.IntN(500), 0.2+0.3*r.Float64(), float64(k%3)*r.NormFloat64(), k)
		var o FitOptions
		switch k % 5 {
		case 1:
			o.Start = &Symmetric{Alpha: MinAlpha + 1.7*r.Float64(), Gamma: math.Exp(3 * r.NormFloat64()), Delta: r.NormFloat64()}
		case 2:
			o.FixedAlpha = MinAlpha + 1.7*r.Float64()
		case 3:
			o.Weights = make([]float64, len(x))
			for i := range o.Weights {
				o.Weights[i] = math.Floor(3 * r.Float64())
			}
		}
		quick, followed := Fitter{o: o}, Fitter{o: o}
		if quick.q.prepare(x, &o) != nil || followed.q.prepare(x, &o) != nil {
			continue
		}
		followed.q.atom.weight = 0
		a, b := quick.maximise(), followed.maximise()
		count[a.status]++
		switch {
		case a.status == Unbounded && b.status == NotConverged && b.p[1] < atomSide: // out of steps on the way down
		case a.status == Unbounded && b.status == Unbounded:
		case a != b:
			t.Errorf("sample %d: %v at %v, followed %v at %v", k, a.status, a.p, b.status, b.p)
		}
	}
	if count[Unbounded] < runsAwaySamples/4 || count[Converged] < runsAwaySamples/8 {
		t.Errorf("the samples end in %v", count)
	}
}

const runsAwaySamples = 150

// A sample with an atom costs no more than five times one without: of a third to a half of zeros it took two hundred times
// as long. Counted in evaluations of the likelihood by the iterations, and measured with room for a busy machine.
func TestAtomsCostLittle(t *testing.T) {
	spent := func(x []float64) (time.Duration, int) {
		f := NewFitter(nil)
		least, n := time.Duration(math.MaxInt64), 0
		for range 7 {
			at := time.Now()
			fit, _ := f.Fit(x)
			least, n = min(least, time.Since(at)), fit.Iterations
		}
		return least, n
	}
	for _, law := range []Symmetric{{Alpha: 2, Gamma: 1}, {Alpha: 1.5, Gamma: 1}, {Alpha: 0.8, Gamma: 1}} {
		plain, _ := spent(withAtom(law, 2000, 0, 0, 5))
		for _, p := range []float64{0.25, 0.33, 0.4, 0.48} {
			for _, at := range []float64{0, 0.3} {
				took, n := spent(withAtom(law, 2000, p, at, 5))
				if n > 40 || took > 15*plain {
					t.Errorf("alpha %v, %.0f %% at %v: %v and %d iterations, without %v", law.Alpha, 100*p, at, took, n, plain)
				}
			}
		}
	}
}

// The atom is named whatever its value, by a fit and by the error of one that has no maximum; Local says that the likelihood
// has no greatest value.
func TestAtomIsSaid(t *testing.T) {
	law := Symmetric{Alpha: 1.8, Gamma: 1}
	for _, c := range []struct {
		at, share float64
		local     bool
	}{{0, 0.1, false}, {-0.4, 0.2, false}, {0.7, 0.26, true}, {0, 0.45, true}, {1e3, 0.2, false}} {
		x := draws(law, 1000, 4)
		for i := range int(c.share * 1000) {
			x[i] = c.at
		}
		f, err := FitSymmetric(x, nil)
		if f.Flags.Atom != c.at || f.Flags.AtomShare != c.share || f.Flags.Local != c.local {
			t.Errorf("%+v: flags %+v", c, f.Flags)
		}
		if err != nil && (!errors.Is(err, ErrUnbounded) || !strings.Contains(err.Error(), "onto the value 0, which 45.0% of the 1000")) {
			t.Errorf("%+v: %v", c, err)
		}
		if fixed, err := FitSymmetric(x, &FitOptions{FixedAlpha: 1.8}); err != nil || fixed.Flags.Local {
			t.Errorf("%+v: at alpha 1.8 every atom below 64 %% leaves a maximum: %+v, %v", c, fixed.Flags, err)
		}
		// What the error advises works.
		if beside, err := FitSymmetric(x[int(c.share*1000):], nil); err != nil || beside.Flags.AtomShare != 0 || math.Abs(beside.Law.Alpha-1.8) > 4*beside.StdErr[0] {
			t.Errorf("%+v: beside the atom %+v, %v", c, beside, err)
		}
	}
	if f, err := FitSymmetric(draws(law, 1000, 4), nil); err != nil || f.Flags.Atom != 0 || f.Flags.AtomShare != 0 || f.Flags.Local {
		t.Errorf("without an atom: %+v, %v", f.Flags, err)
	}
}
