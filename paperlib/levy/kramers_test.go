package levy

import (
	"math"
	"testing"
)

// doubleWellTime returns the mean time in which dX = -U'(X) dt + sigma dL, alpha = 2, goes from -1 to end, U = (x^2-1)^2/4, as
// (1/sigma^2) Int_{-1}^{end} e^(U(y)/sigma^2) Int_{-inf}^y e^(-U(z)/sigma^2) dz dy, by the trapezoid rule.
func doubleWellTime(sigma, end float64) float64 {
	const n, left = 40000, -3.0
	u := func(x float64) float64 { return (x*x - 1) * (x*x - 1) / 4 / (sigma * sigma) }
	dx := (end - left) / n
	inner, outer, last := 0.0, 0.0, math.Exp(-u(left))
	previous := 0.0
	for k := 1; k <= n; k++ {
		x := left + dx*float64(k)
		density := math.Exp(-u(x))
		inner += dx * (last + density) / 2
		last = density
		value := 0.0
		if x >= -1 {
			value = math.Exp(u(x)) * inner
		}
		outer += dx * (previous + value) / 2
		previous = value
	}
	return outer / (sigma * sigma)
}

// TestKramersSaddle: (x^2-1)^2/4 has depth 1/4, curvature 2 at the minimum and -1 at the saddle. From one minimum to the other
// takes Kramers' time, to the top of the saddle half of it, up to O(sigma^2).
func TestKramersSaddle(t *testing.T) {
	for _, sigma := range []float64{0.15, 0.1, 0.07} {
		want := must(KramersSaddle(0.25, 2, 1, sigma))
		across, top := doubleWellTime(sigma, 1)/want, doubleWellTime(sigma, 0)/want
		if bound := 8 * sigma * sigma; !(math.Abs(across-1) < bound && math.Abs(top-0.5) < bound) {
			t.Errorf("sigma %g: across %.4f, to the top %.4f of Kramers' time, want 1 and 0.5 within %.3f", sigma, across, top, bound)
		}
	}
}

func TestKramersByHand(t *testing.T) {
	// h/sigma^2 = 4; the prefactor of the saddle is 2 pi/sqrt(9 * 4) and that of the boundary 3 sqrt(2 pi/(2 pi))/0.5.
	within(t, "saddle", must(KramersSaddle(1, 9, 4, 0.5)), math.Pi/3*math.Exp(4), 1e-14)
	within(t, "boundary", must(KramersBoundary(1, 2*math.Pi, 3, 0.5)), 6*math.Exp(-4), 1e-14)
	// Noise eps dB with eps^2 = 2 sigma^2, as the texts write it: U' sqrt(U''/(pi eps^2)) exp(-2h/eps^2).
	eps := math.Sqrt2 * 0.3
	within(t, "in eps", must(KramersBoundary(0.4, 2, 3, 0.3)), 3*math.Sqrt(2/(math.Pi*eps*eps))*math.Exp(-0.8/(eps*eps)), 1e-13)
}
