package stable

import "math"

// Closed forms and series of the standard law, z >= 0. Logarithms throughout, so that no tail underflows.

const logTwoSqrtPi = 1.2655121234846454 // log(2 sqrt(pi))

// gaussLogPDF and gaussLogSF belong to alpha = 2, N(0, 2).
func gaussLogPDF(z float64) float64 { return -z*z/4 - logTwoSqrtPi }

func gaussLogSF(z float64) float64 {
	x := z / 2
	if x < 20 {
		return math.Log(math.Erfc(x) / 2)
	}
	// Continued asymptotic expansion of erfc; at x >= 20 eight terms leave less than 1e-16.
	q, term, sum := 1/(2*x*x), 1.0, 1.0
	for k := 1; k <= 8; k++ {
		term *= -float64(2*k-1) * q
		sum += term
	}
	return -x*x - math.Log(2*x*math.Sqrt(math.Pi)) + math.Log(sum)
}

// cauchyLogPDF and cauchyLogSF belong to alpha = 1.
func cauchyLogPDF(z float64) float64 {
	if z > 1e8 {
		return -math.Log(math.Pi) - 2*math.Log(z)
	}
	return -math.Log(math.Pi * (1 + z*z))
}

func cauchyLogSF(z float64) float64 {
	if math.IsInf(z, 1) {
		return math.Inf(-1)
	}
	return math.Log(math.Atan2(1, z) / math.Pi)
}

// tailSeries sums Bergstroem's series (convergent for alpha < 1, asymptotic for alpha > 1)
//
//	f(z) = (1/pi) Sum_k Gamma(k a+1)/k! sin(k (2-a) pi/2) z^(-k a-1)
//
// and its integral, in which Gamma(k a+1) z^(-k a-1) becomes Gamma(k a) z^(-k a). The sine is
// (-1)^(k+1) sin(k a pi/2), written so that it is exact as alpha -> 2. For z >= 1e6 and alpha >= 0.3 twelve terms suffice.
func tailSeries(a, z float64) (logPDF, logSF float64) {
	t := newTail(a)
	return t.at(math.Log(z))
}

// centreSeries sums the first terms of f(z) = (1/(pi a)) Sum_k (-1)^k Gamma((2k+1)/a)/(2k)! z^(2k). At z <= 1e-7 and
// alpha >= 0.3 the third term is below 2e-17.
func centreSeries(a, z float64) (logPDF, logSF float64) {
	g0, _ := math.Lgamma(1 / a)
	g1, _ := math.Lgamma(3 / a)
	f0 := math.Exp(g0) / (math.Pi * a)
	r := math.Exp(g1-g0) / 2 * z * z
	return math.Log(f0) + math.Log1p(-r), math.Log(0.5 - z*f0*(1-r/3))
}
