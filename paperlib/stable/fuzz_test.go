package stable

import (
	"math"
	"testing"
)

// FuzzSymmetric: on the whole domain no value is NaN, f >= 0, 0 <= F <= 1, F grows with x, both tails add up to 1, and
// single and frozen values agree.
func FuzzSymmetric(f *testing.F) {
	for _, alpha := range frozenAlphas {
		for _, x := range []float64{0, 1e-300, 1e-9, 0.7, 5, 1e6, 1048575, 1e7, 1e150, math.Inf(1)} {
			f.Add(alpha, x, x+1e-3)
		}
	}
	f.Fuzz(func(t *testing.T, alpha, x, y float64) {
		s := Symmetric{Alpha: alpha, Gamma: 1}
		if math.IsNaN(x) || s.Validate() != nil {
			if v := s.LogProb(x); !math.IsNaN(v) {
				t.Fatalf("alpha %v x %v: outside the domain log f is %v", alpha, x, v)
			}
			return
		}
		p, l, c, u, ls := s.Prob(x), s.LogProb(x), s.CDF(x), s.Survival(x), s.LogSurvival(x)
		switch {
		case !(p >= 0) || math.IsNaN(l) || l > math.Log(math.Gamma(1+1/alpha)/math.Pi)+1e-12:
			t.Fatalf("alpha %v x %v: density %v, log %v", alpha, x, p, l)
		case !(c >= 0 && c <= 1 && u >= 0 && u <= 1) || math.Abs(c+u-1) > 1e-15 || !(ls <= 0):
			t.Fatalf("alpha %v x %v: F %v, survival %v, log %v", alpha, x, c, u, ls)
		}
		if y > x {
			if d := s.CDF(y); !(d >= c*(1-4e-13)) { // to rounding
				t.Fatalf("alpha %v: F falls from %v at %v to %v at %v", alpha, c, x, d, y)
			}
		}
		z, err := Freeze(alpha)
		if err != nil {
			t.Fatal(err)
		}
		for what, pair := range map[string][2]float64{"log f": {z.LogProb(x), l}, "log survival": {z.LogSurvival(x), ls}} {
			if pair[0] != pair[1] && !(math.Abs(pair[0]-pair[1]) <= 1e-12*max(1, math.Abs(pair[1]))) {
				t.Fatalf("alpha %v x %v: %s frozen %v, single %v", alpha, x, what, pair[0], pair[1])
			}
		}
	})
}

// FuzzFit: any bytes taken for a sample give a law of the domain or a typed error, never a panic or a NaN.
func FuzzFit(f *testing.F) {
	f.Add([]byte("stable"), 1.0, uint8(0))
	f.Add([]byte{0, 0, 0, 1, 255}, 1e-300, uint8(1))
	f.Add([]byte{7}, 1e300, uint8(2))
	f.Fuzz(func(t *testing.T, b []byte, scale float64, kind uint8) {
		if len(b) == 0 {
			return
		}
		x := make([]float64, 150)
		for i := range x {
			v := float64(int8(b[i%len(b)])) + float64(b[(i*7+3)%len(b)])/256 + float64(i%11)*float64(kind&3)
			if kind&4 != 0 {
				v = math.Tan(v)
			}
			x[i] = v * scale
		}
		fit, err := FitSymmetric(x, nil)
		if err != nil {
			return
		}
		if e := fit.Law.Validate(); e != nil || math.IsNaN(fit.LogLikelihood) {
			t.Fatalf("fit %+v: %v", fit, e)
		}
	})
}
