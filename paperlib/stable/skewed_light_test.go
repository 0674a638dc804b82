package stable

import (
	"math"
	"testing"
)

// lightTailAsymptotics is the light tail of the totally skewed law, alpha >= 1, at the distance y from the S1 origin (at alpha = 1: from
// 0), by its saddle point (V. M. Zolotarev, One-dimensional Stable Distributions, 1986, theorem 2.5.2): on that side
// log E exp(s Y) = K(s) is s^a/|cos(pi a/2)|, or (2/pi) s log s, and with K'(s) = y
//
//	log f = -g - (1/2) log(2 pi K''(s)) + O(1/g), log P(Y > y) = log f - log s + O(1/g), g = s y - K(s).
func lightTailAsymptotics(alpha, y float64) (g, logPDF, logSF float64) {
	logS, logK2 := math.Pi*y/2-1, 0.0 // of s and K''(s)
	if alpha == 1 {
		g, logK2 = math.Exp(math.Log(2/math.Pi)+logS), math.Log(2/math.Pi)-logS
	} else {
		logC := -math.Log(math.Abs(math.Cos(math.Pi / 2 * alpha)))
		logS = (math.Log(y/alpha) - logC) / (alpha - 1)
		g = math.Exp(math.Log(alpha-1) + logC + alpha*logS)
		logK2 = math.Log(alpha*(alpha-1)) + logC + (alpha-2)*logS
	}
	if math.IsInf(g, 1) {
		return g, -g, -g
	}
	logPDF = -g - (math.Log(2*math.Pi)+logK2)/2
	return g, logPDF, logPDF - logS
}

// The light tail of the totally skewed law against its asymptotics, from where their error is a per cent to where no float
// holds the logarithm; the other side's probability is 1. Both signs give the same values.
func TestLightTail(t *testing.T) {
	for _, alpha := range []float64{1, 1.02, 1.19, 1.5, 1.9, 1.999} {
		for _, y := range []float64{2, 4, 6, 10, 20, 50, 80, 101, 300, 1e3, 1e6, 1e12, 1e50, 1e99, 1.01e100, 1e120, 1e149, 1e200, 1e300, math.MaxFloat64} {
			g, f, s := lightTailAsymptotics(alpha, y)
			if g < 30 {
				continue
			}
			for _, beta := range []float64{-1, 1} {
				law := Skewed{Alpha: alpha, Beta: beta, Gamma: 1, Param: S1}
				v, err := law.Eval(-beta * y)
				if beta > 0 {
					v = v.flip()
				}
				if err != nil || v.LogCDF != 0 && !(math.Abs(v.LogCDF+math.Exp(s)) < 1e-10*math.Exp(s)+1e-14) {
					t.Errorf("alpha %v beta %v y %v: %+v, %v", alpha, beta, y, v, err)
				}
				tol := 1/g + 1e-6*g
				if g < math.Exp(lightTail) {
					tol = 1/g + 1e-9*g // of the logarithms, which are integrated to more digits than are asked for here
				}
				for what, pair := range map[string][2]float64{"density": {v.LogProb, f}, "survival function": {v.LogSurvival, s}} {
					if pair[0] != pair[1] && !(math.Abs(pair[0]-pair[1]) <= tol) {
						t.Errorf("alpha %v beta %v y %v: logarithm of the %s is %v, asymptotically %v (g = %.3g)", alpha, beta, y, what, pair[0], pair[1], g)
					}
				}
				if law.Prob(-beta*y) != math.Exp(v.LogProb) || math.IsNaN(law.CDF(-beta*y)) || math.IsNaN(law.Survival(-beta*y)) {
					t.Errorf("alpha %v beta %v y %v: density %v, F %v, survival %v", alpha, beta, y, law.Prob(-beta*y), law.CDF(-beta*y), law.Survival(-beta*y))
				}
			}
		}
	}
}

// On the light side the law near alpha = 1 is that at 1 to first order, out to where the logarithm leaves the floats.
func TestLightTailNearOne(t *testing.T) {
	for _, x := range []float64{-60, -99, -101, -200, -440} {
		at, _ := Skewed{Alpha: 1, Beta: 1, Gamma: 1}.Eval(x)
		for _, d := range []float64{-1e-9, 1e-9} {
			v, err := Skewed{Alpha: 1 + d, Beta: 1, Gamma: 1}.Eval(x)
			if err != nil || !(math.Abs(v.LogProb/at.LogProb-1) < x*x*1e-8) || !(math.Abs(v.LogCDF/at.LogCDF-1) < x*x*1e-8) || v.LogSurvival != 0 {
				t.Errorf("alpha 1%+g x %v: %+v (%v), at 1 %+v", d, x, v, err, at)
			}
		}
	}
}

// The quantile of the smallest probabilities is finite and gives the probability back, on the light side too.
func TestLightQuantiles(t *testing.T) {
	for _, alpha := range []float64{1, 1 + 3e-4, 1.02, 1.19, 1.5, 1.9, 1.999} {
		before := math.Inf(-1)
		for _, p := range []float64{5e-324, 1e-300, 1e-200, 1e-116, 1e-50, 1e-9} {
			law := Skewed{Alpha: alpha, Beta: 1, Gamma: 1}
			x := law.Quantile(p)
			v, err := law.Eval(x)
			// x is rounded, and the logarithm of p moves by f/F ulp(x).
			if err != nil || !(x > before) || !(math.Abs(v.LogCDF-math.Log(p)) < 1e-9) {
				t.Errorf("alpha %v: the %v-quantile is %v after %v, where log F = %v, not %v (%v)", alpha, p, x, before, v.LogCDF, math.Log(p), err)
			}
			before = x
		}
	}
}

// Where the skewness is almost complete, the lighter tail is a power far out, with the weight 1 - |beta|: of the floats next
// to 1, of alpha next to 1, and across the distance where the series takes over.
func TestNearlyLightTail(t *testing.T) {
	for _, alpha := range []float64{0.7, 1 - 1e-6, 1, 1 + 1e-9, 1 + 5e-4, 1.19, 1.9} {
		for _, beta := range []float64{-1 + 0x1p-53, -1 + 1e-9, -0.5} {
			for _, x := range []float64{0.99e100, 1e100 * (1 + 1e-15), 1e140, 1e200} {
				v, err := Skewed{Alpha: alpha, Beta: beta, Gamma: 1}.Eval(x)
				g, _ := math.Lgamma(alpha)
				want := math.Log1p(beta) + g + math.Log(math.Sin(math.Pi/2*alpha)/math.Pi) - alpha*math.Log(x)
				if err != nil || !(math.Abs(v.LogSurvival-want) < 1e-9) || !(math.Abs(v.LogProb-want-math.Log(alpha)+math.Log(x)) < 1e-9) {
					t.Errorf("alpha %v beta %v x %v: %+v (%v), want log P %v", alpha, beta, x, v, err, want)
				}
			}
		}
	}
}
