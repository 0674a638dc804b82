package stable

import (
	"errors"
	"math"
	"testing"
)

func TestFitSharedAlpha(t *testing.T) {
	for _, alpha := range []float64{0.7, 1.5, 1.9} {
		var xs [][]float64
		for i := range 8 {
			xs = append(xs, draws(Symmetric{Alpha: alpha, Gamma: math.Pow(10, float64(i-4)), Delta: float64(i)}, 500+100*i, uint64(i)))
		}
		s, err := FitSharedAlpha(xs, nil)
		if err != nil {
			t.Fatal(err)
		}
		if s.Status != Converged || !(math.Abs(s.Alpha-alpha) < 4*s.StdErr) { // 6e-5
			t.Errorf("alpha %g: %+v", alpha, s)
		}
		one, err := FitSharedAlpha(xs, &SharedOptions{Workers: 1})
		if err != nil || one.Alpha != s.Alpha || one.LogLikelihood != s.LogLikelihood {
			t.Errorf("one worker: %v, alpha %v, want %v", err, one.Alpha, s.Alpha)
		}
		// The curve of fixed-alpha fits peaks there, with that curvature.
		total := func(a float64) (l float64) {
			for _, x := range xs {
				f, err := FitSymmetric(x, &FitOptions{FixedAlpha: a})
				if err != nil {
					t.Fatal(err)
				}
				l += f.LogLikelihood
			}
			return l
		}
		h := s.StdErr / 4
		l0, lm, lp := total(s.Alpha), total(s.Alpha-h), total(s.Alpha+h)
		if !(math.Abs(l0-s.LogLikelihood) < 1e-8*math.Abs(l0)) || !(l0 > lm) || !(l0 > lp) {
			t.Errorf("alpha %g: profile %v %v %v, reported %v", alpha, lm-l0, l0, lp-l0, s.LogLikelihood)
		}
		if se := h / math.Sqrt(2*l0-lm-lp); !(math.Abs(se/s.StdErr-1) < 0.02) {
			t.Errorf("alpha %g: standard error %v, by differences %v", alpha, s.StdErr, se)
		}
	}
}

func TestFitSharedAlphaOneSample(t *testing.T) {
	x := draws(Symmetric{Alpha: 1.6, Gamma: 2, Delta: 3}, 2000, 5)
	f, err := FitSymmetric(x, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := FitSharedAlpha([][]float64{x}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !(math.Abs(s.Alpha-f.Law.Alpha) < 1e-8) || !(math.Abs(s.StdErr-f.StdErr[0]) < 1e-6) {
		t.Errorf("shared %v +- %v, single %v +- %v", s.Alpha, s.StdErr, f.Law.Alpha, f.StdErr[0])
	}
}

func TestFitSharedAlphaBounds(t *testing.T) {
	gauss := func(seed uint64) []float64 { return draws(Symmetric{Alpha: 2, Gamma: 1}, 1000, seed) }
	s, err := FitSharedAlpha([][]float64{gauss(1), gauss(2)}, nil) // both are Gaussian on their own
	if err != nil || s.Alpha != 2 || s.Status != AtGaussian || !math.IsNaN(s.StdErr) {
		t.Errorf("Gaussian samples: %+v, %v", s, err)
	}
	if _, err := FitSharedAlpha(nil, nil); !errors.Is(err, ErrTooFew) {
		t.Errorf("no samples: %v", err)
	}
	if _, err := FitSharedAlpha([][]float64{gauss(1), make([]float64, 500)}, nil); !errors.Is(err, ErrNoSpread) {
		t.Errorf("dead sample: %v", err)
	}
}
