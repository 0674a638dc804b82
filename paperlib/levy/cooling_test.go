package levy

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
)

// cooling returns the cooling of one coordinate with rate lambda and p = alpha theta.
func cooling(lambda, t0, p float64) Cooling {
	const alpha = 1.6
	return must(NewCooling([]float64{alpha}, ExitRate{Plus: []float64{lambda / 3}, Minus: []float64{lambda * 2 / 3}}, t0, p/alpha))
}

// TestCoolingSurvivals: the theory columns of the project's table, alpha = 1.5, |x| < 1, sigma_0 = 0.15, t_0 = 50.
func TestCoolingSurvivals(t *testing.T) {
	alpha := []float64{1.5}
	r := must(NewExitRate(alpha, []float64{.15}, []float64{1}, []float64{1}))
	for _, c := range []struct {
		theta float64
		want  [3]float64
	}{
		{0, [3]float64{.314, .010, .000}},
		{2.0 / 3, [3]float64{.448, .155, .038}},
		{1, [3]float64{.507, .278, .173}},
		{1.5, [3]float64{.584, .448, .406}},
	} {
		cool := must(NewCooling(alpha, r, 50, c.theta))
		for i, end := range []float64{50, 200, 800} {
			rounded(t, "survival", must(cool.Survival(0, end)), c.want[i], 3)
		}
	}
}

// TestCoolingHazard: the closed integral against quadrature, for two coordinates.
func TestCoolingHazard(t *testing.T) {
	r := must(NewExitRate([]float64{1.2, 1.8}, []float64{.2, .3}, fill(2, 1), fill(2, 2)))
	for _, theta := range []float64{0, 0.4, 1 / 1.2, 1 / 1.8, 0.9, 2} {
		c := must(NewCooling([]float64{1.2, 1.8}, r, 7, theta))
		for _, times := range [][2]float64{{0, 3}, {2, 40}, {30, 30.001}} {
			hazard := quad.Fixed(func(u float64) float64 {
				s := math.Pow(1+u/7, -theta)
				now := must(NewExitRate([]float64{1.2, 1.8}, []float64{.2 * s, .3 * s}, fill(2, 1), fill(2, 2)))
				return now.Total
			}, times[0], times[1], 60, nil, 0)
			within(t, "log survival", math.Log(must(c.Survival(times[0], times[1]))), -hazard, 1e-9)
		}
		// The survivals of two spans in turn multiply.
		product := must(c.Survival(0, 5)) * must(c.Survival(5, 60))
		within(t, "survival in two spans", must(c.Survival(0, 60)), product, 1e-13)
	}
}

// TestCoolingContinuity: nothing happens at p = 1, where the formula changes.
func TestCoolingContinuity(t *testing.T) {
	const lambda, t0 = 0.03, 50.0
	at := func(p, s, end float64) float64 { return must(cooling(lambda, t0, p).Survival(s, end)) }
	for _, end := range []float64{1, 50, 1e4} {
		within(t, "p = 1", at(1, 0, end), math.Pow(1+end/t0, -lambda*t0), 1e-13)
		for _, d := range []float64{1e-4, 1e-7, 1e-10, 1e-11, 1e-13} {
			l := math.Log1p(end / t0)
			for _, side := range []float64{-1, 1} {
				// d(log S)/dp at p = 1 is lambda t0 l^2/2.
				within(t, "next to p = 1", math.Log(at(1+side*d, 0, end)), -lambda*t0*l*(1-side*d*l/2), 50*d*d+1e-12)
			}
		}
	}
	if s := must(cooling(lambda, t0, 0.5).Survival(3, 3)); s != 1 {
		t.Errorf("survival over no time = %g", s)
	}
}

