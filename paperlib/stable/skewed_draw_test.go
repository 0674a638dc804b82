package stable

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// skewedPoints reach every branch: alpha below 0.3, on both sides of 1 down to 1e-10, at 1 and close to 2; beta small,
// moderate and total.
var skewedPoints = [][2]float64{
	{0.1, 0.5}, {0.15, -1}, {0.3, 0.9}, {0.5, 1}, {0.7, -0.3}, {0.89, 0.6}, {0.95, -1}, {0.999, 0.4}, {1 - 1e-6, 0.8},
	{1 - 1e-10, 1e-4}, {1, 0.5}, {1, -1}, {1, 1e-5}, {1 + 1e-10, -0.6}, {1 + 1e-6, 1}, {1.0005, 1e-3}, {1.01, 0.3}, {1.2, -0.8},
	{1.5, 1}, {1.7, -1}, {1.9, 0.2}, {1.99, -0.9}, {1.9999, 1}, {2, 0.7},
}

// Draws against the distribution function, by its probability integral transform: sqrt(n) D exceeds 2.2 with probability
// 1.2e-4 for each of the 24 laws.
func TestSkewedDraws(t *testing.T) {
	const n = 400
	for k, p := range skewedPoints {
		law := Skewed{Alpha: p[0], Beta: p[1], Gamma: 2, Delta: -1, Param: Parametrization(k % 2), Src: rand.NewPCG(uint64(k), 3)}
		if math.Abs(p[0]-1) < 1e-3 {
			law.Param = S0 // in S1 a location of 1e10 leaves no digits
		}
		u := make([]float64, n)
		for i := range u {
			u[i] = law.CDF(law.Rand())
		}
		slices.Sort(u)
		d := 0.0
		for i, v := range u {
			d = max(d, v-float64(i)/n, float64(i+1)/n-v)
		}
		if !(d*math.Sqrt(n) < 2.2) {
			t.Errorf("alpha %v beta %v: sqrt(n) D = %.3g", p[0], p[1], d*math.Sqrt(n))
		}
	}
}

// Stability: in S1 the sum of m draws has location m delta and scale m^(1/alpha). Same false alarm.
func TestSkewedSums(t *testing.T) {
	const n, m = 1500, 5
	for k, p := range [][2]float64{{0.6, 0.5}, {1.3, -0.7}, {1.8, 1}} {
		law := Skewed{Alpha: p[0], Beta: p[1], Gamma: 1, Delta: 0.3, Param: S1, Src: rand.NewPCG(uint64(k), 4)}
		sum := law
		sum.Gamma, sum.Delta = math.Pow(m, 1/p[0]), m*law.Delta
		u := make([]float64, n)
		for i := range u {
			x := 0.0
			for range m {
				x += law.Rand()
			}
			u[i] = sum.CDF(x)
		}
		slices.Sort(u)
		d := 0.0
		for i, v := range u {
			d = max(d, v-float64(i)/n, float64(i+1)/n-v)
		}
		if !(d*math.Sqrt(n) < 2.2) {
			t.Errorf("alpha %v beta %v: sqrt(n) D = %.3g", p[0], p[1], d*math.Sqrt(n))
		}
	}
}

func TestSkewedQuantileRoundTrip(t *testing.T) {
	for _, p := range skewedPoints {
		for _, param := range []Parametrization{S0, S1} {
			law := Skewed{Alpha: p[0], Beta: p[1], Gamma: 3, Param: param}
			if param == S1 && math.Abs(p[0]-1) < 1e-3 && p[0] != 1 {
				continue
			}
			for _, q := range []float64{1e-12, 1e-3, 0.2, 0.5, 0.77, 0.999} {
				x := law.Quantile(q)
				c, tol := law.CDF(x), 1e-9
				// The rounding of x, relative to the steepness of F there.
				tol += 4e-16 * math.Abs(x) * law.Prob(x) / min(q, 1-q)
				if e := math.Abs(c-q) / min(q, 1-q); !(e < tol) {
					t.Errorf("alpha %v beta %v %v: CDF(Quantile(%g)) = %v at %v", p[0], p[1], param, q, c, x)
				}
			}
			if !math.IsNaN(law.Quantile(1.5)) || !math.IsNaN(law.Quantile(math.NaN())) {
				t.Errorf("quantile outside [0, 1] is a number")
			}
		}
	}
	one := Skewed{Alpha: 0.5, Beta: 1, Gamma: 2, Delta: 5, Param: S1}
	if one.Quantile(0) != 5 || !math.IsInf(one.Quantile(1), 1) {
		t.Errorf("support from %v to %v, want 5 to +Inf", one.Quantile(0), one.Quantile(1))
	}
	two := Skewed{Alpha: 1.5, Beta: 1, Gamma: 2}
	if !math.IsInf(two.Quantile(0), -1) || !math.IsInf(two.Quantile(1), 1) {
		t.Errorf("support from %v to %v, want the line", two.Quantile(0), two.Quantile(1))
	}
}
