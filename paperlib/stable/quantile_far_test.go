package stable

import (
	"math"
	"testing"
)

// A quantile beyond e^700 is the power tail's, (1 -+ beta) C_a (x/gamma)^-a = p, where float64 holds it, and infinite where
// it does not: never the end of the search. Small scales bring it back into float64.
func TestQuantilesFarOut(t *testing.T) {
	finite := 0
	for _, alpha := range []float64{MinSkewedAlpha, 0.15, 0.29, MinAlpha, 0.4, 0.5, 0.7, 0.9, 1 - 1e-6, 1, 1.02, 1.3, 1.9} {
		for _, beta := range []float64{0, 1e-9, 0.5, -0.5, -0.999, 1, -1} {
			for _, gamma := range []float64{1, 3, 1e-120, 1e-300} {
				for _, p := range []float64{1e-20, 8e-32, 1e-40, 1e-100, 1e-200, 1e-300, 5e-324} {
					g, _ := math.Lgamma(alpha)
					logX := (math.Log(1-beta)+g+math.Log(math.Sin(math.Pi/2*alpha)/math.Pi)-math.Log(p))/alpha + math.Log(gamma)
					if !(logX-math.Log(gamma) > math.Log(1e301)) {
						continue
					}
					want := -math.Exp(logX)
					if !math.IsInf(want, 0) {
						finite++
					}
					for _, param := range []Parametrization{S0, S1} {
						law := Skewed{Alpha: alpha, Beta: beta, Gamma: gamma, Param: param}
						if x := law.Quantile(p); x != want && !(relErr(x, want) < 1e-11) {
							t.Errorf("%v alpha %v beta %v gamma %v: the %v-quantile is %v, want %v", param, alpha, beta, gamma, p, x, want)
						}
					}
					if beta == 0 && alpha >= MinAlpha {
						if x := (Symmetric{Alpha: alpha, Gamma: gamma}).Quantile(p); x != want && !(relErr(x, want) < 1e-11) {
							t.Errorf("symmetric alpha %v gamma %v: the %v-quantile is %v, want %v", alpha, gamma, p, x, want)
						}
					}
				}
			}
		}
	}
	if finite < 100 {
		t.Errorf("%d of the quantiles are numbers", finite)
	}
	for _, alpha := range []float64{0.1, 0.5, 0.8} { // a law on a half line has its end, not an infinity, on the light side
		if x := (Skewed{Alpha: alpha, Beta: 1, Gamma: 1, Param: S1}).Quantile(5e-324); !(x > 0 && x < 1) {
			t.Errorf("alpha %v beta 1: the least quantile is %v", alpha, x)
		}
	}
}

// Where the closed form takes over from the search the quantile neither jumps nor turns.
func TestQuantilesMeet(t *testing.T) {
	for _, alpha := range []float64{0.1, 0.2, 0.31, 0.5, 0.8, 1, 1.05} {
		for _, beta := range []float64{0, 0.3, -0.9} {
			law := Skewed{Alpha: alpha, Beta: beta, Gamma: 1}
			for _, logX := range []float64{math.Log(quantileFar), 700} {
				g, _ := math.Lgamma(alpha)
				p := math.Exp(math.Log(1-beta) + g + math.Log(math.Sin(math.Pi/2*alpha)/math.Pi) - alpha*logX)
				if p == 0 || p < 1e-300 { // in steps of the least float64 no digits are left
					continue
				}
				before := math.Inf(-1)
				for k := range 21 {
					q := p * (1 + 1e-6*float64(k-10))
					x := law.Quantile(q)
					want := -math.Exp(logX - 1e-6*float64(k-10)/alpha)
					if !(x > before) || !(relErr(x, want) < 1e-10/alpha) {
						t.Errorf("alpha %v beta %v: the %v-quantile is %v after %v, want %v", alpha, beta, q, x, before, want)
					}
					before = x
				}
			}
		}
	}
}
