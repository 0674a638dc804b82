package stable

import (
	"math"
	"testing"
)

// Five digits of an earlier quadrature made for this project; at 1.99 its alpha entry was only good to 5e-5, and the value
// here is from differences of Direct in alpha. The Cauchy law has 1/2 for both log scale and location in closed form.
func TestFisherValues(t *testing.T) {
	for _, c := range []struct{ alpha, aa, as, ss, dd, sd float64 }{
		{1.2, .61194, -.16794, .66034, .44194, 1.3254},
		{1.5, .47366, -.21737, .95556, .42810, 1.5354},
		{1.8, .59369, -.31381, 1.38977, .45520, 1.3830},
		{1.9, .88465, -.39625, 1.61266, .47272, 1.1270},
		{1.99, 4.61968, -.66823, 1.93214, .49602, .4773},
	} {
		i := Fisher(c.alpha)
		for k, d := range []float64{i.Alpha - c.aa, i.AlphaLogGamma - c.as, i.LogGamma - c.ss, i.Delta - c.dd} {
			if !(math.Abs(d) < 6e-6) {
				t.Errorf("alpha %g, entry %d: off by %.2g", c.alpha, k, d)
			}
		}
		if !(math.Abs(i.AlphaSD()-c.sd) < 6e-5) {
			t.Errorf("alpha %g: AlphaSD = %.6f, want %.4f", c.alpha, i.AlphaSD(), c.sd)
		}
	}
	if i := Fisher(1); !(math.Abs(i.LogGamma-0.5) < 1e-10) || !(math.Abs(i.Delta-0.5) < 1e-10) {
		t.Errorf("Cauchy: %+v, want 1/2 for log gamma and delta", i)
	}
	if i := Fisher(2); !math.IsInf(i.Alpha, 1) || i.LogGamma != 2 || i.Delta != 0.5 {
		t.Errorf("Gaussian: %+v", i)
	}
	if i := Fisher(2 - 1e-6); !(math.Abs(i.LogGamma-2) < 1e-4) || !(math.Abs(i.Delta-0.5) < 1e-4) {
		t.Errorf("close to the Gaussian: %+v", i)
	}
	if i := Fisher(0.1); !math.IsNaN(i.Alpha) {
		t.Errorf("outside the domain: %+v, want NaN", i)
	}
}
