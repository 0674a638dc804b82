package levy

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// QuadraticExitTime returns the exact mean time in which dX = -h X dt + sigma dL, alpha = 2 (so L = sqrt(2) B), started at 0,
// leaves (-minus, plus): what a simulation must reproduce at any sigma, where Kramers' limit does not yet hold. With
// y = x sqrt(h)/sigma, a = minus sqrt(h)/sigma and b = plus sqrt(h)/sigma,
//
//	E tau = (1/h) (S_a Q_b + S_b Q_a)/(S_a + S_b),
//	S_c = Int_0^c e^(y^2/2) dy,  Q_c = Int_0^c e^(y^2/2) Int_0^y e^(-u^2/2) du dy.
//
// S_a/(S_a + S_b) is the probability of leaving above. Either distance may be +Inf, not both. Relative error below 1e-12.
// Errors: [ErrParameter] for parameters out of range; [ErrCondition] where min(a, b) > 35, a barrier of more than
// 612 sigma^2, whose time is beyond float64. Source: Gardiner, Handbook of Stochastic Methods, section 5.2.7.
func QuadraticExitTime(h, minus, plus, sigma float64) (float64, error) {
	err := firstError(checkPositive("h", h), checkDistance(minus), checkDistance(plus), checkPositive("sigma", sigma))
	if err != nil {
		return 0, err
	}
	near, far := min(minus, plus)*math.Sqrt(h)/sigma, max(minus, plus)*math.Sqrt(h)/sigma
	if !(near <= 35) {
		return 0, badCondition("the nearer barrier is %v sigma^2, exits take exp of that; see KramersBoundary", near*near/2)
	}
	// The mean time T(y) from y solves h (T'' - y T') = -1 with T = 0 at both ends. Hence
	// T'(y) = e^(y^2/2) (T'(0) - (1/h) Int_0^y e^(-u^2/2) du), so that T(0) = Q_b/h - T'(0) S_b = Q_a/h + T'(0) S_a;
	// eliminating T'(0) gives the formula. An end beyond 37 is reached e^72 times more seldom than one within 35, so that
	// taking it at 37 changes nothing and keeps e^(y^2/2) finite.
	sn, qn := scaleIntegrals(near)
	sf, qf := scaleIntegrals(min(far, 37))
	return (qn + sn*(qf/sf)) / (1 + sn/sf) / h, nil
}

// scaleIntegrals returns S_c and Q_c of [QuadraticExitTime], whose inner integral is sqrt(pi/2) erf(y/sqrt(2)). Sixteen
// Gauss-Legendre nodes on panels of length <= 1/2 leave only rounding, as y^2/2 varies by at most 19 over a panel.
func scaleIntegrals(c float64) (scale, occupation float64) {
	panels := max(1, int(math.Ceil(2*c)))
	width := c / float64(panels)
	for k := range panels {
		lo := width * float64(k)
		scale += quad.Fixed(func(y float64) float64 { return math.Exp(y * y / 2) }, lo, lo+width, 16, nil, 0)
		occupation += quad.Fixed(func(y float64) float64 {
			return math.Exp(y*y/2) * math.Sqrt(math.Pi/2) * math.Erf(y/math.Sqrt2)
		}, lo, lo+width, 16, nil, 0)
	}
	return scale, occupation
}
