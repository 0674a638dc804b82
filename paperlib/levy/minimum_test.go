package levy

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// TestStationaryScalesOfArms: the project's example of learning-rate decay against noise reduction, alpha = 1.5, h = 1,
// eta = 0.1, r = 10, sigma = 1.
func TestStationaryScalesOfArms(t *testing.T) {
	scale := func(sigma, eta float64) float64 { return must(StationaryScaleSGD(1.5, sigma, 1, eta)) }
	rounded(t, "eta", scale(1, 0.1), .36, 2)
	rounded(t, "eta/r with the displacement of eta", scale(10, 0.01), 1.65, 2)
	rounded(t, "eta/r", scale(1, 0.01), .165, 3)
	rounded(t, "eta with the displacement of eta/r", scale(0.1, 0.1), .036, 3)
	rounded(t, "eta with the coefficient of eta/r", scale(math.Pow(10, -1.0/3), 0.1), .167, 3)
}

// TestStationaryScaleSGD: the fixed point of one step, |1 - eta h|^alpha c^alpha + (eta sigma)^alpha = c^alpha.
func TestStationaryScaleSGD(t *testing.T) {
	for _, alpha := range []float64{0.6, 1, 1.5, 2} {
		for _, etah := range []float64{0.01, 0.5, 1, 1.5, 1.99} {
			const sigma, h = 0.7, 2.0
			c := must(StationaryScaleSGD(alpha, sigma, h, etah/h))
			after := math.Pow(math.Abs(1-etah)*c, alpha) + math.Pow(etah/h*sigma, alpha)
			within(t, "scale after one more step", math.Pow(after, 1/alpha), c, 1e-13)
		}
	}
	// Small steps: that of the equation with the coefficient of the learning rate.
	const alpha, sigma, h, eta = 1.5, 0.3, 2, 1e-10
	within(t, "small eta", must(StationaryScaleSGD(alpha, sigma, h, eta)), must(StationaryScale(alpha, must(SGDCoefficient(alpha, sigma, eta)), h)), 1e-9)
}

// TestStationaryByIteration: 40,000 chains of 40 steps; half must lie within the quartile of the law. The bound of 4.5 binomial
// sd gives a false alarm with probability 7e-6.
func TestStationaryByIteration(t *testing.T) {
	const alpha, sigma, h, eta, chains = 1.5, 0.4, 1.0, 0.4, 40000
	sampler, src := must(stable.NewSampler(alpha)), rand.NewPCG(7, 1)
	scale := must(StationaryScaleSGD(alpha, sigma, h, eta))
	quartile := stable.Symmetric{Alpha: alpha, Gamma: scale}.Quantile(0.75)
	inner := 0.0
	for range chains {
		x := 0.0
		for range 40 {
			x = (1-eta*h)*x - eta*sigma*sampler.Draw(src)
		}
		if math.Abs(x) < quartile {
			inner++
		}
	}
	if got, sd := inner/chains, 0.5/math.Sqrt(chains); math.Abs(got-0.5) > 4.5*sd {
		t.Errorf("share within the quartiles %.4f, want 0.5 within %.4f", got, 4.5*sd)
	}
}

// TestEulerStationaryScale: the ratio to the equation's scale is 1 + (alpha-1) h dt/(2 alpha) + O(dt^2), so below 1 for
// alpha < 1.
func TestEulerStationaryScale(t *testing.T) {
	const sigma, h, dt = 0.3, 2.0, 1e-4
	for _, alpha := range []float64{0.5, 1, 1.5, 2} {
		ratio := must(EulerStationaryScale(alpha, sigma, h, dt)) / must(StationaryScale(alpha, sigma, h))
		if want := (alpha - 1) / (2 * alpha) * h * dt; math.Abs(ratio-1-want) > h*h*dt*dt {
			t.Errorf("alpha %g: ratio - 1 = %g, want %g", alpha, ratio-1, want)
		}
	}
	// alpha = 2 has variance 2 c^2 with c^2 = sigma^2 dt/(1 - (1 - h dt)^2).
	within(t, "alpha = 2", must(EulerStationaryScale(2, sigma, h, 0.25)), math.Sqrt(sigma*sigma*0.25/(1-0.25)), 1e-14)
}

func TestTransitionScale(t *testing.T) {
	const sigma, h = 0.3, 0.7
	for _, alpha := range []float64{0.6, 1, 1.5, 2} {
		scale := func(t float64) float64 { return must(TransitionScale(alpha, sigma, h, t)) }
		// A time of 1.2 is one of 0.5, contracted over 0.7, and one of 0.7.
		both := math.Pow(math.Exp(-h*0.7)*scale(0.5), alpha) + math.Pow(scale(0.7), alpha)
		within(t, "two times in turn", math.Pow(both, 1/alpha), scale(1.2), 1e-13)
		within(t, "long time", scale(1e4), must(StationaryScale(alpha, sigma, h)), 1e-14)
		within(t, "no drift", must(TransitionScale(alpha, sigma, 0, 2)), sigma*math.Pow(2, 1/alpha), 1e-14)
		within(t, "little drift", must(TransitionScale(alpha, sigma, 1e-9, 2)), sigma*math.Pow(2, 1/alpha), 1e-8)
	}
	// alpha = 2: the Ornstein-Uhlenbeck process dX = -hX dt + sqrt(2) sigma dB has stationary variance sigma^2/h = 2 scale^2.
	within(t, "Gaussian", 2*math.Pow(must(StationaryScale(2, sigma, h)), 2), sigma*sigma/h, 1e-14)
}

func TestMeanPosition(t *testing.T) {
	within(t, "equation", must(MeanPosition(1.5, -2, 0.5, 4)), -2*math.Exp(-2), 1e-15)
	within(t, "three steps", must(MeanPositionSGD(1.5, 2, 4, 0.4, 3)), 2*(-0.6)*(-0.6)*(-0.6), 1e-14)
	within(t, "small steps", must(MeanPositionSGD(1.5, 2, 0.5, 1e-6, 4e6)), must(MeanPosition(1.5, 2, 0.5, 4)), 1e-5)
}
