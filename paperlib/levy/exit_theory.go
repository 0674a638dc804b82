package levy

import (
	"fmt"
	"math"
)

// ExitRate is what the theory of exits by one big jump says of a well around a minimum, in the limit of small noise: every
// coordinate carries its own rate, and whichever jumps first decides (Imkeller, Pavlyukevich and Stauch, "First exit times
// of non-linear dynamical systems in R^d perturbed by multifractal Levy noise", J. Stat. Phys. 141, 2010; in one dimension
// Imkeller and Pavlyukevich, Stoch. Proc. Appl. 116, 2006).
//
//	lambda_i = C_{alpha_i} sigma_i^{alpha_i} [ (d_i^+)^-alpha_i + (d_i^-)^-alpha_i ],  Lambda = sum lambda_i.
//
// Conditions: independent coordinates, every alpha_i < 2, a domain whose inside flows to the minimum and that each axis
// through the minimum meets in one interval, a smooth boundary, and sigma -> 0. Only the distances along the axes count:
// the width of the well, not its depth. How small sigma must be depends on the drift, which the formula does not know, so
// no function here can refuse a sigma as too large: at Lambda/h = 0.03, h the curvature, the mean time is about 10 % too
// long (alpha = 1.5, sigma = 0.2, the well (-1, 1.5); 15 % at alpha = 1.8 and the same sigma).
type ExitRate struct {
	// Plus and Minus are the rates through either end of each coordinate axis, per unit of the equation's time.
	Plus, Minus []float64
	// Total is Lambda.
	Total float64
}

// NewExitRate computes the rates. minus[i] and plus[i] are the distances from the minimum to the boundary along -e_i and
// +e_i; +Inf says that the coordinate has no exit there. All slices have one length N >= 1. Errors: [ErrParameter] for
// lengths, tail indices, scales and distances out of range; [ErrCondition] at alpha_i = 2, and where no coordinate can leave.
func NewExitRate(alpha, sigma, minus, plus []float64) (ExitRate, error) {
	n := len(alpha)
	if n == 0 || len(sigma) != n || len(minus) != n || len(plus) != n {
		return ExitRate{}, badParameter("%d alphas, %d sigmas, %d and %d distances; give one of each for every coordinate", n, len(sigma), len(minus), len(plus))
	}
	r := ExitRate{Plus: make([]float64, n), Minus: make([]float64, n)}
	for i := range alpha {
		err := firstError(checkJumps(alpha[i]), checkPositive("sigma", sigma[i]), checkDistance(minus[i]), checkDistance(plus[i]))
		if err != nil {
			return ExitRate{}, fmt.Errorf("coordinate %d: %w", i, err)
		}
		c := TailConstant(alpha[i])
		r.Plus[i] = c * math.Pow(sigma[i]/plus[i], alpha[i])
		r.Minus[i] = c * math.Pow(sigma[i]/minus[i], alpha[i])
		r.Total += r.Plus[i] + r.Minus[i]
	}
	if !(r.Total > 0 && r.Total <= math.MaxFloat64) {
		return ExitRate{}, badCondition("the total rate is %v; some boundary must lie at a finite distance comparable with the noise", r.Total)
	}
	return r, nil
}

func checkDistance(d float64) error {
	if !(d > 0) {
		return badParameter("distance to the boundary = %v, must be positive (+Inf where there is none)", d)
	}
	return nil
}

// MeanTime returns 1/Lambda. The exit time divided by it tends to the standard exponential law.
func (r ExitRate) MeanTime() float64 { return 1 / r.Total }

// Share returns lambda_i/Lambda, the probability of leaving along coordinate i.
func (r ExitRate) Share(i int) float64 { return (r.Plus[i] + r.Minus[i]) / r.Total }

// Shares returns Share of every coordinate.
func (r ExitRate) Shares() []float64 {
	s := make([]float64, len(r.Plus))
	for i := range s {
		s[i] = r.Share(i)
	}
	return s
}

// Upper returns the probability that an exit along coordinate i is on its positive side,
// (d_i^+)^-alpha_i / ((d_i^+)^-alpha_i + (d_i^-)^-alpha_i). NaN for a coordinate that cannot leave.
func (r ExitRate) Upper(i int) float64 { return r.Plus[i] / (r.Plus[i] + r.Minus[i]) }

// Crossover returns the noise scale at which two coordinates of equal scale sigma leave equally often,
//
//	sigma* = (A_2/A_1)^(1/(alpha_1-alpha_2)),  A_i = C_i (d_i^+^-alpha_i + d_i^-^-alpha_i):
//
// below it the heavier tail (smaller alpha) leads, above it the lighter one. The claim that exits go along the heavier
// tail is a statement about sigma below sigma*. Where sigma* exceeds the distances themselves, as it does for equal widths,
// the heavier tail leads wherever the theory of small noise applies. Both alphas must be below 2 and differ, and both
// coordinates have a boundary; an [ErrCondition] otherwise.
func Crossover(alpha, minus, plus [2]float64) (float64, error) {
	r, err := NewExitRate(alpha[:], []float64{1, 1}, minus[:], plus[:])
	if err != nil {
		return 0, err
	}
	if alpha[0] == alpha[1] {
		return 0, badCondition("equal tail indices have no crossover, their shares do not depend on sigma")
	}
	a1, a2 := r.Plus[0]+r.Minus[0], r.Plus[1]+r.Minus[1]
	if a1 == 0 || a2 == 0 {
		return 0, badCondition("a coordinate without a boundary never leads")
	}
	// In logarithms, as nearly equal alphas make the power large.
	s := math.Exp((math.Log(a2) - math.Log(a1)) / (alpha[0] - alpha[1]))
	if !(s > 0 && s <= math.MaxFloat64) {
		return 0, badCondition("the crossover lies beyond every number; at alpha %v and %v one coordinate leads throughout", alpha[0], alpha[1])
	}
	return s, nil
}

// StepHazard returns sum_i C_i (eta sigma_i)^alpha_i (d_i^+^-alpha_i + d_i^-^-alpha_i), the probability per step that
// stochastic gradient descent of learning rate eta leaves. It goes as eta^alpha per step and as eta^(alpha-1) per unit of
// the equation's time. The mean number of steps is 1/StepHazard. Conditions: those of [ExitRate], and eta sigma_i far below
// the distances; an [ErrCondition] unless eta sigma_i is below both distances of every coordinate and the hazard below 1.
// The mean number is 11 % too long at eta = 0.4 and 3 % at 0.05 (simulated: h = 1, alpha = 1.5, sigma = 0.3, |w| < 1).
func StepHazard(alpha, sigma, minus, plus []float64, eta float64) (float64, error) {
	if err := checkPositive("eta", eta); err != nil {
		return 0, err
	}
	scaled := make([]float64, len(sigma))
	for i, s := range sigma {
		scaled[i] = eta * s
	}
	r, err := NewExitRate(alpha, scaled, minus, plus)
	if err != nil {
		return 0, err
	}
	for i, s := range scaled {
		if s >= min(minus[i], plus[i]) {
			return 0, badCondition("coordinate %d: one step has scale %v, the boundary lies at %v; steps must be small", i, s, min(minus[i], plus[i]))
		}
	}
	if r.Total >= 1 {
		return 0, badCondition("the hazard per step would be %v, not a probability", r.Total)
	}
	return r.Total, nil
}
