package tails

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// standardDraws are n draws of the standard symmetric stable law, of a stream of their own.
func standardDraws(t *testing.T, alpha float64, n int, name string) []float64 {
	t.Helper()
	s, err := stable.NewSampler(alpha)
	if err != nil {
		t.Fatal(err)
	}
	x := make([]float64, n)
	s.Fill(x, rng.Stream(71, "tail index", name, fmt.Sprint(alpha, n)))
	return x
}

// paretoDraws have P(|X| > x) = x^-alpha for x > 1, an exact power with random sign.
func paretoDraws(alpha float64, n int, name string) []float64 {
	r := rng.New(72, "pareto", name)
	x := make([]float64, n)
	for i := range x {
		x[i] = math.Copysign(math.Pow(1-r.Float64(), -1/alpha), r.Float64()-0.5)
	}
	return x
}

// A calibration collects an estimator's values and standard errors over samples of one law.
type calibration struct{ values, errs []float64 }

func (c *calibration) add(value, se float64) {
	if math.IsNaN(value) || !(se > 0) {
		panic(fmt.Sprintf("estimate %g +- %g: a comparison with NaN would pass", value, se))
	}
	c.values, c.errs = append(c.values, value), append(c.errs, se)
}

// check wants, for 400 samples, the mean within 4.5 of its standard errors of want (and a known bias), the spread within
// 16 % of the mean standard error (4.5 sampling errors of the ratio), and coverage of want by the 95 % intervals within
// .05 of .95 (4.6 standard deviations). False alarm about 3e-5 for each call.
func (c *calibration) check(t *testing.T, name string, want, bias float64) {
	t.Helper()
	n := float64(len(c.values))
	if n != calibrationSamples {
		t.Fatalf("%s: %g samples", name, n)
	}
	m, sd := stats.MeanDeviation(c.values)
	se := stats.SumMean(c.errs)
	if math.Abs(m-want) > 4.5*sd/math.Sqrt(n)+bias {
		t.Errorf("%s: mean %.4f +- %.4f, want %.4f", name, m, sd/math.Sqrt(n), want)
	}
	if ratio := sd / se; math.Abs(ratio-1) > 0.16 {
		t.Errorf("%s: spread %.4f, standard errors %.4f", name, sd, se)
	}
	covered := 0.0
	for i, v := range c.values {
		if math.Abs(v-want) <= 1.96*c.errs[i] {
			covered++
		}
	}
	if math.Abs(covered/n-0.95) > 0.05 {
		t.Errorf("%s: 95 %% intervals hold the truth in %.1f %%", name, 100*covered/n)
	}
}

const calibrationSamples = 400

// On an exact power tail the tail estimators have no bias beyond O(1/k), and their standard errors are honest.
func TestTailEstimatorsOnPareto(t *testing.T) {
	for _, alpha := range []float64{0.7, 1.5, 3} {
		var pickands, moment calibration
		for r := range calibrationSamples {
			x := paretoDraws(alpha, 2500, fmt.Sprint("calibration", alpha, r))
			p, err := PickandsPath(x, []int{1500})
			if err != nil {
				t.Fatal(err)
			}
			m, err := MomentPath(x, []int{1000})
			if err != nil {
				t.Fatal(err)
			}
			pickands.add(p[0].Xi, p[0].XiStdErr)
			moment.add(m[0].Xi, m[0].XiStdErr)
		}
		pickands.check(t, fmt.Sprint("Pickands, Pareto ", alpha), 1/alpha, 0.01)
		moment.check(t, fmt.Sprint("moment, Pareto ", alpha), 1/alpha, 0.01)
	}
}

