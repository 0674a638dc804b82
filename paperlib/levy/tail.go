package levy

import "math"

// TailConstant returns C_alpha = Gamma(alpha) sin(pi alpha/2)/pi, 0 < alpha <= 2: jumps of the standard process L that exceed
// u on one side arrive at rate C_alpha u^-alpha per unit of time, exactly, and P(L_1 > u) ~ C_alpha u^-alpha for large u. It is
// 0 at alpha = 2, which has no jumps, and NaN outside the domain. (Samorodnitsky and Taqqu, Stable Non-Gaussian Random Processes,
// 1994, property 1.2.15, whose C is twice this.)
func TailConstant(alpha float64) float64 {
	if checkAlpha(alpha) != nil {
		return math.NaN()
	}
	// The sine of alpha or of its complement, whichever is smaller, so that neither end loses digits.
	return math.Gamma(alpha) * math.Sin(min(alpha, 2-alpha)*math.Pi/2) / math.Pi
}

// FromJumpMeasure returns the standard scale sigma of noise epsilon L whose jump measure is |y|^(-1-alpha) dy, the
// convention of Imkeller and Pavlyukevich (2006): E exp(iuL_1) = exp(-c |u|^alpha), c = 2 Gamma(1-alpha) cos(pi alpha/2)/alpha
// (pi at alpha = 1), so sigma = epsilon c^(1/alpha), and epsilon^alpha/alpha = C_alpha sigma^alpha.
// 0 < alpha < 2, epsilon > 0; anything else is an [ErrParameter], but alpha = 2, which has no jumps, an [ErrCondition].
func FromJumpMeasure(alpha, epsilon float64) (sigma float64, err error) {
	if err := checkJumps(alpha); err != nil {
		return 0, err
	}
	if err := checkPositive("epsilon", epsilon); err != nil {
		return 0, err
	}
	return epsilon * math.Pow(alpha*TailConstant(alpha), -1/alpha), nil
}

// SGDCoefficient returns eta^((alpha-1)/alpha) sigma, the coefficient of dL in the equation whose Euler step of length
// dt = eta is the step w - eta (grad + sigma xi) of stochastic gradient descent, xi standard stable: time is the sum of
// learning rates (Nguyen, Simsekli, Gurbuzbalaban and Richard, "First exit time analysis of stochastic gradient descent
// under heavy-tailed gradient noise", NeurIPS 2019). 0 < alpha <= 2, sigma and eta positive, else an [ErrParameter].
func SGDCoefficient(alpha, sigma, eta float64) (float64, error) {
	if err := firstError(checkAlpha(alpha), checkPositive("sigma", sigma), checkPositive("eta", eta)); err != nil {
		return 0, err
	}
	return math.Pow(eta, (alpha-1)/alpha) * sigma, nil
}

// JumpFrequency returns 2 C_alpha (eta sigma)^alpha u^-alpha: how many of the displacements of one step of stochastic
// gradient descent exceed u in size. The clock is the step. Divide by eta for the frequency per unit of the equation's
// time, which goes as eta^(alpha-1). Conditions: 0 < alpha < 2, and u far in the tail of one step; an [ErrCondition] at
// alpha = 2 and unless u > eta sigma. The nearer alpha is to 2, the farther out the tail begins.
func JumpFrequency(alpha, sigma, eta, u float64) (float64, error) {
	if err := firstError(checkJumps(alpha), checkPositive("sigma", sigma), checkPositive("eta", eta), checkPositive("u", u)); err != nil {
		return 0, err
	}
	if eta*sigma >= u {
		return 0, badCondition("u = %v is not beyond the scale eta sigma = %v of one step; the tail law is for large displacements", u, eta*sigma)
	}
	return 2 * TailConstant(alpha) * math.Pow(eta*sigma/u, alpha), nil
}

// JumpAmplitude returns eta sigma (2 C_alpha K)^(1/alpha), the scale of the largest displacement among K steps: the size
// that [JumpFrequency] says is exceeded once in K steps. The clock is the step. Conditions: 0 < alpha < 2, K >= 1, and K so
// large that the result lies in the tail; an [ErrCondition] at alpha = 2 and unless 2 C_alpha K > 1.
func JumpAmplitude(alpha, sigma, eta, steps float64) (float64, error) {
	if err := firstError(checkJumps(alpha), checkPositive("sigma", sigma), checkPositive("eta", eta), checkPositive("steps", steps)); err != nil {
		return 0, err
	}
	if steps < 1 {
		return 0, badParameter("steps = %v, must be at least 1", steps)
	}
	expected := 2 * TailConstant(alpha) * steps
	if expected <= 1 {
		return 0, badCondition("the largest of %v steps at alpha = %v is not in the tail; take more than %.0f steps", steps, alpha, steps/expected)
	}
	return eta * sigma * math.Pow(expected, 1/alpha), nil
}
