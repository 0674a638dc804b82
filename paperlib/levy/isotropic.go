package levy

import (
	"math"
	"math/rand/v2"
)

// Isotropic is the rotation-invariant stable process in R^N, E exp(i<u, L_t>) = exp(-t |sigma u|^alpha): every coordinate
// has the same one-dimensional law as [Coordinates], but they jump together, in a direction that is uniform on the sphere.
// It is drawn as sqrt(A) G with G Gaussian and A positive stable of index alpha/2
// (Samorodnitsky and Taqqu 1994, proposition 2.5.2), A by Kanter's formula.
type Isotropic struct {
	alpha, sigma float64
	n            int
}

// NewIsotropic makes the noise for 0 < alpha <= 2 and sigma >= 0 in n dimensions.
func NewIsotropic(n int, alpha, sigma float64) (*Isotropic, error) {
	if err := checkAlpha(alpha); err != nil {
		return nil, err
	}
	if n < 1 || !(sigma >= 0 && sigma <= math.MaxFloat64) {
		return nil, badParameter("%d dimensions and sigma = %v: at least one, and finite and not negative", n, sigma)
	}
	return &Isotropic{alpha, sigma, n}, nil
}

// Dim returns N.
func (l *Isotropic) Dim() int { return l.n }

func (l *Isotropic) start(r *rand.PCG, s Schedule) (increments, error) {
	return &isotropicIncrements{l, rand.New(r), s.exponent(l.alpha)}, nil
}

type isotropicIncrements struct {
	l     *Isotropic
	r     *rand.Rand
	power float64 // of the schedule
}

func (l *isotropicIncrements) fill(dst []float64, n int, dt float64, s []float64) {
	scale := l.l.sigma * math.Pow(dt, 1/l.l.alpha)
	for k := range n {
		// E exp(-v A) = exp(-v^(alpha/2)); with G of variance 2 this gives exp(-|u|^alpha).
		f := scale * math.Sqrt2
		if l.l.alpha < 2 {
			f *= math.Sqrt(positiveStable(l.l.alpha/2, l.r))
		}
		if s != nil {
			f *= math.Pow(s[k], l.power)
		}
		for i := range l.l.n {
			dst[i*n+k] = f * l.r.NormFloat64()
		}
	}
}

// positiveStable draws A with E exp(-vA) = exp(-v^a), 0 < a < 1 (Kanter 1975):
//
//	A = (sin((1-a) pi U)/W)^((1-a)/a) sin(a pi U)/sin(pi U)^(1/a),  U uniform on (0, 1), W standard exponential.
func positiveStable(a float64, r *rand.Rand) float64 {
	u := r.Float64()
	for u == 0 {
		u = r.Float64()
	}
	w := r.ExpFloat64()
	for w == 0 {
		w = r.ExpFloat64()
	}
	sinU := math.Sin(math.Pi * min(u, 1-u)) // exact near the ends
	return math.Exp((1-a)/a*math.Log(math.Sin((1-a)*math.Pi*u)/w)-math.Log(sinU)/a) * math.Sin(a*math.Pi*u)
}
