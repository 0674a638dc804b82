package stable

import (
	"fmt"
	"math"
	"testing"
)

// skewedRegime names the part of the domain of S(alpha, beta) in which a row lies.
func skewedRegime(alpha, beta, x, pdf float64) string {
	one := math.Abs(beta) == 1 && alpha < 2
	zeta := 0.0
	if alpha != 1 {
		zeta = -beta * math.Tan(math.Pi*alpha/2)
	}
	switch {
	case pdf == 0:
		return "outside the support"
	case one && pdf < 1e-20 && math.Abs(x) < 1e5:
		return "light tail, |beta| = 1"
	case math.Abs(alpha-1) < 2e-2 && one:
		return "alpha near 1, |beta| = 1"
	case math.Abs(alpha-1) < 2e-2:
		return "alpha near 1"
	case math.Abs(x) > 100:
		return "tails"
	case math.Abs(x-zeta) < 0.2 && beta != 0:
		return "x near zeta"
	case alpha < 0.3:
		return "alpha < 0.3"
	case alpha > 1.98:
		return "alpha near 2"
	case one:
		return "|beta| = 1"
	case math.Abs(beta) < 1e-3:
		return "beta near 0"
	}
	return "elsewhere"
}

// Density, distribution and survival function of the general law against 22 digits, each in relative accuracy however
// small it is, and the same law reflected and scaled by two, which are exact operations.
func TestSkewedAgainstReference(t *testing.T) {
	const limit, floor = 1e-10, 1e-280
	worst := newWorst("f", "F", "S")
	for _, r := range readReference(t, "skewed.csv", 6, 2600) {
		alpha, beta, x := r[0], r[1], r[2]
		want := [3]float64{r[3], r[4], r[5]}
		s := Skewed{Alpha: alpha, Beta: beta, Gamma: 1}
		m := Skewed{Alpha: alpha, Beta: -beta, Gamma: 2}
		v, err := s.Eval(x)
		if err != nil {
			t.Errorf("alpha %v beta %v x %v: %v", alpha, beta, x, err)
			continue
		}
		got := [3]float64{v.Prob(), v.CDF(), v.Survival()}
		mirror := [3]float64{2 * m.Prob(-2*x), m.Survival(-2 * x), m.CDF(-2 * x)}
		e := make([]float64, 3)
		for i := range want {
			if want[i] == 0 {
				e[i] = max(math.Abs(got[i]), math.Abs(mirror[i])) // exactly zero outside the support
			} else if want[i] > floor {
				e[i] = max(relErr(got[i], want[i]), relErr(mirror[i], want[i]))
			}
			if !(e[i] <= limit) {
				t.Errorf("alpha %v beta %v x %v: %s is %v, reflected %v, want %v: off by %.2g",
					alpha, beta, x, worst.names[i], got[i], mirror[i], want[i], e[i])
			}
		}
		for i, l := range [3]float64{v.LogProb, v.LogCDF, v.LogSurvival} {
			if want[i] > floor && !(math.Abs(l-math.Log(want[i])) <= limit) {
				t.Errorf("alpha %v beta %v x %v: log %s is %v, want %v", alpha, beta, x, worst.names[i], l, math.Log(want[i]))
			}
		}
		worst.add(skewedRegime(alpha, beta, x, r[3]), fmt.Sprintf("%v %v %v", alpha, beta, x), e)
	}
	worst.log(t)
}
