package figure

import (
	"math"
	"strings"
	"testing"
)

func labels(ts []Tick) string {
	var s []string
	for _, t := range ts {
		if t.Label != "" {
			s = append(s, t.Label)
		}
	}
	return strings.Join(s, " ")
}

func TestPowerTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		max    int
		want   string
	}{
		{1e-4, 1, 5, "10^{−4} 10^{−3} 10^{−2} 10^{−1} 1"},
		{0.3e-4, 150, 4, "10^{−4} 10^{−2} 1 10^{2}"},
		{0.5, 20, 4, "1 10"},
		{0.45, 2.3, 5, "0.5 1 2"},
		{0.11, 9.9, 5, "0.2 0.5 1 2 5"},
		{0.11, 9.9, 4, "0.3 1 3"},
		{3e-6, 6e-5, 5, "5·10^{−6} 10^{−5} 2·10^{−5} 5·10^{−5}"},
		{1.1, 1.9, 5, "1.2 1.4 1.6 1.8"},
		{1e-300, 1e300, 4, "10^{−200} 1 10^{200}"},
	} {
		got := labels(PowerTicks(c.lo, c.hi, c.max))
		if c.lo == 1e-300 {
			if n := len(strings.Fields(got)); n < 2 || n > c.max {
				t.Errorf("[%g, %g]: %q", c.lo, c.hi, got)
			}
			continue
		}
		if got != c.want {
			t.Errorf("[%g, %g] at most %d: %q, want %q", c.lo, c.hi, c.max, got, c.want)
		}
	}
	for _, k := range PowerTicks(1e-7, 1e7, 20) {
		if k.Label == "10^{−4}" && k.Value != 1e-4 {
			t.Errorf("10^-4 is %v", k.Value)
		}
	}
}

func TestLinearTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		max    int
		want   string
	}{
		{0, 1, 6, "0 0.2 0.4 0.6 0.8 1.0"},
		{-3.6, 3.6, 7, "−3 −2 −1 0 1 2 3"},
		{0.41, 1.02, 5, "0.6 0.8 1.0"},
		{0, 0.0007, 4, "0 2×10^{−4} 4×10^{−4} 6×10^{−4}"},
		{-250, 120, 5, "−200 −100 0 100"},
	} {
		if got := labels(LinearTicks(c.lo, c.hi, c.max)); got != c.want {
			t.Errorf("[%g, %g] at most %d: %q, want %q", c.lo, c.hi, c.max, got, c.want)
		}
	}
}

// Whatever the range: at least two labels, at most max, all inside, all different.
func TestLinearTicksProperties(t *testing.T) {
	for _, scale := range []float64{1e-9, 3e-4, 0.7, 1, 42, 9.99e6} {
		for _, lo := range []float64{-1, -0.31, 0, 0.123} {
			for max := 3; max <= 8; max++ {
				a, b := lo*scale, (lo+1.37)*scale
				n, seen := 0, map[string]bool{}
				for _, k := range LinearTicks(a, b, max) {
					if k.Value < a-1e-9*scale || k.Value > b+1e-9*scale {
						t.Errorf("[%g, %g]: tick at %g", a, b, k.Value)
					}
					if k.Label != "" {
						n++
						if seen[k.Label] {
							t.Errorf("[%g, %g]: %q twice", a, b, k.Label)
						}
						seen[k.Label] = true
					}
				}
				if n < 1 || n > max || (max >= 5 && n < 2) {
					t.Errorf("[%g, %g] at most %d: %d labels", a, b, max, n)
				}
			}
		}
	}
}

func TestSignedTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi, s float64
		max       int
		want      string
	}{
		{-300, 80, 1, 7, "0 −1 1 −10 10 −10^{2}"},
		{-5e4, 5e4, 0.4, 7, "0 −1 1 −10^{2} 10^{2} −10^{4} 10^{4}"},
		{2, 5000, 1, 9, "10 10^{2} 10^{3}"},
	} {
		if got := labels(SignedTicks(c.lo, c.hi, c.s, c.max)); got != c.want {
			t.Errorf("[%g, %g] scale %g: %q, want %q", c.lo, c.hi, c.s, got, c.want)
		}
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 0.25: "0.25", -1.5: "−1.5", 1e-5: "1×10^{−5}", -2.5e7: "−2.5×10^{7}", 1234: "1230", math.Inf(-1): "−∞",
	} {
		if got := Number(v, 3); got != want {
			t.Errorf("Number(%v) = %q, want %q", v, got, want)
		}
	}
}
