package stable

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// tailJet differentiates the series of [tailSeries] term by term, z >= 1e6, for one alpha < 2: what depends on alpha alone,
// gamma functions and their derivatives, is computed once and serves all points of a sample that lie so far out.
type tailJet struct {
	alpha, logG float64 // logG is log Gamma(a+1)
	terms       [tailTerms]tailJetTerm
}

// tailJetTerm is term k = 1, 2, ... relative to Gamma(a+1) z^-a.
type tailJetTerm struct {
	k, ka    float64
	logC     float64 // log Gamma(k a+1)/(Gamma(a+1) k!)
	power    float64 // of 1/z, (k-1) a
	sin      float64 // k (2-a) pi/2 with its derivatives in a
	ds, dds  float64
	psi, zet float64 // d/da log Gamma(k a+1) = k psi, and d2/da2 = zet
}

func newTailJet(a float64) tailJet {
	g1, _ := math.Lgamma(a + 1)
	t := tailJet{alpha: a, logG: g1}
	for i := range t.terms {
		k := float64(i + 1)
		gk, _ := math.Lgamma(k*a + 1)
		fk, _ := math.Lgamma(k + 1)
		sin, cos := math.Sincos(k * (2 - a) * math.Pi / 2)
		t.terms[i] = tailJetTerm{
			k: k, ka: k * a, logC: gk - g1 - fk, power: (k - 1) * a,
			sin: sin, ds: -k * math.Pi / 2 * cos, dds: -k * k * math.Pi * math.Pi / 4 * sin,
			psi: mathext.Digamma(k*a + 1), zet: k * k * mathext.Zeta(2, k*a+1),
		}
	}
	return t
}

// at returns the jet at z >= 1e6.
func (t *tailJet) at(z float64) jet {
	lz := math.Log(z)
	var f, fl, fll, fa, faa, fal float64 // of z f, relative to its first term without the sine; l is log z
	for i := range t.terms {
		c := &t.terms[i]
		m := math.Exp(c.logC - c.power*lz)
		r := c.k * (c.psi - lz)
		v, va := m*c.sin, m*(r*c.sin+c.ds)
		f += v
		fl -= c.ka * v
		fll += c.ka * c.k * t.alpha * v
		fa += va
		faa += m * ((r*r+c.zet)*c.sin + 2*r*c.ds + c.dds)
		fal -= c.k*v + c.ka*va
	}
	l1, a1 := fl/f, fa/f
	ll, aa, al := fll/f-l1*l1, faa/f-a1*a1, fal/f-a1*l1
	l1--
	return jet{
		l: math.Log(f/math.Pi) + t.logG - t.alpha*lz - lz,
		z: l1 / z, zz: (ll - l1) / (z * z),
		a: a1, aa: aa, az: al / z,
	}
}
