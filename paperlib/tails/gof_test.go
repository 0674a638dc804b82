package tails

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// uniformLaw is U(0, 1): its statistics are simple enough for a pencil.
type uniformLaw struct{}

func (uniformLaw) LogProb(float64) float64    { return 0 }
func (uniformLaw) Prob(float64) float64       { return 1 }
func (uniformLaw) CDF(x float64) float64      { return x }
func (uniformLaw) Survival(x float64) float64 { return 1 - x }
func (uniformLaw) Quantile(p float64) float64 { return p }
func (uniformLaw) NumParameters() int         { return 0 }

// TestGoodnessOfFitByHand: {.8, .1} in U(0, 1). D = max(.5 - .1, .8 - .5) = .4; W^2 = 1/24 + .15^2 + .05^2; A^2 = -2 -
// (log .1 + log .2 + 3 log .8 + 3 log .9)/2. One draw at .5: D = .5, W^2 = 1/12, A^2 = -1 + 2 log 2.
func TestGoodnessOfFitByHand(t *testing.T) {
	for _, c := range []struct {
		x    []float64
		want GoF
	}{
		{[]float64{.8, .1}, GoF{2, .4 * math.Sqrt2, 1.0/24 + .0225 + .0025, -2 - (math.Log(.1)+math.Log(.2)+3*math.Log(.8)+3*math.Log(.9))/2}},
		{[]float64{.5}, GoF{1, .5, 1.0 / 12, -1 + 2*math.Ln2}},
	} {
		before := slices.Clone(c.x)
		got, err := GoodnessOfFit(c.x, uniformLaw{})
		if !slices.Equal(c.x, before) {
			t.Errorf("the sample %v was changed to %v", before, c.x)
		}
		if err != nil || math.Abs(got.KS-c.want.KS) > 1e-15 || math.Abs(got.CvM-c.want.CvM) > 1e-15 || math.Abs(got.AD-c.want.AD) > 1e-14 || got.N != c.want.N {
			t.Errorf("%v: %+v (%v), want %+v", c.x, got, err, c.want)
		}
	}
}

// TestGoodnessOfFitTails: a stable law agrees with itself value by value, and the tails keep their weight where 1 - F is 0.
func TestGoodnessOfFitTails(t *testing.T) {
	law := stable.Symmetric{Alpha: 1.3, Gamma: 2, Delta: 1, Src: rng.Stream(81, "gof")}
	x := append(draws(500, law), -1e14, 1e17)
	bulk, err := GoodnessOfFit(x, law)
	if err != nil {
		t.Fatal(err)
	}
	single, _ := GoodnessOfFit(x, struct{ Law }{law})
	for i, d := range []float64{bulk.KS - single.KS, bulk.CvM - single.CvM, bulk.AD - single.AD} {
		if math.Abs(d) > 1e-9 {
			t.Errorf("statistic %d differs by %g between bulk and single values", i, d)
		}
	}
	// The term of the largest draw in A^2 is -(2n-1)/n log F - 1/n log S; without S it would be lost.
	trimmed, _ := GoodnessOfFit(append(draws(0, law), x[:len(x)-1]...), law)
	if !(bulk.AD > trimmed.AD) || math.IsInf(bulk.AD, 0) {
		t.Errorf("AD %.3f with the far draw, %.3f without", bulk.AD, trimmed.AD)
	}
	gauss := append(draws(300, NewGaussian(0, 1, rng.Stream(82, "gof"))), 60, -60)
	a, _ := GoodnessOfFit(gauss, NewGaussian(0, 1, nil))
	b, _ := GoodnessOfFit(gauss, stable.Symmetric{Alpha: 2, Gamma: 1 / math.Sqrt2})
	if math.IsInf(a.AD, 0) || math.Abs(a.AD/b.AD-1) > 1e-12 {
		t.Errorf("60 sigma: AD %g as Gaussian, %g as stable", a.AD, b.AD)
	}
}

func TestGoodnessOfFitInvariance(t *testing.T) {
	x := draws(700, stable.Symmetric{Alpha: 1.6, Gamma: 1, Src: rng.Stream(83, "gof")})
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = 4 - 1e-3*v
	}
	p, q := fittedGoF(t, x), fittedGoF(t, y)
	if math.Abs(p.KS-q.KS) > 1e-8 || math.Abs(p.CvM-q.CvM) > 1e-8 || math.Abs(p.AD-q.AD) > 1e-7 {
		t.Errorf("x -> 4 - x/1000 maps %+v to %+v", p, q)
	}
	slices.Sort(x)
	if r := fittedGoF(t, x); math.Abs(r.AD-p.AD) > 1e-9 {
		t.Errorf("sorting changes AD from %.12f to %.12f", p.AD, r.AD)
	}
}

func fittedGoF(t *testing.T, x []float64) GoF {
	t.Helper()
	law, err := FitStable(x)
	if err != nil {
		t.Fatal(err)
	}
	g, err := GoodnessOfFit(x, law)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestGoodnessOfFitRefuses(t *testing.T) {
	law := NewGaussian(0, 1, nil)
	for _, c := range []struct {
		x []float64
		f Fault
	}{{nil, FaultShort}, {[]float64{1, math.NaN()}, FaultNaN}, {[]float64{1, math.Inf(-1)}, FaultInf}} {
		if _, err := GoodnessOfFit(c.x, law); !errors.Is(err, &SampleError{Fault: c.f}) {
			t.Errorf("%v: %v", c.x, err)
		}
	}
	if _, err := GoodnessOfFit([]float64{1, 2}, stable.Symmetric{Alpha: 3, Gamma: 1}); err == nil {
		t.Error("a law without parameters accepted")
	}
	if _, _, err := BootstrapGoF(FitStable, draws(200, NewLaplace(0, 1, rng.Stream(84, "gof"))), 0, rng.Stream(1, "b")); err == nil {
		t.Error("a bootstrap of no replicates accepted")
	}
}
