package stable

import "math"

const tailTerms = 12

// tail is the series of [tailSeries] for one alpha < 2 with its constants at hand, in r = z^-a:
//
//	z f(z) = a C r (1 + Sum_k k t_k r^(k-1)),  P(Z > z) = C r (1 + Sum_k t_k r^(k-1)),  k = 2, 3, ...,
//
// with C = Gamma(a) sin((2-a) pi/2)/pi and t_k = Gamma(k a) sin(k (2-a) pi/2) / (k! Gamma(a) sin((2-a) pi/2)).
type tail struct {
	alpha, logC, logAlpha float64
	t                     [tailTerms - 1]float64 // t_2, t_3, ...
}

func newTail(a float64) tail {
	s1 := math.Sin((2 - a) * math.Pi / 2)
	g1, _ := math.Lgamma(a)
	out := tail{alpha: a, logC: math.Log(s1/math.Pi) + g1, logAlpha: math.Log(a)}
	for i := range out.t {
		k := float64(i + 2)
		gk, _ := math.Lgamma(k * a)
		fk, _ := math.Lgamma(k + 1)
		out.t[i] = math.Exp(gk-g1-fk) * math.Sin(k*(2-a)*math.Pi/2) / s1
	}
	return out
}

// at returns log f and log P(Z > z) at log z; z >= 1e6.
func (t *tail) at(logZ float64) (logPDF, logSF float64) {
	if math.IsInf(logZ, 1) {
		return math.Inf(-1), math.Inf(-1)
	}
	r := math.Exp(-t.alpha * logZ)
	f, s := 0.0, 0.0
	for i := len(t.t) - 1; i >= 0; i-- {
		f = (f + float64(i+2)*t.t[i]) * r
		s = (s + t.t[i]) * r
	}
	lead := t.logC - t.alpha*logZ
	return lead + t.logAlpha - logZ + math.Log1p(f), lead + math.Log1p(s)
}
