package stable

import (
	"math"
	"math/cmplx"
	"slices"
	"testing"
)

// Draws against the law's own distribution function: sqrt(n) D of Kolmogorov and Smirnov exceeds 2.2 with probability
// 2 exp(-2*2.2^2) = 1.2e-4 for each of the eight samples.
func TestRandDistribution(t *testing.T) {
	const n = 40000
	for _, alpha := range []float64{0.3, 0.7, 1, 1.001, 1.5, 1.9, 1.999, 2} {
		law := Symmetric{Alpha: alpha, Gamma: 2, Delta: -1}
		x := draws(law, n, 17)
		slices.Sort(x)
		d := 0.0
		for i, f := range law.CDFs(nil, x) {
			d = max(d, f-float64(i)/n, float64(i+1)/n-f)
		}
		if !(d*math.Sqrt(n) < 2.2) {
			t.Errorf("alpha %g: sqrt(n) D = %.3g", alpha, d*math.Sqrt(n))
		}
	}
}

// Stability: sums of m draws, divided by m^(1/alpha), follow the law of one draw. Their empirical characteristic
// function has a real part with standard deviation below 1/sqrt(2n) and an imaginary part likewise; the limit of
// 5/sqrt(2n) per part gives a false alarm below 6e-7 each, 5e-5 for all.
func TestSumStability(t *testing.T) {
	const n = 20000
	for _, alpha := range []float64{0.6, 1, 1.5, 1.8, 2} {
		for _, m := range []int{1, 4, 16} {
			x := draws(Symmetric{Alpha: alpha, Gamma: 1}, n*m, 23)
			scale := math.Pow(float64(m), -1/alpha)
			for _, u := range []float64{0.3, 1, 2} {
				var phi complex128
				for i := 0; i < n*m; i += m {
					sum := 0.0
					for _, v := range x[i : i+m] {
						sum += v
					}
					phi += cmplx.Exp(complex(0, u*scale*sum)) / n
				}
				phi -= complex(math.Exp(-math.Pow(u, alpha)), 0)
				if limit := 5 / math.Sqrt(2*n); !(math.Abs(real(phi)) < limit) || !(math.Abs(imag(phi)) < limit) {
					t.Errorf("alpha %g, sums of %d, t = %g: characteristic function off by %.3g", alpha, m, u, phi)
				}
			}
		}
	}
}

func TestRandReproducible(t *testing.T) {
	law := Symmetric{Alpha: 1.5, Gamma: 1}
	if a, b := draws(law, 100, 1), draws(law, 100, 1); !slices.Equal(a, b) {
		t.Error("the same source gives different draws")
	}
	if a, b := draws(law, 100, 1), draws(law, 100, 2); slices.Equal(a, b) {
		t.Error("different sources give the same draws")
	}
	for _, a := range []float64{0.3, 1.5, 2} { // no source set: the global one
		if v := (Symmetric{Alpha: a, Gamma: 1}).Rand(); math.IsNaN(v) {
			t.Errorf("alpha %g: global source gives %v", a, v)
		}
	}
}
