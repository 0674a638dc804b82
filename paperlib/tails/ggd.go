package tails

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// GGD is the generalised Gaussian (exponential power) law with density
//
//	Shape / (2 Scale Gamma(1/Shape)) exp(-|(x - Mu)/Scale|^Shape).
//
// Shape 2 is the Gaussian with standard deviation Scale/sqrt 2, shape 1 the Laplace law; below 1 the tails are
// stretched exponentials: heavy to the eye, yet every moment is finite.
type GGD struct {
	Mu, Scale, Shape float64
	Src              rand.Source

	logNorm, logNormShape float64
}

// NewGGD returns the law; src may be nil if Rand is not called.
func NewGGD(mu, scale, shape float64, src rand.Source) GGD {
	return GGD{Mu: mu, Scale: scale, Shape: shape, Src: src, logNorm: ggdLogNorm(shape), logNormShape: shape}
}

func ggdLogNorm(shape float64) float64 {
	lg, _ := math.Lgamma(1 + 1/shape) // Gamma(1/b)/b = Gamma(1+1/b)
	return -math.Ln2 - lg
}

// LogProb is the log density.
func (g GGD) LogProb(x float64) float64 {
	c := g.logNorm
	if g.logNormShape != g.Shape {
		c = ggdLogNorm(g.Shape)
	}
	return c - math.Log(g.Scale) - math.Pow(math.Abs((x-g.Mu)/g.Scale), g.Shape)
}

// Prob is the density.
func (g GGD) Prob(x float64) float64 { return math.Exp(g.LogProb(x)) }

// CDF is P(X <= x).
func (g GGD) CDF(x float64) float64 { return g.upper(-(x - g.Mu) / g.Scale) }

// Survival is P(X > x) = Q(1/b, z^b)/2 above Mu, Q the regularised upper incomplete gamma function.
func (g GGD) Survival(x float64) float64 { return g.upper((x - g.Mu) / g.Scale) }

func (g GGD) upper(z float64) float64 {
	if z < 0 {
		return 1 - g.upper(-z)
	}
	t := math.Pow(z, g.Shape)
	if math.IsInf(t, 1) {
		return 0
	}
	return 0.5 * mathext.GammaIncRegComp(1/g.Shape, t)
}

// Quantile is the inverse of CDF.
func (g GGD) Quantile(p float64) float64 {
	std := NewGGD(0, 1, g.Shape, nil)
	return g.Mu + g.Scale*symmetricQuantile(p, std.Survival, std.LogProb)
}

// Rand draws from the law: |z|^Shape is Gamma(1/Shape, 1).
func (g GGD) Rand() float64 {
	t := distuv.Gamma{Alpha: 1 / g.Shape, Beta: 1, Src: g.Src}.Rand()
	z := math.Pow(t, 1/g.Shape)
	bit := rand.Uint64
	if g.Src != nil {
		bit = g.Src.Uint64
	}
	if bit()>>63 == 1 {
		z = -z
	}
	return g.Mu + g.Scale*z
}

// NumParameters is 3: location, scale, shape.
func (g GGD) NumParameters() int { return 3 }
