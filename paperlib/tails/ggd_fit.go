package tails

import (
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"gonum.org/v1/gonum/mathext"
)

// Bounds of the fitted shape of a generalised Gaussian.
const (
	ggdMinShape = 0.1
	ggdMaxShape = 50
)

// FitGGD fits location, scale and shape by maximum likelihood.
//
// For given location and shape b the scale is (b/n sum |x-mu|^b)^(1/b), which leaves a profile likelihood in b. Below
// b = 1 the likelihood has a cusp at every data point as a function of mu (its supremum names whichever point is in the
// densest clump), so mu is the median there; at b = 1 the median is the maximum, so the two regimes join; above, mu
// minimises the convex sum |x-mu|^b. Shapes are kept in [0.1, 50].
//
// Steps in location and shape together, each from one pass over the draws, find the maximum of ordinary samples; where
// they have trouble, the two are sought in turn inside brackets.
func FitGGD(x []float64) (GGD, error) {
	if err := CheckSample(x); err != nil {
		return GGD{}, err
	}
	s := sorted(x)
	median := stats.Quantile(s, 0.5)
	_, unit := stats.MeanDeviation(x)
	for i := range s {
		s[i] = (s[i] - median) / unit
	}
	g, ok := ggdTogether(s)
	if !ok {
		g = ggdInTurn(s)
	}
	return NewGGD(median+unit*g.Mu, unit*g.Scale, g.Shape, nil), nil
}

// ggdInTurn fits a sample with median 0. Location and shape are orthogonal by symmetry: a few alternations suffice.
func ggdInTurn(s []float64) GGD {
	logs := make([]float64, len(s))
	mu := 0.0
	shape, value := ggdShape(s, mu, 0, logs)
	if shape > 1 {
		for range 8 {
			m := ggdLocation(s, shape, mu)
			b, v := ggdShape(s, m, math.Log(shape), logs)
			if !(v > value) || b <= 1 {
				break
			}
			done := v-value < 1e-10*float64(len(s))
			mu, shape, value = m, b, v
			if done {
				break
			}
		}
	}
	var sum float64
	for _, v := range s {
		sum += math.Pow(math.Abs(v-mu), shape)
	}
	return GGD{Mu: mu, Scale: math.Pow(shape*sum/float64(len(s)), 1/shape), Shape: shape}
}

// ggdShape maximises the profile log-likelihood over log b, starting near start, by Newton steps on its slope inside
// a bracket. logs is working space.
func ggdShape(x []float64, mu, start float64, logs []float64) (shape, value float64) {
	for i, v := range x {
		logs[i] = math.Log(math.Abs(v - mu)) // log 0 = -Inf is right: such a point adds nothing to the sums
	}
	lo, hi := math.Log(ggdMinShape), math.Log(ggdMaxShape)
	u := start
	for range 60 {
		_, slope, curve := ggdProfile(logs, u)
		if slope > 0 {
			lo = u
		} else {
			hi = u
		}
		next := u - slope/curve
		if !(curve < 0) || !(next > lo && next < hi) {
			next = lo + (hi-lo)/2
		}
		moved := math.Abs(next - u)
		u = next
		if moved < 1e-9 || hi-lo < 1e-9 {
			break
		}
	}
	v, _, _ := ggdProfile(logs, u)
	return math.Exp(u), v
}

// ggdProfile is the log-likelihood at shape b = e^u with the scale maximised out, and its first two derivatives in u:
// l/n = -log 2 - lgamma(1+1/b) - (1/b)(log(b m) + 1), m = mean |x-mu|^b.
func ggdProfile(logs []float64, u float64) (value, slope, curve float64) {
	at := func(u float64) (float64, float64) {
		b := math.Exp(u)
		var s0, s1 float64
		for _, l := range logs {
			if math.IsInf(l, -1) {
				continue
			}
			w := math.Exp(b * l)
			s0 += w
			s1 += w * l
		}
		n := float64(len(logs))
		m := s0 / n
		v := n * (ggdLogNorm(b) - (math.Log(b*m)+1)/b)
		// d/db [-(log(b m)+1)/b] = log(b m)/b^2 + 1/b^2 - (1/b)(1/b + m'/m), and m'/m = s1/s0.
		d := n * (mathext.Digamma(1+1/b)/(b*b) + math.Log(b*m)/(b*b) - s1/s0/b)
		return v, d * b
	}
	const h = 1e-4
	v, d := at(u)
	_, dh := at(u + h)
	return v, d, (dh - d) / h
}

// ggdLocation minimises sum |x-mu|^b for b > 1: the root of the increasing function -sum sign(x-mu)|x-mu|^(b-1),
// bracketed outward from start and closed by the Illinois rule.
func ggdLocation(x []float64, b, start float64) float64 {
	g := func(mu float64) float64 {
		var s float64
		for _, v := range x {
			d := v - mu
			s -= math.Copysign(math.Pow(math.Abs(d), b-1), d)
		}
		return s
	}
	lo, glo := start, g(start)
	if glo == 0 {
		return start
	}
	step := 2 / math.Sqrt(float64(len(x)))
	if glo > 0 {
		step = -step
	}
	hi, ghi := lo, glo
	for range 60 {
		hi = lo + step
		if ghi = g(hi); ghi == 0 || (ghi > 0) != (glo > 0) {
			break
		}
		lo, glo = hi, ghi
		step *= 2
	}
	for range 60 {
		mid := hi - ghi*(hi-lo)/(ghi-glo)
		gm := g(mid)
		if (gm > 0) == (ghi > 0) {
			glo /= 2 // Illinois: the kept end loses weight, or one side would never move
		} else {
			lo, glo = hi, ghi
		}
		hi, ghi = mid, gm
		if math.Abs(hi-lo) < 1e-9 || gm == 0 {
			break
		}
	}
	return hi
}