// A uniform law has a bounded tail, xi = -1, and |x| of an exponential one xi = 0: no tail index, and said so.
func TestTailEstimatorsOnLighterTails(t *testing.T) {
	r := rng.New(73, "light")
	for name, c := range map[string]struct {
		draw func() float64
		xi   float64
	}{
		"uniform":     {func() float64 { return 2*r.Float64() - 1 }, -1},
		"exponential": {func() float64 { return -math.Log(1 - r.Float64()) }, 0},
	} {
		x := make([]float64, 200000)
		for i := range x {
			x[i] = c.draw()
		}
		pick, err := PickandsPath(x, []int{8000})
		if err != nil {
			t.Fatal(err)
		}
		moment, err := MomentPath(x, []int{2000})
		if err != nil {
			t.Fatal(err)
		}
		// The moment estimate has a bias of order 1/log(n/k) on the exponential tail: .05 allows for it.
		if p := pick[0]; math.Abs(p.Xi-c.xi) > 4.5*p.XiStdErr {
			t.Errorf("%s: Pickands xi %.3f +- %.3f, want %g", name, p.Xi, p.XiStdErr, c.xi)
		}
		p := moment[0]
		if math.Abs(p.Xi-c.xi) > 4.5*p.XiStdErr+0.05 {
			t.Errorf("%s: moment xi %.3f +- %.3f, want %g", name, p.Xi, p.XiStdErr, c.xi)
		}
		if name == "uniform" && (!math.IsInf(p.Alpha, 1) || !math.IsNaN(p.StdErr)) {
			t.Errorf("uniform: tail index %g +- %g, want none", p.Alpha, p.StdErr)
		}
	}
	if v := pickandsVariance(1e-9) - pickandsVariance(0); math.Abs(v) > 1e-8 {
		t.Errorf("the variance jumps by %g at xi = 0", v)
	}
	if v := momentVariance(-1e-9) - momentVariance(0); math.Abs(v) > 1e-7 {
		t.Errorf("the variance jumps by %g at xi = 0", v)
	}
}

// Two more tail estimators read the stable law as they read any tail: near the truth far out, above it further in.
func TestTailEstimatorsOnStable(t *testing.T) {
	x := standardDraws(t, 1.5, 1000000, "far out")
	hill, err := HillPath(x, []int{2000})
	if err != nil {
		t.Fatal(err)
	}
	moment, err := MomentPath(x, []int{2000})
	if err != nil {
		t.Fatal(err)
	}
	pickands, err := PickandsPath(x, []int{8000})
	if err != nil {
		t.Fatal(err)
	}
	if h := hill[0]; math.Abs(h.Alpha-1.5) > 4.5*h.StdErr+0.01 {
		t.Errorf("Hill %.3f +- %.3f", h.Alpha, h.StdErr)
	}
	for name, p := range map[string]TailPoint{"moment": moment[0], "Pickands": pickands[0]} {
		if math.Abs(p.Alpha-1.5) > 4.5*p.StdErr+0.03 {
			t.Errorf("%s %.3f +- %.3f", name, p.Alpha, p.StdErr)
		}
	}
}

func TestTailEstimatorsRefuse(t *testing.T) {
	x := paretoDraws(1.5, 200, "refuse")
	for _, k := range []int{-1, 0, 7, 201} {
		if _, err := PickandsPath(x, []int{k}); !errors.Is(err, ErrOrder) {
			t.Errorf("Pickands, k = %d: %v", k, err)
		}
	}
	for _, k := range []int{-1, 0, 1, 200} {
		if _, err := MomentPath(x, []int{k}); !errors.Is(err, ErrOrder) {
			t.Errorf("moment, k = %d: %v", k, err)
		}
	}
	tied := paretoDraws(1.5, 200, "tied")
	for i := range 100 {
		tied[i] = 1e6
	}
	if _, err := PickandsPath(tied, []int{100}); !errors.Is(err, ErrTiedTail) {
		t.Errorf("Pickands on ties: %v", err)
	}
	if _, err := MomentPath(tied, []int{50}); !errors.Is(err, ErrTiedTail) {
		t.Errorf("moment on ties: %v", err)
	}
	zeros := make([]float64, 200)
	copy(zeros, x[:100])
	if _, err := MomentPath(zeros, []int{150}); !errors.Is(err, ErrOrder) {
		t.Errorf("a threshold of zero: %v", err)
	}
	x[3] = math.NaN()
	for name, f := range map[string]func() error{
		"Pickands":     func() error { _, err := PickandsPath(x, []int{100}); return err },
		"moment":       func() error { _, err := MomentPath(x, []int{100}); return err },
		"Mohammadi":    func() error { _, err := MohammadiPath(x, []int{2}); return err },
		"McCulloch":    func() error { _, err := McCulloch(x); return err },
		"Koutrouvelis": func() error { _, err := Koutrouvelis(x); return err },
	} {
		if err := f(); !errors.Is(err, &SampleError{Fault: FaultNaN}) {
			t.Errorf("%s: NaN gives %v", name, err)
		}
	}
}

func TestOrderGrid(t *testing.T) {
	g := OrderGrid(2, 1000, 30)
	if g[0] != 2 || g[len(g)-1] != 1000 || len(g) < 25 {
		t.Errorf("%v", g)
	}
	for i := 1; i < len(g); i++ {
		if g[i] <= g[i-1] {
			t.Errorf("%v repeats or falls", g)
		}
	}
}