func TestCoolingTrapped(t *testing.T) {
	const lambda, t0 = 0.03, 50.0
	for _, s := range []float64{0, 100} {
		want := math.Exp(-lambda * t0 / math.Sqrt(1+s/t0) / 0.5)
		within(t, "trapped at p = 1.5", must(cooling(lambda, t0, 1.5).Trapped(s)), want, 1e-13)
	}
	within(t, "long survival", must(cooling(lambda, t0, 1.5).Survival(0, 1e30)), must(cooling(lambda, t0, 1.5).Trapped(0)), 1e-10)
	for _, p := range []float64{0, 0.9, 1} {
		if got := must(cooling(lambda, t0, p).Trapped(0)); got != 0 {
			t.Errorf("p = %g: trapped with probability %g", p, got)
		}
	}
	// Trapping needs every coordinate that can leave to cool fast enough: alpha_min theta > 1.
	r := must(NewExitRate([]float64{1.2, 1.8}, fill(2, .1), fill(2, 1), fill(2, 1)))
	for theta, trapped := range map[float64]bool{0.8: false, 0.9: true} {
		if got := must(must(NewCooling([]float64{1.2, 1.8}, r, 10, theta)).Trapped(0)); (got > 0) != trapped {
			t.Errorf("theta = %g: trapped with probability %g", theta, got)
		}
	}
	// One without a boundary does not count.
	r = must(NewExitRate([]float64{1.2, 1.8}, fill(2, .1), []float64{inf, 1}, []float64{inf, 1}))
	if got := must(must(NewCooling([]float64{1.2, 1.8}, r, 10, 0.8)).Trapped(0)); !(got > 0) {
		t.Errorf("a coordinate without a boundary prevents trapping")
	}
}

// meanBySum integrates the survival in t by Gauss-Legendre panels that grow by 10 % each, until it has fallen to 1e-13.
func meanBySum(survival func(t float64) float64, first float64) float64 {
	sum, lo, width := 0.0, 0.0, first
	for survival(lo)*lo > 1e-13*sum || sum == 0 {
		sum += quad.Fixed(survival, lo, lo+width, 10, nil, 0)
		lo, width = lo+width, width*1.1
	}
	return sum
}

func TestCoolingMeanTime(t *testing.T) {
	for _, t0 := range []float64{1, 50} {
		for _, lambda := range []float64{1e-3, 0.03, 2, 1e9, 1e30} {
			within(t, "no cooling", must(cooling(lambda, t0, 0).MeanTime()), 1/lambda, 1e-11)
			// p = 1/2: with u = sqrt(1+t/T0) and c = lambda T0, T0 Int_1^inf e^(-2c(u-1)) 2u du = T0 (1/c + 1/(2c^2)).
			c := lambda * t0
			within(t, "p = 1/2", must(cooling(lambda, t0, 0.5).MeanTime()), t0*(1/c+1/(2*c*c)), 1e-11)
		}
		for _, p := range []float64{0.25, 0.7, 0.8} {
			const lambda = 0.3
			want := meanBySum(func(u float64) float64 {
				return math.Exp(-lambda * t0 * (math.Pow(1+u/t0, 1-p) - 1) / (1 - p))
			}, 0.1)
			within(t, "p below 1", must(cooling(lambda, t0, p).MeanTime()), want, 1e-9)
		}
	}
	// p = 1: T0/(lambda T0 - 1), and infinite up to lambda T0 = 1.
	within(t, "p = 1", must(cooling(0.5, 10, 1).MeanTime()), 10.0/4, 1e-14)
	within(t, "next to p = 1", must(cooling(0.5, 10, 1-1e-9).MeanTime()), 10.0/4, 1e-7)
	rounding := must(NewCooling([]float64{1.9}, ExitRate{Plus: []float64{0.05}, Minus: []float64{0}}, 10, 1/1.9)) // 1.9 (1/1.9) < 1 in float64
	two := must(NewCooling([]float64{1, 1.5}, ExitRate{Plus: []float64{0.125, 1}, Minus: []float64{0, 0}}, 8, 1)) // lambda T0 = 1
	for _, c := range []Cooling{cooling(0.1, 10, 1), cooling(0.05, 10, 1), cooling(5, 10, 1.2), cooling(1e6, 10, 1.2), rounding, two} {
		if got := must(c.MeanTime()); !math.IsInf(got, 1) {
			t.Errorf("%+v: mean time %g, want +Inf", c, got)
		}
	}
	// Two coordinates with p = 1 and 1.5: (1+t/T0)^-(lambda T0) times the other survival.
	r := ExitRate{Plus: []float64{0.4, 0.2}, Minus: []float64{0, 0}}
	c := must(NewCooling([]float64{1.2, 1.8}, r, 10, 1/1.2))
	want := meanBySum(func(u float64) float64 {
		v := 1 + u/10
		return math.Pow(v, -4) * math.Exp(-0.2*10*(1-1/math.Sqrt(v))/0.5)
	}, 0.1)
	within(t, "p = 1 and 1.5", must(c.MeanTime()), want, 1e-9)
}
