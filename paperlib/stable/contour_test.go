package stable

import (
	"math"
	"math/cmplx"
	"testing"
)

// contour is an independent route to density and survival function: the Fourier integrals
//
//	f(x) = (1/pi) Re Int_0^inf (exp(-t^a) - 1) e^(ixt) dt,  P(X > x) = (1/pi) Im Int_0^inf (1 - exp(-t^a))/t e^(ixt) dt,
//
// x > 0, along the ray t = s e^(i phi), where both factors decay, by the trapezoid rule in log s. The -1 adds nothing
// (its integral is imaginary, resp. pi/2) and keeps the tail free of cancellation at leading order.
func contour(a, x float64) (pdf, sf float64) {
	phi := 0.62 * min(math.Pi/2, math.Pi/(2*a))
	ray := cmplx.Rect(1, phi)
	const h = 0.01
	var f, s complex128
	for v := -160.0; v < 60; v += h {
		r := math.Exp(v)
		t := complex(r, 0) * ray
		e := expm1(-cmplx.Exp(complex(a, 0) * complex(v, phi)))
		w := e * cmplx.Exp(complex(0, x)*t)
		f += w * t
		s -= w
		if x*r*math.Sin(phi) > 60 {
			break
		}
	}
	return real(f) * h / math.Pi, imag(s) * h / math.Pi
}

func expm1(z complex128) complex128 {
	if cmplx.Abs(z) > 0.1 {
		return cmplx.Exp(z) - 1
	}
	sum, term := z, z
	for k := 2; k < 14; k++ {
		term *= z / complex(float64(k), 0)
		sum += term
	}
	return sum
}

func TestContourRotation(t *testing.T) {
	worst := 0.0
	for _, a := range []float64{0.31, 0.5, 0.83, 0.9999, 1, 1.005, 1.3, 1.77, 1.91} {
		s := Symmetric{Alpha: a, Gamma: 1}
		d := NewDirect(a)
		for _, x := range []float64{0.2, 1, 2.7, 6, 15, 80, 1000} {
			pdf, sf := contour(a, x)
			lf, ls := d.Eval(x)
			for i, e := range []float64{relErr(s.Prob(x), pdf), relErr(s.Survival(x), sf), relErr(math.Exp(lf), pdf), relErr(math.Exp(ls), sf)} {
				worst = max(worst, e)
				if !(e < 2e-11) {
					t.Errorf("alpha %g x %g: %.2g from the contour integral (%d: table pdf, sf, direct pdf, sf)", a, x, e, i)
				}
			}
		}
	}
	t.Logf("worst relative difference %.2g", worst)
}
