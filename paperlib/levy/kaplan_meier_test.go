package levy

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestKaplanMeierByHand: six paths, exits at 1, 2, 3, 5 and cuts at 2 and 4. At risk 6, 5, 3, 1; so S = 5/6, 2/3, 4/9, 0 and
// V = 1/30, 1/30 + 1/20 = 1/12, 1/12 + 1/6 = 1/4.
func TestKaplanMeierByHand(t *testing.T) {
	e := must(NewExitTimes([]float64{5, 2, 1, 4, 2, 3}, []bool{false, true, false, true, false, false}))
	c := must(e.KaplanMeier(0.95))
	const z = 1.959963984540054
	for j, want := range []struct {
		time    float64
		risk    int
		s, v    float64
		noUpper bool
	}{{1, 6, 5.0 / 6, 1.0 / 30, false}, {2, 5, 2.0 / 3, 1.0 / 12, false}, {3, 3, 4.0 / 9, 1.0 / 4, false}, {5, 1, 0, 0, true}} {
		if c.Time[j] != want.time || c.AtRisk[j] != want.risk || c.Exits[j] != 1 {
			t.Errorf("step %d: %d of %d left at %g", j, c.Exits[j], c.AtRisk[j], c.Time[j])
		}
		within(t, "S", c.Survival[j], want.s, 1e-14)
		within(t, "standard error", c.StdErr[j], want.s*math.Sqrt(want.v), 1e-14)
		if want.noUpper {
			if c.Lower[j] != 0 || c.Upper[j] != c.Upper[j-1] {
				t.Errorf("where S = 0 the interval is [%g, %g], want [0, %g]", c.Lower[j], c.Upper[j], c.Upper[j-1])
			}
			continue
		}
		// The interval in log(-log S): half width z sqrt(V)/|log S|.
		half := z * math.Sqrt(want.v) / -math.Log(want.s)
		within(t, "lower", math.Log(-math.Log(c.Lower[j])), math.Log(-math.Log(want.s))+half, 1e-12)
		within(t, "upper", math.Log(-math.Log(c.Upper[j])), math.Log(-math.Log(want.s))-half, 1e-12)
	}
	if len(c.Time) != 4 || c.End != 5 {
		t.Errorf("%d steps up to %g", len(c.Time), c.End)
	}
	for time, want := range map[float64]float64{0: 1, 0.5: 1, 1: 5.0 / 6, 2.5: 2.0 / 3, 4.9: 4.0 / 9, 5: 0} {
		if got := c.At(time).Value; math.Abs(got-want) > 1e-14 {
			t.Errorf("S(%g) = %g, want %g", time, got, want)
		}
	}
	for _, time := range []float64{-1, 5.1, math.NaN()} {
		if got := c.At(time); !math.IsNaN(got.Value) || !math.IsNaN(got.Lo) || !math.IsNaN(got.Hi) {
			t.Errorf("S(%g) = %v, want NaN", time, got)
		}
	}
}

// TestKaplanMeierTextbook: survival, Greenwood's errors and log-log intervals as printed for these data, and the median 23 with
// interval (13, not reached).
func TestKaplanMeierTextbook(t *testing.T) {
	c := must(mercaptopurine().KaplanMeier(0.95))
	for j, want := range []struct{ time, s, err float64 }{
		{6, .857, .0764}, {7, .807, .0869}, {10, .753, .0963}, {13, .690, .1068}, {16, .627, .1141}, {22, .538, .1282}, {23, .448, .1346},
	} {
		if c.Time[j] != want.time {
			t.Errorf("step %d at %g, want %g", j, c.Time[j], want.time)
		}
		rounded(t, "S", c.Survival[j], want.s, 3)
		rounded(t, "standard error", c.StdErr[j], want.err, 4)
	}
	rounded(t, "lower at 6", c.Lower[0], .620, 3)
	rounded(t, "upper at 6", c.Upper[0], .952, 3)
	rounded(t, "lower at 23", c.Lower[6], .188, 3)
	rounded(t, "upper at 23", c.Upper[6], .680, 3)
	if m := c.Median(); m.Value != 23 || m.Lo != 13 || !math.IsInf(m.Hi, 1) {
		t.Errorf("median %+v, want 23 (13, +Inf)", m)
	}
}

// TestKaplanMeierMedianAtOneHalf: S is 1/2 after n of 2n exits, a product of n rounded factors that may end just above.
func TestKaplanMeierMedianAtOneHalf(t *testing.T) {
	var times []float64
	for n := 1; n <= 300; n++ {
		times = append(times, float64(2*n-1), float64(2*n))
		if m := must(must(NewExitTimes(times, nil)).KaplanMeier(0.95)).Median(); m.Value != float64(n) {
			t.Errorf("median of 1 to %d is %g, want %d", 2*n, m.Value, n)
		}
	}
}

// TestKaplanMeierCoverage: 60 Weibull times cut at random times. The 95 % interval for S at the true quartiles and that for the
// median must hold the truth in 95 % of 3000 samples, up to 4.5 binomial sd, false alarm below 1e-5 each, and a further .015
// for the normal approximation.
func TestKaplanMeierCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	const reps, n, shape = 3000, 60, 1.5
	quantile := func(s float64) float64 { return math.Pow(-math.Log(s), 1/shape) }
	held := map[float64]float64{0.75: 0, 0.5: 0, 0.25: 0}
	median := 0.0
	for range reps {
		times, censored := make([]float64, n), make([]bool, n)
		for i := range times {
			life, cut := math.Pow(r.ExpFloat64(), 1/shape), 3*r.Float64()
			times[i], censored[i] = min(life, cut), cut < life
		}
		c := must(must(NewExitTimes(times, censored)).KaplanMeier(0.95))
		for s := range held {
			if at := c.At(quantile(s)); at.Lo <= s && s <= at.Hi {
				held[s]++
			}
		}
		if m := c.Median(); m.Lo <= quantile(0.5) && quantile(0.5) < m.Hi {
			median++
		}
	}
	bound := 0.015 + 4.5*math.Sqrt(0.05*0.95/reps)
	for s, h := range held {
		if math.Abs(h/reps-0.95) > bound {
			t.Errorf("the interval at S = %g holds it in %.4f of samples", s, h/reps)
		}
	}
	if math.Abs(median/reps-0.95) > bound {
		t.Errorf("the interval of the median holds it in %.4f of samples", median/reps)
	}
}

// TestRateAgreesWithCurve: on 20,000 exponential times the curve is exp(-rate t). The largest gap exceeds .02 with probability
// below 2 exp(-2 n .02^2) = 3e-7 (it is .005 with sd .001).
func TestRateAgreesWithCurve(t *testing.T) {
	e := weibull(rand.New(rand.NewPCG(9, 2)), 20000, 1, 1.5)
	c, rate := must(e.KaplanMeier(0.95)), must(e.Rate(0.95)).Value
	for j, time := range c.Time {
		if gap := c.Survival[j] - math.Exp(-rate*time); math.Abs(gap) > 0.02 {
			t.Fatalf("at %g the curve is %.4f off the exponential", time, gap)
		}
	}
}
