package levy

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// within fails the test unless got is want up to the relative tolerance.
func within(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s = %.15g, want %.15g within %g of it", what, got, want, tolerance)
	}
}

// rounded fails the test unless got is want to the given number of decimals.
func rounded(t *testing.T, what string, got, want float64, decimals int) {
	t.Helper()
	if !(math.Abs(got-want) <= 0.5000001*math.Pow(10, float64(-decimals))) {
		t.Errorf("%s = %.8g, want %.*f", what, got, decimals, want)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestTailConstant(t *testing.T) {
	for _, c := range []struct{ alpha, want float64 }{{1.2, .2780}, {1.5, .1995}, {1.8, .0916}, {1.9, .0479}} {
		rounded(t, "C", TailConstant(c.alpha), c.want, 4)
	}
	within(t, "C at 1", TailConstant(1), 1/math.Pi, 1e-15)
	if TailConstant(2) != 0 {
		t.Errorf("C at 2 = %g", TailConstant(2))
	}
	// Gamma(alpha) sin(pi alpha/2) -> pi/2 as alpha -> 0, and C ~ (2-alpha)/2 as alpha -> 2.
	within(t, "C near 0", TailConstant(1e-12), 0.5, 1e-11)
	within(t, "C near 2", TailConstant(2-1e-9), 0.5e-9, 1e-6)
}

// TestTailConstantIsTheTail: package stable's own tail probability, far out.
func TestTailConstantIsTheTail(t *testing.T) {
	for _, alpha := range []float64{0.7, 1, 1.2, 1.5, 1.8} {
		law := stable.Symmetric{Alpha: alpha, Gamma: 1}
		const u = 1e6
		within(t, "P(L > u)", law.Survival(u), TailConstant(alpha)*math.Pow(u, -alpha), 1e-4)
	}
}

// TestFromJumpMeasure: the identity eps^alpha/alpha = C sigma^alpha, and c of Imkeller and Pavlyukevich as they write it.
func TestFromJumpMeasure(t *testing.T) {
	for _, alpha := range []float64{0.3, 0.9, 1.2, 1.5, 1.9} {
		const eps = 0.07
		sigma := must(FromJumpMeasure(alpha, eps))
		within(t, "C sigma^alpha", TailConstant(alpha)*math.Pow(sigma, alpha), math.Pow(eps, alpha)/alpha, 1e-13)
		c := 2 * math.Gamma(1-alpha) * math.Cos(math.Pi*alpha/2) / alpha
		within(t, "sigma", sigma, eps*math.Pow(c, 1/alpha), 1e-12)
	}
	within(t, "c at alpha = 1", must(FromJumpMeasure(1, 1)), math.Pi, 1e-15)
}

// TestSGDCoefficient: an Euler step of length eta has noise coefficient times eta^(1/alpha), which is eta sigma.
func TestSGDCoefficient(t *testing.T) {
	for _, alpha := range []float64{0.8, 1, 1.5, 2} {
		const sigma, eta = 0.3, 0.02
		within(t, "noise of a step", must(SGDCoefficient(alpha, sigma, eta))*math.Pow(eta, 1/alpha), eta*sigma, 1e-14)
	}
}

func TestJumps(t *testing.T) {
	const alpha, sigma, eta, u = 1.5, 0.3, 0.1, 1.0
	// Ten times less learning rate at alpha = 1.5: 32 times fewer jumps a step, 3.2 times fewer per unit of time.
	ratio := must(JumpFrequency(alpha, sigma, eta, u)) / must(JumpFrequency(alpha, sigma, eta/10, u))
	rounded(t, "ratio per step", ratio, 32, 0)
	rounded(t, "ratio per time", ratio/10, 3.2, 1)
	// The size exceeded once in K steps.
	const steps = 1e4
	size := must(JumpAmplitude(alpha, sigma, eta, steps))
	within(t, "jumps beyond the amplitude", must(JumpFrequency(alpha, sigma, eta, size))*steps, 1, 1e-12)
	// The probability that one step of package stable's law exceeds u in size.
	law := stable.Symmetric{Alpha: alpha, Gamma: eta * sigma}
	within(t, "P(step > u)", must(JumpFrequency(alpha, sigma, eta, 30)), 2*law.Survival(30), 1e-3)
}
