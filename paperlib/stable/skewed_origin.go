package stable

import (
	"math"
	"math/big"
)

// skewPoint is a point of the standard law: x in S0, y = x - zeta = x + beta tan(pi a/2) in S1.
type skewPoint struct {
	alpha, beta, x float64
	y              float64
	hasY           bool // y is given and x follows from it
}

// origin returns y, the distance from the S1 origin zeta.
func (p skewPoint) origin() float64 {
	if p.hasY {
		return p.y
	}
	y := p.x + p.beta*tanHalfPi(p.alpha)
	// For small alpha the density around zeta is so steep that the rounding of zeta would cost digits.
	if p.alpha < 1 && math.Abs(y) < 1e-3*math.Abs(p.x) {
		return exactOrigin(p)
	}
	return y
}

// tanHalfPi returns tan(pi a/2), a != 1, accurate near the pole at 1 and the zero at 2.
func tanHalfPi(a float64) float64 {
	switch {
	case a < 0.5:
		return math.Tan(math.Pi / 2 * a)
	case a <= 1.5:
		return -1 / math.Tan(math.Pi/2*(a-1))
	}
	return -math.Tan(math.Pi / 2 * (2 - a))
}

// exactOrigin computes x + beta tan(pi a/2) with 100 bits, so that cancellation leaves enough of them.
func exactOrigin(p skewPoint) float64 {
	const bits = 160
	f := func(v float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(v) }
	halfPi, _, _ := big.ParseFloat("1.5707963267948966192313216916397514420985846996875529104874723", 10, bits, big.ToNearestEven)
	angle := new(big.Float).Mul(halfPi, f(p.alpha))
	square := new(big.Float).Mul(angle, angle)
	sin, cos := f(0), f(0)
	term := f(1) // angle^k / k!
	for k := 0; k < 60; k += 2 {
		sign := 1 - float64(k%4)
		cos.Add(cos, new(big.Float).Mul(f(sign), term))
		odd := new(big.Float).Mul(term, angle)
		odd.Quo(odd, f(float64(k+1)))
		sin.Add(sin, new(big.Float).Mul(f(sign), odd))
		term.Mul(term, square)
		term.Quo(term, f(float64((k+1)*(k+2))))
	}
	tan := sin.Quo(sin, cos)
	y, _ := tan.Mul(tan, f(p.beta)).Add(tan, f(p.x)).Float64()
	return y
}
