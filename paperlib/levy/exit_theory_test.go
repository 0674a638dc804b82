package levy

import (
	"math"
	"slices"
	"testing"
)

var inf = math.Inf(1)

func fill(n int, v float64) []float64 { return slices.Repeat([]float64{v}, n) }

// TestExitShares: the theory columns of the project's three-coordinate check, |x_i| < 1.
func TestExitShares(t *testing.T) {
	for _, c := range []struct {
		sigma float64
		want  []float64
	}{{.10, []float64{.693, .249, .057}}, {.05, []float64{.743, .217, .041}}} {
		r := must(NewExitRate([]float64{1.2, 1.5, 1.8}, fill(3, c.sigma), fill(3, 1), fill(3, 1)))
		sum := 0.0
		for i, s := range r.Shares() {
			rounded(t, "share", s, c.want[i], 3)
			sum += s
		}
		within(t, "sum of shares", sum, 1, 1e-14)
		within(t, "mean time", r.MeanTime(), 1/r.Total, 1e-15)
	}
}

// TestExitRateByHand: Cauchy noise, C = 1/pi, so that every rate is sigma/(pi d).
func TestExitRateByHand(t *testing.T) {
	r := must(NewExitRate(fill(2, 1), []float64{0.1, 0.2}, []float64{1, inf}, []float64{2, 0.5}))
	within(t, "lower 0", r.Minus[0], 0.1/math.Pi, 1e-14)
	within(t, "upper 0", r.Plus[0], 0.05/math.Pi, 1e-14)
	within(t, "upper 1", r.Plus[1], 0.4/math.Pi, 1e-14)
	if r.Minus[1] != 0 {
		t.Errorf("rate through an end at infinity: %g", r.Minus[1])
	}
	within(t, "total", r.Total, 0.55/math.Pi, 1e-14)
	within(t, "share of 1", r.Share(1), 0.4/0.55, 1e-14)
	within(t, "P(upper | 0)", r.Upper(0), 1.0/3, 1e-14)
	if r.Upper(1) != 1 {
		t.Errorf("P(upper | 1) = %g", r.Upper(1))
	}
	// The side of an exit in one dimension, a^-alpha/(a^-alpha + b^-alpha) for the well (-b, a).
	one := must(NewExitRate([]float64{1.5}, []float64{0.1}, []float64{1.5}, []float64{1}))
	within(t, "P(right)", one.Upper(0), 1/(1+math.Pow(1.5, -1.5)), 1e-14)
}

// TestCrossover: equal shares at sigma*, the heavier tail ahead below it and behind above.
func TestCrossover(t *testing.T) {
	for _, c := range []struct{ alpha, minus, plus [2]float64 }{
		{[2]float64{1.2, 1.8}, [2]float64{1, 1}, [2]float64{1, 1}},
		{[2]float64{1.2, 1.8}, [2]float64{40, 1}, [2]float64{inf, 2}},
		{[2]float64{1.9, 0.6}, [2]float64{1, 1}, [2]float64{1, 3}},
		{[2]float64{1.5, 1.51}, [2]float64{1, 1}, [2]float64{1, 1}},
	} {
		s := must(Crossover(c.alpha, c.minus, c.plus))
		heavy := 0
		if c.alpha[1] < c.alpha[0] {
			heavy = 1
		}
		share := func(sigma float64) float64 {
			return must(NewExitRate(c.alpha[:], fill(2, sigma), c.minus[:], c.plus[:])).Share(heavy)
		}
		within(t, "share at the crossover", share(s), 0.5, 1e-10)
		if !(share(s/2) > 0.5 && share(s*2) < 0.5) {
			t.Errorf("alpha %v: share of the heavier tail %g below, %g above", c.alpha, share(s/2), share(s*2))
		}
	}
}

func TestStepHazard(t *testing.T) {
	alpha, sigma, one := []float64{1.2, 1.7}, []float64{0.3, 0.2}, fill(2, 1)
	const eta = 0.01
	// One step of eta is eta units of time of the equation with coefficient eta^((alpha-1)/alpha) sigma.
	coefficient := []float64{must(SGDCoefficient(1.2, 0.3, eta)), must(SGDCoefficient(1.7, 0.2, eta))}
	r := must(NewExitRate(alpha, coefficient, one, one))
	within(t, "hazard per step", must(StepHazard(alpha, sigma, one, one, eta)), eta*r.Total, 1e-13)
	// eta^alpha for one tail index.
	h := func(eta float64) float64 { return must(StepHazard(alpha[:1], sigma[:1], one[:1], one[:1], eta)) }
	within(t, "hazard ratio", h(0.02)/h(0.01), math.Pow(2, 1.2), 1e-13)
}
