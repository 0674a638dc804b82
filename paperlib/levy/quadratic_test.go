package levy

import (
	"fmt"
	"math"
	"testing"
)

// exitTimeByDifferences solves sigma^2 T” - h x T' = -1, T = 0 at both ends, by central differences on n intervals, of which
// 0 must be a node, and returns T(0).
func exitTimeByDifferences(h, minus, plus, sigma float64, n int) float64 {
	dx := (minus + plus) / float64(n)
	// Elimination of the tridiagonal system, kept as T_k = up_k T_{k+1} + known_k.
	up, known := make([]float64, n), make([]float64, n)
	for k := 1; k < n; k++ {
		x := -minus + dx*float64(k)
		diffusion, drift := sigma*sigma/(dx*dx), -h*x/(2*dx)
		below, above := diffusion-drift, diffusion+drift
		pivot := 2*diffusion - below*up[k-1]
		up[k] = above / pivot
		known[k] = (1 + below*known[k-1]) / pivot
	}
	at, value := int(math.Round(minus/dx)), 0.0
	for k := n - 1; k >= at; k-- {
		value = up[k]*value + known[k]
	}
	return value
}

func TestQuadraticExitTimeAgainstDifferences(t *testing.T) {
	for _, c := range []struct{ h, minus, plus, sigma float64 }{
		{1, 1, 1, 0.5}, {1, 1, 1.5, 0.3}, {1, 1.5, 1, 0.3}, {2, 0.5, 1.5, 0.4}, {0.5, 2, 1, 5}, {3, 1, 3, 0.6},
	} {
		// Two grids, extrapolated: their error goes as dx^2.
		coarse := exitTimeByDifferences(c.h, c.minus, c.plus, c.sigma, 12000)
		fine := exitTimeByDifferences(c.h, c.minus, c.plus, c.sigma, 24000)
		want := fine + (fine-coarse)/3
		within(t, fmt.Sprintf("exit time of %v", c), must(QuadraticExitTime(c.h, c.minus, c.plus, c.sigma)), want, 1e-7)
	}
}

func TestQuadraticExitTimeLimits(t *testing.T) {
	// Large noise: the drift does not matter and the time is that of Brownian motion, minus plus/(2 sigma^2).
	within(t, "large noise", must(QuadraticExitTime(1, 1, 1.5, 1e4)), 1.5/2e8, 1e-7)
	// Units: length by c and time by 1/h leave h tau alone.
	within(t, "units", must(QuadraticExitTime(4, 3, 6, 1.2))*4, must(QuadraticExitTime(1, 1, 2, 0.2)), 1e-12)
	// Order of the ends, and a far end as good as none.
	within(t, "mirrored", must(QuadraticExitTime(1, 1, 2, 0.4)), must(QuadraticExitTime(1, 2, 1, 0.4)), 1e-14)
	within(t, "one end", must(QuadraticExitTime(1, 1, inf, 0.2)), must(QuadraticExitTime(1, 1, 5, 0.2)), 1e-12)
	within(t, "one end", must(QuadraticExitTime(1, 1, inf, 0.2)), must(QuadraticExitTime(1, 1e9, 1, 0.2)), 1e-14)
	// One end at 35: E tau = 2 sqrt(pi/2) S_35, as Q_c -> sqrt(pi/2) S_c, and S_c e^(-c^2/2) = 1/c + 1/c^3 + 3/c^5 + 15/c^7 + ...
	series, term := 0.0, 1.0/35
	for k := range 12 {
		series += term
		term *= float64(2*k+1) / (35 * 35)
	}
	within(t, "one end at 35", must(QuadraticExitTime(1, 35, inf, 1)), math.Sqrt(2*math.Pi)*series*math.Exp(35.0*35/2), 1e-12)
	// Both ends at the largest distance allowed: Kramers, with relative error sigma^2 = 1/35^2.
	rate := 2 * must(KramersBoundary(599.9, 1, math.Sqrt(2*599.9), 1))
	within(t, "at 34.6 sigma", must(QuadraticExitTime(1, math.Sqrt(2*599.9), math.Sqrt(2*599.9), 1))*rate, 1, 2.0/1200)
}

// TestKramersAgainstQuadratic: the cut-off boundary of U = x^2/2 at 1. The ratio of exact to Kramers mean time goes to 1, its
// error as sigma^2, the next term of Laplace's method: Int e^(y^2/2) to b is e^(b^2/2) (1/b + 1/b^3), b = 1/sigma.
func TestKramersAgainstQuadratic(t *testing.T) {
	for _, sigma := range []float64{0.2, 0.1, 0.05} {
		rate := 2 * must(KramersBoundary(0.5, 1, 1, sigma))
		excess := (must(QuadraticExitTime(1, 1, 1, sigma))*rate - 1) / (sigma * sigma)
		if !(math.Abs(excess-1) < 5*sigma*sigma) {
			t.Errorf("sigma %g: exact/Kramers = 1 + %.4f sigma^2, want 1 + sigma^2 + O(sigma^4)", sigma, excess)
		}
	}
	// Two unequal ends: the rates add.
	sum := must(KramersBoundary(0.5, 1, 1, 0.1)) + must(KramersBoundary(0.5*1.02*1.02, 1, 1.02, 0.1))
	within(t, "rates of two ends", 1/must(QuadraticExitTime(1, 1, 1.02, 0.1)), sum, 0.015)
}
