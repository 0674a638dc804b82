package figure

import "math"

// A Law is what a drawn probability law must answer; the types of gonum's distuv, of stable and of tails do.
type Law interface {
	Prob(x float64) float64     // density at x
	CDF(x float64) float64      // P(X <= x)
	Survival(x float64) float64 // P(X > x), accurate when small
	Quantile(p float64) float64 // inverse of CDF on (0, 1)
}

// A NamedLaw is a law fitted to draws. Family is its name in the registry (see [LookOf]). Label replaces the registered
// one when not empty ("stable, *α* = 1.62").
type NamedLaw struct {
	Family, Label string
	Law           Law
	// FitLo and FitHi bound the draws |u| used in the fit; both 0 = all draws.
	FitLo, FitHi float64
}

func (l NamedLaw) look() (Look, error) {
	k, err := LookOf(l.Family)
	if l.Label != "" {
		k.Label = l.Label
	}
	return k, err
}

// twoSided returns P(|X| > x) for x >= 0 without loss of precision in either tail.
func twoSided(l Law, x float64) float64 { return l.Survival(x) + l.CDF(-x) }

// Scaled returns the law of X/s, s > 0, for draws shown in units of s.
func Scaled(l Law, s float64) Law { return scaledLaw{l, s} }

type scaledLaw struct {
	l Law
	s float64
}

func (k scaledLaw) Prob(x float64) float64     { return k.s * k.l.Prob(k.s*x) }
func (k scaledLaw) CDF(x float64) float64      { return k.l.CDF(k.s * x) }
func (k scaledLaw) Survival(x float64) float64 { return k.l.Survival(k.s * x) }
func (k scaledLaw) Quantile(p float64) float64 { return k.l.Quantile(p) / k.s }

// logGrid returns n points from lo to hi in equal ratios.
func logGrid(lo, hi float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = lo * math.Pow(hi/lo, float64(i)/float64(n-1))
	}
	return x
}

func linGrid(lo, hi float64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = lo + (hi-lo)*float64(i)/float64(n-1)
	}
	return x
}
